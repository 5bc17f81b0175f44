"""Metrics that repeat with a period, without it: a day is no shift up and a shift down.

Shifts are sought in what the season leaves, and the season is measured once more with the shifts
taken out (backfitting: Cleveland, Cleveland, McRae, Terpenning, 1990). O(n log n) for each metric.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

import numpy as np

from crackle_cli.detectors.phase_transition.drift import levels_only
from crackle_cli.detectors.phase_transition.levels import level_splits, likeliest
from crackle_cli.detectors.phase_transition.rates import events
from crackle_cli.detectors.phase_transition.series import Series, block_means
from crackle_cli.statistics.periods import Season, periodic, seasons
from crackle_cli.table.arrays import Floats

ROUNDS = 4  # of season and shifts in turn; most settle in two
ROUNDING = 1e-9  # of the range of a metric: what a fit leaves of one that does nothing else


def without_seasons(every: Mapping[str, Series], alpha: float, least: int) -> dict[str, Series]:
    """Each series of at least 4 means, those that repeat without what repeats in them.

    Metrics that are mostly one value are counted, and stay as they are.

    `alpha` and `least` values as of shifts of level.
    """
    result = dict(every)
    alike = defaultdict(list)
    for name, whole in every.items():
        if not whole.constant and events(whole.values, whole.middle) is None:
            alike[whole.means.size].append(name)
    for names in alike.values():
        repeat = periodic(np.stack([every[name].means for name in names]))
        for i in np.flatnonzero(repeat):
            result[names[i]] = _left(every[names[i]], alpha, least)
    return result


def _left(whole: Series, alpha: float, least: int) -> Series:
    """What the seasons leave of a series, measured around its shifts."""
    left = _less(whole, seasons(whole.means))
    places: tuple[int, ...] = ()
    for _ in range(ROUNDS):
        if left.constant:
            break
        means = left.means
        splits = level_splits(means, alpha, least, likeliest, likeliest(means[None], alpha)[0])
        found = tuple(split.at for split in splits)
        if found == places:
            break
        places = found
        left = _less(whole, seasons(whole.means, levels_only(means, places).fitted))
    return left


def _less(whole: Series, found: Iterable[Season]) -> Series:
    n = whole.means.size
    times = (np.arange(whole.values.size) + 0.5) / whole.width - 0.5
    values, means = whole.values, whole.means
    for season in found:
        values = values - season.at(times, n)
        means = means - season.at(np.arange(float(n)), n)
    means = means if whole.sampled else block_means(values, whole.width)
    if np.ptp(means) <= ROUNDING * np.ptp(whole.means):
        return whole._replace(values=_level(values), means=_level(means), seasonal=True)
    return whole._replace(values=values, means=means, seasonal=True)


def _level(values: Floats) -> Floats:
    return np.full(values.size, values.mean())
