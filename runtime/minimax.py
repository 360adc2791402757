#!/usr/bin/env python3
"""Coefficients of runtime/maths_*.h: minimax fits by the Remez exchange in 60 digits.

Usage: minimax.py [NAME...]   prints the named fits (default: all), highest degree first, with
log2 of their error.
Needs mpmath. The errors are of the result, relative to what the weight of each fit says.
"""

import sys

import mpmath as mp
from mpmath import mpf

mp.mp.dps = 60


def extrema(a, b, n):
    """n extreme points of a Chebyshev polynomial on [a, b], ascending."""
    return [(a + b) / 2 - (b - a) / 2 * mp.cos(mp.pi * i / (n - 1)) for i in range(n)]


def solve(f, weight, points, top, bottom, level):
    """N/D through f with the weighted error +-level at `points`; returns N, D and the new level."""
    size = len(points)
    system, right = mp.matrix(size, size), mp.matrix(size, 1)
    for i, x in enumerate(points):
        swing = (-1) ** i / weight(x)
        value = f(x)
        for k in range(top + 1):
            system[i, k] = x**k
        for k in range(1, bottom + 1):
            system[i, top + k] = -(value - swing * level) * x**k
        system[i, size - 1] = swing
        right[i] = value
    s = mp.lu_solve(system, right)
    return list(s[: top + 1]), [mpf(1)] + list(s[top + 1 : size - 1]), s[size - 1]


def alternation(errors, count):
    """Indices of `count` largest errors of alternating sign, or None."""
    runs, start = [], 0
    for i in range(1, len(errors) + 1):
        if i == len(errors) or (errors[i] > 0) != (errors[start] > 0):
            runs.append(max(range(start, i), key=lambda q: abs(errors[q])))
            start = i
    while len(runs) > count:
        runs.pop(0 if abs(errors[runs[0]]) < abs(errors[runs[-1]]) else -1)
    return runs if len(runs) == count else None


def remez(f, weight, a, b, top, bottom=0, rounds=30):
    """Minimizes max |weight (f - N/D)| over [a, b], degrees top and bottom; returns N, D, error."""
    a, b = mpf(a), mpf(b)
    count = top + bottom + 2
    points, grid, level = extrema(a, b, count), extrema(a, b, 30 * count), mpf(0)
    values, weights = [f(x) for x in grid], [weight(x) for x in grid]
    for _ in range(rounds):
        for _ in range(12 if bottom else 1):
            n, d, level = solve(f, weight, points, top, bottom, level)
        errors = [
            w * (v - mp.polyval(n[::-1], x) / mp.polyval(d[::-1], x))
            for x, v, w in zip(grid, values, weights)
        ]
        largest = max(abs(e) for e in errors)
        chosen = alternation(errors, count)
        if chosen is None or largest <= abs(level) * mpf("1.001"):
            break
        points = [grid[i] for i in chosen]
    return n, d, largest


def tail_quantile(s):
    """z >= 0 with Q(z) = exp(-s^2/2), Q the upper tail of the standard normal law."""
    z = s - (mp.log(s) + mpf("0.92")) / s if s > 2 else s / 2
    for _ in range(60):
        log_q = mp.log(mp.erfc(z / mp.sqrt(2)) / 2)
        step = (log_q + s * s / 2) * mp.exp(z * z / 2 + log_q) * mp.sqrt(2 * mp.pi)
        z += step
        if abs(step) < abs(z) * mpf(10) ** -50:
            break
    return z


def over_root(f):
    """f as a function of the square of its argument."""
    return lambda z: f(mp.sqrt(z))


def from_unit(centre):
    """The inverse of t = (s - centre)/(s + centre)."""
    return lambda t: centre * (1 + t) / (1 - t)


def to_unit(centre, s):
    return (mpf(s) - centre) / (mpf(s) + centre)


def times(p, q):
    """The product of two polynomials."""
    r = [mpf(0)] * (len(p) + len(q) - 1)
    for i, x in enumerate(p):
        for k, y in enumerate(q):
            r[i + k] += x * y
    return r


def change_variable(p, a, b, c, d):
    """(c + d v)^n p((a + b v)/(c + d v)), n the degree of p."""
    n, total = len(p) - 1, [mpf(0)] * len(p)
    for k, coefficient in enumerate(p):
        term = [mpf(coefficient)]
        for factor in [[mpf(a), mpf(b)]] * k + [[mpf(c), mpf(d)]] * (n - k):
            term = times(term, factor)
        total = [x + y for x, y in zip(total, term)]
    return total


LN2_2 = mp.log(2) / 2 * mpf("1.0001")
LOG_Z = ((mp.sqrt(2) - 1) / (mp.sqrt(2) + 1)) ** 2 * mpf("1.0002")
TRIG_Z = (mp.pi / 4 * mpf("1.0001")) ** 2
ATAN_Z = (mp.sqrt(2) - 1) ** 2 * mpf("1.0002")
ROOT_2PI = mp.sqrt(2 * mp.pi)
CUT = mp.sqrt(-2 * mp.log(mpf(1) / 8)) * mpf("0.9999")  # s where p = 1/8
CENTRE_Y = mpf("0.375") ** 2
E3, Q6 = from_unit(3), from_unit(6)
LOG_TERM = over_root(lambda s: (mp.log((1 + s) / (1 - s)) - 2 * s) / s**3)

