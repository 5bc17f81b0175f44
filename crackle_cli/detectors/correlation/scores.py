"""Metrics as normal scores of their ranks, many at once. O(n log n) for each."""

from collections.abc import Sequence

import numpy as np

from crackle_cli.statistics.ranks import normal_scores
from crackle_cli.table import Floats


def scored(columns: Sequence[Floats]) -> tuple[Floats, Floats]:
    """Scores (n, d) of mean 0, 0 where missing, and (d,) shares of values unlike the commonest.

    `columns`: d arrays (n,), NaN = missing. What has no ties is ranked together.
    """
    values = np.array(columns)
    d, n = values.shape
    order = values.argsort(axis=1)
    ordered = np.take_along_axis(values, order, axis=1)
    distinct = (ordered[:, 1:] > ordered[:, :-1]).all(axis=1) & ~np.isnan(ordered[:, -1])
    scores = np.zeros((d, n))
    rungs = normal_scores(np.arange(float(n)))
    np.put_along_axis(scores, order, np.broadcast_to(rungs, (d, n)), axis=1)
    varied = np.full(d, 1.0 - 1.0 / n)
    for j in np.flatnonzero(~distinct):
        scores[j] = _with_ties(values[j])
        varied[j] = _varied(ordered[j])
    return np.ascontiguousarray(scores.T), varied


def _with_ties(values: Floats) -> Floats:
    result = np.zeros(values.size)
    finite = ~np.isnan(values)
    if finite.any():
        given = normal_scores(values[finite])
        result[finite] = given - given.mean()
    return result


def _varied(ordered: Floats) -> float:
    """Of ascending values, NaN last."""
    finite = ordered[: np.searchsorted(ordered, np.inf, side="right")]
    if not finite.size:
        return 0.0
    edges = np.flatnonzero(np.concatenate([[True], finite[1:] != finite[:-1], [True]]))
    return 1.0 - float(np.diff(edges).max()) / finite.size
