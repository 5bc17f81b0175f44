"""Staircases: the many shifts by which levels follow a curve, such as a ramp or half a wave.

The curve is drawn through as many points as there are levels (a continuous broken line, as of
Hudson, 1966), so it has fewer parameters than the levels with their places. Where it leaves less
than the levels do, no task is the first of anything. O(n k) for k shifts of a metric.
"""

import itertools
from collections.abc import Sequence
from math import log

import numpy as np

from crackle_cli.detectors.phase_transition.levels import Split
from crackle_cli.table.arrays import Floats

FEWEST = 4  # shifts that make a staircase
LOCAL = 0.5  # of a series: what moves in more than that drifts, and does not shift


def without_staircase(values: Floats, splits: Sequence[Split]) -> list[Split]:
    """The splits of `values` (n,) that are steps; of a ramp the surest, of a drift or waves none.

    All of them where they are few, or most are steps.
    """
    if len(splits) < FEWEST:
        return list(splits)
    edges = [0, *(split.at for split in splits), values.size]
    gains = _gains(values, edges)
    curved = [i for i, gain in enumerate(gains) if gain > 0]
    if 2 * len(curved) < len(splits) or sum(gains) < 0:
        return list(splits)
    told = _surest(values, splits, edges, curved)
    return [split for i, split in enumerate(splits) if i not in curved or i == told]


def _surest(
    values: Floats, splits: Sequence[Split], edges: list[int], curved: list[int]
) -> int | None:
    """Which of the `curved` splits stands for all: of a ramp that begins and ends."""
    means = [float(values[a:b].mean()) for a, b in itertools.pairwise(edges)]
    ways = {means[i + 1] > means[i] for i in curved}
    lasts = edges[curved[-1] + 1] - edges[curved[0] + 1]
    if len(ways) > 1 or lasts > LOCAL * values.size:
        return None
    return min(curved, key=lambda i: splits[i].p_value)


def _gains(values: Floats, edges: list[int]) -> list[float]:
    """By how much less a broken line leaves than levels, around each shift between two of them."""
    parts = [values[a:b] for a, b in itertools.pairwise(edges)]
    levels = np.concatenate([part - part.mean() for part in parts]) ** 2
    spans = _spans(edges)
    places = np.array(sorted({0, *itertools.chain(*spans), values.size - 1}), dtype=np.float64)
    times = np.arange(values.size)
    hats = np.stack([np.interp(times, places, row) for row in np.eye(places.size)], axis=1)
    line = (values - hats @ np.linalg.lstsq(hats.T @ hats, hats.T @ values, rcond=None)[0]) ** 2
    # The places of the shifts were sought, and that alone explains about log n of noise for each.
    sought = float(levels.mean()) * log(values.size)
    return [sought + float((levels - line)[low:high].sum()) for low, high in spans]


def _spans(edges: list[int]) -> list[tuple[int, int]]:
    """Around each inner edge as far as the middle of the nearer level, on both sides alike."""
    spans = []
    for before, at, after in zip(edges, edges[1:], edges[2:], strict=False):
        reach = max(1, min(at - before, after - at) // 2)
        spans.append((at - reach, at + reach))
    return spans
