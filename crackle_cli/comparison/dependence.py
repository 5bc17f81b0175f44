"""How much less the tasks of two sides prove because each resembles the one before it.

First-order autoregression within each side, of which nothing is taken for memory that white noise
shows as well. What n tasks of it are worth is exact (Bayley, Hammersley, 1946). O(N) a metric.
"""

from typing import NamedTuple

import numpy as np

from crackle_cli.statistics.ranks import median
from crackle_cli.table.arrays import Floats

STEADIEST = 0.95
GRID = np.linspace(0.0, STEADIEST, 96)  # of φ, in steps of .01: far finer than it can be told
SURE = 1.5  # standard errors of φ, under which it counts as 0
MEDIAN_ERROR = 1.2533  # standard error of a median, in those of a mean
FEWEST_OF_A_LINE = 8
SURELY_SLOPES = 4.0  # standard errors of a slope
UNSEEN = 4.0  # tasks' worth of φ that is lost by fitting a line, from φ = 0 to .6
LEAST_LEFT = 0.2  # of the variance within a side that its own mean leaves; less is guessed
ALONE = 3  # metrics; of fewer nothing is learnt from the others


class Dependence(NamedTuple):
    """What m metrics lose by dependence on each side, (m,) each.

    inflation  how many times the variance of a side's mean is that of independent tasks
    left       what share of the variance the squares about the mean of a side hold, n - 1 being 1
    """

    inflation: Floats
    left: Floats


def persistences(base: Floats, new: Floats, each: bool) -> Floats:
    """φ (m,) of metrics from their values on both sides (m, n) and (m, k), NaN where missing.

    each: whether a metric has a φ of its own, as far as it is sure; else all have the common one.
    """
    within = [_without_slopes(side - _mean(side)) for side in (base, new)]
    power = sum(np.nansum(side**2, axis=1) for side in within)
    along = sum(np.nansum(side[:, 1:] * side[:, :-1], axis=1) for side in within)
    live = power > 0
    m, tasks = base.shape[0], base.shape[1] + new.shape[1]
    if not live.any():
        return np.zeros(m)
    lag = np.where(live, along / np.where(live, power, 1.0), 0.0)
    expected = _expected_lags(base.shape[1], new.shape[1])
    own = np.interp(lag, expected, GRID)
    error = 1.0 / np.sqrt(tasks)
    middle = median(lag[live])
    many = int(np.count_nonzero(live))
    common_error = error * (MEDIAN_ERROR / np.sqrt(many) if many > 1 else 1.0)
    common = float(np.interp(middle, expected, GRID))
    if middle - expected[0] < SURE * common_error:
        common = 0.0
    if not each:
        return np.full(m, common)
    weight = 1.0
    if many >= ALONE:
        spread = float(((lag[live] - middle) ** 2).mean())
        weight = max(0.0, 1.0 - error**2 / spread) if spread else 0.0
    shrunk = common + weight * (own - common)
    sure = (common > 0) | (lag - expected[0] >= SURE * error)
    return np.where(sure & live, shrunk, 0.0)


def persistence(base: Floats, new: Floats) -> float:
    """φ of one metric from its values on both sides, (n,) and (k,)."""
    return float(persistences(base[None], new[None], each=True)[0])


def _without_slopes(centred: Floats) -> Floats:
    """Values (m, n) less the lines of those that surely rise or fall: a slope is no memory.

    What persists wanders as well, so the line is tested against what is left beside it as far as
    that persists.
    """
    n = centred.shape[1]
    if n < FEWEST_OF_A_LINE:
        return centred
    known = np.isfinite(centred)
    filled = np.where(known, centred, 0.0)
    place = np.where(known, np.arange(n) - (n - 1) / 2.0, 0.0)
    width = (place**2).sum(axis=1)
    slope = (place * filled).sum(axis=1) / np.maximum(width, 1.0)
    left = filled - slope[:, None] * place
    power = np.maximum((left**2).sum(axis=1), np.finfo(float).tiny)
    lag = (left[:, 1:] * left[:, :-1]).sum(axis=1) / power + UNSEEN / n
    phi = np.clip(lag, 0.0, STEADIEST)
    error = power / (n - 2) * (1.0 + phi) / (1.0 - phi) / np.maximum(width, 1.0)
    sloping = slope**2 > SURELY_SLOPES**2 * error
    return np.where(sloping[:, None], centred - slope[:, None] * place, centred)


def dependence(phi: Floats, tasks: Floats) -> Dependence:
    """What φ (m,) makes of `tasks` (m,) of one side."""
    inflation = _inflation(phi, tasks)
    left = (tasks - inflation) / np.maximum(tasks - 1.0, 1.0)
    return Dependence(inflation, np.clip(left, LEAST_LEFT, 1.0))


def _inflation(phi: Floats, n: Floats | float) -> Floats:
    """n times the variance of the mean of n values over that of one."""
    gap = 1.0 - phi
    found: Floats = (1.0 + phi) / gap - 2.0 * phi * (1.0 - phi**n) / (n * gap**2)
    return found


def _expected_lags(n: int, k: int) -> Floats:
    """The lag-1 autocorrelation within two sides that each φ of the grid is expected to show."""
    along = power = np.zeros(GRID.size)
    for tasks in (n, k):
        inflation = _inflation(GRID, float(tasks))
        first = (1.0 - GRID**tasks) / (tasks * (1.0 - GRID))  # of the first value with the mean
        along = along + (tasks - 1) * GRID - 2.0 * inflation + 2.0 * first
        along = along + (tasks - 1) / tasks * inflation
        power = power + tasks - inflation
    return along / np.maximum(power, 1e-9)


def _mean(values: Floats) -> Floats:
    """(m, 1), NaN of none."""
    known = np.isfinite(values)
    count = known.sum(axis=1, keepdims=True)
    total = np.where(known, values, 0.0).sum(axis=1, keepdims=True)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)
