"""What changes around the levels: the spread, and of a series that wanders the drift."""

from collections.abc import Sequence

import numpy as np

from crackle_cli.detectors.phase_transition.back import with_ways_back
from crackle_cli.detectors.phase_transition.drift import Fit
from crackle_cli.detectors.phase_transition.findings import Bend, Changed, Placed, Spread
from crackle_cli.detectors.phase_transition.levels import Split, level_splits, ranked_only
from crackle_cli.detectors.phase_transition.measured import placed, spans, step
from crackle_cli.detectors.phase_transition.place import Span
from crackle_cli.detectors.phase_transition.series import ROUNDING, Series, block_means
from crackle_cli.detectors.phase_transition.staircase import without_staircase
from crackle_cli.profile.settings import PhaseTransitionSettings
from crackle_cli.statistics.noise import from_neighbours
from crackle_cli.statistics.ranks import normal_scores
from crackle_cli.table.arrays import Floats

LEAST_SPREAD = 0.1  # of the mean, where a trend would leave none
SPREAD = 0.08  # of alpha; it also serves the bends of series that wander


def spreads(
    whole: Series, fit: Fit, settings: PhaseTransitionSettings, z: float, first: Split | None
) -> list[Spread]:
    """Shifts in the distance from the fitted level; `first`: the likeliest, where it is known.

    Each level may have a spread of its own: that is told with it, and taken out here.
    """
    alpha, least = settings.alpha * SPREAD, max(settings.min_tasks, 4)
    if first and first.p_value > alpha:
        return []
    if fit.trend is None:
        sizes = np.abs(whole.values - np.repeat(fit.fitted, _counts(whole)))
    else:
        sizes = _of_own_trend(from_neighbours(whole.values), np.repeat(fit.fitted, _counts(whole)))
    if sizes.max() <= ROUNDING:  # of values within [-1, 1]: those of a line without noise
        return []
    own = _of_own_level(sizes, [at * whole.width for at in fit.splits])
    means = block_means(own, whole.width)
    first = first or ranked_only(means[None], alpha)[0]
    splits = level_splits(means, alpha, least, ranked_only, first)
    where = spans(own, splits, whole.width)
    edges = [0, *(s.at for s in where), sizes.size]
    found = []
    for i, split in enumerate(splits):
        measured = step(sizes, (edges[i], edges[i + 1], edges[i + 2]), z)
        p_value = min(1.0, split.p_value / SPREAD)
        found.append(placed(Spread, whole, measured, p_value, where[i], edges[i + 2]))
    return with_ways_back(found, sizes, edges)


def _of_own_trend(sizes: Floats, fitted: Floats) -> Floats:
    """`sizes` (n,) less what grows in proportion to a trend, in the unit that they were in.

    The spread that comes with a level is told with it, and that of a trend with the trend.
    """
    apart = fitted - fitted.mean()
    moved = float(apart @ apart)
    if not moved:
        return sizes
    middle = float(sizes.mean())
    usual = middle + float(sizes @ apart) / moved * apart
    least = LEAST_SPREAD * middle
    return sizes if middle <= 0 else sizes * (middle / np.maximum(usual, least))


def _of_own_level(sizes: Floats, splits: Sequence[int]) -> Floats:
    """`sizes` (n,) as normal scores among those between the same two splits."""
    if not splits:
        return sizes
    parts = np.split(sizes, splits)
    return np.concatenate([normal_scores(part) if part.size > 1 else part * 0.0 for part in parts])


def apart(spread: Spread, found: list[Changed], margin: int) -> bool:
    """Whether a shift of spread is more than the trace of another change at its place."""
    place = spread.place
    rows = [other.place.row for other in found if isinstance(other, Placed)]
    return not any(place.low - margin <= row <= place.high + margin for row in rows)


def bends(whole: Series, settings: PhaseTransitionSettings, z: float) -> list[Bend]:
    """Where a series that wanders begins to drift otherwise: level shifts of its differences.

    A walk has no level to shift and no spread around it; its steps have both, and are tested in
    place of the spread.
    """
    steps = np.diff(whole.means) / whole.width
    least = max(settings.min_tasks, 4)
    if steps.size < least:
        return []
    alpha = settings.alpha * SPREAD
    splits = level_splits(steps, alpha, least, ranked_only, ranked_only(steps[None], alpha)[0])
    splits = without_staircase(steps, splits)
    found = []
    where = spans(steps, splits, 1)
    edges = [0, *(s.at for s in where), steps.size]
    for i, split in enumerate(splits):
        measured = step(steps, (edges[i], edges[i + 1], edges[i + 2]), z)
        place = Span(*((at + 1) * whole.width for at in (where[i].at, where[i].low, where[i].high)))
        p_value = min(1.0, split.p_value / SPREAD)
        found.append(placed(Bend, whole, measured, p_value, place))
    return found


def _counts(whole: Series) -> np.ndarray:
    counts = np.full(whole.means.size, whole.width)
    counts[-1] = whole.values.size - whole.width * (whole.means.size - 1)
    return counts
