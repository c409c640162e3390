"""Jobs of itemsets and rules: Borgelt's miners (pyfim) and mlxtend, on public data sets below CLM_DATA.

It has not the name of pyfim's module, fim, which it would hide.
"""
import collections
import gzip
import itertools
import os
import struct
import zlib
from fractions import Fraction
from importlib import metadata
from math import ceil

from job import Once

CONFIDENCE = 0.5


def public(name):
    """The baskets of a data set as lists of distinct items, ascending."""
    if "CLM_DATA" not in os.environ:
        raise SystemExit("CLM_DATA is not set: it names the folder of the data sets")
    path = os.path.join(os.environ["CLM_DATA"], "baskets", name + ".dat")
    with open(path) if os.path.exists(path) else gzip.open(path + ".gz", "rt") as f:
        rows = [sorted(set(map(int, line.split()))) for line in f]
    return [r for r in rows if r]


def minimum(percent, rows):
    return max(1, ceil(Fraction(percent) * len(rows) / 100))


def counted(spectrum):
    """How many sets (or rules) there are, and the CRC-32 of (items, support, how many), and of (items, how many), as
    little-endian i32, ascending."""
    crc, lengths = 0, collections.Counter()
    for (size, support), n in sorted(spectrum.items()):
        crc = zlib.crc32(struct.pack("<3i", size, int(support), int(n)), crc)
        lengths[size] += int(n)
    return {"sets": sum(spectrum.values()), "spectrum": crc,
            "lengths": zlib.crc32(b"".join(struct.pack("<2i", *sized) for sized in sorted(lengths.items())))}


def listed(sets):
    """The figures of counted, and the sum of the CRC-32 of all sets, which are pairs of items and support: the items
    ascending and then the support as little-endian i32."""
    spectrum, total = collections.Counter(), 0
    for items, support in sets:
        spectrum[len(items), support] += 1
        total += zlib.crc32(struct.pack("<%di" % (len(items) + 1), *sorted(items), support))
    return {**counted(spectrum), "content": total % 2**32}


def everywhere(rows, target):
    """The sets of items that every basket holds, which pyfim leaves out."""
    items = [i for i, n in collections.Counter(itertools.chain.from_iterable(rows)).items() if n == len(rows)]
    sizes = {"s": range(1, len(items) + 1), "c": {len(items)} - {0}}.get(target, ())
    return [(s, len(rows)) for k in sizes for s in itertools.combinations(items, k)]


def pyfim(algorithm, name, percent, target, report):
    """A miner of Borgelt's: target s (all), c (closed), m (maximal) or r (rules with one item as the consequent); report #
    counts sets by size and support, a returns all of them. Each call copies the baskets into C and counts the items; that
    alone is what the call does whose minimum is above the number of baskets."""
    import fim
    rows = public(name)
    options = {"target": target, "zmin": 1, "report": report}
    if target == "r":
        options.update(zmin=2, conf=100 * CONFIDENCE, mode="o")

    def call(count):
        return getattr(fim, algorithm)(rows, supp=-count, **options)

    def figures(v):
        more = everywhere(rows, target)
        if report == "a":
            return listed(itertools.chain(v, more))
        spectrum = collections.Counter(v)
        spectrum.update((len(s), n) for s, n in more)
        return counted(spectrum)
    return Once(metadata.version("pyfim"), lambda: call(minimum(percent, rows)), figures, lambda: call(len(rows) + 1))


def mlxtend(name, percent):
    """fpgrowth on a sparse frame of booleans that was made before. It takes no minimum above the number of baskets: what it does
    for one of all baskets does not count."""
    import pandas as pd
    from mlxtend.frequent_patterns import fpgrowth
    from mlxtend.preprocessing import TransactionEncoder
    rows = public(name)
    encoder = TransactionEncoder().fit(rows)
    columns = encoder.columns_
    frame = pd.DataFrame.sparse.from_spmatrix(encoder.transform(rows, sparse=True).astype(bool), columns=[str(c) for c in columns])

    def call(count):
        return fpgrowth(frame, min_support=(count - 0.5) / len(rows))

    def figures(v):
        return listed(([columns[i] for i in s], round(n * len(rows))) for s, n in zip(v["itemsets"], v["support"]))
    return Once(metadata.version("mlxtend"), lambda: call(minimum(percent, rows)), figures, lambda: call(len(rows)))
