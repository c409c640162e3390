# Writes the reference values of timeseries.BoxCox, InvBoxCox and Guerrero by forecast.
#
#   Rscript golden_boxcox.R DATA
#
# DATA is the folder of the public data sets; the series are DATA/series/*.csv. Needs R 4.2 with forecast 8.20
# and jsonlite. Output: timeseries/testdata/boxcox/forecast.json.
suppressPackageStartupMessages({ library(jsonlite); library(forecast) })
args <- commandArgs(TRUE)
here <- dirname(normalizePath(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE)[1])))
out <- file.path(here, "..", "..", "timeseries", "testdata", "boxcox")
dir.create(out, showWarnings = FALSE, recursive = TRUE)
y <- c(1e-5, 0.2, 0.999, 1, 1.001, 3, 250.5, 1e6)
z <- c(-3, -1.2, -0.4, 0, 0.3, 0.9, 2, 8)
lambdas <- c(-1, -0.3, 0, 1e-3, 0.5, 1, 2)
series <- list(c("AirPassengers.csv", 12), c("Nile.csv", 1), c("lynx.csv", 1), c("UKgas.csv", 4), c("USAccDeaths.csv", 12),
               c("JohnsonJohnson.csv", 4), c("LakeHuron.csv", 1), c("wineind.csv", 12), c("co2-mauna-loa.csv", 12))
inverse <- function(l) { v <- as.numeric(InvBoxCox(z, l)); v[is.na(v)] <- Inf; v }
guerrero <- lapply(series, function(s) {
  v <- ts(as.numeric(read.csv(file.path(args[1], "series", s[1]))$value), frequency = as.numeric(s[2]))
  list(file = paste0("series/", s[1]), period = as.numeric(s[2]), lambda = BoxCox.lambda(v, "guerrero"))
})
case <- list(source = "R forecast", version = as.character(packageVersion("forecast")), script = "benchmarks/peers/golden_boxcox.R",
             input = list(y = y, z = z, lambdas = lambdas),
             output = list(boxcox = lapply(lambdas, function(l) as.numeric(BoxCox(y, l))), inverse = lapply(lambdas, inverse), guerrero = guerrero),
             tolerance = 1e-12, reason = "other rounding of powers; where R says NA, beyond the pole, we say +Inf")
writeLines(gsub('"Inf"', '"+Inf"', toJSON(case, digits = NA, auto_unbox = TRUE, na = "string")), file.path(out, "forecast.json"))
