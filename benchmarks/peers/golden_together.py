"""Writes the reference values of what is bought together in Online Retail.

  python golden_together.py

Needs pyfim 6.28 and nothing else. Rows are read by Python's csv, frequent sets are found by pyfim's
eclat, and rules are made of them here, compared as exact fractions.

Cleaning is that of the examples: exact copies of a row, rows without customer, cancellations (the
order begins with C) and quantities and prices of zero or less are left out. A basket is an order.

examples/lifecycle/testdata/lifecycle/rules.json: sets of up to three items in at least one order of
a hundred; rules with one consequent, confidence at least 1/2 and more than that of every rule that
asks for less, no antecedent at all included; by lift and then confidence, a rule being passed over
if an item of it is in a rule before; the first ten.

examples/basket/testdata/basket/online_retail.json: orders before 1 October 2011, goods only (codes
that begin with a digit); all sets of two and more items in one order of a hundred, and all rules as
above but with a confidence of more than 1/20 above, none passed over.
"""
import csv
import gzip
import io
import itertools
import os
from fractions import Fraction
from importlib.metadata import version

import fim

import golden

DATA = "examples/lifecycle/data/online-retail.csv.gz"


def rows():
    seen = set()
    with gzip.open(os.path.join(golden.ROOT, *DATA.split("/")), "rb") as f:
        lines = csv.reader(io.TextIOWrapper(f, encoding="utf-8", newline=""))
        next(lines)
        for line in lines:
            key = tuple(line)
            if key in seen:
                continue
            seen.add(key)
            order, item, _, quantity, time, price, customer, _ = line
            if customer and not order.startswith("C") and float(quantity) > 0 and float(price) > 0:
                yield order, item, time


def baskets(keep):
    out = {}
    for order, item, time in rows():
        if keep(item, time):
            out.setdefault(order, set()).add(item)
    return [sorted(b) for b in out.values()]


def mine(data, least, longest):
    """The supports of all frequent sets, up to a length (-1: any)."""
    return {frozenset(s): c for s, c in fim.eclat(data, target="s", supp=-least, zmin=1, zmax=longest, report="a")}


def rules(sets, n, better):
    """Rules A -> b as (lift, confidence, A, b, both, a, b), confidence at least 1/2 and above that of every part of A by more than better."""
    def confidence(a, b):
        return Fraction(sets[a | {b}], sets[a] if a else n)

    out = []
    for s in sets:
        for b in s if len(s) > 1 else ():
            a = s - {b}
            c = confidence(a, b)
            parts = (frozenset(p) for k in range(len(a)) for p in itertools.combinations(sorted(a), k))
            if c >= Fraction(1, 2) and all(confidence(p, b) < c - better for p in parts):
                out.append((c / Fraction(sets[frozenset({b})], n), c, sorted(a), b, sets[s], sets[a], sets[frozenset({b})]))
    out.sort(key=lambda r: (-r[0], -r[1], r[2], r[3]))
    return out


def written(r, n):
    lift, confidence, a, b, both, ante, cons = r
    return {"antecedent": a, "consequent": b, "counts": [both, ante, cons, n], "support": both / n, "confidence": float(confidence), "lift": float(lift)}


def lifecycle():
    data = baskets(lambda item, time: True)
    n = len(data)
    least = -(-n // 100)
    best, taken = [], set()
    for r in rules(mine(data, least, 3), n, 0):
        items = {*r[2], r[3]}
        if not items & taken and len(best) < 10:
            taken |= items
            best.append(written(r, n))
    golden.write("examples/lifecycle/testdata/lifecycle/rules.json", "pyfim and exact fractions", version("pyfim"), __file__,
                 {"file": DATA}, {"baskets": n, "min_count": least, "rules": best}, 1e-15, "a quotient of whole numbers, rounded once here and up to three times there")


def basket():
    before = "2011-10-01"
    data = baskets(lambda item, time: item[0].isdigit() and time < before)
    n = len(data)
    least = -(-n // 100)
    sets = mine(data, least, -1)
    listed = sorted((-c, sorted(s)) for s, c in sets.items() if len(s) > 1)
    golden.write("examples/basket/testdata/basket/online_retail.json", "pyfim and exact fractions", version("pyfim"), __file__,
                 {"file": DATA, "before": before},
                 {"baskets": n, "min_count": least, "sets": [{"items": s, "count": -c} for c, s in listed], "rules": [written(r, n) for r in rules(sets, n, Fraction(1, 20))]},
                 1e-15, "a quotient of whole numbers, rounded once here and up to three times there")


if __name__ == "__main__":
    lifecycle()
    basket()
