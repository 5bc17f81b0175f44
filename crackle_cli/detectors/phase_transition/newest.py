"""The newest tasks, where they lie further off than the tasks before explain.

Each of them has its chance by the tasks before: its rank, and beyond them a power law fitted to
their largest (Hill, 1975), which is slow to call a heavy tail odd. Their product is judged as
Fisher (1932) does. O(n log n).
"""

from math import exp, lgamma, log, sqrt
from typing import NamedTuple

import numpy as np

from crackle_cli.detectors.phase_transition.batching import Asked
from crackle_cli.detectors.phase_transition.null_tables import SMALLEST
from crackle_cli.detectors.phase_transition.persistence import (
    ERRORS,
    HARD,
    inflation,
    least_persistence,
    persistences,
)
from crackle_cli.table.arrays import Floats

MOST_NEWEST = 10  # newest tasks; more make a level that the search sees
HISTORY = 200  # values before them whose tail is fitted
FEWEST_HISTORY = 12  # twice those that a tail is fitted to, and some of the middle
FEWEST_TOP = 5  # of them that a tail is fitted to
# Numbers of newest tasks that are tried, as independent ones: benchmarks/null_tables.py newest.
TRIED = 2.0
# An outlier of a kind not seen in n values shows first at the end with a chance of at most
# 1 / (e n): one task alone is told where that is below alpha.
ALONE, UNSEEN_KIND = 59, exp(-1.0)


class Newest(NamedTuple):
    """How many of the newest tasks are off, and the p-value of so many."""

    tasks: int
    p_value: float


async def newest(residuals: Floats, segments: int, alpha: float, fewest: int = 1) -> Newest | None:
    """The likeliest number of newest tasks that are off, at least `fewest`.

    `residuals`: (n,) around their levels, before the newest ones in so many `segments`; `alpha` of
    the series.
    """
    if residuals.size < MOST_NEWEST + 2:
        return None
    found: Newest | None = await Asked(
        _of_each, (residuals, segments, alpha, fewest), residuals.size
    )
    return found


def _of_each(asked: list[tuple[Floats, int, float, int]]) -> list[Newest | None]:
    rows, segments, alphas, fewest = (list(each) for each in zip(*asked, strict=True))
    residuals = np.stack(rows)
    b, n = residuals.shape
    phi = _phi(residuals[:, : n - MOST_NEWEST], np.array(segments))
    signs = np.sign(residuals[:, ::-1][:, :MOST_NEWEST])
    same = np.logical_and.accumulate((signs == signs[:, :1]) & (signs != 0), axis=1)
    found: list[Newest | None] = [None] * b
    for count in range(1, MOST_NEWEST + 1):
        history = min(HISTORY, n - count)
        least = [max(ALONE, UNSEEN_KIND / a) if count == 1 else FEWEST_HISTORY for a in alphas]
        enough = (np.array(least) <= history) & (np.array(fewest) <= count)
        told = np.flatnonzero(same[:, count - 1] & (phi < HARD) & enough)
        if not told.size:
            continue
        before = residuals[told, n - count - history : n - count]
        tails = np.abs(residuals[told, n - count :])
        for i, p_value in zip(told.tolist(), _p_values(before, tails, phi[told]), strict=True):
            best = found[i]
            if best is None or p_value < best.p_value:
                found[i] = Newest(count, p_value)
    return found


def _phi(before: Floats, segments: np.ndarray) -> Floats:
    """φ (b,) of what lies `before` (b, n). What may be more, is: few values look like noise."""
    n = before.shape[1]
    phi = persistences(before, segments)
    upper = phi + ERRORS * np.sqrt((1.0 - phi * phi) / n)
    return np.where(phi < least_persistence(n), 0.0, upper)


def _p_values(history: Floats, tails: Floats, phi: Floats) -> list[float]:
    """p of each of `tails` (b, k) > 0 after a `history` (b, n), on either side.

    The furthest counts as the one next to it: no single outlier makes several tasks odd.
    """
    k = tails.shape[1]
    logs = np.sort(log_tails(np.sort(np.abs(history)), tails) - log(2.0))
    logs[:, 0] = logs[:, min(1, k - 1)]
    totals = -logs.sum(axis=1)
    found = []
    for total, one in zip(totals.tolist(), phi.tolist(), strict=True):
        inflated = inflation(k, one)
        tail = gamma_tail(total / inflated, k / inflated)
        found.append(float(min(1.0, max(SMALLEST, 2.0 * TRIED * tail))))
    return found


def log_tails(ascending: Floats, beyond: Floats) -> Floats:
    """log of the chance (b, k) that one more of distances (b, n) lies `beyond` (b, k)."""
    n = ascending.shape[1]
    top = min(n - 1, max(FEWEST_TOP, round(sqrt(n))))
    edge = ascending[:, n - 1 - top, None]
    # Where most distances are 0, the tail is that of the others.
    nearest_off = np.where(ascending > 0, ascending, np.inf).min(axis=1, keepdims=True)
    edge = np.where(edge > 0, edge, np.where(nearest_off < np.inf, nearest_off, SMALLEST))
    logs = np.log(np.maximum(ascending[:, n - top :], edge) / edge)
    tail = np.maximum(logs.mean(axis=1, keepdims=True), 1.0 / top)
    ranks = (ascending[:, None, :] >= beyond[:, :, None]).sum(axis=2)
    inside = np.log((ranks + 1.0) / (n + 1.0))
    nearest = log((top + 1.0) / (n + 1.0))
    outside = nearest - np.log(np.maximum(1.0, beyond / edge)) / tail
    found: Floats = np.where(beyond > edge, np.minimum(outside, nearest), inside)
    return found


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
