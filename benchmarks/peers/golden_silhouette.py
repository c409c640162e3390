"""Writes cluster/testdata/silhouette/*.json: scikit-learn's silhouette per row and on average.

  python golden_silhouette.py

The distances are given (metric="precomputed"), computed as sqrt of the sum of squared
differences: scikit-learn's own Euclidean distances use ||x||^2 - 2xy + ||y||^2, where two equal
rows can be 1e-7 apart. That its own distances give nearly the same is asserted.
"""
import numpy as np
import sklearn
from scipy.spatial.distance import cdist
from sklearn.datasets import load_iris
from sklearn.metrics import silhouette_samples, silhouette_score

import golden


def case(name, about, x, labels, generator=None):
    x, labels = np.asarray(x, float), np.asarray(labels)
    d = cdist(x, x)
    s = silhouette_samples(d, labels, metric="precomputed")
    mean = silhouette_score(d, labels, metric="precomputed")
    own = silhouette_samples(x, labels)
    assert np.abs(own - s).max() < 1e-6, np.abs(own - s).max()
    print(name, mean, np.abs(own - s).max())
    golden.write(f"cluster/testdata/silhouette/{name}.json", "scikit-learn", sklearn.__version__, __file__,
                 {"about": about, "generator": generator, "x": x, "labels": labels}, {"samples": s, "mean": mean}, 1e-12,
                 "absolute, for samples and mean: they lie in [-1, 1] and are made of sums of at most some hundred distances in another order")


def main():
    iris, kinds = load_iris(return_X_y=True)
    text = "Fisher's iris (1936), as sklearn.datasets.load_iris has it; the labels are the species"
    case("iris", text, iris, kinds)
    alone = kinds.copy()
    alone[41] = 3
    case("singleton", text + ", but row 41 is alone in a cluster of its own: its silhouette is 0", iris, alone)
    case("identical", "equal rows: a cluster of two equal rows (silhouette 1), equal rows inside a cluster, and clusters 2 and 3 made of the same point (0/0, which counts as 0)",
         [[1, 1], [1, 1], [5, 2], [6, 2], [5, 2], [9, 9], [9, 9], [9, 9], [9, 9]], [0, 0, 1, 1, 1, 2, 2, 3, 3])
    d = golden.Draws(21)
    centers = [(0, 0, 0), (6, 1, -2), (-3, 5, 2), (2, -4, 6)]
    x, labels = [], []
    for i in range(500):
        k = d.below(4)
        x.append([c + d.bell() / 64 for c in centers[k]])
        labels.append(k if d.below(10) else d.below(4))
    case("generated", "four blobs, about one label in thirteen wrong", x, labels,
         d.text(f"row i: k = below(4); column j = centre[k][j] + bell()/64; label = k unless below(10) = 0, then below(4); centres {[list(c) for c in centers]}"))


if __name__ == "__main__":
    main()
