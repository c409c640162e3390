# Writes timeseries/testdata/{baselines,backtest,dieboldmariano}/*.json from R's package forecast.
#
#   Rscript golden_baselines.R
#
# baselines       naive, snaive, rwf(drift = TRUE) and meanf: forecasts and limits at 80 and 95 percent
# backtest        a rolling origin with these four, written out here: accuracy() of each forecast gives MAE, RMSE and
#                 MASE; sMAPE, RMSSE, pinball loss, coverage and width by the formulas in the documentation of Backtest
# dieboldmariano  dm.test of the errors of that back-test, and of made-up ones
#
# The series are made up: integers from the generator x <- 16807 x mod (2^31 - 1), divided by 8, so that any language
# can make them again bit for bit; the files hold them as well.
suppressPackageStartupMessages({ library(forecast); library(jsonlite) })
root <- normalizePath(file.path(dirname(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE)[1])), "..", ".."))

write <- function(path, input, output, tolerance, reason) {
  file <- file.path(root, "timeseries", "testdata", path)
  dir.create(dirname(file), recursive = TRUE, showWarnings = FALSE)
  v <- list(source = "R forecast", version = paste0("R ", R.version$major, ".", R.version$minor, ", forecast ", packageVersion("forecast")),
            script = "benchmarks/peers/golden_baselines.R", input = input, output = output, tolerance = tolerance, reason = reason)
  writeLines(toJSON(v, digits = NA, auto_unbox = TRUE, na = "string"), file)
}

state <- 1
draw <- function(below) { state <<- (16807 * state) %% 2147483647; state %% below }
made <- function(n, m, rise, swing, noise) sapply(seq_len(n), function(i) 100 + rise * i + swing * ((i * 5) %% m) + draw(8 * noise) / 8)
series <- list(monthly = list(y = made(66, 12, 0.5, 4, 20), m = 12), quarterly = list(y = made(31, 4, -1, 10, 12), m = 4),
               level = list(y = made(40, 1, 0, 0, 50), m = 1), short = list(y = made(3, 1, 2, 0, 9), m = 1), pair = list(y = made(2, 1, 2, 0, 9), m = 1))

forecasts <- function(z, h) {
  list(naive = naive(z, h = h, level = c(80, 95)), snaive = snaive(z, h = h, level = c(80, 95)),
       drift = rwf(z, drift = TRUE, h = h, level = c(80, 95)), mean = meanf(z, h = h, level = c(80, 95)))
}
num <- as.numeric
for (n in names(series)) {
  s <- series[[n]]
  h <- if (s$m > 1) 2 * s$m + 3 else 10
  f <- suppressWarnings(forecasts(ts(s$y, frequency = s$m), h))
  out <- lapply(f, function(f) list(forecast = num(f$mean), lower80 = num(f$lower[, 1]), upper80 = num(f$upper[, 1]),
                                    lower95 = num(f$lower[, 2]), upper95 = num(f$upper[, 2])))
  write(paste0("baselines/", n, ".json"), list(y = s$y, period = s$m, h = h), out, 1e-12,
        "the sums of squares add the same terms in another order; the file has 15 digits")
}

