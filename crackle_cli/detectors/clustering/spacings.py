"""A thinner place between two denser ones along a line, from the widths that hold m tasks.

Where m tasks take a width w, the error of log w is 1 / sqrt(m) whatever the density; all places
and several m are looked at (Duembgen, Walther, 2008). O(n log n).
"""

from collections.abc import Sequence
from math import exp, log, sqrt
from typing import NamedTuple

import numpy as np

from crackle_cli.statistics.discovery import SMALLEST_P_VALUE
from crackle_cli.table.arrays import Floats

SHARES = (0.05, 0.1, 0.2)  # of the tasks in a width; a fifth of them beside, at both sides
FEWEST_IN_WIDTH = 5  # tasks in a width
THINNER = log(4 / 3)  # a place of three quarters of the density is no border worth telling
# The deepest place of n tasks along the line on which they show it most: 90 % and 99 % of uniform
# cubes and balls, normal, factor and ring noise are below 4.9 and 5.6 (calibrate_clustering).
MODE, SCALE = 4.2, 0.3


class Thin(NamedTuple):
    """The deepest place: `depth` in standard errors, `ratio` of its density to that beside it.

    Between `low` and `high` on the line lie `tasks` of them.
    """

    depth: float
    ratio: float
    low: float
    high: float
    tasks: int

    @property
    def middle(self) -> float:
        return (self.low + self.high) / 2


def thinnest(line: Floats, around: float | None = None) -> Thin | None:
    """The deepest of all places on a `line` (n,), or of those around a point of it; if any."""
    ascending = np.sort(line)
    best: Thin | None = None
    for m in _counts(ascending.size):
        widths = ascending[m:] - ascending[:-m]
        left = np.minimum.accumulate(widths)[: -2 * m]
        right = np.minimum.accumulate(widths[::-1])[::-1][2 * m :]
        middle = widths[m:-m]
        beside = np.maximum(left, right)
        ratios = np.divide(beside, middle, out=np.ones(middle.size), where=middle > 0)
        if around is not None:
            first = np.searchsorted(ascending, around) - 2 * m
            ratios[: max(0, first)] = 1.0
            ratios[max(0, first + m) :] = 1.0
        place = int(ratios.argmin())
        ratio = max(float(ratios[place]), 1e-9)
        depth = (-log(ratio) - THINNER) * sqrt(m)
        if depth > (best.depth if best else 0.0):
            ends = float(ascending[place + m]), float(ascending[place + 2 * m])
            best = Thin(depth, ratio, *ends, m)
    return best


def _counts(n: int) -> Sequence[int]:
    counts = dict.fromkeys(max(FEWEST_IN_WIDTH, int(share * n)) for share in SHARES)
    return [m for m in counts if n >= 3 * m + 1]


def p_value(thin: Thin) -> float:
    """Of the deepest place, in (0, 1]."""
    surprise = (thin.depth - MODE) / SCALE
    return max(SMALLEST_P_VALUE, exp(-surprise)) if surprise > 0 else 1.0
