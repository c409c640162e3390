"""Jobs of time series: statsmodels and statsforecast."""
import csv
import gzip
import os
import warnings
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from importlib import metadata

import numpy as np

from job import Once, load, threads

warnings.simplefilter("ignore")


def parts(text):
    return tuple(int(v) for v in text.split(","))


def sarima(library, set, order, seasonal, period):
    """One seasonal ARIMA, as the library fits it when nothing else is said."""
    y, order, seasonal, period = load(set + ".y.f64"), parts(order), parts(seasonal), int(period)
    if library == "statsmodels":
        from statsmodels.tsa.statespace.sarimax import SARIMAX
        return Once(metadata.version(library), lambda: SARIMAX(y, order=order, seasonal_order=seasonal + (period,)).fit(disp=0),
                    lambda m: {"loglik": m.llf})
    from statsforecast.models import ARIMA
    return Once(metadata.version(library), lambda: ARIMA(order=order, season_length=period, seasonal_order=seasonal).fit(y),
                lambda m: {"loglik": m.model_["loglik"]})


def one_of_batch(library, y):
    if library == "statsmodels":
        from statsmodels.tsa.statespace.sarimax import SARIMAX
        return float(SARIMAX(y, order=(1, 1, 1)).fit(disp=0).llf)
    from statsforecast.models import ARIMA
    return float(ARIMA(order=(1, 1, 1)).fit(y).model_["loglik"])


def arima_batch(library, set):
    """ARIMA(1,1,1) of many series, dealt out to forks of this process, which are made while the clock runs: some
    milliseconds, and what they work is known when they have ended."""
    ys, work = load(set + ".y.f64"), partial(one_of_batch, library)
    work(ys[0])  # what it imports is there for the forks

    def all_of_them():
        if threads() == 1:
            return list(map(work, ys))
        with ProcessPoolExecutor(threads()) as pool:
            return list(pool.map(work, ys, chunksize=10))
    return Once(metadata.version(library), all_of_them, lambda v: {"loglik": np.mean(v)})


def odd(v):
    n = int(np.ceil(v))
    return n + (n % 2 == 0)


def stl(set, period, window, robust):
    """statsmodels with the windows, degrees, jumps and rounds that R takes by default."""
    from statsmodels.tsa.seasonal import STL
    y, period, window, robust = load(set + ".y.f64"), int(period), int(window), robust == "robust"
    trend, low = odd(1.5 * period / (1 - 1.5 / window)), odd(period)
    jumps = {"seasonal_jump": window, "trend_jump": trend, "low_pass_jump": low}
    jumps = {k: -(-v // 10) for k, v in jumps.items()}

    def work():
        return STL(y, period=period, seasonal=window, robust=robust, seasonal_deg=0, **jumps).fit(
            inner_iter=1 if robust else 2, outer_iter=15 if robust else 0)
    return Once(metadata.version("statsmodels"), work, lambda m: {
        "seasonal": np.sum(m.seasonal**2), "trend": np.sum(m.trend**2), "remainder": np.sum(m.resid**2)})


def public(name):
    """The first 60 series of M4 weekly, or every sixth of the monthly ones of M1, a hundred: train, test, period."""
    if "CLM_DATA" not in os.environ:
        raise SystemExit("CLM_DATA is not set: it names the folder of the data sets")
    folder = os.path.join(os.environ["CLM_DATA"], "series")
    if name == "m4weekly":
        def known(opened):
            with opened as f:
                rows = csv.reader(f)
                next(rows)
                return [np.array([float(v) for v in row[1:] if v not in ("", "NA")]) for row, _ in zip(rows, range(60))]
        return (known(gzip.open(os.path.join(folder, "Weekly-train.csv.gz"), "rt", newline="")),
                known(open(os.path.join(folder, "Weekly-test.csv"), newline="")), 1)
    with open(os.path.join(folder, "m1.csv"), newline="") as f:
        rows = [r for r in csv.DictReader(f) if r["period"] == "MONTHLY"][::6][:100]
    numbers = [[np.array([float(v) for v in r[k].split()]) for r in rows] for k in ("train", "test")]
    return numbers[0], numbers[1], 12


def accuracy(train, test, period, forecasts):
    mase, smape = [], []
    for y, a, f in zip(train, test, forecasts):
        m = period if len(y) > period else 1
        size = np.abs(a) + np.abs(f)
        mase.append(np.mean(np.abs(a - f)) / np.mean(np.abs(y[m:] - y[:-m])))
        smape.append(np.mean(np.where(size == 0, 0.0, 200 * np.abs(a - f) / np.where(size == 0, 1.0, size))))
    return {"mase": np.mean(mase), "smape": np.mean(smape)}


def auto_arima(name):
    """statsforecast over all series with n_jobs, whose start counts."""
    import pandas as pd
    from statsforecast import StatsForecast
    from statsforecast.models import AutoARIMA
    train, test, period = public(name)
    rows = pd.DataFrame({"unique_id": np.repeat(np.arange(len(train)), [len(y) for y in train]),
                         "ds": np.concatenate([np.arange(1, len(y) + 1) for y in train]), "y": np.concatenate(train)})

    def work():
        s = StatsForecast(models=[AutoARIMA(season_length=period)], freq=1, n_jobs=threads())
        s.fit(rows)
        table = s.predict(h=len(test[0]))
        return [g["AutoARIMA"].to_numpy() for _, g in table.groupby("unique_id", sort=True)], [m[0].model_ for m in s.fitted_]

    def figures(v):
        forecasts, models = v
        return {**accuracy(train, test, period, forecasts), "aicc": np.mean([m["aicc"] for m in models]),
                "d": sum(m["arma"][5] for m in models), "D": sum(m["arma"][6] for m in models)}
    return Once(metadata.version("statsforecast"), work, figures)
