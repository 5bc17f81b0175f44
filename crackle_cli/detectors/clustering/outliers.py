"""Tasks unlike all others: far out in more metrics at once than their tails explain.

A metric with a heavy tail, or with rare spikes, has far values of its own; only their coming
together is told. Far out is beyond three quartile ranges (Tukey, 1977).
"""

from collections.abc import Iterator, Sequence
from math import exp
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from crackle_cli.detectors.clustering.standardization import Standardization
from crackle_cli.statistics.discovery import SMALLEST_P_VALUE
from crackle_cli.statistics.ranks import median
from crackle_cli.statistics.shares import log_binomial_tail
from crackle_cli.table.arrays import Floats, Indices

FAR_OUT = 3.0 * 1.349 + 0.6745  # three quartile ranges beyond a quartile, in standard deviations
MOST_ODD_SHARE = 0.05  # share of the tasks; more are a tail, or a group


class ScaledMetric(NamedTuple):
    """A metric of all tasks: `values` (n,) as they are, and which of them are `far` out."""

    scale: Standardization
    values: Floats
    far: NDArray[np.bool_]


def measured(scale: Standardization, values: Floats) -> ScaledMetric:
    """Far values of a metric (n,); NaN are not far."""
    return ScaledMetric(scale, values, np.abs(scale.of(values)) > FAR_OUT)


class Outliers(NamedTuple):
    """Rows (m,) of tasks unlike all others, the metrics they are far out in, how far, p-value.

    `families` is how many of those a task must be far out in.
    """

    rows: Indices
    metrics: tuple[str, ...]
    distance: float
    p_value: float
    families: int


def outliers(
    metrics: Sequence[ScaledMetric], families: Sequence[Indices], alpha: float
) -> Outliers | None:
    """Tasks far out in several metrics; those that move together (`families`) count once.

    Each family is far out with a probability of its own, independent of the others; the p-value
    is the chance that so many of all tasks are far out in at least so many families at once, for
    the fewest families for which that is `alpha` or less (each number of them is a look). Tasks
    one after the other count once: far values may last.
    """
    by_family = [np.any([metrics[j].far for j in family], axis=0) for family in families]
    counts = np.add.reduce(by_family, axis=0, dtype=np.intp)
    n = counts.size
    rates = (np.array([far.sum() for far in by_family]) + 1.0) / (n + 1.0)
    looks = _looks(counts, _at_least(rates))
    found = next((look for look in looks if look[1] <= alpha), None)
    if found is None or found[0].size > MOST_ODD_SHARE * n:
        return None
    rows, p_value = found
    odd = [metric for metric in metrics if metric.far[rows].any()]
    distances = [np.abs(m.scale.of(m.values[rows][m.far[rows]])) for m in odd]
    return Outliers(
        rows,
        tuple(metric.scale.name for metric in odd),
        median(np.concatenate(distances)),
        max(p_value, SMALLEST_P_VALUE),
        int(counts[rows].min()),
    )


def _looks(counts: Indices, chances: Floats) -> Iterator[tuple[Indices, float]]:
    """For 2, 3, … families the rows far out in as many or more, and the p-value of so many runs.

    `chances`: (f + 1,) of a task to be far out in 0, 1, … families or more.
    """
    for least in range(2, int(counts.max()) + 1):
        rows = np.flatnonzero(counts >= least)
        tail = exp(log_binomial_tail(counts.size, _runs(rows), float(chances[least])))
        yield rows, (chances.size - 2) * tail


def _runs(rows: Indices) -> int:
    """Stretches of neighbours among ascending rows."""
    return int(np.count_nonzero(np.diff(rows, prepend=-2) > 1))


def _at_least(rates: Floats) -> Floats:
    """(f + 1,): the chance that 0, 1, … of f independent events with these rates happen or more."""
    exactly = np.zeros(rates.size + 1)
    exactly[0] = 1.0
    for rate in rates:
        exactly[1:] = exactly[1:] * (1 - rate) + exactly[:-1] * rate
        exactly[0] *= 1 - rate
    found: Floats = np.cumsum(exactly[::-1])[::-1]
    return found
