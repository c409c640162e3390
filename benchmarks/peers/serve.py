"""The peer's side of benchmarks/against, which calls it:

  python serve.py FILE FUNCTION ARGUMENT...

FUNCTION of FILE.py returns a job (job.py). It is run once to warm up and as often as it
takes to fill 0.3 s; then this process says "ready", and does one timed run for each line
that it reads. What it writes is described in ../against/serve.go.
"""
import gc
import importlib
import json
import math
import os
import resource
import sys
import time

SHORTEST = 0.3  # seconds


def megabytes(name):
    """A value of /proc/self/status, 0 where there is none."""
    try:
        with open("/proc/self/status") as f:
            return next((int(line.split()[1]) / 1024 for line in f if line.startswith(name + ":")), 0.0)
    except OSError:
        return 0.0


def cpu_seconds():
    return sum(u.ru_utime + u.ru_stime for u in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))


def timed(run, reps):
    start = time.perf_counter()
    run(reps)
    return time.perf_counter() - start


def warm_up(run):
    """How often to run, so that it takes long enough, and how long that takes."""
    reps, seconds = 1, timed(run, 1)
    while seconds < SHORTEST:
        reps *= min(max(math.ceil(1.1 * SHORTEST / max(seconds, 1e-9)), 2), 1000)
        seconds = timed(run, reps)
    return reps, seconds


def main(file, function, *arguments):
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # libraries may print

    def say(word, value):
        out.write(word + json.dumps(value) + "\n")
        out.flush()

    job = getattr(importlib.import_module(file), function)(*arguments)
    before, (reps, seconds) = megabytes("VmRSS"), warm_up(job.run)
    figures = {k: float(v) for k, v in job.figures().items()}
    if job.empty:
        empty_reps, empty_seconds = warm_up(job.empty)
        seconds += empty_seconds
    gc.collect()
    say("ready ", {"version": job.version, "figures": figures, "reps": reps, "run": seconds, "before": before})
    for _ in sys.stdin:
        cpu = cpu_seconds()
        a = {"seconds": timed(job.run, reps) / reps}
        if job.empty:
            gc.collect()
            a["empty"] = timed(job.empty, empty_reps) / empty_reps
        gc.collect()
        say("", {**a, "cpu": cpu_seconds() - cpu})
    say("", {"after": megabytes("VmRSS"), "peak": megabytes("VmHWM")})


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit("usage: serve.py FILE FUNCTION ARGUMENT...")
    main(*sys.argv[1:])
