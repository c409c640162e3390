"""Writes segment/testdata/rfm/*.json: quintile edges and scores of 1,000 made-up customers.

  python golden_rfm.py

Score of a value = 1 + number of edges strictly below it (numpy.searchsorted, side "left"), so
equal values always have equal scores and a value that equals an edge belongs to the lower bin.
Edges are numpy.quantile at 0.2, 0.4, 0.6, 0.8 with the method of the file's name. pandas.cut
with right-closed intervals is asserted to give the same scores.
"""
import numpy as np
import pandas as pd

import golden

AT = [0.2, 0.4, 0.6, 0.8]


def customers():
    d = golden.Draws(41)
    recency, frequency, monetary = [], [], []
    for _ in range(1000):
        recency.append(7 * d.below(9) + d.below(2) * d.below(300))
        f = 1
        while f < 40 and d.below(100) < 55:
            f += 1
        frequency.append(f)
        monetary.append(f * (500 + d.below(20000)))
    return recency, frequency, monetary, d.text("for each customer: recency = 7*below(9) + below(2)*below(300); frequency = 1, plus 1 as long as it is under 40 and "
                                                "below(100) < 55; monetary = frequency*(500 + below(20000))")


def score(v, method):
    v = np.array(v)
    edges = np.quantile(v, AT, method=method)
    scores = 1 + np.searchsorted(edges, v, side="left")
    distinct = np.unique(edges)
    cut = pd.cut(v, [-np.inf, *distinct, np.inf], right=True, labels=False)
    below = np.array([(edges < x).sum() for x in [*distinct, np.inf]])
    assert (scores == 1 + below[cut]).all()
    assert all(len(set(g)) == 1 for _, g in pd.Series(scores).groupby(v))
    return {"edges": edges, "scores": scores, "sizes": np.bincount(scores, minlength=6)[1:]}


def main():
    r, f, m, text = customers()
    for method in ("linear", "inverted_cdf"):
        out = {"recency": score(r, method), "recency_negated": score([-x for x in r], method), "frequency": score(f, method), "monetary": score(m, method)}
        print(method, {k: (v["edges"].tolist(), v["sizes"].tolist()) for k, v in out.items()})
        n = sum(a + b != 6 for a, b in zip(out["recency"]["scores"].tolist(), out["recency_negated"]["scores"].tolist()))
        print("customers whose two recency scores do not add up to 6:", n)
        golden.write(f"segment/testdata/rfm/{method}.json", "numpy", np.__version__, __file__,
                     {"about": "recency in days, number of orders, money in minor units. recency_negated scores -recency, so that 5 is the most recent; "
                      "6 - score of recency is another thing where a value equals an edge", "generator": text, "probabilities": AT, "method": method,
                      "recency": r, "frequency": f, "monetary": m}, out, 1e-12,
                     "scores and sizes: equal; edges: relative. An edge between two order statistics is interpolated, which two formulas may round differently in the last bit; "
                     "where both order statistics are equal it is that value exactly")


if __name__ == "__main__":
    main()
