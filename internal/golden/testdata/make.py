"""Makes sum.json: the sums of two lists by Python's math.fsum."""

import json
import math
import platform

lists = [[0.1] * 10, [1e100, 1.0, -1e100]]
case = {
    "source": "Python",
    "version": platform.python_version(),
    "script": "internal/golden/testdata/make.py",
    "input": {"lists": lists, "about": "what a running sum gets wrong"},
    "output": {"sums": [math.fsum(x) for x in lists], "limits": ["NaN", "+Inf", "-Inf", 0]},
    "tolerance": 1e-15,
    "reason": "ten additions",
}
with open("sum.json", "w") as f:
    json.dump(case, f, indent=1)
    f.write("\n")
