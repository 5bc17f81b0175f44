"""Tasks that break a strong relation between metrics, though each of their values is ordinary.

By normal scores, so that any monotone relation counts: what the other metrics leave of one
(R^-1 as regressions: Whittaker, 1990), and how far a task lies from all others in all metrics
together (Mahalanobis, 1936). Each has a tail of its own, which says what is far. O(n d^2).
"""

from collections.abc import Sequence
from math import inf
from typing import NamedTuple

import numpy as np

from crackle_cli.detectors.clustering.standardization import QUARTILES_TO_SIGMA
from crackle_cli.statistics.ranks import normal_scores, quantiles
from crackle_cli.table.arrays import Floats, Indices

NEAREST = 0.85  # share of the tasks whose correlations count: those that may be odd do not
RIDGE = 1e-4  # of metrics that are nearly the same
TOLD_BY_OTHERS = 2.0  # variance of a metric by that which the others leave: half of it
TASKS_PER_METRIC = 5  # fewer do not show how metrics are related


class Relation(NamedTuple):
    """What the other metrics say of one.

    metric    its place among the metrics
    partner   the place of the one that says most
    residual  (n,) what is left of its scores, NaN where it is missing
    values    (n,) of the metric
    expected  (n,) what the others foretell
    """

    metric: int
    partner: int
    residual: Floats
    values: Floats
    expected: Floats

    def effect(self, row: int) -> float:
        """How far the value of a task is from what is foretold, in robust spreads of the metric."""
        low, high = quantiles(self.values[np.isfinite(self.values)], [0.25, 0.75])
        spread = float(high - low) / QUARTILES_TO_SIGMA
        return abs(float(self.values[row] - self.expected[row])) / spread if spread else inf


class Related(NamedTuple):
    """The strong relations of a table; how far each task (n,) lies from all, by its metrics.

    shares: (n, d) of the square of that distance.
    """

    relations: tuple[Relation, ...]
    distance: Floats
    shares: Floats


def related(metrics: Sequence[Floats]) -> Related | None:
    """Of metrics (n,), NaN where missing; None of one alone, or of too few tasks."""
    d = len(metrics)
    if d < 2 or metrics[0].size < TASKS_PER_METRIC * d:
        return None
    scores = np.column_stack([_scores(values) for values in metrics])
    inverse = _inverse(scores, slice(None))
    squares = ((scores @ inverse) * scores).sum(axis=1)
    near = np.argsort(squares, kind="stable")[: int(NEAREST * squares.size)]
    inverse = _inverse(scores, near)
    told = scores @ inverse
    shares = told * scores
    strong: list[int] = np.flatnonzero(np.diag(inverse) > TOLD_BY_OTHERS).tolist()
    relations = tuple(_relation(j, metrics[j], scores, told, inverse) for j in strong)
    return Related(relations, np.sqrt(np.maximum(shares.sum(axis=1), 0.0)), shares)


def _scores(values: Floats) -> Floats:
    """Normal scores; a missing value is in the middle."""
    known = np.isfinite(values)
    found = np.zeros(values.size)
    found[known] = normal_scores(values[known])
    return found


def _inverse(scores: Floats, rows: Indices | slice) -> Floats:
    """Of the correlations (d, d) in some rows of scores (n, d)."""
    some = scores[rows]
    products = some.T @ some
    lengths = np.sqrt(np.maximum(np.diag(products), 1e-300))
    correlations = products / lengths / lengths[:, None]
    return np.asarray(np.linalg.inv(correlations + RIDGE * np.eye(lengths.size)))


def _relation(j: int, values: Floats, scores: Floats, told: Floats, inverse: Floats) -> Relation:
    left = np.where(np.isfinite(values), told[:, j] / np.sqrt(inverse[j, j]), np.nan)
    foretold = scores[:, j] - told[:, j] / inverse[j, j]
    partners = np.abs(inverse[j])
    partners[j] = 0.0
    known = np.flatnonzero(np.isfinite(values))
    order = known[np.argsort(values[known])]
    expected = np.interp(foretold, scores[order, j], values[order])
    return Relation(j, int(partners.argmax()), left, values, expected)
