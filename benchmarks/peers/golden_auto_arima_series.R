# Writes timeseries/testdata/auto_arima/SERIES.json: what forecast::auto.arima chooses for ten public
# series of the folder DATA, whose values are not written.
#
#   Rscript golden_auto_arima_series.R DATA [SERIES...]
#
# Each search compares by exact likelihood (approximation = FALSE): stepwise with the defaults, stepwise
# of the logarithms where all values are large, and all models up to a largest order, which is lower where R
# would need hours.
suppressPackageStartupMessages({ library(forecast); library(jsonlite) })
options(warn = -1)
root <- normalizePath(file.path(dirname(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE)[1])), "..", ".."))
data <- commandArgs(TRUE)[1]
out <- file.path(root, "timeseries", "testdata", "auto_arima")
dir.create(out, recursive = TRUE, showWarnings = FALSE)
public <- c(Nile = 1, lynx = 1, LakeHuron = 1, JohnsonJohnson = 4, UKgas = 4, sunspot.year = 1, USAccDeaths = 12,
            AirPassengers = 12, wineind = 12, "co2-mauna-loa" = 12)
logs <- c("AirPassengers", "UKgas", "JohnsonJohnson", "lynx")
order <- c(USAccDeaths = 4, AirPassengers = 4, wineind = 4, "co2-mauna-loa" = 3)

chosen <- function(search, y, ...) {
  f <- auto.arima(y, approximation = FALSE, ...)
  o <- as.numeric(arimaorder(f))
  a <- list(...)
  list(search = search, lambda = a$lambda, max_order = if (isFALSE(a$stepwise)) a$max.order, order = I(head(c(o, 0, 0, 0), 6)),
       constant = any(c("drift", "intercept") %in% names(coef(f))), loglik = f$loglik, aicc = f$aicc)
}
names_ <- if (length(commandArgs(TRUE)) > 1) commandArgs(TRUE)[-1] else names(public)
for (n in names_) {
  y <- ts(as.numeric(read.csv(file.path(data, "series", paste0(n, ".csv")))$value), frequency = public[[n]])
  r <- list(chosen("stepwise", y))
  if (n %in% logs) r <- c(r, list(chosen("stepwise", y, lambda = 0)))
  r <- c(r, list(chosen("full", y, stepwise = FALSE, max.order = if (n %in% names(order)) order[[n]] else 5)))
  v <- list(source = "R forecast", version = paste0("R ", R.version$major, ".", R.version$minor, ", forecast ", packageVersion("forecast")),
    script = "benchmarks/peers/golden_auto_arima_series.R", input = list(file = paste0("series/", n, ".csv"), period = public[[n]]),
    output = list(chosen = r), tolerance = 0.02,
    reason = "AICc: R's likelihood has a prior variance of 1e6 for the first values, which moves it by up to 5e-3, and its optimum is not exact")
  writeLines(toJSON(v, digits = NA, auto_unbox = TRUE, na = "string", null = "null"), file.path(out, paste0(n, ".json")))
  cat(n, format(Sys.time(), "%H:%M:%S"), "\n")
}
