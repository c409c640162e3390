"""Writes assoc/testdata/rules/mlxtend.json and assoc/testdata/fisher/scipy.json.

  python golden_assoc.py

mlxtend.json: 200 made-up baskets of 8 items, the frequent sets at a minimum count of 8 (fpgrowth)
and all rules of them at confidence 0.3 (association_rules, consequents of any length) with the
measures that mlxtend has.

scipy.json: for tables of four counts the one-sided p-value of fisher_exact (alternative
"greater", that is the survival function of the hypergeometric distribution) and the odds ratio of
contingency.odds_ratio (kind "sample"); and false_discovery_control (Benjamini and Hochberg) of
the p-values of the tables. Where scipy's sum of large tables loses digits, the exact value is
computed in whole numbers with Fraction, and both are asserted to agree to 1e-6.

With the argument "fim" it writes assoc/testdata/reference_fim.json instead, with pyfim 6.28 and the
folder of the data sets in CLM_DATA (some minutes, 4 GB): of six public data sets, at a minimum
support in percent, the number of frequent, closed and maximal sets by size, of the rules with one
consequent at confidence 0.5, and a SHA-256 of each listing as its field "listing" says. pyfim leaves
out the sets made only of items that every basket holds ({85} in mushroom): they are added.
"""
import collections
import gzip
import hashlib
import itertools
import json
import os
import sys
import warnings
from fractions import Fraction
from importlib.metadata import version
from math import ceil, comb

import pandas as pd
import scipy
from mlxtend.frequent_patterns import association_rules, fpgrowth
from scipy.stats import contingency, false_discovery_control, hypergeom

import golden

NAMES = {"support": "support", "confidence": "confidence", "lift": "lift", "leverage": "leverage", "conviction": "conviction",
         "zhangs_metric": "zhang", "jaccard": "jaccard", "kulczynski": "kulczynski"}


def baskets():
    d = golden.Draws(43)
    rows = []
    for _ in range(200):
        row = [i for i in range(8) if d.below(10) < (7, 5, 4, 4, 3, 2, 2, 1)[i]]
        if 1 in row and 4 not in row and d.below(2):
            row.append(4)
        rows.append(sorted(row))
    return rows, d.text("200 baskets; item i = 0..7 is in if below(10) < (7, 5, 4, 4, 3, 2, 2, 1)[i]; then, with 1 but not 4 in it, 4 is added if below(2) is 1")


def rules():
    rows, text = baskets()
    frame = pd.DataFrame([[i in r for i in range(8)] for r in rows])
    minimum = 8
    sets = fpgrowth(frame, min_support=(minimum - 0.5) / len(rows))
    made = association_rules(sets, metric="confidence", min_threshold=0.3)
    listed = sorted((len(s), sorted(s), round(v * len(rows))) for s, v in zip(sets["itemsets"], sets["support"]))
    out = []
    for _, r in made.iterrows():
        out.append({"antecedent": sorted(r["antecedents"]), "consequent": sorted(r["consequents"]), **{ours: float(r[theirs]) for theirs, ours in NAMES.items()}})
    out.sort(key=lambda r: (r["antecedent"], r["consequent"]))
    golden.write("assoc/testdata/rules/mlxtend.json", "mlxtend", version("mlxtend"), __file__,
                 {"generator": text, "baskets": rows, "min_count": minimum, "min_confidence": 0.3},
                 {"sets": [{"items": s, "count": c} for _, s, c in listed], "rules": out}, 1e-12,
                 "mlxtend computes with supports that are rounded quotients, we with counts")


def exact(n, a, b, both):
    """In whole numbers: each term of the sum out of the one before."""
    x = max(0, a + b - n, both)
    term, total = comb(a, x) * comb(n - a, b - x), 0
    while True:
        total += term
        if x >= min(a, b) or term == 0:
            return Fraction(total, comb(n, b))
        term = term * (a - x) * (b - x) // ((x + 1) * (n - a - b + x + 1))
        x += 1


def fisher():
    d = golden.Draws(44)
    tables = [(1, 1, 1, 1), (5, 5, 3, 3), (8, 2, 3, 0), (8, 2, 3, 1), (8, 2, 3, 2), (10, 9, 9, 8), (10, 9, 9, 9), (20, 10, 10, 10), (1000, 1, 1, 1),
              (88162, 50675, 15167, 10345), (88162, 15167, 3000, 520), (88162, 9, 9, 9), (9835, 2513, 1903, 736), (3000, 1500, 1500, 750), (3000, 1500, 1500, 700)]
    for _ in range(60):
        n = 1 + d.below(10 ** (1 + d.below(4)))
        a, b = 1 + d.below(n), 1 + d.below(n)
        lo, hi = max(0, a + b - n), min(a, b)
        mean = a * b // n
        near = mean - 20 + d.below(60)
        tables.append((n, a, b, min(hi, max(lo, near))))
    p, odds = [], []
    for n, a, b, both in tables:
        v = exact(n, a, b, both)
        s = hypergeom.sf(both - 1, n, a, b)
        assert abs(s - v) <= 1e-6 * v or v < 1e-300, (n, a, b, both, s, float(v))
        p.append(float(v))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            odds.append(float(contingency.odds_ratio([[both, a - both], [b - both, n - a - b + both]], kind="sample").statistic))
    golden.write("assoc/testdata/fisher/scipy.json", "scipy and exact fractions", scipy.__version__, __file__,
                 {"about": "n baskets, a with the antecedent, b with the consequent, both", "generator": d.text("15 chosen tables and 60 drawn ones"),
                  "tables": [list(t) for t in tables]},
                 {"p": p, "odds_ratio": odds, "adjusted": false_discovery_control(p)}, 1e-11,
                 "p-values: relative, the sum of up to some hundred terms each good to 1e-13; adjusted: scipy's sums in another order")


