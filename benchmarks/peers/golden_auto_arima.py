"""Writes timeseries/testdata/auto_arima/peers.json.gz: what R and statsforecast forecast for two competitions.

  python golden_auto_arima.py DATA DIR

DATA is the folder of the data sets (series/m1.csv, series/Weekly-train.csv.gz). DIR holds yearly.jsonl,
quarterly.jsonl, monthly.jsonl and weekly.jsonl of golden_auto_arima.R; statsforecast's results are kept there as
sf_SET.jsonl, so that a run that was stopped goes on where it was. Both peers run with their defaults: stepwise,
approximation where the series is long or the season is. The file holds forecasts with seven digits, orders and AICc,
none of the data. A series where a peer failed has an "error" in place of them.
"""
import csv
import gzip
import json
import os
import sys
import warnings
from importlib.metadata import version

import numpy as np

import golden

SETS = {"yearly": 1, "quarterly": 4, "monthly": 12, "weekly": 1}
PERIODS = {"YEARLY": "yearly", "QUARTERLY": "quarterly", "MONTHLY": "monthly"}


def series(data):
    """The series of each set in file order: (name, values, horizon)."""
    sets = {s: [] for s in SETS}
    with open(os.path.join(data, "series", "m1.csv"), newline="") as f:
        for r in csv.DictReader(f):
            sets[PERIODS[r["period"]]].append((r["series"], [float(v) for v in r["train"].split()], int(r["h"])))
    with gzip.open(os.path.join(data, "series", "Weekly-train.csv.gz"), "rt", newline="") as f:
        rows = csv.reader(f)
        next(rows)
        for r in rows:
            sets["weekly"].append((r[0], [float(v) for v in r[1:] if v not in ("", "NA")], 13))
    return sets


def statsforecast(y, m, h):
    from statsforecast.models import AutoARIMA
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            f = AutoARIMA(season_length=m).fit(np.asarray(y))
            p, q, sp, sq, _, d, sd = (int(v) for v in f.model_["arma"])
            return {"mean": [float(v) for v in f.predict(h)["mean"]], "order": [p, d, q] + ([sp, sd, sq] if m > 1 else []),
                    "terms": list(f.model_["coef"]), "aicc": float(f.model_["aicc"])}
        except Exception as e:  # a series that it cannot do counts as failed
            return {"error": str(e)}


def lines(path):
    """The results in a file by the name of the series."""
    if not os.path.exists(path):
        return {}
    with open(path) as f:
        return {v["name"]: v for v in map(json.loads, f)}


def short(v):
    """The result with seven digits in the forecasts and without the names of the coefficients."""
    if "error" in v:
        return {"error": v["error"]}
    return {"mean": [float(f"{x:.7g}") for x in v["mean"]], "order": v["order"], "aicc": float(f"{v['aicc']:.8g}"),
            "constant": bool({"drift", "intercept"} & set(v["terms"]))}


def main(data, folder):
    out = {}
    for name, all_ in series(data).items():
        path = os.path.join(folder, f"sf_{name}.jsonl")
        sf = lines(path)
        for s, y, h in all_:
            if s not in sf:
                sf[s] = statsforecast(y, SETS[name], h)
                with open(path, "a") as f:
                    f.write(json.dumps({"name": s} | sf[s]) + "\n")
        r = lines(os.path.join(folder, f"{name}.jsonl"))
        out[name] = [{"series": s, "r": short(r[s]), "statsforecast": short(sf[s])} for s, _, _ in all_]
    text = json.dumps({"r": "forecast 8.20, R 4.2.2: auto.arima", "statsforecast": version("statsforecast") + ": AutoARIMA",
                       "script": "benchmarks/peers/golden_auto_arima.py", "sets": out}, separators=(",", ":"))
    path = os.path.join(golden.ROOT, "timeseries", "testdata", "auto_arima", "peers.json.gz")
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as f, gzip.GzipFile("", "wb", 9, f, 0) as g:
        g.write(text.encode())
    print(path, os.path.getsize(path))


if __name__ == "__main__":
    main(*sys.argv[1:3])
