# Writes the reference values of timeseries.ARIMA: maximum likelihood and least conditional sums of
# squares by stats::arima on ten well-known series.
#
#   Rscript golden_arima_fits.R DATA [series]
#
# DATA is the folder of the public data sets; the series are DATA/series/*.csv. Needs R 4.2 with
# jsonlite. The optimiser runs with reltol 1e-14, from the default solution where that works. Only
# values computed from the series are written, to timeseries/testdata/arima/.
suppressPackageStartupMessages(library(jsonlite))
options(warn = -1)
args <- commandArgs(TRUE)
here <- dirname(normalizePath(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE)[1])))
root <- file.path(here, "..", "..")

read <- function(file) as.numeric(read.csv(file.path(args[1], "series", file))$value)
named <- function(v) as.list(setNames(as.numeric(v), names(v)))

fits <- list(
  list("AirPassengers.csv", 12, c(0, 1, 1), c(0, 1, 1), log = TRUE),
  list("AirPassengers.csv", 12, c(2, 1, 1), c(0, 1, 0)),
  list("AirPassengers.csv", 12, c(2, 1, 1), c(0, 1, 1), log = TRUE),
  list("Nile.csv", 1, c(1, 0, 1), c(0, 0, 0)),
  list("Nile.csv", 1, c(0, 1, 1), c(0, 0, 0)),
  list("Nile.csv", 1, c(1, 1, 1), c(0, 0, 0)),
  list("lynx.csv", 1, c(2, 0, 0), c(0, 0, 0), log = TRUE),
  list("lynx.csv", 1, c(2, 0, 2), c(0, 0, 0)),
  list("sunspot.year.csv", 1, c(2, 0, 1), c(0, 0, 0)),
  list("sunspot.year.csv", 1, c(9, 0, 0), c(0, 0, 0)),
  list("co2-mauna-loa.csv", 12, c(0, 1, 1), c(0, 1, 1)),
  list("co2-mauna-loa.csv", 12, c(1, 1, 1), c(1, 1, 1)),
  list("UKgas.csv", 4, c(0, 1, 1), c(0, 1, 1), log = TRUE),
  list("UKgas.csv", 4, c(1, 1, 1), c(1, 1, 0), log = TRUE),
  list("USAccDeaths.csv", 12, c(0, 1, 1), c(0, 1, 1)),
  list("JohnsonJohnson.csv", 4, c(0, 1, 1), c(0, 1, 1), log = TRUE),
  list("JohnsonJohnson.csv", 4, c(1, 0, 0), c(1, 1, 0), log = TRUE),
  list("LakeHuron.csv", 1, c(2, 0, 0), c(0, 0, 0), trend = TRUE),
  list("LakeHuron.csv", 1, c(1, 0, 1), c(0, 0, 0)),
  list("LakeHuron.csv", 1, c(2, 0, 0), c(0, 0, 0), mean = FALSE),
  list("wineind.csv", 12, c(1, 1, 2), c(0, 1, 1)),
  list("wineind.csv", 12, c(0, 1, 1), c(0, 1, 1)),
  list("Nile.csv", 1, c(1, 0, 1), c(0, 0, 0), gaps = c(1, 2, 30, 31, 32, 77, 100)),
  list("USAccDeaths.csv", 12, c(0, 1, 1), c(0, 1, 1), gaps = c(40, 41, 55)))

tight <- list(reltol = 1e-14, maxit = 2000)
h <- 24
dir.create(file.path(root, "timeseries", "testdata", "arima"), showWarnings = FALSE, recursive = TRUE)
for (s in fits) {
  file <- s[[1]]; period <- s[[2]]; order <- s[[3]]; seasonal <- s[[4]]
  mean <- !identical(s$mean, FALSE)
  name <- paste0(tolower(sub("[.]csv$", "", file)), "_", paste(c(order, seasonal), collapse = ""), if (!is.null(s$gaps)) "_gaps", if (isTRUE(s$log)) "_log", if (!mean) "_nomean")
  name <- gsub("[.-]", "_", name)
  if (length(args) > 1 && !grepl(args[2], name)) next
  y <- read(file)
  if (isTRUE(s$log)) y <- log(y)
  if (!is.null(s$gaps)) y[s$gaps] <- NA
  n <- length(y)
  x <- if (isTRUE(s$trend)) cbind(x = seq_len(n) - 47) else NULL
  nx <- if (isTRUE(s$trend)) cbind(x = n + seq_len(h) - 47) else NULL
  fit <- function(method, init = NULL, control = list()) {
    a <- list(x = y, order = order, seasonal = list(order = seasonal, period = period), include.mean = mean,
              method = method, optim.control = control)
    if (!is.null(init)) a$init <- init
    if (!is.null(x)) a$xreg <- x
    do.call(stats::arima, a)
  }
  f <- fit("ML")
  g <- if (is.null(x)) tryCatch(fit("ML", coef(f), tight), error = function(e) NULL) else NULL
  if (is.null(g)) g <- tryCatch(fit("ML", NULL, tight), error = function(e) f)
  if (g$loglik < f$loglik) g <- f
  css <- if (is.null(s$gaps)) tryCatch(fit("CSS", NULL, tight), error = function(e) NULL) else NULL
  p <- if (is.null(nx)) predict(g, n.ahead = h) else predict(g, n.ahead = h, newxreg = nx)
  out <- list(coef = named(coef(g)), se = named(suppressWarnings(sqrt(diag(g$var.coef)))), sigma2 = g$sigma2, loglik = g$loglik,
              aic = g$aic, nobs = g$nobs, forecast = as.numeric(p$pred), forecast_se = as.numeric(p$se))
  if (order[2] + seasonal[2] == 0) out$residuals <- as.numeric(residuals(g))
  if (!is.null(css)) out$css <- list(coef = named(coef(css)), sigma2 = css$sigma2, loglik = css$loglik)
  case <- list(source = "R stats::arima", version = paste(R.version$major, R.version$minor, sep = "."),
               script = "benchmarks/peers/golden_arima_fits.R",
               input = list(file = paste0("series/", file), period = period, order = order, seasonal = seasonal, log = isTRUE(s$log),
                            mean = mean, trend = isTRUE(s$trend), gaps = if (is.null(s$gaps)) list() else s$gaps - 1),
               output = out, tolerance = 1e-4,
               reason = "R's search stops before the optimum; its log likelihood depends on the variance 1e6 of the first values")
  writeLines(gsub('"NA"', '"NaN"', toJSON(case, digits = NA, auto_unbox = TRUE, na = "string", null = "null")),
             file.path(root, "timeseries", "testdata", "arima", paste0(name, ".json")))
  cat(name, g$loglik, "\n")
}
