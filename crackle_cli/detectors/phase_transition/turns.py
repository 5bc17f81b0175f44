"""Turns: where a series without a level goes another way, as level shifts of its differences.

The differences of a random walk are independent, so the segmentation of levels tells where their
mean changes, at the persistence that they show. O(n log n).
"""

from itertools import pairwise
from math import log, sqrt

import numpy as np

from crackle_cli.detectors.phase_transition.batching import Asked
from crackle_cli.detectors.phase_transition.change_point import Span, place
from crackle_cli.detectors.phase_transition.climbing import climbed
from crackle_cli.detectors.phase_transition.findings import Way
from crackle_cli.detectors.phase_transition.null_tables import LEVEL, least_height, log_level_p
from crackle_cli.detectors.phase_transition.persistence import inflation, least_persistence
from crackle_cli.detectors.phase_transition.preparation import block_means
from crackle_cli.detectors.phase_transition.results import Turn
from crackle_cli.detectors.phase_transition.seeded_intervals import FEWEST_ASIDE, best_splits
from crackle_cli.detectors.phase_transition.segmentation import levels
from crackle_cli.statistics.noise import scale
from crackle_cli.statistics.normal import Z_95
from crackle_cli.statistics.ranks import normal_scores
from crackle_cli.table.arrays import Floats

FEWEST_BLOCKS = 24  # of fewer, segmentation tells no three legs of a wave


async def turns(values: Floats, alpha: float) -> list[Turn]:
    """The turns of `values` (n,), n >= 8.

    `alpha`: of this series, of which the turns have the share of the levels that it has not.
    """
    width = _width(values)
    steps = np.diff(block_means(values, width))
    log_alpha = log(alpha * LEVEL)
    least = least_height(log_alpha, steps.size, 0.0)
    if not await Asked(_shift_in_each, (steps, least), steps.size):
        return []
    cuts, phi = await climbed(steps, None, log_alpha)
    at = tuple(cut.at for cut in cuts)
    noise, inflated = scale(steps - levels(steps, at)), inflation(steps.size, phi)
    legs = list(pairwise([0, *at, steps.size]))
    found = []
    for cut, (low, middle), (_, high) in zip(cuts, legs, legs[1:], strict=False):
        fewest = min(FEWEST_ASIDE, middle - low, high - middle)
        span = place(steps[low:high], middle - low, fewest, inflated, noise).moved(low)
        before, after = steps[low:middle], steps[middle:high]
        found.append(
            Turn(
                in_values(span, width, values.size),
                _way(before, noise * sqrt(inflated)),
                _way(after, noise * sqrt(inflated)),
                faster=bool(abs(after.mean()) > abs(before.mean())),
                log_p=log_level_p(cut.height, steps.size, phi) - log(LEVEL),
            )
        )
    return found


def _way(steps: Floats, noise: float) -> Way | None:
    """Where steps (k,) that scatter so much lead; None where that is not sure (95 %)."""
    rise = float(steps.sum())
    if abs(rise) <= Z_95 * noise * sqrt(steps.size):
        return None
    return "up" if rise > 0 else "down"


def _shift_in_each(asked: list[tuple[Floats, float]]) -> list[bool]:
    """Whether some interval of steps (n,) shifts at all; if none does, none does in a model.

    Half of the intervals tell it: this is asked of each series that wanders.
    """
    steps, least = zip(*asked, strict=True)
    found = best_splits(normal_scores(np.stack(steps)), least=np.array(least), every=2)
    shifts: list[bool] = (found.heights.max(axis=1) >= least).tolist()
    return shifts


def _width(values: Floats) -> int:
    """How many of `values` (n,) make a block, so that the steps between blocks are no echo.

    Noise on top of a walk is taken back by the next difference, and hides the walk beneath it; of
    means of more values there is less of it.
    """
    n, width = values.size, 1
    while n // (2 * width) >= FEWEST_BLOCKS and _takes_back(block_means(values, width)):
        width *= 2
    return width


def _takes_back(means: Floats) -> bool:
    """Whether the differences of `means` (m,) are surely against the ones before them."""
    steps = np.diff(means)
    steps -= steps.mean()
    return bool(steps[1:] @ steps[:-1] < -least_persistence(steps.size) * (steps @ steps))


def in_values(span: Span, width: int, n: int) -> Span:
    """A turn at a block, as that at the middle of its values; it may be at any of them."""
    last = min(n - 1, span.high * width + width - 1)
    return Span(span.at * width + (width - 1) // 2, span.low * width, last)
