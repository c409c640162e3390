"""Writes cluster/testdata/seeding/*.json: how good the centres are that kmeans_plusplus chooses.

  python golden_seeding.py [DATA]        (default: the environment variable CLM_DATA)

The random numbers differ, so the output is the mean and the standard deviation over many seeds
of the potential, the sum of the squared distances to the nearest centre. The sets of DATA may
not be copied; their files hold the name alone.
"""
import argparse
import os

import numpy as np
import sklearn
from scipy.spatial.distance import cdist
from sklearn.cluster import kmeans_plusplus
from sklearn.datasets import load_iris

import golden

SEEDS = 200


def case(name, about, x, k, keep):
    potentials = []
    for seed in range(SEEDS):
        c, _ = kmeans_plusplus(x, k, random_state=seed)
        potentials.append(sum(cdist(x[i:i + 10_000], c, "sqeuclidean").min(axis=1).sum() for i in range(0, len(x), 10_000)))
    mean, sd = np.mean(potentials), np.std(potentials, ddof=1)
    print(name, k, mean, sd)
    golden.write(f"cluster/testdata/seeding/{name}.json", "scikit-learn", sklearn.__version__, __file__,
                 {"about": about, "k": k, "x": x if keep else None}, {"mean": mean, "sd": sd, "seeds": SEEDS}, 3,
                 "standard errors of the difference of two means: no more than one in 370 tests of two equal methods is beyond")


def main():
    p = argparse.ArgumentParser()
    p.add_argument("data", nargs="?", default=os.environ.get("CLM_DATA"))
    data = p.parse_args().data
    if not data:
        p.error("name the data directory or set CLM_DATA")
    case("iris", "Fisher's iris (1936), as sklearn.datasets.load_iris has it", load_iris().data, 6, True)
    for name, k in (("s1", 15), ("a1", 20), ("birch1", 100)):
        case(name, f"clustering/{name}.data.gz of the data directory", np.loadtxt(os.path.join(data, "clustering", name + ".data.gz")), k, False)


if __name__ == "__main__":
    main()
