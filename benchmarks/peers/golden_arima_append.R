# Writes the reference values of ARIMAModel.Append: forecast::Arima(all, model = fit), a fitted
# model that sees a longer series.
#
#   Rscript golden_arima_append.R
#
# Needs R 4.2 with forecast 8.20 and jsonlite. The series are made here; every number is written. Output:
# timeseries/testdata/arima_append/*.json.
suppressPackageStartupMessages({ library(jsonlite); library(forecast) })
here <- dirname(normalizePath(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE)[1])))
out <- file.path(here, "..", "..", "timeseries", "testdata", "arima_append")
dir.create(out, showWarnings = FALSE, recursive = TRUE)

set.seed(8)
noise <- rnorm(160)
monthly <- round(60 + 0.3 * seq_len(160) + 8 * sin(2 * pi * seq_len(160) / 12) + as.numeric(filter(noise, 0.6, "recursive")), 4)
level <- round(20 + as.numeric(filter(noise, c(0.5, 0.2), "recursive")) + 0.4 * c(0, noise[-160]), 4)
walk <- round(100 + cumsum(0.2 + noise), 4)

write <- function(name, y, split, order, seasonal = c(0, 0, 0), period = 1, constant = TRUE, lambda = NULL, gaps = c(), x = NULL) {
  y[gaps] <- NA
  s <- function(v) ts(v, frequency = period)
  use <- function(i) if (is.null(x)) NULL else cbind(x = x[i])
  k <- order[2] + seasonal[2]
  h <- 15
  # do.call, as forecast evaluates the arguments of the call again
  fit <- do.call(Arima, list(y = s(y[1:split]), order = order, seasonal = list(order = seasonal, period = period), xreg = use(1:split),
                             include.mean = constant && k == 0, include.drift = constant && k == 1, lambda = lambda, method = "ML"))
  n <- length(y)
  all <- do.call(Arima, list(y = s(y), model = fit, xreg = use(1:n)))
  f <- if (is.null(x)) forecast(all, h = h, level = 80) else forecast(all, xreg = use(n + 1:h), level = 80)
  # The same filter with a larger variance of the first values, on the scale of the model.
  z <- if (is.null(lambda)) y else BoxCox(y, lambda)
  cols <- cbind(use(1:n), if (constant && k == 1) drift = seq_len(n))
  wide <- stats::arima(z, order = order, seasonal = list(order = seasonal, period = period), xreg = cols, include.mean = constant && k == 0,
                       fixed = coef(fit)[c(setdiff(names(coef(fit)), c("drift", "x", "xreg")), intersect(c("xreg", "x", "drift"), names(coef(fit))))],
                       transform.pars = FALSE, kappa = 1e8, method = "ML")
  ahead <- cbind(use(n + 1:h), if (constant && k == 1) drift = n + 1:h)
  wide <- as.numeric(if (is.null(cols)) predict(wide, n.ahead = h)$pred else predict(wide, n.ahead = h, newxreg = ahead)$pred)
  case <- list(source = "R forecast::Arima", version = as.character(packageVersion("forecast")),
               script = "benchmarks/peers/golden_arima_append.R",
               input = list(y = y, split = split, order = order, seasonal = seasonal, period = period, constant = constant,
                            lambda = if (is.null(lambda)) "NaN" else lambda, coef = as.list(coef(fit)), x = if (is.null(x)) list() else x),
               output = list(forecast = as.numeric(f$mean), lower = as.numeric(f$lower), upper = as.numeric(f$upper), wide = wide),
               tolerance = if (seasonal[2] > 0) 1e-6 else 1e-8,
               reason = "R's first values have the variance 1e6 where ours have none; with 1e8 (wide) 1e-8 is enough")
  writeLines(gsub('"NA"', '"NaN"', toJSON(case, digits = NA, auto_unbox = TRUE, na = "string")), file.path(out, paste0(name, ".json")))
  cat(name, coef(fit), "\n")
}
write("mean", level, 100, c(1, 0, 1))
write("mean_gap_at_end", level, 100, c(2, 0, 1), gaps = c(30, 120, 157, 159, 160))
write("drift", walk, 90, c(1, 1, 0))
write("drift_gap", walk, 90, c(0, 1, 1), gaps = c(88:95, 158))
write("season", monthly, 120, c(1, 0, 1), c(0, 1, 1), 12)
write("season_gap", monthly, 120, c(0, 1, 1), c(0, 1, 1), 12, gaps = c(50, 119, 120, 155, 160))
write("season_log", monthly, 120, c(2, 1, 0), c(1, 0, 0), 12, lambda = 0)
write("box_cox", monthly, 120, c(0, 1, 1), c(0, 1, 1), 12, lambda = 0.4)
price <- round(10 + 2 * cos(seq_len(175) / 3) + rep(c(0, 1, 0, 0, 2), 35), 4)
write("regressor", level + 1.5 * price[1:160], 100, c(1, 0, 0), x = price)
write("regressor_difference", walk - 0.7 * price[1:160], 100, c(0, 1, 1), x = price, gaps = c(20, 158:160))
