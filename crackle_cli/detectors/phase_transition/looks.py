"""A first look at all metrics together: most have not changed, and one pass tells so of many.

Series of equal length are the rows of a matrix, so that wide tables cost a few calls for hundreds
of metrics. What a look sees is exactly what a look at each series alone would see.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from crackle_cli.detectors.phase_transition.drift import drifting
from crackle_cli.detectors.phase_transition.levels import Split, by_ranks, by_ranks_or_size
from crackle_cli.detectors.phase_transition.series import Series, block_means
from crackle_cli.detectors.phase_transition.statistic import ranked, wander
from crackle_cli.statistics.ranks import medians
from crackle_cli.table.arrays import Floats

TOGETHER = 1 << 15  # values: 256 KiB, so that they and what is made of them stay in the cache


class Look(NamedTuple):
    """What a series shows before anything is taken out of it.

    level    the likeliest shift of level
    drifts   whether one slope fits better than one level
    wanders  whether it may be a random walk
    spread   the likeliest shift of the distance from the median
    """

    level: Split
    drifts: bool
    wanders: bool
    spread: Split


def looked_at(series: Sequence[Series], alpha: float) -> list[Look | None]:
    """A look at each series of at least 4 means; None where it is constant.

    Levels with p > `alpha` are only roughly placed.
    """
    found: list[Look | None] = [None] * len(series)
    alike = defaultdict(list)
    for i, one in enumerate(series):
        if not one.constant:
            alike[one.means.size].append(i)
    for n, members in alike.items():
        each = max(1, TOGETHER // n)
        for start in range(0, len(members), each):
            chunk = members[start : start + each]
            for i, look in zip(chunk, _looks([series[i] for i in chunk], alpha), strict=True):
                found[i] = look
    return found


def _looks(series: Sequence[Series], alpha: float) -> list[Look]:
    means = np.stack([one.means for one in series])
    n = means.shape[1]
    found = ranked(means)
    levels = by_ranks_or_size(means, found, alpha)
    wanders = wander(found.phi, n)
    spreads = by_ranks(ranked(_sizes(series, medians(means))), n)
    rows = zip(levels, drifting(means).tolist(), wanders.tolist(), spreads, strict=True)
    return [Look(*row) for row in rows]


def _sizes(series: Sequence[Series], middles: Floats) -> Floats:
    """Block means of the distances from the median: (b, n)."""
    pairs = zip(series, middles.tolist(), strict=True)
    return np.stack([block_means(np.abs(s.values - middle), s.width) for s, middle in pairs])
