"""Writes events/testdata/summary/*.json: customer summaries as lifetimes counts them.

  python golden_summary.py [DATA]        (default: the environment variable CLM_DATA)

DATA/orders must hold CDNOW_sample.txt, CDNOW_master.txt.gz and online-retail.csv.gz. The CDNOW
files may not be copied, so their golden files hold figures and forty customers only.

frequency = distinct periods with a purchase - 1, recency = last - first period, T = period of the
last instant before as_of - first period, monetary = mean over the later periods of the money
spent in a period (0 without one). as_of is exclusive: lifetimes is given the transactions
before it, and the last instant before it as the end. Money is whole minor units, so that sums
are exact. lifetimes 0.11.3 cannot divide by months (its division by numpy.timedelta64 fails), so
for months it is given day n of a made-up calendar for month n; the same trick is asserted to
give what lifetimes itself says for weeks (Monday to Sunday) and days.
"""
import argparse
import math
import os
import warnings
from decimal import ROUND_HALF_UP, Decimal
from importlib.metadata import version

import numpy as np
import pandas as pd
from lifetimes.utils import summary_data_from_transaction_data

import golden

PICKED = 40
EXACT = "all figures are equal but monetary and its sum, which are relative: a mean of exact integers has one rounding, the sum of means one per customer"


def numbers(dates, unit):
    return pd.PeriodIndex(dates, freq=unit).asi8 if hasattr(dates, "__len__") else pd.Period(dates, freq=unit).ordinal


def summarise(d, as_of, unit="D"):
    """One row per customer that bought before as_of; customer is the index, in sorted order."""
    as_of = pd.Timestamp(as_of)
    d, end = d[d["time"] < as_of], as_of - pd.Timedelta(microseconds=1)
    zero = pd.Timestamp("1970-01-01")
    made = d.assign(time=zero + pd.to_timedelta(numbers(d["time"], unit), unit="D"))
    s = summary_data_from_transaction_data(made, "customer", "time", "minor", observation_period_end=zero + pd.Timedelta(days=numbers(end, unit)), freq="D")
    if unit != "M":
        native = summary_data_from_transaction_data(d, "customer", "time", "minor", observation_period_end=end, freq=unit)
        pd.testing.assert_frame_equal(s, native, check_exact=True)
    return s.sort_index()


def row(customer, r):
    return {"customer": customer, "frequency": int(r["frequency"]), "recency": int(r["recency"]), "T": int(r["T"]), "monetary": r["monetary_value"]}


def figures(d, s, as_of, only=None):
    kept = d[d["time"] < pd.Timestamp(as_of)]
    rows = list(s.index) if only is None else only
    return {"rows": len(kept), "minor": int(kept["minor"].sum()), "customers": len(s), "sums": {
        "frequency": int(s["frequency"].sum()), "recency": int(s["recency"].sum()), "T": int(s["T"].sum()), "monetary": math.fsum(s["monetary_value"])},
        "summaries": [row(c, s.loc[c]) for c in rows]}


def spread(s, n=PICKED):
    """n customers for the file: the first ten, the five with the most repeat periods, and others at even distances."""
    ids = list(s.index)
    some = ids[:10] + list(s["frequency"].sort_values(ascending=False, kind="stable").index[:5])
    step = len(ids) / n
    for i in range(n):
        if len(set(some)) == n:
            break
        some.append(ids[int((i + 0.5) * step)])
    some = sorted(set(some))
    assert len(some) == n
    return some


def save(name, input, output, tolerance=1e-12, reason=EXACT):
    print(name, {k: v for k, v in output.items() if k not in ("runs", "summaries")} or [(r["customers"], r["sums"]) for r in output["runs"]])
    golden.write(f"events/testdata/summary/{name}.json", "lifetimes", f"{version('lifetimes')} (pandas {pd.__version__})", __file__, input, output, tolerance, reason)


def cdnow(data, which):
    if which == "sample":
        d = pd.read_csv(os.path.join(data, "CDNOW_sample.txt"), sep=r"\s+", header=None, names=["all", "customer", "date", "cds", "dollars"], dtype=str)
        columns, file = "id in the master file, customer, date, CDs, dollars", "orders/CDNOW_sample.txt"
    else:
        d = pd.read_csv(os.path.join(data, "CDNOW_master.txt.gz"), sep=r"\s+", skiprows=1, header=None, names=["customer", "date", "cds", "dollars"], dtype=str)
        columns, file = "customer, date, CDs, dollars (after a header line)", "orders/CDNOW_master.txt.gz"
    d = pd.DataFrame({"customer": d["customer"], "time": pd.to_datetime(d["date"], format="%Y%m%d"), "minor": [int(Decimal(v) * 100) for v in d["dollars"]]})
    ends, runs, picked = ["1997-10-01", "1998-07-01"], [], None
    for end in ends:
        s = summarise(d, end)
        picked = picked or spread(s)
        runs.append(figures(d, s, end, picked))
    save(f"cdnow_{which}", {"file": file, "columns": columns, "rules": "every row is a purchase, exact duplicates and values of 0 included; customer as written in the file",
                            "unit": "D", "runs": [{"as_of": e} for e in ends], "minor_per_unit": 100}, {"runs": runs})


