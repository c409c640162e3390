"""Writes cluster/testdata/dbscan/*.json and cluster/testdata/epscurve/*.json: scikit-learn's DBSCAN, and its distances to the k-th neighbour.

  python golden_dbscan.py

All numbers are multiples of 1/64 and small, so squared distances and sums of differences are exact and rows at exactly the
distance eps are neighbours for certain. Each result is computed again here from the definition, with a border row in
the cluster of the lowest number; the script fails if scikit-learn has another label anywhere.
"""
import numpy as np
import sklearn
from scipy.spatial.distance import cdist
from sklearn.cluster import DBSCAN
from sklearn.datasets import load_iris
from sklearn.neighbors import NearestNeighbors

import golden

NAMES = {"euclidean": "euclidean", "manhattan": "cityblock", "chebyshev": "chebyshev", "cosine": "cosine", "squared euclidean": "sqeuclidean"}


def definition(d, eps, points, w):
    """Labels and core rows from the distances of all pairs."""
    near = d <= eps
    core = near @ w >= points
    labels, count = np.full(len(d), -1), 0
    for i in np.flatnonzero(core):
        if labels[i] >= 0:
            continue
        todo = [i]
        labels[i] = count
        while todo:
            for j in np.flatnonzero(near[todo.pop()] & core & (labels < 0)):
                labels[j] = count
                todo.append(j)
        count += 1
    for i in np.flatnonzero(~core):
        of = labels[near[i] & core]
        labels[i] = of.min() if len(of) else -1
    return labels, np.flatnonzero(core)


def distances(x, metric):
    if metric == "euclidean":  # exact but for the root: compare squares
        return np.sqrt(((x[:, None] - x[None]) ** 2).sum(2))
    return cdist(x, x, NAMES[metric])


def case(name, about, x, eps, points, metric="euclidean", w=None, generator=None):
    x = np.asarray(x, float)
    algorithm = "kd_tree" if metric in ("euclidean", "manhattan", "chebyshev") else "brute"
    m = DBSCAN(eps=eps, min_samples=points, metric=NAMES[metric], algorithm=algorithm).fit(x, sample_weight=w)
    d = distances(x, metric)
    if metric == "cosine":
        assert np.abs(d - eps).min() > 1e-9, "a distance is too near to eps"
    labels, core = definition(d, eps, points, np.ones(len(x)) if w is None else np.asarray(w, float))
    assert (core == m.core_sample_indices_).all(), name
    assert (labels == m.labels_).all(), name
    exact = int((d == eps).sum())
    print(name, x.shape, "clusters", labels.max() + 1, "noise", (labels < 0).sum(), "border", (labels >= 0).sum() - len(core), "pairs at eps", exact)
    golden.write(f"cluster/testdata/dbscan/{name}.json", "scikit-learn", sklearn.__version__, __file__,
                 {"about": about, "generator": generator, "x": x, "weight": w, "eps": eps, "min_points": points, "metric": metric},
                 {"labels": labels, "cores": core}, 0, "")


def curve(name, about, x, points, metric="euclidean", generator=None):
    x = np.asarray(x, float)
    far = NearestNeighbors(n_neighbors=points, metric=NAMES[metric], algorithm="kd_tree").fit(x).kneighbors(x)[0][:, -1]
    far = np.sort(far)
    along, up = np.arange(len(far)) / (len(far) - 1), (far - far[0]) / (far[-1] - far[0])
    below = along - up
    best = int(below.argmax())
    assert np.sort(below)[-1] - np.sort(below)[-2] > 1e-9, "two points are equally far below the line"
    print(name, "knee", best, far[best])
    golden.write(f"cluster/testdata/epscurve/{name}.json", "scikit-learn", sklearn.__version__, __file__,
                 {"about": about, "generator": generator, "x": x, "min_points": points, "metric": metric},
                 {"distances": far, "knee": best}, 1e-14, "a root of an exact sum may be rounded the other way; the knee comes from the script")


def blobs(seed, n, centers, noise, side):
    """Blobs around the centres, every noise-th row anywhere in [0, side)."""
    d = golden.Draws(seed)
    x = []
    for i in range(n):
        if i % noise == 0:
            x.append([d.below(64 * side) / 64 for _ in centers[0]])
        else:
            c = centers[d.below(len(centers))]
            x.append([v + d.bell() // 4 / 64 for v in c])
    text = d.text(f"row i: if i mod {noise} = 0, column j = below({64 * side})/64; else c = centres[below({len(centers)})], column j = c[j] + floor(bell()/4)/64; centres {[list(c) for c in centers]}")
    return x, text


def main():
    x, text = blobs(1, 600, [(3, 3), (9, 4), (6, 10), (12, 12)], 8, 16)
    case("blobs", "four blobs and noise", x, 0.75, 8, generator=text)
    case("blobs_all_noise", "no row has so many neighbours", x, 0.0625, 8, generator=text)
    case("blobs_one", "one cluster of everything", x, 16, 5, generator=text)
    case("blobs_each", "every row is a core row", x, 0.5, 1, generator=text)
    case("blobs_manhattan", "the same with the Manhattan distance", x, 1, 9, "manhattan", generator=text)
    case("blobs_chebyshev", "the same with the Chebyshev distance", x, 0.5, 7, "chebyshev", generator=text)
    case("blobs_squared", "the same with the squared distance", x, 0.5625, 8, "squared euclidean", generator=text)
    case("blobs_cosine", "the same with the cosine distance", x, 0.00011, 9, "cosine", generator=text)
    d = golden.Draws(2)
    w = [d.below(5) / 2 for _ in x]
    case("blobs_weighted", "weights from 0 to 2 in halves: below(5)/2 of seed 2 for each row", x, 0.75, 8, w=w, generator=text)
    curve("blobs", "four blobs and noise", x, 8, generator=text)
    curve("blobs_manhattan", "the same with the Manhattan distance", x, 5, "manhattan", generator=text)

    d = golden.Draws(3)
    x = [[d.below(24), d.below(24)] for _ in range(300)]
    case("lattice", "whole numbers with duplicates, many pairs at exactly eps", x, 1, 4,
         generator=d.text("each value is below(24), row by row"))
    case("lattice_borders", "the same, with many rows at the border of two clusters", x, 1, 5,
         generator=d.text("each value is below(24), row by row"))

    x, text = blobs(4, 400, [(3, 3, 3), (9, 4, 2), (6, 10, 8)], 6, 12)
    case("blobs3", "three blobs and noise in three columns", x, 1, 6, generator=text)
    x, text = blobs(5, 400, [tuple(range(8)), (2,) * 8, (6, 1, 6, 1, 6, 1, 6, 1)], 7, 8)
    case("blobs8", "three blobs and noise in eight columns", x, 1.75, 10, generator=text)
    curve("blobs8", "three blobs and noise in eight columns", x, 10, generator=text)
    d = golden.Draws(6)
    x = [[i / 8 if i < 150 else 5 + i / 16, 0 if i < 150 else d.below(3) / 64] for i in range(300)]
    case("line", "two lines that cross the same values", x, 0.125, 3, generator=d.text("rows 0..149: (i/8, 0); rows 150..299: (5 + i/16, below(3)/64)"))
    case("iris", "Fisher's iris (1936), as sklearn.datasets.load_iris has it, times 10 and rounded: whole numbers", np.rint(load_iris().data * 10), 5, 5)
    case("duplicates", "seven rows, of which five are equal", [[1, 2], [1, 2], [8, 8], [1, 2], [1, 2], [1.5, 2], [1, 2]], 0.25, 5)


if __name__ == "__main__":
    main()
