"""Jobs of clustering: K-means and silhouettes in scikit-learn."""
import numpy as np
import sklearn
from sklearn.cluster import KMeans
from sklearn.metrics import silhouette_samples

from job import Once, load, threads


def potential(x, centers):
    """The sum of the squared distances of the rows to their nearest centres."""
    total = 0.0
    for i in range(0, len(x), 8192):
        b = x[i:i + 8192]
        near = ((centers * centers).sum(1) - 2 * b @ centers.T).argmin(1)
        total += float(((b - centers[near]) ** 2).sum())
    return total


def kmeans(data, algorithm, iterations):
    """KMeans from the stored start, without a tolerance: all of fit is timed."""
    x, start = load(data + ".x.f64"), load(data + ".start.f64")
    m = KMeans(len(start), init=start, n_init=1, max_iter=int(iterations), tol=0, algorithm=algorithm)
    return Once(sklearn.__version__, lambda: m.fit(x), lambda m: {"inertia": potential(x, m.cluster_centers_), "iterations": m.n_iter_})


def silhouette(jobs):
    """silhouette_samples, Euclidean, default working memory, with n_jobs = threads or without."""
    x, labels = load("silhouette_50k16.x.f64"), load("silhouette_50k16.labels.i32")
    options = {"n_jobs": threads()} if jobs == "threads" else {}
    return Once(sklearn.__version__, lambda: silhouette_samples(x, labels, **options),
                lambda s: {"mean": np.mean(s), "least": s.min(), "greatest": s.max()})
