"""Metrics of which one follows another some tasks later. O(lags n d^2)."""

import numpy as np

from crackle_cli.detectors.correlation.pairs import Pairs, score
from crackle_cli.detectors.correlation.prewhitening import Whitened

LONGEST_LAG = 10  # tasks
MOST_LAGGED = 300  # beyond, the products of all pairs at all lags take seconds
AHEAD = 0.1  # by which the correlation at a lag must exceed that of the same task


def lagged_pairs(white: Whitened, least_z: float) -> tuple[Pairs, np.ndarray, int]:
    """Pairs (leader, follower) at their best lag, those lags, and how many lags were tried.

    A pair is given when its score at the best lag, both directions tried, is `least_z` or more
    and its correlation beats that of the same task by AHEAD.
    """
    index = np.flatnonzero(white.eligible)
    n = len(white.innovations)
    lags = min(LONGEST_LAG, n // 10)
    if index.size < 2 or index.size > MOST_LAGGED or not lags:
        empty = np.empty(0)
        return Pairs(*(empty.astype(int),) * 2, *(empty,) * 3), empty.astype(int), 0
    values = white.innovations[:, index]
    same = values.T @ values
    leads = np.stack([values[:-lag].T @ values[lag:] for lag in range(1, lags + 1)])
    best = np.abs(leads).argmax(axis=0)
    r = np.take_along_axis(leads, best[None], axis=0)[0]
    stronger = np.abs(r) > np.abs(r.T)  # the direction that says more
    np.fill_diagonal(stronger, False)
    ahead = stronger & (np.abs(r) >= np.abs(same) + AHEAD)
    leader, follower = np.nonzero(ahead)
    if white.present is None:
        together = np.full(leader.size, float(n))
    else:
        there = white.present[:, index].astype(float)
        together = (there.T @ there)[leader, follower]
    lag = best[leader, follower] + 1
    found = r[leader, follower]
    squares = values**2
    fourth = np.zeros(leader.size)  # as in pairs: bursts that meet at the lag count less
    for tasks in range(1, lags + 1):
        at = np.flatnonzero(lag == tasks)
        shifted = squares[:-tasks, leader[at]] * squares[tasks:, follower[at]]
        fourth[at] = shifted.sum(axis=0)
    outliers = np.maximum(1.0, fourth * n / (1 + 2 * found**2))
    z = score(white, (index[leader], index[follower]), found, (together - lag) / outliers)
    kept = z >= least_z
    pairs = Pairs(index[leader], index[follower], found, found, z).taken(kept)
    return pairs, lag[kept], 2 * lags
