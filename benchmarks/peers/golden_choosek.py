"""Writes cluster/testdata/choosek/*.json: for each number of clusters the inertia, silhouette and
Calinski-Harabasz of scikit-learn, the elbow and the gap from these by numpy, and what each chooses.

  python golden_choosek.py

The clusterings are the best of 300 starts without a tolerance. The gap is that of Tibshirani,
Walther and Hastie (2001, DOI 10.1111/1467-9868.00293): reference tables uniform in the ranges of the
columns, the standard deviation with the divisor B. R's cluster::clusGap (d.power = 2, spaceH0 =
"original") takes the divisor B - 1 and half the inertia, whose logarithms differ by log 2
for table and references alike.

Reference tables are random, so there are two outputs: the gap from B inertias that the file
holds, which must agree exactly, and the gap from 400 tables, which another generator meets
within the standard errors of both.
"""
import numpy as np
import sklearn
from sklearn.cluster import KMeans
from sklearn.datasets import load_iris
from sklearn.metrics import calinski_harabasz_score, silhouette_score

import golden

FEW, MANY = 10, 400


def fit(x, k, starts):
    return KMeans(n_clusters=k, n_init=starts, tol=0, max_iter=1000, random_state=k).fit(x)


def tibshirani(gap, s):
    """The smallest k (counted from 1) with gap(k) >= gap(k+1) - s(k+1), or the last one."""
    for i in range(len(gap) - 1):
        if gap[i] >= gap[i + 1] - s[i + 1]:
            return i + 1
    return len(gap)


def gaps(logs, inertia):
    b = len(logs)
    return logs.mean(axis=0) - np.log(inertia), logs.std(axis=0) * np.sqrt(1 + 1 / b)


def case(name, about, x, most, generator=None):
    x = np.asarray(x, float)
    ks = range(1, most + 1)
    models = [fit(x, k, 300) for k in ks]
    inertia = np.array([m.inertia_ for m in models])
    silhouette = [np.nan] + [silhouette_score(x, m.labels_) for m in models[1:]]
    ch = [np.nan] + [calinski_harabasz_score(x, m.labels_) for m in models[1:]]
    elbow = np.concatenate([[np.nan], np.diff(inertia, 2), [np.nan]])
    rng = np.random.default_rng(1)
    low, high = x.min(axis=0), x.max(axis=0)
    references = np.array([[fit(rng.uniform(low, high, x.shape), k, 5).inertia_ for k in ks] for _ in range(MANY)])
    logs = np.log(references)
    gap, s = gaps(logs[:FEW], inertia)
    expected, _ = gaps(logs, inertia)
    chosen = {"silhouette": 1 + int(np.nanargmax(silhouette)), "calinski-harabasz": 1 + int(np.nanargmax(ch)), "elbow": 1 + int(np.nanargmax(elbow))}
    print(name, chosen, "gap", tibshirani(gap, s), tibshirani(expected, logs.std(axis=0) * np.sqrt(1 + 1 / MANY)))
    golden.write(f"cluster/testdata/choosek/{name}.json", "scikit-learn and numpy", f"{sklearn.__version__}, {np.__version__}", __file__,
                 {"about": about, "generator": generator, "x": x, "to": most, "reference_inertias": references[:FEW]},
                 {"inertia": inertia, "silhouette": silhouette, "calinski_harabasz": ch, "elbow": elbow, "chosen": chosen,
                  "gap": gap, "gap_error": s, "gap_chosen": tibshirani(gap, s),
                  "expected_gap": expected, "deviation": logs.std(axis=0), "references": MANY}, 1e-9,
                 "|got - want| <= tolerance * max(1, |want|): the same optimum, sums of some hundred squares in another order")


def main():
    case("iris", "Fisher's iris (1936), as sklearn.datasets.load_iris has it", load_iris().data, 6)
    d = golden.Draws(71)
    centers = [(0, 0, 0), (9, 1, -2), (-3, 8, 2), (2, -7, 6)]
    x = [[c + d.bell() / 128 for c in centers[d.below(4)]] for _ in range(200)]
    case("blobs", "four blobs in three columns", x, 5, d.text(f"row i: k = below(4); column j = centre[k][j] + bell()/128; centres {[list(c) for c in centers]}"))
    d = golden.Draws(72)
    case("even", "no clusters: whole numbers, each as likely as any other", [[d.below(1000), d.below(600)] for _ in range(120)], 4,
         d.text("row i: below(1000), below(600)"))
    d = golden.Draws(73)
    case("one_column", "three heaps on a line", [[20 * d.below(3) + d.bell() / 64] for _ in range(80)], 5, d.text("row i: 20*below(3) + bell()/64"))


if __name__ == "__main__":
    main()
