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


def timed(job, reps):
    start = time.perf_counter()
    job.run(reps)
    return time.perf_counter() - start


def main(file, function, *arguments):
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # libraries may print

    def say(word, value):
        out.write(word + json.dumps(value) + "\n")
        out.flush()

    job = getattr(importlib.import_module(file), function)(*arguments)
    before, reps, seconds = megabytes("VmRSS"), 1, timed(job, 1)
    while seconds < SHORTEST:
        reps *= min(max(math.ceil(1.1 * SHORTEST / max(seconds, 1e-9)), 2), 1000)
        seconds = timed(job, reps)
    figures = {k: float(v) for k, v in job.figures().items()}
    gc.collect()
    say("ready ", {"version": job.version, "figures": figures, "reps": reps, "run": seconds, "before": before})
    for _ in sys.stdin:
        cpu = cpu_seconds()
        seconds = timed(job, reps)
        gc.collect()
        say("", {"seconds": seconds / reps, "cpu": cpu_seconds() - cpu})
    say("", {"after": megabytes("VmRSS"), "peak": megabytes("VmHWM")})


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit("usage: serve.py FILE FUNCTION ARGUMENT...")
    main(*sys.argv[1:])
