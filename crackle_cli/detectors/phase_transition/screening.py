"""A first look at all series together: in most of them nothing goes on, and they are left alone.

Series of equal length are the rows of a matrix, so that wide tables cost a few calls for hundreds
of metrics; what is found in one is the same alone and among a thousand. O(n log n) for each.
"""

from collections import defaultdict
from collections.abc import Sequence
from math import log, sqrt
from typing import NamedTuple

import numpy as np

from crackle_cli.detectors.phase_transition.batching import TOGETHER
from crackle_cli.detectors.phase_transition.null_tables import (
    LEVEL,
    SPREAD,
    TREND,
    least_gain,
    least_height,
)
from crackle_cli.detectors.phase_transition.persistence import (
    HARD,
    least_persistence,
)
from crackle_cli.detectors.phase_transition.preparation import Series
from crackle_cli.detectors.phase_transition.season import peaks
from crackle_cli.detectors.phase_transition.seeded_intervals import Splits, best_splits
from crackle_cli.detectors.phase_transition.trend import swing_gains
from crackle_cli.statistics.ranks import medians, normal_scores
from crackle_cli.table.arrays import Floats

REMEMBERS = 2.0  # standard errors of the first autocorrelation: 1 in 50 series of noise has more
FAR = 10.0 / 0.6745  # median distances in ten standard deviations, beyond which all is as far


class Look(NamedTuple):
    """What a series shows at first: splits of its scores and of its distances, and a period."""

    first: Splits
    moves: bool
    spreads: bool
    peak: int


def looked_at(series: Sequence[Series], alpha: float) -> list[Look | None]:
    """A look at each series; None where it is constant."""
    found: list[Look | None] = [None] * len(series)
    alike = defaultdict(list)
    for i, one in enumerate(series):
        if not one.constant:
            alike[one.means.size].append(i)
    for n, members in alike.items():
        each = max(1, TOGETHER // n)
        for start in range(0, len(members), each):
            chunk = members[start : start + each]
            looks = _looks(np.stack([series[i].means for i in chunk]), alpha)
            for i, look in zip(chunk, looks, strict=True):
                found[i] = look
    return found


def _looks(means: Floats, alpha: float) -> list[Look]:
    n = means.shape[1]
    scores = normal_scores(means)
    least = least_height(log(alpha * LEVEL), n, 0.0)
    first = best_splits(scores, least=least)
    high = first.heights.max(axis=1) >= least
    r = _next_to_each_other(scores)
    apart = means - medians(means)[:, None]
    spread = medians(np.abs(apart))[:, None] * FAR
    far = _next_to_each_other(np.clip(apart, -spread, spread))
    swings = swing_gains(scores) >= least_gain(alpha * TREND, n) / 2.0
    remembers = np.maximum(r, far) > max(least_persistence(n), REMEMBERS / sqrt(n))
    moves = high | swings | remembers
    least = least_height(log(alpha * SPREAD), n, 0.0)
    around = best_splits(normal_scores(np.abs(apart)), least=least, every=2)
    spreads = around.heights.max(axis=1) >= least
    return [
        Look(first.row(i), bool(moves[i]), bool(spreads[i]), int(peak))
        for i, peak in enumerate(peaks(means, r >= HARD / 2))
    ]


def _next_to_each_other(values: Floats) -> Floats:
    """How alike neighbours are in each row of `values` (m, n) around 0: (m,), 0 where all are."""
    total = np.einsum("ij,ij->i", values, values)
    products = np.einsum("ij,ij->i", values[:, 1:], values[:, :-1])
    found: Floats = products / np.where(total > 0, total, 1.0)
    return found
