"""Writes cluster/testdata/scores, compare and profile: scikit-learn's scores, and portraits by numpy.

  python golden_scores.py
"""
import numpy as np
import sklearn
from sklearn import metrics
from sklearn.datasets import load_iris
from sklearn.metrics.cluster import contingency_matrix

import golden


def inner(name, about, x, labels, generator=None):
    x, labels = np.asarray(x, float), np.asarray(labels)
    at = x - x.mean(0)  # scikit-learn's sums lose digits far from the origin
    kinds = np.unique(labels)
    means = np.array([at[labels == k].mean(0) for k in kinds])
    within = sum(((at[labels == k] - m) ** 2).sum() for k, m in zip(kinds, means))
    between = sum((labels == k).sum() * (m ** 2).sum() for k, m in zip(kinds, means))
    golden.write(f"cluster/testdata/scores/{name}.json", "scikit-learn", sklearn.__version__, __file__,
                 {"about": about, "generator": generator, "x": x, "labels": labels},
                 {"calinski_harabasz": metrics.calinski_harabasz_score(at, labels), "davies_bouldin": metrics.davies_bouldin_score(at, labels),
                  "within": within, "between": between}, 1e-11,
                 "relative above 1: sums of some hundred squares in another order, and scikit-learn's distances between means are products")


def compare(name, about, a, b, generator=None):
    a, b = np.asarray(a), np.asarray(b)
    h, c, v = metrics.homogeneity_completeness_v_measure(a, b)
    golden.write(f"cluster/testdata/compare/{name}.json", "scikit-learn", sklearn.__version__, __file__,
                 {"about": about, "generator": generator, "a": a, "b": b},
                 {"adjusted_rand": metrics.adjusted_rand_score(a, b), "mutual_information": metrics.mutual_info_score(a, b),
                  "normalized_mutual_information": metrics.normalized_mutual_info_score(a, b),
                  "adjusted_mutual_information": metrics.adjusted_mutual_info_score(a, b),
                  "homogeneity": h, "completeness": c, "v_measure": v, "contingency": contingency_matrix(a, b)}, 1e-11,
                 "absolute: scikit-learn's expectation is a sum of exponentials of differences of log-gammas, each with an error of 1e-13")


def profile(name, about, x, labels, generator=None):
    x, labels = np.asarray(x, float), np.asarray(labels)
    kinds = sorted(set(labels[labels >= 0]))
    out = []
    for k in kinds + ([-1] if (labels < 0).any() else []):
        inside = labels == k if k >= 0 else labels < 0
        a, b = x[inside], x[~inside]
        pooled = np.sqrt((((a - a.mean(0)) ** 2).sum(0) + ((b - b.mean(0)) ** 2).sum(0)) / (len(x) - 2))
        out.append({"label": int(k), "size": len(a), "mean": a.mean(0), "sd": a.std(0, ddof=1), "quantiles": np.quantile(a, [0.25, 0.5, 0.75], axis=0),
                    "rest_mean": b.mean(0), "effect": (a.mean(0) - b.mean(0)) / pooled})
    golden.write(f"cluster/testdata/profile/{name}.json", "numpy", np.__version__, __file__,
                 {"about": about, "generator": generator, "x": x, "labels": labels}, {"portraits": out}, 1e-12,
                 "relative above 1: sums of some hundred numbers in another order")


def main():
    iris, kinds = load_iris(return_X_y=True)
    text = "Fisher's iris (1936), as sklearn.datasets.load_iris has it; the labels are the species"
    inner("iris", text, iris, kinds)
    profile("iris", text, iris, kinds)
    alone = kinds.copy()
    alone[41] = 7
    inner("singleton", text + ", but row 41 is alone in a cluster of its own", iris, alone)

    d = golden.Draws(31)
    centers = [(0, 0, 0), (6, 1, -2), (-3, 5, 2), (2, -4, 6)]
    x, labels = [], []
    for _ in range(400):
        k = d.below(4)
        x.append([c + d.bell() / 64 for c in centers[k]])
        labels.append(3 * k if d.below(10) else 3 * d.below(4))
    how = d.text(f"row i: k = below(4); column j = centre[k][j] + bell()/64; label = 3k unless below(10) = 0, then 3*below(4); centres {[list(c) for c in centers]}")
    inner("generated", "four blobs, about one label in thirteen wrong; the labels have gaps", x, labels, how)
    inner("far", "the same, 1e6 away from the origin", np.array(x) + 1e6, labels, how + "; then 1e6 is added to every value")
    noisy = [-1 if i % 11 == 0 else -5 if i % 37 == 0 else l for i, l in enumerate(labels)]
    profile("noise", "the same, with two kinds of labels below 0, which are noise together", x, noisy, how + "; label -1 for rows i with i mod 11 = 0, else -5 for i mod 37 = 0")

    compare("iris", "species of iris against thirds of the sorted first column", kinds, np.argsort(np.argsort(iris[:, 0], kind="stable")) // 50)
    compare("small", "six rows that nearly agree", [0, 0, 1, 1, 2, 2], [0, 0, 1, 2, 2, 2])
    compare("renamed", "the same rows together under other names", [5, 5, -1, -1, 9], [0, 0, 3, 3, -7])
    compare("one", "one cluster against four", [0, 0, 0, 0], [0, 1, 2, 3])
    compare("both_one", "one cluster in both", [4, 4, 4], [1, 1, 1])
    compare("worse", "worse than chance: each pair together in one is apart in the other", [0, 0, 1, 1], [0, 1, 0, 1])
    d = golden.Draws(33)
    a = [d.below(8) - 1 for _ in range(1000)]
    b = [v if d.below(3) else d.below(12) - 1 for v in a]
    compare("generated", "eight labels, a third of them drawn again from twelve; -1 is a label", a, b, d.text("a[i] = below(8) - 1, all of a first; b[i] = a[i] unless below(3) = 0, then below(12) - 1"))
    d = golden.Draws(34)
    a = [d.below(d.below(60) + 1) for _ in range(1500)]
    b = [d.below(40) for _ in range(1500)]
    compare("independent", "labels without relation, of uneven sizes", a, b, d.text("a[i] = below(below(60) + 1), all of a first; b[i] = below(40)"))
    d = golden.Draws(35)
    a = [d.below(150) for _ in range(200)]
    b = [v if d.below(2) else 1000 + i for i, v in enumerate(a)]
    compare("many", "nearly as many labels as rows", a, b, d.text("a[i] = below(150), all of a first; b[i] = a[i] unless below(2) = 0, then 1000 + i"))


if __name__ == "__main__":
    main()