CASES = [("retail", "0.05"), ("retail", "0.01"), ("T10I4D100K", "0.1"), ("T10I4D100K", "0.02"), ("mushroom", "10"),
         ("mushroom", "5"), ("chess", "60"), ("chess", "50"), ("groceries", "0.1"), ("foodmart", "0.01")]
LISTING = ("Listing of sets: one line per set, the items ascending as integers, separated by spaces, then a space and the absolute support in parentheses; "
           "the lines sorted bytewise, each ended by one newline. \"1 5 9 (123)\". The empty set is not listed. Listing of rules (one consequent, non-empty "
           "antecedent, support of antecedent and consequent together at least the minimum, confidence at least 0.5 exactly: 2*support >= support of the "
           "antecedent): \"1 5 -> 9 (123/200)\" with the joint support and the antecedent's support; sorted likewise.")


def public(name):
    """The baskets of a data set. The items of groceries are numbered in the bytewise order of their names."""
    path = os.path.join(os.environ["CLM_DATA"], "baskets", name)
    if name == "groceries":
        with open(path + ".csv", "rb") as f:
            rows = [[x for x in line.rstrip(b"\r\n").split(b",") if x] for line in f]
        number = {x: i for i, x in enumerate(sorted({x for r in rows for x in r}))}
        rows = [[number[x] for x in r] for r in rows]
    else:
        with open(path + ".dat") if os.path.exists(path + ".dat") else gzip.open(path + ".dat.gz", "rt") as f:
            rows = [[int(x) for x in line.split()] for line in f]
    return [sorted(set(r)) for r in rows if r]


def digest(lines):
    return hashlib.sha256(b"".join(x + b"\n" for x in sorted(lines))).hexdigest()


def fim_case(name, percent):
    import fim
    rows = public(name)
    minimum = max(1, ceil(Fraction(percent) * len(rows) / 100))
    everywhere = [i for i, n in collections.Counter(i for r in rows for i in r).items() if n == len(rows)]
    case = {"dataset": name, "percent": float(percent), "transactions": len(rows), "items": len({i for r in rows for i in r}), "minsup": minimum}
    frequent = None
    for target, code, sizes in (("frequent", "s", range(1, len(everywhere) + 1)), ("closed", "c", {len(everywhere)} - {0}), ("maximal", "m", ())):
        sets = fim.fpgrowth(rows, target=code, supp=-minimum, zmin=1, report="a")
        sets += [(c, len(rows)) for k in sizes for c in itertools.combinations(everywhere, k)]
        lengths = collections.Counter(len(s) for s, _ in sets)
        case[target] = {"count": len(sets), "by_size": [lengths[k] for k in range(1, max(lengths) + 1)],
                        "sha256": digest([(" ".join(map(str, sorted(s))) + " (%d)" % n).encode() for s, n in sets])}
        frequent = frequent or sets
    case["rules"] = {"count": int(sum(fim.fpgrowth(rows, target="r", supp=-minimum, zmin=2, conf=50, mode="o", report="#").values()))}
    if len(frequent) <= 600_000 and case["rules"]["count"] <= 3_000_000:
        support = {frozenset(s): n for s, n in frequent}
        lines = [(" ".join(map(str, sorted(s - {i}))) + " -> %d (%d/%d)" % (i, n, support[s - {i}])).encode()
                 for s, n in support.items() if len(s) > 1 for i in s if 2 * n >= support[s - {i}]]
        case["rules"] = {"count": len(lines), "sha256": digest(lines)}
    return case


def fim_reference():
    out = {"made_by": "benchmarks/peers/golden_assoc.py fim", "versions": {"pyfim": version("pyfim")}, "confidence": 0.5, "listing": LISTING, "cases": []}
    for name, percent in CASES:
        out["cases"].append(fim_case(name, percent))
        print(name, percent, flush=True)
    with open(os.path.join(golden.ROOT, "assoc", "testdata", "reference_fim.json"), "w") as f:
        json.dump(out, f, indent=1)
        f.write("\n")


if __name__ == "__main__":
    if sys.argv[1:] == ["fim"]:
        fim_reference()
        raise SystemExit
    rules()
    fisher()
