"""The newest tasks, where they lie further off than the tasks before explain.

Each of them has its chance by the tasks before: its rank, and beyond them a power law fitted to
their largest (Hill, 1975), which is slow to call a heavy tail odd. Their product is judged as
Fisher (1932) does. O(n log n).
"""

from math import exp, lgamma, log, sqrt
from typing import NamedTuple

import numpy as np

from crackle_cli.detectors.phase_transition.null_tables import SMALLEST
from crackle_cli.detectors.phase_transition.persistence import (
    ERRORS,
    HARD,
    inflation,
    least_persistence,
    persistence,
)
from crackle_cli.table.arrays import Floats

MOST = 10  # newest tasks; more make a level that the search sees
HISTORY = 200  # values before them whose tail is fitted
FEWEST_HISTORY = 12
FEWEST_TOP = 5  # of them that a tail is fitted to
# Numbers of newest tasks that are tried, as independent ones: benchmarks/null_tables.py newest.
TRIED = 2.0
# An outlier of a kind not seen in n values shows first at the end with a chance of at most
# 1 / (e n): one task alone is told where that is below alpha.
ALONE, UNSEEN = 59, exp(-1.0)


class Newest(NamedTuple):
    """How many of the newest tasks are off, and the p-value of so many."""

    tasks: int
    p_value: float


def newest(residuals: Floats, segments: int, alpha: float, fewest: int = 1) -> Newest | None:
    """The likeliest number of newest tasks that are off, at least `fewest`.

    `residuals`: (n,) around their levels, before the newest ones in so many `segments`; `alpha` of
    the series.
    """
    best: Newest | None = None
    n = residuals.size
    before = residuals[: n - MOST]
    if before.size < 2:
        return None
    phi = persistence(before, segments)
    if phi < least_persistence(before.size):
        phi = 0.0
    else:  # what may be more, is: few values before a walk's last ones look like noise
        phi += ERRORS * sqrt((1.0 - phi * phi) / before.size)
    if phi >= HARD:
        return None
    for count in range(1, MOST + 1):
        tail = residuals[n - count :]
        sign = np.sign(tail[0])
        if sign == 0 or (np.sign(tail) != sign).any():
            break
        history = residuals[max(0, n - count - HISTORY) : n - count]
        least = max(ALONE, UNSEEN / alpha) if count == 1 else FEWEST_HISTORY
        if count < fewest or history.size < least:
            continue
        p_value = _p(history, tail * sign, phi)
        if best is None or p_value < best.p_value:
            best = Newest(count, p_value)
    return best


def _p(history: Floats, tail: Floats, phi: float) -> float:
    """p of `tail` (k,) > 0 after `history` (n,), on either side.

    The furthest counts as the one next to it: no single outlier makes several tasks odd.
    """
    logs = np.sort(log_tail(np.sort(np.abs(history))[::-1], tail) - log(2.0))
    logs[0] = logs[min(1, logs.size - 1)]
    inflated = inflation(tail.size, phi)
    shape, total = tail.size / inflated, -float(logs.sum()) / inflated
    return float(min(1.0, max(SMALLEST, 2.0 * TRIED * gamma_tail(total, shape))))


def log_tail(descending: Floats, beyond: Floats) -> Floats:
    """log of the chance (k,) that one more of `descending` (n,) distances lies `beyond` (k,)."""
    n = descending.size
    top = min(n - 1, max(FEWEST_TOP, round(sqrt(n))))
    edge = float(descending[top])
    if edge <= 0:
        edge = float(descending[descending > 0].min(initial=1e-300))
    logs = np.log(np.maximum(descending[:top], edge) / edge)
    tail = max(float(logs.mean()), 1.0 / top)
    ranks = n - np.searchsorted(descending[::-1], beyond, side="left")
    inside = np.log((ranks + 1.0) / (n + 1.0))
    outside = log((top + 1.0) / (n + 1.0)) - np.log(np.maximum(1.0, beyond / edge)) / tail
    return np.where(beyond > edge, np.minimum(outside, log((top + 1.0) / (n + 1.0))), inside)


def gamma_tail(x: float, shape: float) -> float:
    """P(Gamma(shape) > x), by its continued fraction or series (Abramowitz, Stegun, 6.5)."""
    if x <= 0:
        return 1.0
    front = exp(max(-700.0, shape * log(x) - x - lgamma(shape)))
    if x < shape + 1.0:
        term = total = 1.0 / shape
        k = shape
        while term > 1e-12 * total:
            k += 1.0
            term *= x / k
            total += term
        return max(0.0, 1.0 - front * total)
    b = x + 1.0 - shape
    c, d = 1e300, 1.0 / b
    h = d
    for i in range(1, 200):
        a = -i * (i - shape)
        b += 2.0
        d = 1.0 / (a * d + b)
        c = b + a / c
        h *= d * c
        if abs(d * c - 1.0) < 1e-12:
            break
    return front * h
