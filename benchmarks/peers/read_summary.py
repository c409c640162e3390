"""Reading, cleaning and summarising orders with pandas and lifetimes.

  python read_summary.py FILE        (FILE: online-retail.csv.gz)

Reads the file with pandas.read_csv, drops exact duplicates, rows without customer,
cancellations and prices of zero or less, and makes the daily summary of each customer with
lifetimes.utils.summary_data_from_transaction_data. Prints the seconds of each step, the peak
resident memory, and counts and sums that a second implementation can be checked against.
"total" begins with "read"; imports are given beside it and not included. It is what an
analyst would write, not what a tuned program would do.
"""
import json
import resource
import sys
import time
import warnings

start = time.perf_counter()
import pandas as pd
from lifetimes.utils import summary_data_from_transaction_data

seconds, last = {}, time.perf_counter()
imports, start = last - start, last


def lap(name):
    global last
    now = time.perf_counter()
    seconds[name], last = now - last, now


def main(file):
    warnings.simplefilter("ignore")
    d = pd.read_csv(file, encoding="utf-8", dtype={"InvoiceNo": str, "StockCode": str})
    d["InvoiceDate"] = pd.to_datetime(d["InvoiceDate"])
    lap("read")
    rows = len(d)
    d = d.drop_duplicates()
    d = d[d["CustomerID"].notna() & ~d["InvoiceNo"].str.startswith("C") & (d["UnitPrice"] > 0)].copy()
    d["Amount"] = d["Quantity"] * d["UnitPrice"]
    lap("clean")
    s = summary_data_from_transaction_data(d, "CustomerID", "InvoiceDate", "Amount", freq="D")
    lap("summary")
    total = last - start
    print(json.dumps({
        "rows": rows, "kept": len(d), "customers": len(s), "revenue": round(float(d["Amount"].sum()), 2),
        "sums": {"frequency": int(s["frequency"].sum()), "recency": int(s["recency"].sum()), "T": int(s["T"].sum()),
                 "monetary": round(float(s["monetary_value"].sum()), 6)},
        "seconds": {k: round(v, 3) for k, v in {"imports": imports, **seconds, "total": total}.items()},
        "rows_per_second": round(rows / total), "pandas": pd.__version__,
        "peak_rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)}, indent=1))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: read_summary.py FILE")
    main(sys.argv[1])
