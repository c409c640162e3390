"""Writes cluster/testdata/minibatch/*.json: the inertia that scikit-learn's MiniBatchKMeans reaches.

  python golden_minibatch.py

A random method has no labels to be equal to. Each file has a table, K and the size of a
batch; the output is the inertia of scikit-learn for the seeds 0 to 19 with one start
(n_init=1), their mean, and the inertia of the best of 100 starts of KMeans, which tells how much there is
to be lost. A test asks that the mean inertia of as many of our fits is not more than that of scikit-learn
by more than the tolerance.
"""
import numpy as np
import sklearn
from sklearn.cluster import KMeans, MiniBatchKMeans

import golden

SEEDS = 20


def case(name, about, x, k, batch, generator, w=None):
    fits = [MiniBatchKMeans(k, batch_size=batch, n_init=1, random_state=s).fit(x, sample_weight=w) for s in range(SEEDS)]
    inertia = np.array([m.inertia_ for m in fits])
    best = KMeans(k, n_init=100, random_state=0).fit(x, sample_weight=w).inertia_
    # The error of the difference of two means of 20 fits, three times.
    tolerance = float(np.round(3 * np.sqrt(2) * inertia.std(ddof=1) / np.sqrt(SEEDS) / inertia.mean(), 4))
    print(name, inertia.mean(), inertia.std(ddof=1), inertia.min(), inertia.max(), best, tolerance, [m.n_steps_ for m in fits][:5])
    golden.write(f"cluster/testdata/minibatch/{name}.json", "scikit-learn", sklearn.__version__, __file__,
                 {"about": about, "generator": generator, "x": x, "weight": w, "k": k, "batch_size": batch, "seeds": SEEDS},
                 {"inertia": inertia, "mean": inertia.mean(), "best": best}, tolerance,
                 "relative excess of the mean of 20 fits with one start over output.mean: three standard errors of the difference of two such means, "
                 "from the spread of scikit-learn's inertias. And no fit is better than output.best by more than 1e-9.")


def bells(seed, n, centers, scale):
    """Row i around centre i mod k: centre + scale * bell() / 64 in each column."""
    d, k = golden.Draws(seed), len(centers)
    x = [[c + scale * d.bell() / 64 for c in centers[i % k]] for i in range(n)]
    return np.array(x), d.text(f"row i, column j = centre[i mod {k}][j] + {scale}*bell()/64, row by row, centres {[list(c) for c in centers]}")


def main():
    d = golden.Draws(21)
    apart = [tuple(d.below(64) for _ in range(3)) for _ in range(12)]
    x, text = bells(22, 5000, apart, 1)
    case("blobs", "twelve blobs, most of them apart", x, 12, 256, text)
    x, text = bells(23, 5000, [(0, 0, 0)], 1)
    case("cloud", "one cloud, cut into ten", x, 10, 256, text)
    x, text = bells(25, 6000, apart[:6], 4)
    d = golden.Draws(24)
    w = np.array([(1 + d.below(40)) / 8 for _ in x])
    case("weighted", "six overlapping blobs with weights", x[:, :2], 6, 200, text + "; without the last column; weight i = (1 + below(40))/8 with seed 24", w)


if __name__ == "__main__":
    main()