# A rolling origin. NaN is a missing target.
roll <- function(y, m, horizon, step, first, window, level) {
  origins <- seq(first, length(y) - horizon, step)
  names <- c("naive", "snaive", "drift", "mean")
  errors <- sapply(names, function(n) matrix(NaN, length(origins), horizon), simplify = FALSE)
  parts <- sapply(names, function(n) list(), simplify = FALSE)
  for (a in seq_along(origins)) {
    o <- origins[a]
    from <- if (window > 0) max(1, o - window + 1) else 1
    train <- ts(y[from:o], frequency = m)
    target <- y[o + seq_len(horizon)]
    d <- diff(num(train), lag = m)
    f <- list(naive = naive(train, h = horizon, level = level), snaive = snaive(train, h = horizon, level = level),
              drift = rwf(train, drift = TRUE, h = horizon, level = level), mean = meanf(train, h = horizon, level = level))
    for (n in names) {
      p <- num(f[[n]]$mean); lo <- num(f[[n]]$lower); hi <- num(f[[n]]$upper)
      e <- target - p
      tau <- (1 - level / 100) / 2
      loss <- function(q, tau) ifelse(target >= q, tau * (target - q), (1 - tau) * (q - target))
      errors[[n]][a, ] <- e
      parts[[n]][[a]] <- list(
        mase = abs(e) / mean(abs(d)), rmsse = e^2 / mean(d^2), smape = 200 * abs(e) / (abs(target) + abs(p)), mae = abs(e), rmse = e^2,
        pinball = (loss(lo, tau) + loss(hi, 1 - tau)) / 2, coverage = as.numeric(lo <= target & target <= hi), width = hi - lo)
      # What accuracy() says of this one forecast is the mean over its steps.
      all <- accuracy(f[[n]], ts(target, start = tsp(f[[n]]$mean)[1], frequency = m))["Test set", ]
      stopifnot(abs(all[["MAE"]] - mean(abs(e))) < 1e-12, abs(all[["RMSE"]] - sqrt(mean(e^2))) < 1e-12,
                abs(all[["MASE"]] - mean(abs(e)) / mean(abs(d))) < 1e-12)
    }
  }
  root <- c("rmsse", "rmse")
  out <- sapply(names, function(n) {
    measures <- names(parts[[n]][[1]])
    steps <- sapply(measures, function(k) {
      v <- rowMeans(sapply(parts[[n]], function(p) p[[k]]))
      if (k %in% root) sqrt(v) else v
    }, simplify = FALSE)
    total <- sapply(measures, function(k) {
      v <- mean(sapply(parts[[n]], function(p) mean(p[[k]])))
      if (k %in% root) sqrt(v) else v
    }, simplify = FALSE)
    list(steps = steps, total = total, origin_mase = sapply(parts[[n]], function(p) mean(p$mase)))
  }, simplify = FALSE)
  # The first whose mean MASE exceeds the lowest by at most the standard error of the paired difference.
  mase <- sapply(out, function(o) o$total$mase)
  best <- which.min(mase)
  ok <- sapply(out, function(o) { d <- o$origin_mase - out[[best]]$origin_mase; mean(d) <= sd(d) / sqrt(length(d)) })
  ok[best] <- TRUE
  dm <- function(a, b, power) lapply(seq_len(horizon), function(k) {
    h <- ceiling(k / step)
    t <- suppressWarnings(tryCatch(dm.test(errors[[a]][, k], errors[[b]][, k], h = h, power = power), error = function(e) NULL))
    if (is.null(t)) list(statistic = NaN, p = NaN) else list(statistic = num(t$statistic), p = num(t$p.value))
  })
  list(origins = origins, methods = names, scores = unname(out), best = unname(best) - 1, recommended = unname(which(ok)[1]) - 1,
       compare = list(list(a = 0, b = 1, power = 2, tests = dm("naive", "snaive", 2)), list(a = 2, b = 3, power = 1, tests = dm("drift", "mean", 1))))
}
rolls <- list(expanding = list(series = "monthly", horizon = 6, step = 1, first = 37, window = 0, level = 95),
              rolling = list(series = "quarterly", horizon = 3, step = 2, first = 12, window = 12, level = 80),
              steady = list(series = "level", horizon = 4, step = 3, first = 10, window = 0, level = 90))
for (n in names(rolls)) {
  r <- rolls[[n]]; s <- series[[r$series]]
  write(paste0("backtest/", n, ".json"), list(y = s$y, period = s$m, horizon = r$horizon, step = r$step, min_train = r$first, window = r$window, level = r$level / 100),
        roll(s$y, s$m, r$horizon, r$step, r$first, r$window, r$level), 1e-10,
        "means of the same terms in another order; quantiles of Student's distribution by another algorithm")
}

# Errors whose tests take every way: with and without lags, little data, a variance that is not positive.
errors <- function(n, scale) sapply(seq_len(n), function(i) scale * (draw(2001) - 1000) / 64)
pairs <- list(plain = list(errors(40, 1), errors(40, 1.5)), few = list(errors(5, 1), errors(5, 2)), alternating = list(rep(c(3, 1), 10), rep(c(1, 2), 10)))
for (n in names(pairs)) {
  e1 <- pairs[[n]][[1]]; e2 <- pairs[[n]][[2]]
  tests <- list()
  for (h in 1:4) for (power in 1:2) {
    t <- suppressWarnings(dm.test(e1, e2, h = h, power = power))
    tests[[length(tests) + 1]] <- list(h = h, power = power, statistic = num(t$statistic), p = num(t$p.value), used = num(t$parameter[1]))
  }
  write(paste0("dieboldmariano/", n, ".json"), list(e1 = e1, e2 = e2), list(tests = tests), 1e-10,
        "sums in another order; Student's distribution by another algorithm")
}
