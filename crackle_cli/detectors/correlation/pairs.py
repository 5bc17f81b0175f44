"""Which pairs of metrics move together, and how surely.

Correlation of the innovations, with as many degrees of freedom as their remaining memory, shared
outliers and commonest values leave (Bartlett, 1935; White, 1980), and normal scores of it
(Wallace, 1959). O(n d^2), a block of metrics at a time.
"""

from math import erfc, sqrt
from typing import NamedTuple

import numpy as np

from crackle_cli.detectors.correlation.pairwise_missing import bound, fresh, masked
from crackle_cli.detectors.correlation.prewhitening import Whitened
from crackle_cli.statistics.discovery import SMALLEST_P_VALUE
from crackle_cli.statistics.ranks import distinct
from crackle_cli.table.arrays import Floats

BLOCK_METRICS = 128  # metrics of one block of pairs: 128 x 5,000 numbers are 5 MB
BINS = 1 << 13  # of |r| in a first look
LARGEST_R = 1 - 1e-12  # the logarithm of 1 - r² is finite


class Pairs(NamedTuple):
    """Pairs (one, other) of metrics by index, all (k,): their correlation and its significance.

    r    correlation of the innovations; ranked: of the ranks as they are
    z    normal score of r, always positive
    """

    one: np.ndarray
    other: np.ndarray
    r: Floats
    ranked: Floats
    z: Floats

    def taken(self, which: np.ndarray) -> "Pairs":
        return Pairs(
            self.one[which], self.other[which], self.r[which], self.ranked[which], self.z[which]
        )


