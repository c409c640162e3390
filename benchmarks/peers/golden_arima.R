# Writes timeseries/testdata/arma: log-likelihoods of R's arima at given coefficients.
#
#   Rscript golden_arima.R DATA
#
# DATA is a folder with series/NAME.csv (columns time and value), Rdatasets' AirPassengers,
# Nile and so on; the values are not copied into the repository. Two figures for each case: that of
# the differenced series, which is exact, and that of the series itself, where R gives the first
# values a large prior variance. The coefficients are the optima that R finds.
suppressPackageStartupMessages(library(jsonlite))
data <- commandArgs(TRUE)[1]
here <- dirname(normalizePath(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE)[1])))
root <- file.path(here, "..", "..")

# Orders p d q P D Q period; log of the values; mean that is taken away; coefficients.
case <- function(name, orders, coef, log = FALSE, mean = 0)
  list(name = name, orders = orders, coef = coef, log = log, mean = mean)
cases <- list(
  case("AirPassengers", c(0,1,1,0,1,1,12), c(-0.401826989502796, -0.556946094471459), log = TRUE),
  case("AirPassengers", c(2,1,1,0,1,0,12), c(0.59598142240233, 0.214274684814164, -0.981877308547678)),
  case("Nile", c(1,0,1,0,0,0,1), c(0.861032545914137, -0.517677694244597), mean = 920.694517825876),
  case("Nile", c(0,1,1,0,0,0,1), -0.732941385354166),
  case("Nile", c(1,1,1,0,0,0,1), c(0.254369701552396, -0.874131447489307)),
  case("lynx", c(2,0,0,0,0,0,1), c(1.37760667997688, -0.739877011895547), log = TRUE, mean = 6.68629129887615),
  case("lynx", c(2,0,2,0,0,0,1), c(1.34195230132104, -0.673696948414549, -0.202553037222126, -0.256410334729218), mean = 1544.40016803803),
  case("sunspot.year", c(2,0,1,0,0,0,1), c(1.45724493893847, -0.747079688573862, -0.131160454029986), mean = 49.1274791413473),
  case("sunspot.year", c(9,0,0,0,0,0,1), c(1.18506739832079, -0.419720592731978, -0.167231114121276, 0.182267801767554, -0.132552641238442,
    0.0457545741069265, 0.00665388506876619, -0.0287448963734663, 0.221818245399557), mean = 49.7662085717468),
  case("co2-mauna-loa", c(0,1,1,0,1,1,12), c(-0.350080620243698, -0.850581898195471)),
  case("co2-mauna-loa", c(1,1,1,1,1,1,12), c(0.245642053500459, -0.574875863898305, 0.02997361471687, -0.858264198843825)),
  case("UKgas", c(0,1,1,0,1,1,4), c(-0.919168662563738, -0.235324179407628), log = TRUE),
  case("UKgas", c(1,1,1,1,1,0,4), c(-0.204901277908258, -0.890614535587437, -0.200965792008837), log = TRUE),
  case("USAccDeaths", c(0,1,1,0,1,1,12), c(-0.430267628175647, -0.552790026527035)),
  case("JohnsonJohnson", c(0,1,1,0,1,1,4), c(-0.680870250844746, -0.314563746834532), log = TRUE),
  case("JohnsonJohnson", c(1,0,0,1,1,0,4), c(0.863596373610204, -0.174323449981591), log = TRUE),
  case("LakeHuron", c(1,0,1,0,0,0,1), c(0.744899078249843, 0.320588839878292), mean = 579.055451302967),
  # Not at R's optimum (0.2058188, 0.7941534): from a variance of 1e4 on, R leaves an innovation out of the likelihood.
  case("LakeHuron", c(2,0,0,0,0,0,1), c(0.2058, 0.7939)),
  case("wineind", c(1,1,2,0,1,1,12), c(-0.899936857371786, 0.089438703766746, -0.89961768121102, -0.619078656807008)),
  case("wineind", c(0,1,1,0,1,1,12), c(-0.900894008056292, -0.624178887264313)))

# Random processes: their values are in the file.
set.seed(20261129)
stable <- function(k) { # coefficients from random partial autocorrelations
  a <- numeric(0)
  for (i in seq_len(k)) { r <- runif(1, -0.95, 0.95); a <- c(a - r * rev(a), r) }
  a
}
for (i in 1:40) {
  o <- c(sample(0:3, 1), 0, sample(0:3, 1), sample(0:2, 1), 0, sample(0:2, 1), sample(c(4, 7, 12), 1))
  n <- sample(c(20, 50, 120), 1)
  k <- list(stable(o[1]), -stable(o[3]), stable(o[4]), -stable(o[6]))
  cases <- c(cases, list(list(orders = o, coef = unlist(k), y = round(cumsum(rnorm(n)) * 0.3 + rnorm(n), 4))))
}

fixed <- function(y, o, coef) {
  if (!length(coef)) coef <- NULL
  f <- stats::arima(y, order = o[1:3], seasonal = list(order = o[4:6], period = o[7]), include.mean = FALSE,
                    fixed = coef, transform.pars = FALSE, method = "ML")
  c(f$loglik, f$sigma2)
}
output <- list(loglik = c(), sigma2 = c(), diffuse = c())
for (i in seq_along(cases)) {
  k <- cases[[i]]; o <- k$orders
  y <- k$y
  if (is.null(y)) {
    y <- read.csv(file.path(data, "series", paste0(k$name, ".csv")))$value
    if (k$log) y <- log(y)
    y <- y - k$mean
  }
  w <- y
  if (o[2] > 0) w <- diff(w, differences = o[2])
  if (o[5] > 0) w <- diff(w, lag = o[7], differences = o[5])
  a <- fixed(w, o * c(1, 0, 1, 1, 0, 1, 1), k$coef)
  output$loglik[i] <- a[1]; output$sigma2[i] <- a[2]
  output$diffuse[i] <- if (o[2] + o[5] > 0) fixed(y, o, k$coef)[1] else a[1]
}
cases <- lapply(cases, function(k) { k$coef <- I(as.numeric(k$coef)); k })
dir <- file.path(root, "timeseries", "testdata", "arma")
dir.create(dir, recursive = TRUE, showWarnings = FALSE)
writeLines(toJSON(list(
  source = unbox("R, stats::arima"), version = unbox(paste(R.version$major, R.version$minor, sep = ".")),
  script = unbox("benchmarks/peers/golden_arima.R"),
  input = list(cases = lapply(cases, function(k) {
    for (n in intersect(names(k), c("name", "log", "mean"))) k[[n]] <- unbox(k[[n]])
    k
  })),
  output = output,
  tolerance = unbox(1e-8), reason = unbox("times 1 + |L|: R solves the equations of the autocovariances and carries the whole variance of the state")),
  digits = NA), file.path(dir, "fixed.json"))
