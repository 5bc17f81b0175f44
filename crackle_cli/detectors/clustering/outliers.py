"""Tasks unlike all others: far out in more metrics at once than their tails explain.

A metric with a heavy tail, or with rare spikes, has far values of its own; only their coming
together is told. Far out is beyond three quartile ranges (Tukey, 1977).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crackle_cli.arrays import Floats
from crackle_cli.detectors.clustering.candidates import Scaled
from crackle_cli.detectors.clustering.neighbours import Indices

FAR = 3.0 * 1.349 + 0.6745  # three quartile ranges beyond a quartile, in standard deviations
MOST = 0.05  # share of the tasks; more are a tail, or a group


@dataclass(frozen=True, eq=False)
class Outliers:
    """Rows (m,) of tasks unlike all others, the metrics they are far out in, how far, p-value."""

    rows: Indices
    metrics: tuple[str, ...]
    distance: float
    p_value: float


def outliers(
    metrics: Sequence[Scaled], families: Sequence[Indices], alpha: float
) -> Outliers | None:
    """Tasks far out in several metrics; those that move together (`families`) count once.

    Each family is far out with a probability of its own, independent of the others; the p-value
    of a task is the chance that any task of the table is far out in so many (union bound).
    """
    n = metrics[0].values.size
    distances = np.column_stack([np.abs(np.nan_to_num(m.values)) for m in metrics])
    far = distances > FAR
    by_family = np.column_stack([far[:, family].any(axis=1) for family in families])
    counts = by_family.sum(axis=1)
    if counts.max(initial=0) < 2:
        return None
    rates = (by_family.sum(axis=0) + 1.0) / (n + 1.0)
    chances = np.minimum(1.0, n * _at_least(rates))
    rows = np.flatnonzero(chances[counts] <= alpha)
    if not rows.size or rows.size > MOST * n:
        return None
    names = tuple(m.name for j, m in enumerate(metrics) if far[rows, j].any())
    distance = float(np.median(distances[rows][far[rows]]))
    return Outliers(rows, names, distance, float(max(chances[counts[rows]].min(), 1e-300)))


def _at_least(rates: Floats) -> Floats:
    """(f + 1,): the chance that 0, 1, … of f independent events with these rates happen or more."""
    exactly = np.zeros(rates.size + 1)
    exactly[0] = 1.0
    for rate in rates:
        exactly[1:] = exactly[1:] * (1 - rate) + exactly[:-1] * rate
        exactly[0] *= 1 - rate
    found: Floats = np.cumsum(exactly[::-1])[::-1]
    return found