def discovered(white: Whitened, alpha: float, least_r: float) -> Pairs:
    """Pairs of eligible metrics that pass the step-up control (Benjamini, Hochberg, 1995).

    The surest first. Only |r| of `least_r` or more are candidates. A first look at r alone, as if
    nothing lessened what it is worth, leaves out those that could not pass.
    """
    index = np.flatnonzero(white.eligible)
    step = alpha / max(index.size * (index.size - 1) // 2, 1)
    peaks, threshold = _first_look(white, index, step, least_r)
    found = [Pairs(*(np.empty(0, dtype=np.intp),) * 2, *(np.empty(0),) * 3)]
    for start in (np.flatnonzero(peaks >= threshold) * BLOCK_METRICS).tolist():
        found.append(_block(white, index[start:], threshold))
    names = ("one", "other", "r", "ranked", "z")
    pairs = Pairs(*(np.concatenate([getattr(p, name) for p in found]) for name in names))
    order = np.argsort(-pairs.z, kind="stable")
    return pairs.taken(order[: passing(p_values(pairs.z[order]), step)])


def passing(p: Floats, step: float) -> int:
    """How many of ascending p-values pass the step-up control, the k-th at k times `step`."""
    passed = np.flatnonzero(p <= step * np.arange(1, p.size + 1))
    return int(passed[-1]) + 1 if passed.size else 0


def p_values(z: Floats) -> Floats:
    """Two-sided tails of the normal distribution; never 0."""
    return np.array([max(SMALLEST_P_VALUE, erfc(score / sqrt(2))) for score in z.tolist()])


def _first_look(
    white: Whitened, index: np.ndarray, step: float, least_r: float
) -> tuple[Floats, float]:
    """The largest |r| of each block, and the |r| below which no pair can pass the control."""
    edges = np.arange(BINS + 1) / BINS
    counts = np.zeros(BINS + 1, dtype=np.intp)
    peaks = []
    for start in range(0, index.size, BLOCK_METRICS):
        size = _sizes(white, index[start:], least_r)
        peaks.append(float(size.max()))
        strong = (size[size >= least_r] * BINS).astype(np.intp)
        counts += np.bincount(strong, minlength=BINS + 1)
    freedom = len(white.innovations) - 2 - white.fitted.min()
    held = np.flatnonzero(counts)
    upper = np.append(edges[1:], 1.0)[held]
    p = p_values(normal_score(upper, np.full(held.size, float(freedom))))
    possible = held[p <= step * counts[::-1].cumsum()[::-1][held]]
    threshold = float(edges[possible[0]]) if possible.size else np.inf
    return np.array(peaks), max(threshold, least_r)


def _sizes(white: Whitened, index: np.ndarray, least: float) -> Floats:
    """|r| of the first BLOCK_METRICS metrics of `index` with all after them, -1 where not after.

    Exact where it is `least` or more; elsewhere it may be anything less.
    """
    here = index[:BLOCK_METRICS]
    before = np.tri(here.size, index.size, dtype=np.bool_)
    size = _exact(white, here, index) if white.present is None else bound(white, here, index)
    size[before] = -1.0
    if white.present is not None:
        row, column = (distinct(places) for places in np.nonzero(size >= least))
        size[np.ix_(row, column)] = _exact(white, here[row], index[column])
        size[before] = -1.0
    return size


def _exact(white: Whitened, here: np.ndarray, later: np.ndarray) -> Floats:
    return np.abs(_correlation(white, here, later)[0])


def _block(white: Whitened, index: np.ndarray, threshold: float) -> Pairs:
    """The pairs of the first BLOCK_METRICS metrics of `index` with |r| of at least `threshold`."""
    row, column = np.nonzero(_sizes(white, index, threshold) >= threshold)
    rows, row = np.unique(row, return_inverse=True)
    columns, column = np.unique(column, return_inverse=True)
    here, later = index[rows], index[columns]
    r, powers, together = _correlation(white, here, later)
    spread = _fourth(white, here, later) * together / powers
    ranked = _ranked_correlation(white, here, later)[row, column]
    one, other, r = here[row], later[column], r[row, column]
    outliers = np.maximum(1.0, spread[row, column] / (1 + 2 * r**2))
    z = score(white, (one, other), r, together[row, column] / outliers)
    return Pairs(one, other, r, ranked, z)


def _fourth(white: Whitened, here: np.ndarray, later: np.ndarray) -> Floats:
    fourth: Floats = (white.innovations[:, here] ** 2).T @ white.innovations[:, later] ** 2
    return fourth


def score(white: Whitened, pair: tuple[np.ndarray, np.ndarray], r: Floats, tasks: Floats) -> Floats:
    """Normal scores of the correlations r of pairs of metrics that share so many tasks, all (k,).

    Fewer count for the memory that is left (Bartlett, 1935), and for a value that most tasks
    share. Of metrics that are white and correlate by r, the autocorrelations correlate by r^2
    (Haugh, 1976): so much of the memory in common is chance, not memory.
    """
    one, other = pair
    n = len(white.innovations)
    weights = 1 - np.arange(1, len(white.memory) + 1) / n
    memory = np.zeros(r.size)
    for lag, weight in enumerate(weights.tolist()):
        memory += weight * white.memory[lag, one] * white.memory[lag, other]
    memory -= r**2 * weights.sum() / n
    varied = np.maximum(white.varied[one], white.varied[other])
    few = np.where(varied < 0.5, 4 * varied * (1 - varied), 1.0)
    effective = tasks * few / np.maximum(1.0, 1 + 2 * memory)
    fitted = np.maximum(white.fitted[one], white.fitted[other])
    sharp = white.sharpness[one] * white.sharpness[other]
    return normal_score(r * sharp, effective - 2 - fitted)


def _correlation(
    white: Whitened, here: np.ndarray, later: np.ndarray
) -> tuple[Floats, Floats, Floats]:
    """Correlations of innovations, and as `masked` what they are made of."""
    left, right = white.innovations[:, here], white.innovations[:, later]
    if white.present is not None:
        there, too = fresh(white.present[:, here]), fresh(white.present[:, later])
        return masked(left, right, there, too)
    r = np.clip(left.T @ right, -1.0, 1.0)
    return r, np.broadcast_to(1.0, r.shape), np.broadcast_to(float(len(left)), r.shape)


def _ranked_correlation(white: Whitened, here: np.ndarray, later: np.ndarray) -> Floats:
    left, right, mask = white.ranked[:, here], white.ranked[:, later], white.present
    if mask is not None:
        there, too = mask[:, here].astype(float), mask[:, later].astype(float)
        return masked(left, right, there, too)[0]
    r: Floats = np.clip(left.T @ right, -1.0, 1.0)
    return r


def normal_score(r: Floats, freedom: Floats) -> Floats:
    """What a correlation is worth in standard deviations (Wallace, 1959); 0 without freedom."""
    freedom = np.maximum(freedom, 0.0)
    size = np.minimum(np.abs(r), LARGEST_R)
    score = np.sqrt(-freedom * np.log1p(-(size**2)))
    scores: Floats = (8 * freedom + 1) / (8 * freedom + 3) * score
    return scores
