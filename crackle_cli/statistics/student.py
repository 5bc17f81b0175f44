"""Student's t: the chance of a value, and the value of a chance. Arrays of any shape."""

from math import lgamma, pi

import numpy as np

from crackle_cli.statistics.discovery import SMALLEST_P_VALUE
from crackle_cli.statistics.normal import normal_quantiles
from crackle_cli.table.arrays import Floats

STEPS = 200  # of the continued fraction; 60 are enough up to 10,000 degrees of freedom
ENOUGH = 1e-12
TINY = 1e-300  # in place of a denominator of 0
FURTHEST = 1e100  # squares of more are beyond float64
MOST_TAIL = 0.999  # t is 0 from there on, to the digits that matter
ALMOST_NORMAL = 1e4  # degrees of freedom; more change no fourth digit


def two_sided(t: Floats, freedom: Floats) -> Floats:
    """The chance of |T| >= |t| (Abramowitz, Stegun, 26.7.1); never 0."""
    freedom = np.minimum(freedom, ALMOST_NORMAL)
    t = np.minimum(np.abs(t), FURTHEST)
    x = freedom / (freedom + t * t)
    flipped = x > (freedom / 2 + 1) / (freedom / 2 + 2.5)  # where the fraction converges quickly
    halves = np.full(np.shape(x), 0.5)
    tail = np.where(
        flipped,
        1.0 - _beta(np.where(flipped, 1.0 - x, 0.5), halves, freedom / 2),
        _beta(np.where(flipped, 0.5, x), freedom / 2, halves),
    )
    found: Floats = np.clip(tail, SMALLEST_P_VALUE, 1.0)
    return found


def quantiles(tail: Floats, freedom: Floats) -> Floats:
    """The t that |T| exceeds with chance `tail`, to about 4 digits (Hill, 1970: algorithm 396).

    freedom >= 1; below 3 degrees between whole ones in proportion of their logarithms.
    """
    tail = np.minimum(np.asarray(tail, float), MOST_TAIL)
    tail, freedom = np.broadcast_arrays(tail, np.asarray(freedom, float))
    one = np.log(1.0 / np.tan(tail * pi / 2.0))
    two = 0.5 * np.log(2.0 / (tail * (2.0 - tail)) - 2.0)
    three = np.log(_hill(tail, np.maximum(freedom, 3.0)))
    low = one + (two - one) * (np.clip(freedom, 1.0, 2.0) - 1.0)
    high = two + (three - two) * np.clip(freedom - 2.0, 0.0, 1.0)
    found: Floats = np.exp(np.where(freedom < 2.0, low, high))
    return found


def _hill(p: Floats, n: Floats) -> Floats:
    a = 1.0 / (n - 0.5)
    b = 48.0 / a**2
    c = ((20700.0 * a / b - 98.0) * a - 16.0) * a + 96.36
    d = ((94.5 / (b + c) - 3.0) / b + 1.0) * np.sqrt(a * pi / 2.0) * n
    y = (d * p) ** (2.0 / n)
    x = normal_quantiles(p / 2.0)
    c = c + np.where(n < 5.0, 0.3 * (n - 4.5) * (x + 0.6), 0.0)
    c = (((0.05 * d * x - 5.0) * x - 7.0) * x - 2.0) * x + b + c
    square = x * x
    inner = (((0.4 * square + 6.3) * square + 36.0) * square + 94.5) / c - square - 3.0
    near = np.expm1(a * ((inner / b + 1.0) * x) ** 2)
    outer = ((n + 6.0) / (n * y) - 0.089 * d - 0.822) * (n + 2.0) * 3.0
    far = ((1.0 / outer + 0.5 / (n + 4.0)) * y - 1.0) * (n + 1.0) / (n + 2.0) + 1.0 / y
    found: Floats = np.sqrt(n * np.where(y > 0.05 + a, near, far))
    return found


def _beta(x: Floats, a: Floats, b: Floats) -> Floats:
    """The regularised incomplete beta function by its continued fraction (Lentz, 1976)."""
    log_gamma = np.vectorize(lgamma, otypes=[float])
    with np.errstate(divide="ignore"):
        front = log_gamma(a + b) - log_gamma(a) - log_gamma(b) + a * np.log(x) + b * np.log1p(-x)
    c = np.ones(np.shape(x))
    d = 1.0 / _no_zero(1.0 - (a + b) * x / (a + 1.0))
    h = d
    for m in range(1, STEPS):
        for step in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1.0 / _no_zero(1.0 + step * d)
            c = _no_zero(1.0 + step / c)
            h = h * c * d
        if np.all(np.abs(c * d - 1.0) < ENOUGH):
            break
    found: Floats = np.exp(front) * h / a
    return found


def _no_zero(values: Floats) -> Floats:
    return np.where(np.abs(values) < TINY, TINY, values)
