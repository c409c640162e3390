# Jobs of time series in R: stats::arima and stats::stl, forecast::auto.arima.
suppressPackageStartupMessages(library(parallel))

# A process for each thread, and the series dealt out beforehand.
spread <- function(list, work) if (threads > 1) mclapply(list, work, mc.cores = threads) else lapply(list, work)

base_version <- function() paste0("R ", R.version$major, ".", R.version$minor)

# One seasonal ARIMA by exact maximum likelihood: order p,d,q and P,D,Q, like 2,1,1 and 0,1,1.
sarima <- function(set, order, seasonal, period) {
  y <- load_array(paste0(set, ".y.f64"))
  parts <- function(s) as.integer(strsplit(s, ",")[[1]])
  order <- parts(order)
  seasonal <- list(order = parts(seasonal), period = as.integer(period))
  list(version = base_version(),
       run = function() stats::arima(y, order, seasonal, method = "ML"),
       figures = function(m) list(loglik = m$loglik))
}

# ARIMA(1,1,1) of many series by exact maximum likelihood.
arima_batch <- function(set) {
  ys <- load_array(paste0(set, ".y.f64"))
  list(version = base_version(),
       run = function() spread(ys, function(y) stats::arima(y, c(1, 1, 1), method = "ML")$loglik),
       figures = function(v) list(loglik = mean(unlist(v))))
}

# A decomposition with the seasonal window given and all else as R has it.
stl <- function(set, period, window, robust) {
  y <- ts(load_array(paste0(set, ".y.f64")), frequency = as.integer(period))
  window <- as.integer(window)
  robust <- robust == "robust"
  list(version = base_version(),
       run = function() stats::stl(y, s.window = window, robust = robust)$time.series,
       figures = function(m) list(seasonal = sum(m[, 1]^2), trend = sum(m[, 2]^2), remainder = sum(m[, 3]^2)))
}

# The first series of M4 weekly, or every sixth of the monthly ones of M1: lists of train and test.
public_series <- function(set) {
  dir <- file.path(Sys.getenv("CLM_DATA"), "series")
  if (set == "m4weekly") {
    known <- function(file) {
      rows <- read.csv(file.path(dir, file), stringsAsFactors = FALSE, nrows = 60)
      lapply(seq_len(nrow(rows)), function(i) { v <- as.numeric(unlist(rows[i, -1])); v[!is.na(v)] })
    }
    return(list(train = known("Weekly-train.csv.gz"), test = known("Weekly-test.csv"), period = 1))
  }
  rows <- read.csv(file.path(dir, "m1.csv"), stringsAsFactors = FALSE)
  rows <- rows[rows$period == "MONTHLY", ]
  rows <- rows[seq(1, nrow(rows), 6)[1:100], ]
  numbers <- function(s) lapply(strsplit(trimws(s), "[[:space:]]+"), as.numeric)
  list(train = numbers(rows$train), test = numbers(rows$test), period = 12)
}

accuracy_of <- function(set, forecasts) {
  each <- mapply(function(y, a, f) {
    m <- if (length(y) > set$period) set$period else 1
    size <- abs(a) + abs(f)
    c(mase = mean(abs(a - f)) / mean(abs(diff(y, m))), smape = mean(ifelse(size == 0, 0, 200 * abs(a - f) / size)))
  }, set$train, set$test, forecasts)
  list(mase = mean(each["mase", ]), smape = mean(each["smape", ]))
}

# Automatic ARIMA with all defaults, and a forecast of each series.
auto_arima <- function(name) {
  suppressPackageStartupMessages(library(forecast))
  set <- public_series(name)
  h <- length(set$test[[1]])
  list(version = paste("forecast", packageVersion("forecast")),
       run = function() spread(set$train, function(y) {
         m <- auto.arima(ts(y, frequency = set$period))
         list(mean = as.numeric(forecast(m, h = h)$mean), aicc = m$aicc, d = m$arma[6], seasonal_d = m$arma[7])
       }),
       figures = function(v) c(accuracy_of(set, lapply(v, `[[`, "mean")),
                               list(aicc = mean(sapply(v, `[[`, "aicc")), d = sum(sapply(v, `[[`, "d")), D = sum(sapply(v, `[[`, "seasonal_d")))))
}
