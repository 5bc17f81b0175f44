"""What metrics repeat every so many tasks: the mean of each phase of the likeliest period.

The period is the one that Schwarz's criterion, corrected for few values (McQuarrie, 1999), prefers
to none. Two independent metrics that each
have a week correlate by chance with the freedom of a week, however many weeks there are.
O(periods n) for each metric.
"""

import numpy as np

from crackle_cli.statistics.ranks import distinct
from crackle_cli.table.arrays import Floats

SHORTEST_SEASON = 3  # tasks: what alternates is memory, and an autoregression tells it
LONGEST_SEASON = 31  # tasks: a month of days
FEWEST_SEASONS = 2  # fewer are no repetition


def without_seasons(values: Floats, there: Floats | None) -> tuple[Floats, np.ndarray]:
    """`values` (n, d) of mean 0 without their seasons, and (d,) how many means each has lost.

    `there`: (n, d) 1.0 where there is a value, 0.0 where `values` is 0 in place of one.
    """
    n, d = values.shape
    count = np.full(d, float(n)) if there is None else np.maximum(there.sum(axis=0), 1.0)
    power = (values**2).sum(axis=0) + 1e-300
    least = 1e-12 * power
    best = _criterion(power, count, 1)
    period = np.ones(d, dtype=int)
    for tasks in range(SHORTEST_SEASON, min(LONGEST_SEASON, n // FEWEST_SEASONS) + 1):
        sums, sizes = _phases(values, there, tasks)
        left = np.maximum(power - (sums**2 / sizes).sum(axis=0), least)
        score = _criterion(left, count, tasks)
        period = np.where(score < best, tasks, period)
        best = np.minimum(score, best)
    result = values.copy()
    for tasks in distinct(period[period > 1]).tolist():
        which = np.flatnonzero(period == tasks)
        given = None if there is None else there[:, which]
        sums, sizes = _phases(values[:, which], given, tasks)
        means = (sums / sizes)[np.arange(n) % tasks]
        result[:, which] -= means if given is None else means * given
    return result, period - 1


def _criterion(left: Floats, count: Floats, means: int) -> Floats:
    """What is worth least when so many means leave squares that sum to `left`."""
    freedom = np.maximum(count - means - 2, 1.0)
    criterion: Floats = np.log(left) + means * np.log(count) / freedom
    return criterion


def _phases(values: Floats, there: Floats | None, tasks: int) -> tuple[Floats, Floats]:
    """(tasks, d) sums of the values in each phase, and how many there are, at least 1."""
    n = len(values)
    sums = _summed(values, tasks)
    if there is not None:
        return sums, np.maximum(_summed(there, tasks), 1.0)
    return sums, (n // tasks + (np.arange(tasks) < n % tasks)).astype(float)[:, None]


def _summed(values: Floats, tasks: int) -> Floats:
    whole = len(values) // tasks * tasks
    sums: Floats = values[:whole].reshape(-1, tasks, values.shape[1]).sum(axis=0)
    sums[: len(values) - whole] += values[whole:]
    return sums
