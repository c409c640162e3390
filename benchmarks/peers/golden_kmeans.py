"""Writes cluster/testdata/kmeans/*.json: scikit-learn's K-means from given starting centres.

  python golden_kmeans.py

Each file has the table, the weights (null: all ones), the starting centres and a list of
runs (tol, max_iter); output.runs are the results in the same order. Each run is repeated
here by a plain Lloyd in difference form, which asserts that a second implementation can
reach the same labels: no row is ever as near to two centres as rounding could confuse, no
cluster is ever empty, and no centre shift comes near to the threshold of tol.
"""
import warnings

import numpy as np
import sklearn
from sklearn.cluster import KMeans
from sklearn.datasets import load_iris
from sklearn.exceptions import ConvergenceWarning

import golden

BOTH = [{"tol": 0.0, "max_iter": 300}, {"tol": 1e-4, "max_iter": 300}]
IRIS = "Fisher's iris (1936), as sklearn.datasets.load_iris has it"
RULES = ("labels and n_iter: equal (converged comes from the script, scikit-learn does not say it); inertia: relative to the value; "
         "centers: absolute error at most output.center_tolerance")


def lloyd(x, w, start, max_iter, threshold):
    """Plain Lloyd, stopping as scikit-learn does. Returns labels, centres, inertia, iterations, whether it converged."""
    centers, old, converged = start.copy(), None, False
    shift = x.mean(axis=0)
    x, centers = x - shift, centers - shift

    def assign():
        d = ((x[:, None, :] - centers[None]) ** 2).sum(axis=2)
        if len(centers) > 1:
            two = np.sort(d, axis=1)[:, :2]
            gap = ((two[:, 1] - two[:, 0]) / two[:, 1]).min()
            assert gap > 1e-9, f"a row is as near to two centres as {gap}"
        return d.argmin(axis=1), d

    for n in range(1, max_iter + 1):
        labels, _ = assign()
        mass = np.bincount(labels, w, len(centers))
        assert mass.min() > 0, "a cluster is empty"
        new = np.stack([np.bincount(labels, w * x[:, j], len(centers)) for j in range(x.shape[1])], axis=1) / mass[:, None]
        moved, centers = ((new - centers) ** 2).sum(), new
        if old is not None and (labels == old).all():
            converged = True
            break
        assert threshold == 0 or abs(moved / threshold - 1) > 1e-3, "a shift is too near to the threshold"
        if moved <= threshold:
            converged = True
            break
        old = labels
    labels, d = assign()
    return labels, centers + shift, float((w * d[np.arange(len(x)), labels]).sum()), n, converged


def run(x, w, start, tol, max_iter, center_tolerance):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        m = KMeans(len(start), init=start, n_init=1, algorithm="lloyd", tol=tol, max_iter=max_iter).fit(x, sample_weight=w)
    ones = np.ones(len(x)) if w is None else w
    # The threshold of tol: scikit-learn takes variances without weights. With weights in the variances the same runs must come out.
    mean = np.average(x, axis=0, weights=ones)
    for variance in (x.var(axis=0), np.average((x - mean) ** 2, axis=0, weights=ones)):
        labels, centers, inertia, n, converged = lloyd(x, ones, start, max_iter, tol * variance.mean())
        assert (labels == m.labels_).all() and n == m.n_iter_, (n, m.n_iter_)
        assert abs(inertia - m.inertia_) <= 1e-11 * inertia
        assert np.abs(centers - m.cluster_centers_).max() <= center_tolerance
    return {"labels": m.labels_, "centers": m.cluster_centers_, "inertia": m.inertia_, "n_iter": m.n_iter_, "converged": converged}


def case(name, about, x, start, runs=BOTH, w=None, generator=None, center_tolerance=1e-9, more=""):
    out = [run(x, w, start, r["tol"], r["max_iter"], center_tolerance) for r in runs]
    print(name, [(r["n_iter"], r["converged"], r["inertia"]) for r in out])
    golden.write(f"cluster/testdata/kmeans/{name}.json", "scikit-learn", sklearn.__version__, __file__,
                 {"about": about, "generator": generator, "x": x, "weight": w, "start": start, "runs": runs},
                 {"runs": out, "center_tolerance": center_tolerance}, 1e-9,
                 RULES + ". Both sides add up the same terms in another order; the labels at each step are not in doubt "
                 "(the script checks it), so only rounding remains, about 1e-13." + more)
    return out


def bells(seed, n, centers, scale=1):
    """Row i around centre i mod k: centre + scale * bell() / 64 in each column."""
    d, k = golden.Draws(seed), len(centers)
    x = [[c + scale * d.bell() / 64 for c in centers[i % k]] for i in range(n)]
    return np.array(x), d.text(f"row i, column j = centre[i mod {k}][j] + {scale}*bell()/64, row by row, centres {[list(c) for c in centers]}")


