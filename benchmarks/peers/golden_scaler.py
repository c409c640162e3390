"""Writes feature/testdata/scaler/*.json: scikit-learn's standard, robust and min-max scalers.

  python golden_scaler.py

One table of 40 rows: an ordinary column, a constant column (0.1, whose mean is not exactly
0.1 in floating point), a column with missing cells and a skewed column that is never negative;
each scaler as it is, and with log(1 + x) taken of the last column first.
"""
import numpy as np
import sklearn
from sklearn.preprocessing import MinMaxScaler, RobustScaler, StandardScaler

import golden

COLUMNS = ["ordinary", "constant", "missing", "skewed"]


def table():
    d = golden.Draws(31)
    rows = []
    for i in range(40):
        rows.append([50 + d.bell() / 32, 0.1, d.bell() / 4, float(d.below(4) * d.below(1000) * d.below(100)) / 4])
        if d.below(6) == 0:
            rows[i][2] = np.nan
    return np.array(rows), d.text("row i: 50 + bell()/32, 0.1, bell()/4, below(4)*below(1000)*below(100)/4; then the third is missing if below(6) = 0")


def main():
    x, text = table()
    print("missing:", int(np.isnan(x).sum()), "zeros:", int((x[:, 3] == 0).sum()))
    for kind, make, meaning, center, scale in (
            ("standard", StandardScaler(), "center: mean, scale: population standard deviation (divisor n)", "mean_", "scale_"),
            ("robust", RobustScaler(with_centering=True, quantile_range=(25.0, 75.0)), "center: median, scale: upper minus lower quartile (linear between order statistics)", "center_", "scale_"),
            ("min_max", MinMaxScaler(), "center: minimum, scale: maximum minus minimum", "data_min_", None)):
        for suffix, logs in (("", []), ("_log1p", [3])):
            y = x.copy()
            y[:, logs] = np.log1p(y[:, logs])
            m = make.fit(y)
            s = getattr(m, scale) if scale else np.where(m.data_range_ == 0, 1.0, m.data_range_)
            t = m.transform(y)
            assert s[1] == 1 and abs(t[:, 1]).max() < 1e-15
            back = m.inverse_transform(t)
            assert np.allclose(back, y, rtol=1e-14, atol=1e-13, equal_nan=True)
            print(kind + suffix, getattr(m, center), s)
            golden.write(f"feature/testdata/scaler/{kind}{suffix}.json", "scikit-learn", sklearn.__version__, __file__,
                         {"about": f"{meaning}; missing cells are left out of both and stay missing; a constant column has scale 1", "generator": text,
                          "columns": COLUMNS, "log1p": logs, "x": x},
                         {"center": getattr(m, center), "scale": s, "transformed": t}, 1e-12,
                         "|got - want| <= tolerance * max(1, |want|): 40 terms in another order, and a log1p that may differ in the last bit")


if __name__ == "__main__":
    main()
