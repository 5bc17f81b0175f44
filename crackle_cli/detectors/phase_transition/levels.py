"""Level shifts by recursion: the likeliest split of a series, then of each of its two sides.

A part inherits the p-value of the whole, and its own counts as often as it fits into the series.
"""

from collections.abc import Callable
from math import comb, exp, log2
from typing import NamedTuple

import numpy as np

from crackle_cli.detectors.phase_transition.abrupt import abrupt, highest
from crackle_cli.detectors.phase_transition.null import (
    LONGEST_ABRUPT,
    abrupt_height,
    abrupt_p,
    studentised_height,
    studentised_p,
)
from crackle_cli.detectors.phase_transition.persistent import p_values
from crackle_cli.detectors.phase_transition.place import best_split, centres
from crackle_cli.detectors.phase_transition.seeded import Contrasts
from crackle_cli.detectors.phase_transition.statistic import Ranked, ranked, studentised
from crackle_cli.statistics.shares import log_binomial_tail
from crackle_cli.table.arrays import Floats

SENSITIVE, LARGE = 0.75, 0.25  # shares of alpha for the two tests (weighted Bonferroni)
SHORTEST = 12  # values that the noise of a large step is measured from, where there are as many
HOPELESS = 0.5  # of the height that is needed: a place nearby does not make it twice as high
FEWEST_LARGE = 4  # values on each side of it: of 2 % outliers three may meet, four hardly ever


class Split(NamedTuple):
    """The first value after a shift, and its p-value."""

    at: int
    p_value: float


Test = Callable[[Floats, float], list[Split]]


def level_splits(values: Floats, alpha: float, least: int, test: Test, whole: Split) -> list[Split]:
    """All splits with p <= `alpha`, ascending. `values`: (n,) finite; parts below `least` rest.

    `whole` is what `test` says of all values. O(n log n) for each split found.
    """
    found: list[Split] = []
    parts = [(0, values.size, 0.0, whole)]
    while parts:
        start, stop, inherited, split = parts.pop()
        p_value = min(1.0, max(inherited, split.p_value * values.size / (stop - start)))
        if p_value > alpha:
            continue
        at = start + split.at
        found.append(Split(at, p_value))
        for low, high in ((start, at), (at, stop)):
            if high - low >= least:
                share = alpha * (high - low) / values.size
                parts.append((low, high, p_value, test(values[None, low:high], share)[0]))
    return settled(values, sorted(found, key=lambda s: s.at))


def settled(values: Floats, splits: list[Split]) -> list[Split]:
    """The splits, each moved to the best place between its neighbours as they are now."""
    for i, split in enumerate(splits):
        low = splits[i - 1].at if i else 0
        high = splits[i + 1].at if i + 1 < len(splits) else values.size
        at = low + best_split(values[low:high], split.at - low)
        splits[i] = Split(at, split.p_value)
    return splits


def likeliest(values: Floats, alpha: float) -> list[Split]:
    """As `by_ranks_or_size`, of series (b, n) whose ranks are not known yet."""
    return by_ranks_or_size(values, ranked(values), alpha)


def by_ranks_or_size(values: Floats, found: Ranked, alpha: float) -> list[Split]:
    """The split of each series (b, n) that a level shift explains best, by the surer of two tests.

    A split with p > `alpha` is only roughly placed.
    """
    n = values.shape[1]
    best = []
    for series, split in zip(values, by_ranks(found, n, SENSITIVE), strict=True):
        sure = split.p_value <= alpha
        best.append(Split(best_split(series, split.at), split.p_value) if sure else split)
    for contrasts in found.contrasts:
        m = contrasts.length
        if m < min(SHORTEST, n):
            break
        times = _times(n / m) / LARGE
        short = m == n <= LONGEST_ABRUPT
        least = [HOPELESS * _height(min(alpha, s.p_value) / times, m, short) for s in best]
        columns = contrasts.starts[:, None] + np.arange(m)
        parts = np.take_along_axis(values, columns, 1)
        heights = (highest if short else studentised)(parts, contrasts.splits - contrasts.starts)
        for i in np.flatnonzero(heights >= least):
            best[i] = _larger(values[i], best[i], contrasts, int(i), times)
    return best


def _height(p_value: float, n: int, short: bool) -> float:
    """What a step within n values must reach, by the one test or the other."""
    return abrupt_height(p_value, n) if short else studentised_height(p_value)


def by_ranks(found: Ranked, n: int, share: float = 1.0) -> list[Split]:
    """The likeliest split of each series of n by the sensitive test alone, whatever its p-value."""
    pairs = zip(found.splits.tolist(), p_values(found, n), strict=True)
    return [Split(at, min(1.0, p_value / share)) for at, p_value in pairs]


def _larger(values: Floats, best: Split, contrasts: Contrasts, i: int, times: float) -> Split:
    """The step of series i within its interval, or the `best` split so far if that is surer."""
    start, split = int(contrasts.starts[i]), int(contrasts.splits[i])
    part = values[start : start + contrasts.length]
    at = best_split(part, split - start)
    if min(at, part.size - at) < FEWEST_LARGE:
        return best
    p_value = times * _step_p(part, at, part.size == values.size <= LONGEST_ABRUPT)
    if p_value < best.p_value:
        p_value = max(p_value, _run_p(values, start, start + at, start + part.size))
    return Split(start + at, p_value) if p_value < best.p_value else best


def _step_p(values: Floats, at: int, short: bool) -> float:
    """p-value of a step; a short series shuffled would not show any more seldom than it can."""
    series, split = values[None], np.array([at])
    if not short:
        return studentised_p(float(studentised(series, split)[0]))
    p_value = abrupt_p(float(abrupt(series, split)[0]), values.size)
    return max(p_value, 1.0 / comb(values.size, at))


def _run_p(values: Floats, start: int, place: int, stop: int) -> float:
    """Chance that so many of the values of the shorter side lie on its side of the step.

    Where a metric has two levels that take turns (a cache hit, a miss), a run of one of them is
    no shift, however little noise there is within it.
    """
    left, right = slice(start, place), slice(place, stop)
    few = left if place - start <= stop - place else right
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


def ranked_only(values: Floats, alpha: float) -> list[Split]:
    """The likeliest split of each series (b, n) by the sensitive test alone, whatever `alpha`."""
    return by_ranks(ranked(values), values.shape[1])
