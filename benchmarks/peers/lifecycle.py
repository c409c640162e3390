"""The main job in pandas and scikit-learn: orders to segments, clusters and cohorts.

  python lifecycle.py FILE        (FILE: online-retail.csv.gz)

Reads and cleans the orders (exact duplicates, rows without customer, cancellations and
prices of zero or less are dropped), monthly revenue, recency, frequency and monetary value
with quintile scores as of the day after the last order, K-means on standardised
log(1 + value) for k = 3..10 with 10 starts each and k chosen by the exact silhouette,
retention by monthly first-order cohort. Prints the seconds of each step, the peak
resident memory and the figures that a second implementation can be checked against.
It is what an analyst would write, not what a tuned program would do.
"""
import json
import resource
import sys
import time

start = time.perf_counter()
import numpy as np
import pandas as pd
from sklearn.cluster import KMeans
from sklearn.metrics import silhouette_score
from sklearn.preprocessing import StandardScaler

seconds, last = {}, time.perf_counter()
seconds["imports"] = last - start


def lap(name):
    global last
    now = time.perf_counter()
    seconds[name], last = now - last, now


def main(file):
    d = pd.read_csv(file, encoding="utf-8", dtype={"InvoiceNo": str, "StockCode": str})
    d["InvoiceDate"] = pd.to_datetime(d["InvoiceDate"])
    lap("read")
    rows = len(d)
    d = d.drop_duplicates()
    d = d[d["CustomerID"].notna() & ~d["InvoiceNo"].str.startswith("C") & (d["UnitPrice"] > 0) & (d["Quantity"] > 0)].copy()
    d["Amount"] = d["Quantity"] * d["UnitPrice"]
    lap("clean")
    monthly = d.groupby(d["InvoiceDate"].dt.to_period("M"))["Amount"].sum()
    asof = d["InvoiceDate"].max().normalize() + pd.Timedelta(days=1)
    c = d.groupby("CustomerID").agg(last=("InvoiceDate", "max"), frequency=("InvoiceNo", "nunique"), monetary=("Amount", "sum"))
    c["recency"] = (asof - c["last"]).dt.days
    c["R"] = pd.qcut(-c["recency"].rank(method="first"), 5, labels=False) + 1
    c["F"] = pd.qcut(c["frequency"].rank(method="first"), 5, labels=False) + 1
    c["M"] = pd.qcut(c["monetary"].rank(method="first"), 5, labels=False) + 1
    lap("rfm")
    x = StandardScaler().fit_transform(np.log1p(c[["recency", "frequency", "monetary"]]))
    best = max(((silhouette_score(x, m.labels_), k, m) for k in range(3, 11) for m in [KMeans(k, n_init=10, random_state=42).fit(x)]), key=lambda t: t[0])
    lap("cluster")
    first = d.groupby("CustomerID")["InvoiceDate"].transform("min").dt.to_period("M")
    age = (d["InvoiceDate"].dt.to_period("M") - first).map(lambda o: o.n)
    cohorts = d.groupby([first.rename("cohort"), age.rename("age")])["CustomerID"].nunique().unstack(fill_value=0)
    lap("cohorts")
    seconds["total"] = time.perf_counter() - start
    print(json.dumps({
        "rows": rows, "kept": len(d), "customers": len(c), "orders": int(d["InvoiceNo"].nunique()), "revenue": round(float(d["Amount"].sum()), 2),
        "months": {str(k): round(float(v), 2) for k, v in monthly.items()}, "k": best[1], "silhouette": best[0], "inertia": float(best[2].inertia_),
        "cohort_2010_12": [int(v) for v in cohorts.iloc[0]], "pandas": pd.__version__, "seconds": {k: round(v, 3) for k, v in seconds.items()},
        "peak_rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)}, indent=1))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: lifecycle.py FILE")
    main(sys.argv[1])
