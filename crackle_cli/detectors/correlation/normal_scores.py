"""Metrics as normal scores of their ranks, many at once. O(n log n) for each."""

from collections.abc import Sequence

import numpy as np

from crackle_cli.statistics.ranks import normal_scores, normal_scores_of_ascending
from crackle_cli.table.arrays import Floats


def scored(columns: Sequence[Floats]) -> tuple[Floats, Floats]:
    """Scores (n, d) of mean 0, 0 where missing, and (d,) shares of values unlike the commonest.

    `columns`: d arrays (n,), NaN = missing. What has no ties is ranked together.
    """
    values = np.array(columns)
    values[np.isnan(values)] = np.inf  # to be last; numpy sorts NaN three times as slowly
    d, n = values.shape
    order = values.argsort(axis=1)
    ordered = np.take_along_axis(values, order, axis=1)
    distinct = (ordered[:, 1:] > ordered[:, :-1]).all(axis=1) & np.isfinite(ordered[:, -1])
    scores = np.zeros((d, n))
    rungs = normal_scores(np.arange(float(n)))
    np.put_along_axis(scores, order, np.broadcast_to(rungs, (d, n)), axis=1)
    varied = np.full(d, 1.0 - 1.0 / n)
    for j in np.flatnonzero(~distinct):
        known = int(np.searchsorted(ordered[j], np.inf))
        scores[j] = 0.0
        if known:
            given = normal_scores_of_ascending(ordered[j, :known])
            scores[j, order[j, :known]] = given - given.mean()
        varied[j] = _varied(ordered[j, :known])
    return np.ascontiguousarray(scores.T), varied


def _varied(ascending: Floats) -> float:
    """Share of the values unlike the commonest; 0 of none."""
    if not ascending.size:
        return 0.0
    edges = np.flatnonzero(np.concatenate([[True], ascending[1:] != ascending[:-1], [True]]))
    return 1.0 - float(np.diff(edges).max()) / ascending.size
