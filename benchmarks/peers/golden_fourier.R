# Writes timeseries/testdata/fourier/cases.json: the terms of forecast::fourier for a series and for the values that follow.
#
#   Rscript golden_fourier.R
suppressPackageStartupMessages({library(jsonlite); library(forecast)})
file_arg <- sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE)[1])
path <- file.path(normalizePath(file.path(dirname(file_arg), "..", "..")), "timeseries", "testdata", "fourier", "cases.json")

n <- 40
ahead <- 6
cycles <- function(...) lapply(list(...), function(p) list(Period = p[1], Pairs = p[2]))
cases <- list(cycles(c(12, 3)), cycles(c(12, 6)), cycles(c(7, 3)), cycles(c(2, 1)), cycles(c(36.525, 2)),
              cycles(c(4, 2), c(12, 4)), cycles(c(7, 2), c(30.4, 3)))
run <- function(case) {
  periods <- sapply(case, function(c) c$Period)
  pairs <- sapply(case, function(c) c$Pairs)
  y <- msts(rep(0, n), seasonal.periods = periods)
  if (length(periods) == 1) y <- ts(rep(0, n), frequency = periods)
  past <- fourier(y, K = pairs)
  after <- fourier(y, K = pairs, h = ahead)
  list(names = as.list(colnames(past)), past = unname(past), after = unname(after))
}
x <- list(source = "forecast", version = as.character(packageVersion("forecast")), script = "benchmarks/peers/golden_fourier.R",
          input = list(n = n, ahead = ahead, cases = cases), output = list(cases = lapply(cases, run)),
          tolerance = 1e-13, reason = "R rounds the fraction of the circle")
dir.create(dirname(path), recursive = TRUE, showWarnings = FALSE)
text <- toJSON(x, digits = I(15), auto_unbox = TRUE)
writeLines(gsub('(\\],|\\},|:\\{)("|\\{|\\[)', "\\1\n\\2", text), path)
cat(path, file.size(path), "bytes\n")