# name: (f, weight, from, to, degree of numerator, of denominator)
FITS = {
    "exp": (
        lambda r: mp.hyp1f1(1, 3, r) / 2,
        lambda r: r * r / mp.exp(r) + mpf("1e-9"),
        -LN2_2,
        LN2_2,
        9,
        0,
    ),
    "expm1": (
        lambda r: mp.hyp1f1(1, 3, r) / 2,
        lambda r: abs(r) + mpf("1e-9"),
        -LN2_2,
        LN2_2,
        10,
        0,
    ),
    "exprel": (lambda x: mp.hyp1f1(1, 3, x) / 2, lambda x: mpf(1), mpf(-1) / 2, mpf(1) / 2, 11, 0),
    "exprel1": (lambda x: mp.hyp1f1(2, 3, x) / 2, lambda x: 1 / (mp.exp(x) / 2), -1, 1, 14, 0),
    "log": (LOG_TERM, lambda z: z / 2, LOG_Z / 10**5, LOG_Z, 6, 0),
    "log_dd": (
        lambda z: (LOG_TERM(z) - mpf(2) / 3) / z,
        lambda z: z * z / 2,
        LOG_Z / 10**5,
        LOG_Z,
        7,
        0,
    ),
    "sin": (over_root(lambda r: (mp.sin(r) - r) / r**3), lambda z: z, TRIG_Z / 10**5, TRIG_Z, 5, 0),
    "cos": (
        over_root(lambda r: (mp.cos(r) - 1 + r * r / 2) / r**4),
        lambda z: z * z,
        TRIG_Z / 10**5,
        TRIG_Z,
        5,
        0,
    ),
    "atan": (
        over_root(lambda t: (mp.atan(t) - t) / t**3),
        lambda z: z,
        ATAN_Z / 10**5,
        ATAN_Z,
        10,
        0,
    ),
    "asin": (over_root(lambda t: (mp.asin(t) - t) / t**3), lambda z: z, "1e-6", "0.25005", 12, 0),
    "erf": (over_root(lambda t: mp.erf(t) / t - 1), lambda z: mpf(1), "1e-6", 1, 12, 0),
    "erfcx": (
        lambda t: mp.exp(E3(t) ** 2) * mp.erfc(E3(t)),
        lambda t: mp.exp(-E3(t) ** 2),
        to_unit(3, 1),
        to_unit(3, "6.1"),
        12,
        0,
    ),
    "quantile_centre": (
        over_root(
            lambda q: (tail_quantile(mp.sqrt(-2 * mp.log(mpf(1) / 2 - q))) / q - ROOT_2PI) / q**2
        ),
        lambda y: y / ROOT_2PI,
        "1e-4",
        CENTRE_Y * mpf("1.0001"),
        6,
        6,
    ),
    "quantile_tail": (
        lambda t: Q6(t) - tail_quantile(Q6(t)),
        lambda t: 1 / tail_quantile(Q6(t)),
        to_unit(6, CUT),
        to_unit(6, "38.75"),
        11,
        11,
    ),
}

# For floats: NAMEf is the fit NAME with so few coefficients.
for name, degree in (("exp", 4), ("expm1", 5), ("exprel", 5), ("log", 3)):
    FITS[name + "f"] = FITS[name][:4] + (degree, 0)

# Of --math=fast.
for name, degree in (("exp", 5), ("expm1", 6), ("exprel", 7)):
    FITS[name + "_fast"] = FITS[name][:4] + (degree, 0)

# name: (a, b, c, d), printed in v where the variable of the fit is (a + b v)/(c + d v). In
# w = 0.375^2 - y and v = s - 2 all coefficients of the quantile have one sign: nothing cancels.
PRINTED_IN = {"quantile_centre": (CENTRE_Y, -1, 1, 0), "quantile_tail": (-4, 1, 8, 1)}


def main():
    for name in sys.argv[1:] or FITS:
        numerator, denominator, error = remez(*FITS[name])
        if name in PRINTED_IN:
            numerator, denominator = (
                change_variable(p, *PRINTED_IN[name]) for p in (numerator, denominator)
            )
            numerator, denominator = (
                [x / denominator[0] for x in p] for p in (numerator, denominator)
            )
        print(f"{name}: error 2^{mp.nstr(mp.log(error, 2), 4)}")
        for label, row in (("N", numerator), ("D", denominator)):
            for k in range(len(row) - 1, -1, -1):
                if label == "N" or len(row) > 1:
                    print(f"    {label}{k} {float(row[k]).hex()}")


if __name__ == "__main__":
    main()
