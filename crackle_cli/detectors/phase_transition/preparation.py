"""A metric made ready for the search: present values, in blocks where they are very many. O(n)."""

from math import frexp
from typing import NamedTuple

import numpy as np

from crackle_cli.statistics.ranks import median
from crackle_cli.statistics.sampling import BLOCK_TASKS, block_starts, block_width
from crackle_cli.table.arrays import Floats

ROUNDING = 1e-12  # sums of a few thousand float64 are not exact to more digits
TIED = 0.5  # share of one value above which most ranks are one rank


class Series(NamedTuple):
    """`values` (n,) finite, in task order, `rows` (n,) of the table, and `means` of blocks.

    Values are in `unit`s, a power of two that keeps them within [-1, 1], so that no square
    overflows. Block i holds values `width * i` up to the next block's; the last takes the rest.
    Where the table is a sample the means are those of all tasks of a block.
    """

    values: Floats
    rows: np.ndarray
    means: Floats
    width: int
    unit: float
    sampled: bool = False

    @property
    def constant(self) -> bool:
        """Whether nothing changes but the last digits."""
        if not self.means.size:
            return True
        low, high = float(self.values.min()), float(self.values.max())
        return high - low <= ROUNDING * max(abs(low), abs(high))


def prepared(values: Floats) -> Series:
    """The present values of a metric (n,), NaN = missing, as blocks."""
    gaps = np.isnan(values)
    rows = np.flatnonzero(~gaps) if gaps.any() else np.arange(values.size)
    present = values[rows] if rows.size < values.size else values
    unit = _unit(present)
    present = present / unit
    width = block_width(present.size)
    return Series(present, rows, block_means(present, width), width, unit)


def prepared_sample(values: Floats, means: Floats) -> Series:
    """As `prepared`, of a sample (n,) of equally many values of each block, and their means (b,).

    Where some are missing, the sample speaks for itself.
    """
    whole = not (np.isnan(values).any() or np.isnan(means).any())
    if not whole or values.size != BLOCK_TASKS * means.size:
        return prepared(values)._replace(sampled=True)
    unit = _unit(np.append(values, means))
    rows = np.arange(values.size)
    return Series(values / unit, rows, means / unit, BLOCK_TASKS, unit, sampled=True)


def block_means(values: Floats, width: int) -> Floats:
    """Means of `width` neighbours each; the last block takes the remainder too."""
    if width == 1:
        return values
    starts = block_starts(values.size, width)
    sums = np.add.reduceat(values, starts)
    return np.asarray(sums / np.diff(np.append(starts, values.size)), dtype=np.float64)


def mode_of(values: Floats) -> tuple[float, int]:
    """The value that more than half of `values` (n,) have, and how many have it; or (nan, 0)."""
    middle = (
        median(values)
        if values.size % 2
        else float(np.partition(values, values.size // 2)[values.size // 2])
    )
    count = int(np.count_nonzero(values == middle))
    return (middle, count) if count > TIED * values.size else (float("nan"), 0)


def _unit(present: Floats) -> float:
    largest = max(-float(present.min()), float(present.max())) if present.size else 0.0
    return 2.0 ** min(1023, frexp(largest)[1]) if largest else 1.0
