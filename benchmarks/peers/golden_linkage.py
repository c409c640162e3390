"""Writes cluster/testdata/linkage/*.json: scipy's trees, and those of R's hclust.

  python golden_linkage.py [R.json]

Data without ties: the distances of all merges differ, so there is one tree. fastcluster, where
it is installed, must give the same (pip install fastcluster==1.3.0).

R.json is made by R 4.2.2 and holds, at hclust.iris_jitter, for the methods ward.D2, single, complete,
average, mcquitty and centroid (that one of squared distances) h <- hclust(dist(x), method):
h$height, h$merge, cutree(h, 3) and cor(dist(x), cophenetic(h)). Without it iris_r.json stays as it is.
x is Fisher's iris with the ties broken: x[i,j] + ((4i+j+1)*7919 mod 10007)/10007*1e-3, i and j from 0.
"""
import json
import sys

import numpy as np
import scipy
from scipy.cluster.hierarchy import cophenet, fcluster, leaves_list, linkage
from scipy.spatial.distance import pdist
from sklearn.datasets import load_iris

import golden

try:
    import fastcluster
except ImportError:
    fastcluster = None

METHODS = "ward", "single", "complete", "average", "weighted", "centroid", "median"
METRICS = "sqeuclidean", "cityblock", "chebyshev", "cosine"
REASON = "relative for numbers above 1: sums of the same terms in another order, and for some methods a recursion of as many steps as there are merges"


def first(labels):
    """Clusters numbered from 0 in the order of their first rows."""
    seen = {}
    return [seen.setdefault(int(v), len(seen)) for v in labels]


def lone(z):
    """Nothing depends on the order of ties."""
    h = np.sort(z[:, 2])
    assert (np.diff(h) > 1e-10).all(), np.diff(h).min()


def tree(d, method):
    z = linkage(d, method)
    lone(z)
    if fastcluster:
        f = fastcluster.linkage(d, method)
        assert (f[:, [0, 1, 3]] == z[:, [0, 1, 3]]).all() and np.abs(f[:, 2] - z[:, 2]).max() < 1e-9
    n = len(z) + 1
    top = np.sort(z[:, 2])
    cuts = [(top[n // 3] + top[n // 3 + 1]) / 2, (top[-6] + top[-5]) / 2, (top[-2] + top[-1]) / 2]
    c, coph = cophenet(z, d)
    return {"method": method, "merges": z[:, [0, 1, 3]].astype(int), "heights": z[:, 2], "order": leaves_list(z),
            "cut_height": cuts, "cut_labels": [first(fcluster(z, t, "distance")) for t in cuts],
            "cophenetic_sum": coph.sum(), "correlation": c}


def case(name, about, x, generator):
    out = [tree(pdist(x), m) for m in METHODS]
    if fastcluster:
        for o in out:
            if o["method"] in ("ward", "single", "centroid", "median"):
                f = fastcluster.linkage_vector(x, o["method"])
                assert (f[:, [0, 1, 3]] == o["merges"]).all()
    other = [dict(tree(pdist(x, metric), m), metric=metric) for metric in METRICS if x.shape[1] > 1 or metric != "cosine"
             for m in ("single", "complete", "average", "weighted")]
    print(name, [(o["method"], o["heights"].sum()) for o in out])
    golden.write(f"cluster/testdata/linkage/{name}.json", "scipy", scipy.__version__, __file__,
                 {"about": about, "generator": generator, "x": x}, {"trees": out, "metrics": other}, 1e-10, REASON)


def fine(seed, n, d, groups):
    """Row i around one of some centres, in numbers of 40 bits."""
    r = golden.Draws(seed)
    centres = [[r.below(64) for _ in range(d)] for _ in range(groups)]
    x = [[c + r.bell() / 64 + r.below(1 << 30) / (1 << 32) for c in centres[i % groups]] for i in range(n)]
    return np.array(x), r.text(f"centre[g][j] = below(64); row i, column j = centre[i mod {groups}][j] + bell()/64 + below(2^30)/2^32")


def from_r(path):
    with open(path) as f:
        r = json.load(f)
    x = load_iris().data
    n, p = x.shape
    i, j = np.indices((n, p))
    x = x + ((i * 4 + j + 1) * 7919 % 10007) / 10007 * 1e-3
    names = {"ward.D2": "ward", "mcquitty": "weighted"}
    out = []
    for name, h in r["hclust"]["iris_jitter"].items():
        if name == "ward.D":
            continue
        method = names.get(name, name)
        z = linkage(pdist(x), method)  # some heights differ by rounding alone: order and numbers of merges are not compared
        heights = np.array(h["height"])
        if h["squared_distances"]:
            heights = np.sqrt(heights)
        order = np.argsort(heights, kind="stable") if method != "centroid" else np.arange(n - 1)
        assert np.abs(z[:, 2] - heights[order]).max() < 1e-12, (name, np.abs(z[:, 2] - heights[order]).max())
        o = {"method": method, "heights": heights, "cut3": first(h["cutree3"])}
        if method != "centroid":  # R correlates with squared heights there
            o["correlation"] = h["cophenetic_cor"]
        out.append(o)
    golden.write("cluster/testdata/linkage/iris_r.json", "R", r["versions"]["R"], __file__,
                 {"about": "Fisher's iris with ties broken, see the script", "x": x}, {"trees": out}, 1e-12, REASON + "; R printed 15 digits")


def main():
    x, text = fine(31, 90, 3, 5)
    case("groups", "five groups", x, text)
    x, text = fine(32, 40, 1, 3)
    case("line", "one column", x, text)
    if len(sys.argv) > 1:
        from_r(sys.argv[1])


if __name__ == "__main__":
    main()
