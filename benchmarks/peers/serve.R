# The side of R in benchmarks/against, which calls it:
#
#   Rscript serve.R FILE FUNCTION ARGUMENT...
#
# FUNCTION of FILE.R returns a job: a list of version, run (does the work once and
# returns its result) and figures (of a result: name -> number). The protocol is that
# of serve.py: one run to warm up and as many as fill 0.3 s, the word "ready", and one
# timed run for each line that is read.
suppressPackageStartupMessages(library(jsonlite))
options(warn = -1)

SHORTEST <- 0.3 # seconds

here <- dirname(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE)[1]))
threads <- as.integer(Sys.getenv("OMP_NUM_THREADS"))

# load_array reads an array that benchmarks/against made, SET.NAME.f64: a vector, or a
# list of the rows.
load_array <- function(name) {
  file <- file.path(Sys.getenv("CLM_BENCH_INPUTS"), name)
  shape <- fromJSON(paste0(file, ".json"))$shape
  x <- readBin(file, "double", prod(shape), endian = "little")
  if (length(shape) == 1) x else split(x, rep(seq_len(shape[1]), each = shape[2]))
}

megabytes <- function(name) {
  line <- grep(paste0("^", name, ":"), tryCatch(readLines("/proc/self/status"), error = function(e) ""), value = TRUE)
  if (length(line)) as.numeric(strsplit(line, "[[:space:]]+")[[1]][2]) / 1024 else 0
}

cpu_seconds <- function() sum(proc.time()[c(1, 2, 4, 5)], na.rm = TRUE)

say <- function(word, value) {
  cat(word, toJSON(value, digits = NA, auto_unbox = TRUE), "\n", sep = "")
  flush(stdout())
}

result <- NULL
timed <- function(run, reps) {
  start <- as.numeric(Sys.time())
  for (i in seq_len(reps)) result <<- run()
  as.numeric(Sys.time()) - start
}

arguments <- commandArgs(TRUE)
if (length(arguments) < 2) stop("usage: serve.R FILE FUNCTION ARGUMENT...")
source(file.path(here, paste0(arguments[1], ".R")))
job <- do.call(get(arguments[2]), as.list(arguments[-(1:2)]))

before <- megabytes("VmRSS")
reps <- 1
seconds <- timed(job$run, reps)
while (seconds < SHORTEST) {
  reps <- reps * min(max(ceiling(1.1 * SHORTEST / max(seconds, 1e-9)), 2), 1000)
  seconds <- timed(job$run, reps)
}
invisible(gc())
say("ready ", list(version = job$version, figures = job$figures(result), reps = reps, run = seconds, before = before))
lines <- file("stdin", "r")
while (length(readLines(lines, 1)) > 0) {
  cpu <- cpu_seconds()
  seconds <- timed(job$run, reps)
  invisible(gc())
  say("", list(seconds = seconds / reps, cpu = cpu_seconds() - cpu))
}
say("", list(after = megabytes("VmRSS"), peak = megabytes("VmHWM")))
