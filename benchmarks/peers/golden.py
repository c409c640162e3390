"""What the golden_*.py scripts share: the form of a golden file, and made-up data.

A golden file is one JSON object with the fields source, version, script, input, output,
tolerance and reason. Floats are written with the fewest digits that give the same float64
back; what JSON cannot write is "NaN", "+Inf" or "-Inf".

Made-up data comes from Draws, which any language can repeat bit for bit: draw i (from 1)
of a seed is splitmix64, all arithmetic modulo 2^64,

    z = seed + i * 0x9E3779B97F4A7C15
    z = (z XOR z>>30) * 0xBF58476D1CE4E5B9
    z = (z XOR z>>27) * 0x94D049BB133111EB
    z = z XOR z>>31

and every number made from draws is an integer or an integer divided by a power of two,
so that no rounding enters. The files hold the data itself as well.
"""
import json
import math
import os

ROOT = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
LIMIT = 300_000
MASK = 2**64 - 1


class Draws:
    """A stream of draws; text() describes it for the field "generator" of an input."""

    SPLITMIX = ("draw i = 1, 2, ... is splitmix64: z = seed + i*0x9E3779B97F4A7C15; z = (z^(z>>30))*0xBF58476D1CE4E5B9; "
                "z = (z^(z>>27))*0x94D049BB133111EB; z^(z>>31), modulo 2^64")

    def __init__(self, seed):
        self.seed, self.i = seed, 0

    def next(self):
        self.i += 1
        z = (self.seed + self.i * 0x9E3779B97F4A7C15) & MASK
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return z ^ (z >> 31)

    def below(self, n):
        """An integer in [0, n): the draw modulo n."""
        return self.next() % n

    def bell(self):
        """A bell-shaped integer in [-510, 510] with standard deviation 147.8: the top bytes of four draws, summed, minus 510."""
        return sum(self.next() >> 56 for _ in range(4)) - 510

    def text(self, how):
        return f"seed {self.seed}; {self.SPLITMIX}; below(n) = draw mod n; bell() = sum of (draw>>56) over four draws, minus 510; {how}"


def plain(v):
    """v as JSON can hold it: numpy values become Python's, floats that are not finite become strings."""
    if isinstance(v, dict):
        return {k: plain(x) for k, x in v.items()}
    if hasattr(v, "tolist"):
        v = v.tolist()
    if isinstance(v, (list, tuple)):
        return [plain(x) for x in v]
    if isinstance(v, float) and not math.isfinite(v):
        return "NaN" if math.isnan(v) else "+Inf" if v > 0 else "-Inf"
    return v


def layout(v, indent=0):
    """JSON with one line for each field of an object and each row of a table."""
    pad = " " * (indent + 1)
    if isinstance(v, dict) and indent < 6 and any(isinstance(x, (dict, list)) for x in v.values()) or isinstance(v, dict) and indent < 2:
        return "{\n" + ",\n".join(f"{pad}{json.dumps(k)}: {layout(x, indent + 1)}" for k, x in v.items()) + "\n" + " " * indent + "}"
    if isinstance(v, list) and any(isinstance(x, (dict, list)) for x in v):
        return "[\n" + ",\n".join(pad + layout(x, indent + 1) for x in v) + "\n" + " " * indent + "]"
    return json.dumps(v, allow_nan=False)


def write(path, source, version, script, input, output, tolerance, reason):
    """Writes the golden file at path, which is relative to the root of the repository."""
    text = layout(plain({"source": source, "version": version, "script": f"benchmarks/peers/{os.path.basename(script)}",
                         "input": input, "output": output, "tolerance": tolerance, "reason": reason})) + "\n"
    if len(text) > LIMIT:
        raise SystemExit(f"{path}: {len(text)} bytes, more than {LIMIT}")
    file = os.path.join(ROOT, *path.split("/"))
    os.makedirs(os.path.dirname(file), exist_ok=True)
    with open(file, "w", newline="\n") as f:
        f.write(text)
    print(f"{path}: {len(text)} bytes")