def made():
    """Sixty customers with times near midnights, Sundays, month ends, the leap day and New Year."""
    r = golden.Draws(51)
    start, edges = pd.Timestamp("2023-01-01"), [pd.Timestamp(t) for t in ("2023-01-02", "2023-12-31 23:59:59", "2024-01-01", "2024-02-29", "2024-02-29 23:59:59",
                                                                             "2024-03-01", "2024-03-03 23:59:59", "2024-03-04", "2024-12-30", "2024-12-31 23:59:59", "2025-01-01")]
    rows = []
    for i in range(60):
        for _ in range(1 + r.below(4) * r.below(4)):
            t = edges[r.below(len(edges))] if r.below(4) == 0 else start + pd.Timedelta(seconds=r.below(760 * 86400))
            rows.append((f"c{i:02d}", t, r.below(5000)))
            if r.below(5) == 0:
                rows.append((f"c{i:02d}", t.normalize() + pd.Timedelta(seconds=r.below(86400)), r.below(5000)))
    return pd.DataFrame(rows, columns=["customer", "time", "minor"])


def small():
    d = made()
    runs = [(u, e) for u in "DWM" for e in ("2024-03-01", "2024-03-04", "2024-03-13 12:00:00", "2025-01-01", "2025-02-01")]
    save("made", {"about": "made-up purchases in UTC, several in one day, week or month; unit D: days, W: weeks from Monday, M: calendar months. "
                  "Purchases at or after as_of do not exist for a run.", "minor_per_unit": 100,
                  "transactions": [[c, str(t), m] for c, t, m in d.itertuples(index=False)], "runs": [{"unit": u, "as_of": e} for u, e in runs]},
         {"runs": [figures(d, summarise(d, e, u), e) for u, e in runs]})


def retail(data):
    d = pd.read_csv(os.path.join(data, "online-retail.csv.gz"), dtype=str, keep_default_na=False)
    end = "2011-12-10"

    def frame(d):
        """Amounts in minor units, halves rounded away from zero, and how many were not whole."""
        exact = [int(q) * Decimal(p) * 100 for q, p in zip(d["Quantity"], d["UnitPrice"])]
        minor = [int(v.quantize(Decimal(1), ROUND_HALF_UP)) for v in exact]
        return pd.DataFrame({"customer": d["CustomerID"].str.removesuffix(".0"), "time": pd.to_datetime(d["InvoiceDate"]), "minor": minor,
                             "value": d["Quantity"].astype(float) * d["UnitPrice"].astype(float)}), sum(v != m for v, m in zip(exact, minor))

    known = d[d["CustomerID"] != ""]
    price = np.array([float(p) for p in known["UnitPrice"]])
    good = known[(price > 0) & ~known["InvoiceNo"].str.startswith("C")].drop_duplicates()
    assert (good["Quantity"].astype(int) > 0).all() and len(good) == 392692, len(good)
    for name, rows, rules in (
            ("online_retail_all", known, "every row with a customer counts as a purchase, returns too (their money is negative), duplicates kept"),
            ("online_retail", good, "rows with a customer whose invoice does not begin with C and whose price is above 0; of rows equal in all columns the first")):
        f, broken = frame(rows)
        s = summarise(f[["customer", "time", "minor"]], end)
        unrounded = summary_data_from_transaction_data(f, "customer", "time", "value", observation_period_end=pd.Timestamp(end) - pd.Timedelta(microseconds=1))
        out = figures(f, s, end, spread(s))
        out["rounded_rows"] = broken
        out["sums"]["monetary_unrounded"] = math.fsum(unrounded["monetary_value"])
        save(name, {"file": "orders/online-retail.csv.gz", "rules": rules + "; customer without the final .0; money = Quantity x UnitPrice in decimal, halves away from zero "
                    "(rounded_rows: how many rows were not whole); monetary_unrounded is the sum in whole currency units without that rounding",
                    "unit": "D", "as_of": end, "minor_per_unit": 100}, out)


def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("data", nargs="?", default=os.environ.get("CLM_DATA"))
    a = p.parse_args()
    if not a.data:
        p.error("name the data directory or set CLM_DATA")
    warnings.simplefilter("ignore", FutureWarning)
    orders = os.path.join(a.data, "orders")
    small()
    cdnow(orders, "sample")
    cdnow(orders, "master")
    retail(orders)


if __name__ == "__main__":
    main()
