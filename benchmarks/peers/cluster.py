"""Jobs of clustering: K-means, DBSCAN, trees of merges and silhouettes."""
import os
import zlib
from importlib import metadata

import numpy as np
import sklearn

from job import Once, load, threads


def potential(x, centers):
    """The sum of the squared distances of the rows to their nearest centres, in f64."""
    centers = np.asarray(centers, np.float64)
    total = 0.0
    for i in range(0, len(x), 8192):
        b = np.asarray(x[i:i + 8192], np.float64)
        near = ((centers * centers).sum(1) - 2 * b @ centers.T).argmin(1)
        total += float(((b - centers[near]) ** 2).sum())
    return total


def points(data, kind):
    """The points and the starting centres of a set, in f64 or f32: they are the same numbers."""
    dtype = {"f64": np.float64, "f32": np.float32}[kind]
    return load(data + ".x.f64").astype(dtype, copy=False), load(data + ".start.f64").astype(dtype, copy=False)


def kmeans(data, kind, algorithm, iterations):
    """KMeans from the stored start, without a tolerance: all of fit is timed."""
    from sklearn.cluster import KMeans
    x, start = points(data, kind)
    m = KMeans(len(start), init=start, n_init=1, max_iter=int(iterations), tol=0, algorithm=algorithm)
    return Once(sklearn.__version__, lambda: m.fit(x), lambda m: {"inertia": potential(x, m.cluster_centers_), "iterations": m.n_iter_})


def kmeans_faiss(data, iterations, what):
    """faiss.Kmeans in f32 from the stored start, on all points, without its own early stop. It ends with new centres; the
    labels of the points, which all others give, are one more search."""
    import faiss
    faiss.omp_set_num_threads(threads())
    x, start = points(data, "f32")
    n, k = len(x), len(start)

    def fit():
        m = faiss.Kmeans(x.shape[1], k, niter=int(iterations), max_points_per_centroid=-(-n // k), early_stop_threshold=-1)
        m.train(x, init_centroids=start)
        if what == "labels":
            m.assign(x)
        return m
    return Once(faiss.__version__, fit, lambda m: {"inertia": potential(x, m.centroids), "iterations": len(m.obj)})


SEEDS = 5


def over_seeds(values):
    """The mean and the standard deviation of a figure over the seeds 1 to 5."""
    return {"mean": np.mean(values), "sd": np.std(values, ddof=1)}


def seeding(what):
    """Greedy k-means++ of 100 centres with its default of 2 + ln 100 = 6 candidates for each: in a KMeans of one iteration, or
    kmeans_plusplus alone. The figures are the same for both, those of the KMeans."""
    from sklearn.cluster import KMeans, kmeans_plusplus
    x, k = load("kmeans_1m16.x.f64"), 100

    def fit(seed):
        return KMeans(k, n_init=1, max_iter=1, random_state=seed).fit(x)

    def work():
        return fit(1) if what == "KMeans" else kmeans_plusplus(x, k, random_state=1)
    return Once(sklearn.__version__, work, lambda _: over_seeds([potential(x, fit(seed).cluster_centers_) for seed in range(1, SEEDS + 1)]))


def minibatch(data, k, epochs):
    """MiniBatchKMeans with one start of k-means++ and batches of 1024, with the seeds 1 to 5 in turn, because when it ends is
    luck. epochs is "default", or a number of batches in passes through all points, without its own early stop."""
    from sklearn.cluster import MiniBatchKMeans
    x, k = load(data + ".x.f64"), int(k)
    options = {} if epochs == "default" else {"max_iter": int(epochs), "max_no_improvement": None}

    def work():
        return [MiniBatchKMeans(k, n_init=1, batch_size=1024, random_state=seed, **options).fit(x) for seed in range(1, SEEDS + 1)]
    return Once(sklearn.__version__, work, lambda models: over_seeds([potential(x, m.cluster_centers_) for m in models]))


def partition(labels, core):
    """Clusters, noise (labels below 0), core points, and the CRC-32 of the labels as little-endian i32 after renumbering them
    from 0 in the order of first appearance, noise -1: of all, and with points that are no core points taken for noise."""
    def numbered(labels):
        inside = labels >= 0
        _, first, index = np.unique(labels[inside], return_index=True, return_inverse=True)
        out = np.full(len(labels), -1, "<i4")
        out[inside] = np.argsort(np.argsort(first))[index]
        return len(first), zlib.crc32(out.tobytes())
    clusters, crc = numbered(labels)
    return {"clusters": clusters, "noise": (labels < 0).sum(), "cores": core.sum(), "crc": crc,
            "crc of cores": numbered(np.where(core, labels, -1))[1]}


def dbscan(data, code, eps, points):
    """DBSCAN by an algorithm of scikit-learn with n_jobs = threads, or by the package dbscan (Wang, Gu and Shun)."""
    x, eps, points = load(data + ".x.f64"), float(eps), int(points)
    if code == "dbscan":
        os.environ["PARLAY_NUM_THREADS"] = str(threads())
        import dbscan as package
        return Once(metadata.version("dbscan"), lambda: package.DBSCAN(x, eps=eps, min_samples=points), lambda r: partition(*r))
    from sklearn.cluster import DBSCAN
    m = DBSCAN(eps=eps, min_samples=points, algorithm=code, n_jobs=threads())

    def figures(m):
        core = np.zeros(len(x), bool)
        core[m.core_sample_indices_] = True
        return partition(m.labels_, core)
    return Once(sklearn.__version__, lambda: m.fit(x), figures)


def linkage(code, method):
    """The tree of merges: fastcluster from vectors, which keeps no distances, or fastcluster and scipy from scipy's pdist."""
    x = load("linkage_20k10.x.f64")
    if code == "fastcluster vector":
        import fastcluster as package

        def work():
            return package.linkage_vector(x, method)
    else:
        from scipy.spatial.distance import pdist
        if code == "scipy":
            import scipy as package
            from scipy.cluster.hierarchy import linkage as f

            def work():
                return f(pdist(x), method)
        else:
            import fastcluster as package

            def work():
                return package.linkage(pdist(x), method, preserve_input=False)
    return Once(package.__version__, work, lambda z: {"heights": z[:, 2].sum(), "top": z[:, 2].max()})


def silhouette(jobs):
    """silhouette_samples, Euclidean, default working memory, with n_jobs = threads or without."""
    from sklearn.metrics import silhouette_samples
    x, labels = load("silhouette_50k16.x.f64"), load("silhouette_50k16.labels.i32")
    options = {"n_jobs": threads()} if jobs == "threads" else {}
    return Once(sklearn.__version__, lambda: silhouette_samples(x, labels, **options),
                lambda s: {"mean": np.mean(s), "least": s.min(), "greatest": s.max()})
