"""Writes cluster/testdata/sets/*.json: scikit-learn and scipy on sets that may not be copied into this repository.

  CLM_DATA=<folder of the data sets> python golden_sets.py

The files hold no data: labels stand there as the SHA-256 of their decimal numbers, one a line, and trees as their
heights at some places. Every DBSCAN result is computed again from the definition: the squared distances are those of
differences, and none is so near to eps² that rounding could decide. Trees of tables with equal distances are not
unique: the heights of single linkage are, as they are the edge lengths of any minimum spanning tree, and so are those
of ward in these sets, but for the digits.
"""
import gzip
import hashlib
import os

import numpy as np
import scipy
import sklearn
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import pdist
from sklearn.cluster import DBSCAN, KMeans
from sklearn.metrics import adjusted_rand_score

import golden

DATA = os.path.join(os.environ["CLM_DATA"], "clustering")


def load(name):
    """The rows of a set and its reference labels."""
    if name == "optdigits":
        both = [np.loadtxt(os.path.join(DATA, f"optdigits.{part}"), delimiter=",", skiprows=1) for part in ("tra", "tes")]
        table = np.concatenate(both)
        return table[:, :-1], table[:, -1].astype(int)
    with gzip.open(os.path.join(DATA, f"{name}.data.gz")) as f, gzip.open(os.path.join(DATA, f"{name}.labels0.gz")) as g:
        return np.loadtxt(f), np.loadtxt(g).astype(int)


def digest(labels):
    return hashlib.sha256("".join(f"{v}\n" for v in labels).encode()).hexdigest()


def neighbours(x, eps):
    for row in x:
        d = ((x - row) ** 2).sum(axis=1)
        gap = np.abs(d - eps * eps)
        assert gap.min() > 1e-9 * eps * eps, "a distance is too near to eps"
        yield d <= eps * eps


def definition(x, eps, points):
    near = np.array(list(neighbours(x, eps)))
    core = near.sum(axis=1) >= points
    labels, count = np.full(len(x), -1), 0
    for i in np.flatnonzero(core):
        if labels[i] >= 0:
            continue
        todo, labels[i] = [i], count
        while todo:
            new = np.flatnonzero(near[todo.pop()] & core & (labels < 0))
            labels[new] = count
            todo.extend(new)
        count += 1
    for i in np.flatnonzero(~core):
        of = labels[near[i] & core]
        labels[i] = of.min() if len(of) else -1
    return labels, core


def dbscan():
    cases = []
    for name, eps, points in (("spiral", 2.51, 5), ("aggregation", 1.61, 10), ("aggregation", 1.27, 4), ("chameleon_t4_8k", 10.0, 20),
                              ("chameleon_t4_8k", 7.0, 6), ("unbalance", 10000.5, 10), ("optdigits", 19.99, 5), ("optdigits", 22.01, 20)):
        x, truth = load(name)
        m = DBSCAN(eps=eps, min_samples=points, algorithm="kd_tree").fit(x)
        labels, core = definition(x, eps, points)
        assert (labels == m.labels_).all() and (np.flatnonzero(core) == m.core_sample_indices_).all(), name
        cases.append({"set": name, "eps": eps, "min_points": points, "clusters": labels.max() + 1, "noise": (labels < 0).sum(), "cores": core.sum(),
                      "border": ((labels >= 0) & ~core).sum(), "labels": digest(labels), "rand": adjusted_rand_score(truth, labels)})
        print(cases[-1])
    return cases


def trees():
    cases = []
    for name, method, k in (("spiral", "single", 3), ("aggregation", "single", 7), ("chameleon_t4_8k", "single", 6), ("chameleon_t4_8k", "ward", 6),
                            ("s1", "ward", 15), ("a1", "ward", 20), ("optdigits", "single", 10), ("optdigits", "ward", 10)):
        x, truth = load(name)
        z = linkage(pdist(x), method)
        h = np.sort(z[:, 2])
        at = [len(h) * q // 8 for q in range(8)] + list(range(len(h) - 10, len(h)))
        # Equal distances between digits make trees of ward that differ in some merges.
        near = 1e-3 if (name, method) == ("optdigits", "ward") else 1e-9
        cases.append({"set": name, "method": method, "k": k, "at": at, "heights": h[at], "sum": h.sum(), "sum_tolerance": near,
                      "rand": adjusted_rand_score(truth, fcluster(z, k, "maxclust"))})
        print({k: v for k, v in cases[-1].items() if k not in ("at", "heights")})
    return cases


def kmeans():
    cases = []
    for name, k, step in (("birch1", 100, 1000), ("optdigits", 10, 500)):
        x, _ = load(name)
        at = np.arange(k) * step
        m = KMeans(k, init=x[at], n_init=1, tol=0, max_iter=300).fit(x)
        own = [KMeans(k, n_init=1, random_state=s).fit(x).inertia_ for s in range(10)]
        cases.append({"set": name, "k": k, "start": at, "inertia": m.inertia_, "iterations": m.n_iter_, "labels": digest(m.labels_), "one_start_each": own})
        print(cases[-1])
    return cases


if __name__ == "__main__":
    rule = "counts and digests: equal; heights and inertias: relative; sums: relative, sum_tolerance"
    golden.write("cluster/testdata/sets/dbscan.json", "scikit-learn", sklearn.__version__, __file__, {"sets": "CLM_DATA/clustering"}, {"cases": dbscan()}, 0, "")
    golden.write("cluster/testdata/sets/linkage.json", "scipy", scipy.__version__, __file__, {"sets": "CLM_DATA/clustering"}, {"cases": trees()}, 1e-9, rule)
    golden.write("cluster/testdata/sets/kmeans.json", "scikit-learn", sklearn.__version__, __file__, {"sets": "CLM_DATA/clustering"}, {"cases": kmeans()}, 1e-9, rule)
