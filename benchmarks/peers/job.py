"""What the jobs of the speed comparison share: what a job is, and the input files."""
import json
import os

import numpy as np

DTYPES = {"f64": "<f8", "f32": "<f4", "i32": "<i4"}


class Job:
    """What a peer does in one workload.

    version   of the library
    run(reps) does the work so many times; its time is taken
    figures() says how good the last result is: name -> number
    empty(reps) does what is not to count, so many times over, or is None
    """

    def __init__(self, version, run, figures, empty=None):
        self.version, self.run, self.figures, self.empty = version, run, figures, empty


class Once(Job):
    """A job of one function that is long enough to be called in a Python loop; figures gets its result."""

    def __init__(self, version, work, figures, empty=None):
        def run(reps):
            for _ in range(reps):
                self.result = None
                self.result = work()

        def nothing(reps):
            self.result = None
            for _ in range(reps):
                empty()
        super().__init__(version, run, lambda: figures(self.result), empty and nothing)


def threads():
    return int(os.environ["OMP_NUM_THREADS"])


def load(name):
    """Reads an array that benchmarks/against made, SET.NAME.TYPE."""
    file = os.path.join(os.environ["CLM_BENCH_INPUTS"], name)
    with open(file + ".json") as f:
        shape = json.load(f)["shape"]
    return np.fromfile(file, DTYPES[name.rsplit(".", 1)[1]]).reshape(shape)
