# Forecasts of forecast::auto.arima with its defaults for the series of two competitions:
# all of M1 (m1.csv) and the weekly ones of M4 (frequency 1, not 52).
#
#   Rscript golden_auto_arima.R DATA DIR SET...
#
# DATA is the folder of the data sets (series/m1.csv, series/Weekly-train.csv.gz), SET is one of
# yearly, quarterly, monthly, weekly. For each set it writes DIR/SET.jsonl, one line a series: name,
# mean (the forecasts), order (p,d,q[,P,D,Q]), terms (names of the coefficients), aicc. A run that was
# stopped goes on where it was. golden_auto_arima.py puts the files together.
suppressPackageStartupMessages({ library(forecast); library(jsonlite) })
options(warn = -1)
a <- commandArgs(TRUE)
data <- a[1]; dir <- a[2]

m1 <- function(kind) {
  d <- read.csv(file.path(data, "series", "m1.csv"), stringsAsFactors = FALSE)
  d <- d[d$period == toupper(kind), ]
  lapply(seq_len(nrow(d)), function(i) list(name = d$series[i], y = as.numeric(strsplit(d$train[i], " ")[[1]]), m = d$frequency[i], h = d$h[i]))
}
weekly <- function() {
  d <- read.csv(gzfile(file.path(data, "series", "Weekly-train.csv.gz")), stringsAsFactors = FALSE)
  lapply(seq_len(nrow(d)), function(i) { y <- as.numeric(d[i, -1]); list(name = d[i, 1], y = y[!is.na(y)], m = 1, h = 13) })
}

for (set in a[-(1:2)]) {
  path <- file.path(dir, paste0(set, ".jsonl"))
  done <- if (file.exists(path)) sapply(readLines(path), function(s) fromJSON(s)$name) else character(0)
  all <- if (set == "weekly") weekly() else m1(set)
  for (s in all) if (!s$name %in% done) {
    f <- tryCatch({
      fit <- auto.arima(ts(s$y, frequency = s$m))
      list(mean = as.numeric(forecast(fit, h = s$h)$mean), order = as.numeric(head(arimaorder(fit), 6)), terms = I(as.character(names(coef(fit)))), aicc = fit$aicc)
    }, error = function(e) list(error = conditionMessage(e)))
    cat(toJSON(c(list(name = s$name), f), auto_unbox = TRUE, digits = 10, na = "null", null = "null"), "\n", file = path, append = TRUE, sep = "")
  }
}
