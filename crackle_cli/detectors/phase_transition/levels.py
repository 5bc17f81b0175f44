"""Level shifts by recursion: the likeliest split of a series, then of each of its two sides.

A part inherits the p-value of the whole, and its own counts as often as it fits into the series.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import exp, log2

from crackle_cli.detectors.phase_transition.null import ranked_p, studentised_height, studentised_p
from crackle_cli.detectors.phase_transition.place import best_split, centres
from crackle_cli.detectors.phase_transition.seeded import Contrast
from crackle_cli.detectors.phase_transition.statistic import ranked, studentised
from crackle_cli.statistics.shares import log_binomial_tail
from crackle_cli.table import Floats

SENSITIVE, LARGE = 0.75, 0.25  # shares of alpha for the two tests (weighted Bonferroni)
SHORTEST = 12  # values that the noise of a large step is measured from, where there are as many
HOPELESS = 0.5  # of the height that is needed: a place nearby does not make it twice as high
FEWEST_LARGE = 4  # values on each side of it: of 2 % outliers three may meet, four hardly ever


@dataclass(frozen=True)
class Split:
    """The first value after a shift, and its p-value."""

    at: int
    p_value: float


Test = Callable[[Floats, float], Split]


def level_splits(values: Floats, alpha: float, least: int, test: Test | None = None) -> list[Split]:
    """All splits with p <= `alpha`, ascending. `values`: (n,) finite; parts below `least` rest.

    O(n log n) for each split found.
    """
    look = test or likeliest
    found: list[Split] = []
    parts = [(0, values.size, 0.0)]
    while parts:
        start, stop, inherited = parts.pop()
        if stop - start < least:
            continue
        split = look(values[start:stop], alpha * (stop - start) / values.size)
        p_value = min(1.0, max(inherited, split.p_value * values.size / (stop - start)))
        if p_value > alpha:
            continue
        at = start + split.at
        found.append(Split(at, p_value))
        parts += [(start, at, p_value), (at, stop, p_value)]
    return settled(values, sorted(found, key=lambda s: s.at))


def settled(values: Floats, splits: list[Split]) -> list[Split]:
    """The splits, each moved to the best place between its neighbours as they are now."""
    for i, split in enumerate(splits):
        low = splits[i - 1].at if i else 0
        high = splits[i + 1].at if i + 1 < len(splits) else values.size
        at = low + best_split(values[low:high], split.at - low)
        splits[i] = Split(at, split.p_value)
    return splits


def likeliest(values: Floats, alpha: float) -> Split:
    """The split that a level shift explains best, by the more certain of two tests.

    A split with p > `alpha` is only roughly placed.
    """
    found = ranked(values)
    p_value = min(1.0, ranked_p(found.height, values.size) / SENSITIVE)
    at = found.best.split
    best = Split(best_split(values, at) if p_value <= alpha else at, p_value)
    for contrast in found.contrasts:
        if contrast.stop - contrast.start < min(SHORTEST, values.size):
            break
        part = values[contrast.start : contrast.stop]
        times = _times(values.size / part.size) / LARGE
        least = HOPELESS * studentised_height(min(alpha, best.p_value) / times)
        at = contrast.split - contrast.start
        if studentised(part, at) < least:
            continue
        at = best_split(part, at)
        if min(at, part.size - at) < FEWEST_LARGE:
            continue
        p_value = studentised_p(studentised(part, at)) * times
        if p_value < best.p_value:
            p_value = max(p_value, _run_p(values, contrast, at))
        if p_value < best.p_value:
            best = Split(contrast.start + at, p_value)
    return best


def _run_p(values: Floats, contrast: Contrast, at: int) -> float:
    """Chance that so many of the values of the shorter side lie on its side of the step.

    Where a metric has two levels that take turns (a cache hit, a miss), a run of one of them is
    no shift, however little noise there is within it.
    """
    place = contrast.start + at
    left, right = slice(contrast.start, place), slice(place, contrast.stop)
    few = left if at <= contrast.stop - place else right
    low, high = centres(values[left], values[right])
    other = high if few is left else low
    own = low if few is left else high
    middle = (own + other) / 2
    beyond = (values < middle) if own < other else (values > middle)
    run, there = few.stop - few.start, int(beyond[few].sum())
    share = (int(beyond.sum()) - there + 1) / (values.size - run + 2)
    return values.size * exp(log_binomial_tail(run, there, share))


def _times(often: float) -> float:
    """Tests that an interval stands for that fits `often` times: those, and the longer lengths."""
    return often * (1.0 + log2(often))


def ranked_only(values: Floats, alpha: float) -> Split:
    """The likeliest split by the sensitive test alone, whatever `alpha`."""
    found = ranked(values)
    return Split(found.best.split, ranked_p(found.height, values.size))
