"""Steps of spread: the same search, on how far values lie from what explains them. O(n log n)."""

from math import log

import numpy as np

from crackle_cli.detectors.phase_transition.change_point import Span, span_of
from crackle_cli.detectors.phase_transition.null_tables import SPREAD, least_height, log_level_p
from crackle_cli.detectors.phase_transition.seeded_intervals import best_splits_of, scores_of
from crackle_cli.detectors.phase_transition.segmentation import Cut, candidates, segmented
from crackle_cli.statistics.noise import CLIP, scale
from crackle_cli.table.arrays import Floats

FEWEST_DISTANCES = 4  # distances on each side: fewer have no spread
PERSISTENT = 0.2  # φ above which innovations tell the spread, and not what they add up to


def distances(residuals: Floats, phi: float) -> Floats:
    """How far each of `residuals` (n,) lies off, or its innovation where they persist: (n,)."""
    if phi <= PERSISTENT:
        return np.asarray(np.abs(residuals))
    innovations = residuals[1:] - phi * residuals[:-1]
    return np.asarray(np.abs(np.concatenate([residuals[:1], innovations])))


async def spread_cuts(apart: Floats, alpha: float) -> tuple[tuple[Cut, ...], tuple[float, ...]]:
    """Cuts of distances (n,), each with log p over its share."""
    n = apart.size
    least = least_height(log(alpha * SPREAD), n, 0.0)
    first = await best_splits_of(await scores_of(apart), 0.0, least)
    cuts = segmented(apart, candidates(first, least), 0.0, least)
    return cuts, tuple(log_level_p(c.height, n, 0.0) - log(SPREAD) for c in cuts)


def spread_place(apart: Floats, guess: int) -> Span:
    """The place of two spreads of distances (n,), with its 95 % interval.

    The posterior of normal noise, distances drawn in to CLIP times the scale of their side. Of too
    few on one side it may be anywhere.
    """
    n = apart.size
    if n < 2 * FEWEST_DISTANCES:
        return Span(guess, 1, n - 1)
    limits = np.repeat([scale(apart[:guess]), scale(apart[guess:])], [guess, n - guess])
    squares = np.minimum(apart, CLIP * np.maximum(limits, np.finfo(float).tiny)) ** 2
    lefts = np.arange(FEWEST_DISTANCES, n - FEWEST_DISTANCES + 1)
    sums = np.cumsum(squares)
    tiny = np.finfo(float).tiny
    before = np.maximum(sums[lefts - 1] / lefts, tiny)
    after = np.maximum((sums[-1] - sums[lefts - 1]) / (n - lefts), tiny)
    return span_of(-0.5 * (lefts * np.log(before) + (n - lefts) * np.log(after)), FEWEST_DISTANCES)
