# Writes timeseries/testdata/fill_gaps/*.json: what forecast::na.interp puts in the place of missing values.
#
#   Rscript golden_fill_gaps.R DATA
#
# "made.json" holds short series without a season, or too short for theirs. "public.json" holds what na.interp puts at places
# (from 0) that were taken out of public series, which may not be copied themselves: 5 % and 20 % of the values, a
# whole period, and both ends; DATA is the folder of the data sets.
suppressPackageStartupMessages({library(jsonlite); library(forecast)})

args <- commandArgs(TRUE)
data <- if (length(args)) args[1] else Sys.getenv("CLM_DATA")
file_arg <- sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE)[1])
root <- normalizePath(file.path(dirname(file_arg), "..", ".."))

write_case <- function(name, input, output, tolerance, reason) {
  x <- list(source = "R forecast", version = as.character(packageVersion("forecast")),
            script = "benchmarks/peers/golden_fill_gaps.R", input = input, output = output, tolerance = tolerance, reason = reason)
  path <- file.path(root, "timeseries", "testdata", "fill_gaps", name)
  dir.create(dirname(path), recursive = TRUE, showWarnings = FALSE)
  text <- toJSON(x, digits = I(15), auto_unbox = TRUE, na = "string")
  writeLines(gsub('(\\],|\\},)("|\\{)', "\\1\n\\2", gsub('"NA"', '"NaN"', text)), path)
  cat(name, file.size(path), "bytes\n")
}

filled <- function(y, period) as.numeric(na.interp(ts(y, frequency = period)))

made <- list(
  list(y = c(3, NA, 7, NA, NA, 1.5, 2), period = 1), list(y = c(NA, NA, 4, NA, 10, NA), period = 1),
  list(y = c(0.1, NA, NA, NA, NA, NA, 1e6), period = 1), list(y = c(5, 1, NA, 6, 2, 8, 9, NA, 11), period = 4),
  list(y = c(1, 9, 2, NA, 3, 11), period = 3), list(y = c(1, 2, 4, 8), period = 2))
write_case("made.json", list(series = made), list(filled = lapply(made, function(s) I(filled(s$y, s$period)))),
           1e-12, "of the largest value: a point on a line by another formula")

set.seed(20)
public <- list()
for (name in list(c("AirPassengers", 12), c("UKgas", 4), c("USAccDeaths", 12), c("JohnsonJohnson", 4), c("wineind", 12),
                  c("co2-mauna-loa", 12), c("nottem", 12))) {
  y <- read.csv(file.path(data, "series", paste0(name[1], ".csv")))$value
  n <- length(y)
  period <- as.numeric(name[2])
  from <- sample(n - period, 3)
  for (out in list(sample(n, ceiling(0.05 * n)), sample(n, ceiling(0.05 * n)), sample(n, ceiling(0.2 * n)), sample(n, ceiling(0.2 * n)),
                   from[1] + 0:(period - 1), from[2] + 0:(period - 1), c(1:(period / 2), n - 0:(period / 2)))) {
    out <- sort(out)
    z <- y
    z[out] <- NA
    public[[length(public) + 1]] <- list(name = name[1], period = period, out = out - 1, filled = filled(z, period)[out])
  }
}
write_case("public.json", list(cases = lapply(public, function(p) p[c("name", "period", "out")])),
           list(filled = lapply(public, function(p) p$filled)),
           0.1, "of the root mean square error, over all cases of a series: na.interp begins with other guesses than we do")