def main():
    iris = load_iris().data
    case("iris", IRIS + "; reaches the best known optimum of k = 3", iris, iris[[97, 115, 120]])
    case("iris_local", IRIS + "; reaches a local optimum of k = 3 that is a little worse", iris, iris[[7, 99, 110]])
    case("iris_k5", IRIS, iris, iris[[5, 74, 106, 117, 142]])
    x, text = bells(1, 300, [(0, 0), (40, 8), (-8, 40)])
    case("blobs", "three blobs far apart, one start in each", x, x[[0, 1, 2]], generator=text)
    case("blobs_one", "three blobs far apart, all starts in one of them", x, x[[0, 3, 6]], generator=text)
    case("one_cluster", "k = 1", x, x[[0]], generator=text)
    d = golden.Draws(2)
    centers = [tuple(d.below(5) - 2 for _ in range(5)) for _ in range(8)]
    x, text = bells(3, 1000, centers)
    case("overlap", "eight overlapping blobs", x, x[:8], generator=text)
    case("overlap_stopped", "eight overlapping blobs, stopped by the number of iterations", x, x[:8],
         [{"tol": 0.0, "max_iter": 3}, {"tol": 1e-4, "max_iter": 1}], generator=text)
    x, text = bells(8, 2000, [(0, 0)])
    early = case("cloud", "one blob cut into six: tol ends the run before the labels rest", x, x[:6], generator=text)
    assert early[1]["n_iter"] < early[0]["n_iter"] and (early[1]["labels"] != early[0]["labels"]).any()
    d = golden.Draws(9)
    w = np.array([(1 + d.below(40)) / 8 for _ in x])
    case("cloud_weighted", "the same with weights; the runs are the same whether the variances of tol are weighted or not (scikit-learn: not)", x, x[:6], w=w,
         generator=text + "; weight i = (1 + below(40))/8 with seed 9")
    x, text = bells(4, 200, [(0, 0, 0), (5, 2, -3), (-4, 6, 1), (3, -5, 4)])
    d = golden.Draws(5)
    w = np.array([(1 + d.below(40)) / 8 for _ in x])
    case("weighted", "weights that are eighths", x, x[:4], w=w, generator=text + "; weight i = (1 + below(40))/8 with seed 5")
    z = np.where(np.arange(len(w)) % 7 == 5, 0.0, w)
    case("weighted_zero", "as weighted, but the weight of row i is 0 where i mod 7 = 5: such a row has a label and moves nothing", x, x[:4], w=z, generator=text)
    plain = case("offset_none", "the table of offset.json without the offset", x, x[:4], generator=text)
    far = case("offset", "the table of offset_none.json plus 1e8 in every column: the same labels", x + 1e8, x[:4] + 1e8, generator=text, center_tolerance=1e-7,
               more=" A float64 near 1e8 has a spacing of 1.5e-8, which is what the centres lose.")
    assert all((a["labels"] == b["labels"]).all() and a["n_iter"] == b["n_iter"] for a, b in zip(plain, far))
    d = golden.Draws(6)
    points = [[d.below(64) / 4, d.below(64) / 4] for _ in range(30)]
    x = np.array([p for i, p in enumerate(points) for _ in range(1 + i % 5)])
    case("duplicates", "30 points, each one to five times", x, np.array([points[i] for i in (0, 7, 14, 21)]),
         generator=d.text("point i = (below(64)/4, below(64)/4), written 1 + i mod 5 times"))
    x, text = bells(7, 120, [(0,), (6,), (15,)])
    case("one_column", "one column", x, x[[0, 1, 2]], generator=text)

    m = KMeans(3, n_init=10, random_state=0).fit(iris)
    order = np.argsort(m.cluster_centers_[:, 0])
    golden.write("cluster/testdata/kmeans/iris_best.json", "scikit-learn", sklearn.__version__, __file__,
                 {"about": IRIS + "; the best of ten starts (k-means++)", "x": iris, "k": 3},
                 {"centers": m.cluster_centers_[order], "sizes": np.bincount(m.labels_)[order], "inertia": m.inertia_, "center_tolerance": 1e-9}, 1e-9,
                 "inertia: relative; centers (sorted by the first column): absolute error at most output.center_tolerance. Ten starts of greedy k-means++ are expected to find this optimum, "
                 "so only rounding remains; the nearest worse one, of iris_local.json (78.85566582597731), is far outside the tolerance.")
    print("iris_best", m.inertia_)
    assert abs(m.inertia_ - 78.85144142614601) < 1e-12


if __name__ == "__main__":
    main()
