# Writes timeseries/testdata/tests/*.json: correlations and tests of series by R's stats, tseries and
# urca. Ten public series of the folder DATA, whose values are not written, and made-up ones, which are.
#
#   Rscript golden_series_tests.R DATA
suppressPackageStartupMessages({ library(forecast); library(tseries); library(urca); library(jsonlite) })
options(warn = -1)
root <- normalizePath(file.path(dirname(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE)[1])), "..", ".."))
data <- commandArgs(TRUE)[1]
out <- file.path(root, "timeseries", "testdata", "tests")
dir.create(out, recursive = TRUE, showWarnings = FALSE)

public <- c(AirPassengers = 12, Nile = 1, lynx = 1, sunspot.year = 1, "co2-mauna-loa" = 12, UKgas = 4, USAccDeaths = 12,
            JohnsonJohnson = 4, LakeHuron = 1, wineind = 12)
num <- as.numeric
edge <- function(expr) { w <- ""; v <- withCallingHandlers(expr, warning = function(c) { w <<- conditionMessage(c); invokeRestart("muffleWarning") })
  list(statistic = num(v$statistic), lags = num(v$parameter), p = num(v$p.value), edge = if (grepl("smaller", w)) -1 else if (grepl("greater", w)) 1 else 0) }
box <- function(e, lag, fit) { v <- Box.test(e, lag, "Ljung-Box", fit); list(lags = lag, fitted = fit, statistic = num(v$statistic), p = num(v$p.value)) }
unit <- function(y) { k <- trunc(3 * sqrt(length(y)) / 13)
  list(lags = k, level = num(ur.kpss(y, "mu", use.lag = k)@teststat), trend = num(ur.kpss(y, "tau", use.lag = k)@teststat)) }

answers <- function(y, m) {
  gaps <- anyNA(y)
  r <- list(acf = num(acf(y, plot = FALSE, na.action = na.pass)$acf), acf_40 = num(acf(y, 40, plot = FALSE, na.action = na.pass)$acf),
            ljung_box = list(box(y, 10, 0), box(y, 12, 3)))
  if (gaps) return(r)
  long <- trunc(12 * (length(y) / 100)^0.25)
  z <- ts(num(y), frequency = m)
  c(r, list(pacf = num(pacf(y, plot = FALSE)$acf), band95 = qnorm(0.975) / sqrt(length(y)),
    kpss_level = edge(kpss.test(y, "Level")), kpss_trend = edge(kpss.test(y, "Trend")), kpss_level_long = edge(kpss.test(y, "Level", FALSE)),
    adf = edge(adf.test(y)), adf_0 = edge(adf.test(y, k = 0)), adf_1 = edge(adf.test(y, k = 1)), urca = unit(y),
    ndiffs = ndiffs(z), ndiffs_seasonal = if (m > 1) ndiffs(diff(z, m)) else ndiffs(z), nsdiffs = if (m > 1) nsdiffs(z) else 0))
}
write <- function(name, input, y, m) {
  v <- list(source = "R stats, tseries, urca, forecast", version = paste0("R ", R.version$major, ".", R.version$minor, ", tseries ", packageVersion("tseries"),
      ", urca ", packageVersion("urca"), ", forecast ", packageVersion("forecast")), script = "benchmarks/peers/golden_series_tests.R",
    input = c(input, list(period = m)), output = answers(y, m), tolerance = 1e-12, reason = "sums of the same terms in another order; the file has 15 digits")
  writeLines(toJSON(v, digits = NA, auto_unbox = TRUE, na = "string"), file.path(out, paste0(name, ".json")))
}
for (n in names(public)) {
  y <- num(read.csv(file.path(data, "series", paste0(n, ".csv")))$value)
  write(n, list(file = paste0("series/", n, ".csv")), y, public[[n]])
}
set.seed(8)
made <- list(noise = rnorm(60), walk = cumsum(rnorm(200)), trend = 0.3 * (1:90) + rnorm(90), twice = cumsum(cumsum(rnorm(150))),
             short = rnorm(13), season = 5 * sin(2 * pi * (1:96) / 12) + rnorm(96))
made$gaps <- replace(made$walk[1:80], c(1, 2, 17, 40:44, 79), NA)
for (n in names(made)) { y <- round(made[[n]], 6); write(paste0("made_", n), list(y = ifelse(is.na(y), NaN, y)), y, if (n == "season") 12 else 1) }
