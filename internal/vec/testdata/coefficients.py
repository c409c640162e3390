"""Prints the polynomial coefficients and the constants of exp.go and log.go.

Each polynomial is the weighted minimax approximation found by the exchange
algorithm of Remez (J.-M. Muller, Elementary Functions, 3rd edition, 2016,
DOI 10.1007/978-1-4899-7983-4), computed with 60 digits and rounded to float64.
The error printed is that of the rounded polynomial, as a power of two.

Made with: python3 coefficients.py (mpmath 1.3.0)
"""

from mpmath import atanh, cos, exp, linspace, log, lu_solve, matrix, mp, mpf, pi, sqrt

mp.dps = 60


def best(f, weight, lo, hi, fixed, degree):
    """The polynomial that starts with `fixed` and minimises max |weight (f - p)| on [lo, hi].

    The number of free coefficients must be odd when weight(0) is 0 inside the interval,
    so that no node of the start lies there.
    """
    free = degree + 1 - len(fixed)
    n = free + 1
    xs = [(lo + hi) / 2 - (hi - lo) / 2 * cos(pi * (2 * i + 1) / (2 * n)) for i in range(n)]
    start = len(fixed)

    def rest(x):
        return f(x) - sum(c * x**j for j, c in enumerate(fixed))

    for _ in range(12):
        a, b = matrix(n, n), matrix(n, 1)
        for i, x in enumerate(xs):
            for j in range(free):
                a[i, j] = x ** (start + j)
            a[i, free] = (-1) ** i / weight(x)
            b[i] = rest(x)
        sol = lu_solve(a, b)
        coef = [sol[j] for j in range(free)]
        err = []
        for x in linspace(lo, hi, 1000):
            err.append((x, weight(x) * (rest(x) - sum(c * x ** (start + j) for j, c in enumerate(coef)))))
        peaks = []  # the largest error of each run of equal sign
        for x, e in err:
            if peaks and (peaks[-1][1] > 0) == (e > 0):
                if abs(e) > abs(peaks[-1][1]):
                    peaks[-1] = (x, e)
            else:
                peaks.append((x, e))
        while len(peaks) > n:
            peaks.pop(0 if abs(peaks[0][1]) < abs(peaks[-1][1]) else -1)
        top = max(abs(e) for _, e in peaks)
        if len(peaks) < n or top < abs(sol[free]) * mpf("1.01"):
            break
        xs = [x for x, _ in peaks]
    return fixed + coef


def show(name, f, weight, lo, hi, fixed, degree):
    poly = [mpf(float(c)) for c in best(f, weight, lo, hi, fixed, degree)]
    worst = max(abs(weight(x) * (f(x) - sum(c * x**j for j, c in enumerate(poly)))) for x in linspace(lo, hi, 2001))
    print(f"{name}: degree {degree}, error 2^{float(log(worst, 2)):.2f}")
    for j, c in enumerate(poly):
        print(f"\t{name}{j} = {float(c).hex()} // {float(c)!r}")


def q(r):
    if abs(r) < mpf("1e-12"):
        return mpf(1) / 2 + r / 6 + r * r / 24
    return (exp(r) - 1 - r) / r**2


def p(z):
    if z < mpf("1e-12"):
        return mpf(2) / 3 + 2 * z / 5 + 2 * z * z / 7
    s = sqrt(z)
    return (2 * atanh(s) / s - 2) / z


# exp(r) = 1 + r + r^2 q(r): relative error.
h = log(mpf(2)) / 2 * mpf("1.0001")
show("exp", q, lambda r: r**2 / exp(r) + mpf("1e-30"), -h, h, [mpf(1) / 2, mpf(float(mpf(1) / 6))], 10)

# log((1+s)/(1-s)) = 2 s + s^3 p(s^2): relative error.
top = ((sqrt(mpf(2)) - 1) / (sqrt(mpf(2)) + 1) * mpf("1.0001")) ** 2
show("log", p, lambda z: z / 2 + mpf("1e-30"), mpf(0), top, [], 6)

ln2 = log(mpf(2))
hi = mpf(int(ln2 * 2**40)) / 2**40
print("1/ln2:", float(1 / ln2).hex())
print("ln2 = hi + lo, hi a multiple of 2^-40:", float(hi).hex(), float(ln2 - hi).hex())
