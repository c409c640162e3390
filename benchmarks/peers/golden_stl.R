# Writes timeseries/testdata/stl/*.json: R's stl with windows, degrees, jumps and robust weights.
#
#   Rscript golden_stl.R DATA
#
# "made.json" holds made-up series (a wave, a line, noise and, in some, values far off) of lengths that are and are not
# whole periods. "public.json" holds the parts of public series, which may not be copied themselves; DATA is the folder of
# the data sets. Numbers have 14 digits. The strength of the season is that of forecast's nsdiffs, whose
# STL has a window of 11.
suppressPackageStartupMessages({library(jsonlite); library(forecast)})

args <- commandArgs(TRUE)
data <- if (length(args)) args[1] else Sys.getenv("CLM_DATA")
file_arg <- sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE)[1])
root <- normalizePath(file.path(dirname(file_arg), "..", ".."))

write_case <- function(name, input, output, tolerance, reason) {
  x <- list(source = "R stats::stl, forecast", version = paste0(R.version$major, ".", R.version$minor, ", ", packageVersion("forecast")),
            script = "benchmarks/peers/golden_stl.R", input = input, output = output, tolerance = tolerance, reason = reason)
  path <- file.path(root, "timeseries", "testdata", "stl", name)
  dir.create(dirname(path), recursive = TRUE, showWarnings = FALSE)
  text <- toJSON(x, digits = I(17), auto_unbox = TRUE, null = "null")
  text <- gsub('(\\],|\\},|:\\{)("|\\{)', "\\1\n\\2", text)
  writeLines(text, path)
  cat(name, file.size(path), "bytes\n")
}

# The fields of a case are those of our configuration; what is missing is R's default.
run <- function(y, period, case) {
  a <- list(x = ts(y, frequency = period), s.window = if (is.null(case$SeasonalWindow)) "periodic" else case$SeasonalWindow)
  for (f in list(c("TrendWindow", "t.window"), c("LowpassWindow", "l.window"), c("SeasonalDegree", "s.degree"),
                 c("TrendDegree", "t.degree"), c("LowpassDegree", "l.degree"), c("SeasonalJump", "s.jump"),
                 c("TrendJump", "t.jump"), c("LowpassJump", "l.jump"), c("Robust", "robust"),
                 c("InnerIterations", "inner"), c("OuterIterations", "outer")))
    if (!is.null(case[[f[1]]])) a[[f[2]]] <- case[[f[1]]]
  s <- do.call(stl, a)
  part <- function(x) signif(as.numeric(x), 14)
  list(seasonal = part(s$time.series[, 1]), trend = part(s$time.series[, 2]), weights = if (any(s$weights != 1)) part(s$weights))
}

none <- setNames(list(), character(0))
made <- function(seed, n, period, far) {
  set.seed(seed)
  t <- seq_len(n)
  y <- 50 + 0.1 * t + 8 * sin(2 * pi * t / period) + 0.02 * t * (t %% period == 3) + rnorm(n)
  if (far) y[seq(5, n, by = 17)] <- y[seq(5, n, by = 17)] + 40
  round(y, 3)
}

series <- list(list(y = made(1, 100, 7, FALSE), period = 7), list(y = made(2, 96, 12, TRUE), period = 12),
               list(y = made(3, 47, 12, TRUE), period = 12), list(y = made(4, 61, 4, TRUE), period = 4))
cases <- list(
  none, list(SeasonalWindow = 7), list(SeasonalWindow = 11), list(SeasonalWindow = 7, SeasonalDegree = 1),
  list(SeasonalWindow = 3, SeasonalDegree = 1, TrendDegree = 0), list(SeasonalWindow = 35, TrendWindow = 5, LowpassWindow = 31),
  list(SeasonalWindow = 7, SeasonalJump = 1, TrendJump = 1, LowpassJump = 1),
  list(SeasonalWindow = 7, SeasonalJump = 3, TrendJump = 7, LowpassJump = 50), list(TrendWindow = 401, TrendJump = 3),
  list(SeasonalWindow = 9, TrendDegree = 1, LowpassDegree = 0), list(SeasonalWindow = 7, InnerIterations = 5),
  list(Robust = TRUE), list(SeasonalWindow = 7, Robust = TRUE),
  list(SeasonalWindow = 13, SeasonalDegree = 1, TrendWindow = 7, Robust = TRUE),
  list(SeasonalWindow = 7, SeasonalDegree = 1, SeasonalJump = 1, TrendJump = 1, LowpassJump = 1, Robust = TRUE),
  list(SeasonalWindow = 5, SeasonalDegree = 1, SeasonalJump = 4, TrendWindow = 3, TrendJump = 30, OuterIterations = 3))
write_case("made.json", list(series = series, cases = cases),
           list(series = lapply(series, function(s) lapply(cases, function(c) run(s$y, s$period, c)))),
           1e-9, "of the range of the series: sums in another order, 16 rounds of which each one depends on the last")

if (nchar(data)) {
  period <- c(AirPassengers = 12, "co2-mauna-loa" = 12, UKgas = 4, USAccDeaths = 12, JohnsonJohnson = 4, wineind = 12, nottem = 12)
  public <- lapply(names(period), function(n) list(name = n, period = period[[n]]))
  cases <- list(none, list(SeasonalWindow = 7), list(SeasonalWindow = 13, Robust = TRUE))
  out <- lapply(public, function(p) {
    y <- read.csv(file.path(data, "series", paste0(p$name, ".csv")))$value
    parts <- lapply(cases, function(c) run(y, p$period, c)[c("seasonal", "trend")])
    list(parts = parts, seasonal_strength = forecast:::seas.heuristic(ts(y, frequency = p$period)))
  })
  write_case("public.json", list(series = public, cases = cases), list(series = out),
             1e-9, "of the range of the series: sums in another order, 16 rounds of which each one depends on the last")
}
