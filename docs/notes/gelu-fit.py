"""The coefficients of lanewise.simd.math.ErrorFunction.gelu: an own minimax fit. Needs numpy.

gelu(x) = max(x, 0) - t Q(t), with t = |x| and Q(t) = erfc(t / sqrt 2) / 2, the upper tail of the normal distribution.
Q is fitted as p(t)^8, p a polynomial of degree 8 with a zero at t = T, so that the largest error of t Q(t) over [0, T] is
least; beyond T, t Q(t) is below that error, and t is clamped there. Weighted least squares whose weights grow where the
error is large (Lawson), with the eighth power linearised anew in each round (Gauss-Newton).
"""

import math

import numpy as np
from numpy.polynomial import chebyshev, polynomial

POWER, DEGREE, T = 8, 8, 7.75


def tail(t):
    return np.array([math.erfc(v / math.sqrt(2)) / 2 for v in t])


def fit(points=4000, rounds=200):
    t = T / 2 * (1 - np.cos(np.pi * (np.arange(points) + 0.5) / points))
    q = tail(t)
    basis = chebyshev.chebvander(2 * t / T - 1, DEGREE - 1) * (T - t)[:, None]
    weight = t * POWER * q ** (1 - 1 / POWER) + 1e-9
    c = np.linalg.lstsq(basis * weight[:, None], q ** (1 / POWER) * weight, rcond=None)[0]
    best, least = c, np.inf
    lawson = np.ones(points)
    for _ in range(rounds):
        p = basis @ c
        error = t * (p**POWER - q)
        largest = np.abs(error).max()
        if largest < least:
            best, least = c.copy(), largest
        lawson *= (np.abs(error) / largest + 1e-3) ** 0.5
        lawson /= lawson.mean()
        root = np.sqrt(lawson)
        slope = basis * (t * POWER * p ** (POWER - 1) * root)[:, None]
        c = c + np.linalg.lstsq(slope, -error * root, rcond=None)[0]
    in_t = np.zeros(1)
    for coefficient in chebyshev.cheb2poly(best)[::-1]:
        in_t = polynomial.polyadd(polynomial.polymul(in_t, [-1, 2 / T]), [coefficient])
    return polynomial.polymul(in_t, [T, -1]), least


coefficients, error = fit()
print("largest error of t Q(t): %.2g" % error)
for power, value in enumerate(coefficients.astype(np.float32)):
    print("t^%d  %sf" % (power, value))
