"""A metric as blocks: neighbouring values summed up until a few thousand means are left."""

from math import frexp
from typing import NamedTuple

import numpy as np

from crackle_cli.statistics.ranks import median
from crackle_cli.statistics.sampling import BLOCK_TASKS, block_starts, block_width
from crackle_cli.table.arrays import Floats

DOMINANT = 0.6  # above this share of one value, the values say little one by one
ROUNDING = 1e-12  # sums of a few thousand float64 are not exact to more digits
INFORMATIVE = 2.0  # values other than the dominant one that a block should hold on average


class Series(NamedTuple):
    """`values` (n,) finite, in task order, `rows` (n,) of the table, and `means` of blocks.

    Values are in `unit`s, a power of two that keeps them within [-1, 1], so that no square
    overflows. Block i holds values `width * i` up to the next block's; the last takes the rest.
    `middle` is the median of the values as they were read. Where the table is a sample the means
    are those of all tasks of a block. A `seasonal` one is what was left when a season was taken
    out.
    """

    values: Floats
    rows: np.ndarray
    means: Floats
    width: int
    unit: float
    middle: float
    sampled: bool = False
    seasonal: bool = False

    @property
    def constant(self) -> bool:
        """Whether nothing changes but the last digits."""
        if not self.means.size:
            return True
        low, high = float(self.means.min()), float(self.means.max())
        return high - low <= ROUNDING * max(abs(low), abs(high))


def series(values: Floats) -> Series:
    """The present values of a metric (n,), NaN = missing, as blocks. O(n)."""
    rows = np.flatnonzero(~np.isnan(values))
    present = values[rows]
    unit = _unit(present)
    present = present / unit
    middle = median(present) if present.size else 0.0
    width = max(block_width(present.size), _informative_width(present, middle))
    return Series(present, rows, block_means(present, width), width, unit, middle)


def sampled_series(values: Floats, means: Floats) -> Series:
    """As `series`, of a sample (n,) of equally many values of each block, and their means (b,).

    Where some are missing, the sample speaks for itself.
    """
    whole = not (np.isnan(values).any() or np.isnan(means).any())
    if not whole or values.size != BLOCK_TASKS * means.size:
        return series(values)._replace(sampled=True)
    unit = _unit(np.append(values, means))
    values, rows = values / unit, np.arange(values.size)
    return Series(values, rows, means / unit, BLOCK_TASKS, unit, median(values), sampled=True)


def _unit(present: Floats) -> float:
    largest = max(-float(present.min()), float(present.max())) if present.size else 0.0
    return 2.0 ** min(1023, frexp(largest)[1]) if largest else 1.0


def block_means(values: Floats, width: int) -> Floats:
    """Means of `width` neighbours each; the last block takes the remainder too."""
    if width == 1:
        return values
    starts = block_starts(values.size, width)
    sums = np.add.reduceat(values, starts)
    return np.asarray(sums / np.diff(np.append(starts, values.size)), dtype=np.float64)


def _informative_width(values: Floats, middle: float) -> int:
    """Values to a block where most values are one and the same (rare failures, say)."""
    if not values.size:
        return 1
    other = 1.0 - float(np.mean(values == middle))
    if other > 1.0 - DOMINANT or other == 0.0:
        return 1
    turns = float(np.mean(values[1:] != values[:-1]))
    if turns < other * (1.0 - other):  # half of what scattered values have: they come in runs
        return 1
    return int(np.ceil(INFORMATIVE / other))
