"""Which pairs of metrics move together, and how surely.

Correlation of the innovations, with as many degrees of freedom as their remaining memory, shared
outliers and commonest values leave (Bartlett, 1935; White, 1980), and normal scores of it
(Wallace, 1959). O(n d^2), a block of metrics at a time.
"""

from collections.abc import Iterator, Sequence
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
Places = tuple[np.ndarray, np.ndarray]  # rows and columns of pairs in the matrix of all
LARGEST_SCORE = 40.0  # standard deviations, beyond which no p-value is less than the smallest
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


def discovered(white: Whitened, alpha: float, least_r: float) -> Iterator[Pairs]:
    """Pairs of eligible metrics that pass the step-up control (Benjamini, Hochberg, 1995).

    A block of metrics at a time, since there may be d^2 / 2 of them. Only |r| of `least_r` or more
    are candidates. A first look at r alone, as if nothing lessened what it is worth, leaves out
    those that could not pass; a second one is at their scores.
    """
    index = np.flatnonzero(white.eligible)
    step = alpha / max(index.size * (index.size - 1) // 2, 1)
    peaks, threshold = _first_look(white, index, step, least_r)
    starts = (np.flatnonzero(peaks >= threshold) * BLOCK_METRICS).tolist()
    scores = [scored(white, *_block(white, index[start:], threshold))[1] for start in starts]
    least_z = least_passing(scores, step)
    for start in reversed(starts):
        if scores.pop().max(initial=0.0) >= least_z:
            pairs = pairs_between(white, *_block(white, index[start:], threshold))
            yield pairs.taken(pairs.z >= least_z)


def least_passing(scores: Sequence[Floats], step: float) -> float:
    """The score from which all of some normal scores pass the step-up control, if any does.

    The p-value of the k-th surest may be k times `step`. As many pass as have the p-value that so
    many may have: from all of them down, that is the first number that stays.
    """
    count = -1
    passed, least = sum(z.size for z in scores), np.inf
    while passed != count and passed:
        count = passed
        least = _score_of(step * count)
        passed = sum(int(np.count_nonzero(z >= least)) for z in scores)
    return least


def _score_of(p: float) -> float:
    """The least normal score whose p-value is at most p; infinite if there is none."""
    low, high = 0.0, LARGEST_SCORE
    if p >= 1.0 or _p_value(high) > p:
        return low if p >= 1.0 else np.inf
    while low < (middle := (low + high) / 2.0) < high:
        low, high = (low, middle) if _p_value(middle) <= p else (middle, high)
    return high


def passing(p: Floats, step: float) -> int:
    """How many of ascending p-values pass the step-up control, the k-th at k times `step`."""
    passed = np.flatnonzero(p <= step * np.arange(1, p.size + 1))
    return int(passed[-1]) + 1 if passed.size else 0


def p_values(z: Floats) -> Floats:
    """Two-sided tails of the normal distribution; never 0."""
    return np.array([_p_value(score) for score in z.tolist()])


def _p_value(score: float) -> float:
    return max(SMALLEST_P_VALUE, erfc(score / sqrt(2)))


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
    return np.abs(correlations(white, here, later)[0])


def _block(
    white: Whitened, index: np.ndarray, threshold: float
) -> tuple[np.ndarray, np.ndarray, Places]:
    """Which of the first BLOCK_METRICS metrics of `index` have |r| of `threshold` with which."""
    strong = _sizes(white, index, threshold) >= threshold
    rows, columns = (np.flatnonzero(strong.any(axis=axis)) for axis in (1, 0))
    row, column = np.nonzero(strong[np.ix_(rows, columns)])
    return index[rows], index[columns], (row, column)


def pairs_between(white: Whitened, here: np.ndarray, later: np.ndarray, at: Places) -> Pairs:
    """The pairs `at` some places of the matrix of metrics `here` and `later`."""
    r, z = scored(white, here, later, at)
    ranked = _ranked_correlation(white, here, later)[at]
    return Pairs(here[at[0]], later[at[1]], r, ranked, z)


def scored(
    white: Whitened, here: np.ndarray, later: np.ndarray, at: Places
) -> tuple[Floats, Floats]:
    """Their correlations and normal scores."""
    r, powers, together = correlations(white, here, later)
    spread = (_fourth(white, here, later) * together / powers)[at]
    r = r[at]
    outliers = np.maximum(1.0, spread / (1 + 2 * r**2))
    return r, score(white, (here[at[0]], later[at[1]]), r, together[at] / outliers)


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
    (rows, row), (columns, column) = (_places(end) for end in pair)
    shared = (weights[:, None] * white.memory[:, rows]).T @ white.memory[:, columns]
    memory = shared[row, column] - r**2 * weights.sum() / n
    varied = np.maximum(white.varied[one], white.varied[other])
    few = np.where(varied < 0.5, 4 * varied * (1 - varied), 1.0)
    effective = tasks * few / np.maximum(1.0, 1 + 2 * memory)
    fitted = np.maximum(white.fitted[one], white.fitted[other])
    sharp = white.sharpness[one] * white.sharpness[other]
    return normal_score(r * sharp, effective - 2 - fitted)


def _places(index: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The distinct metrics of `index` (k,), ascending, and which of them each is."""
    is_there = np.zeros(index.max(initial=-1) + 1, dtype=np.bool_)
    is_there[index] = True
    return np.flatnonzero(is_there), (is_there.cumsum() - 1)[index]


def correlations(
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
