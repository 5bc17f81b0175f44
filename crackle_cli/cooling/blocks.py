"""Means of blocks of neighbouring tasks, the same to the bit however their rows are cut. O(n).

A sum of floats depends on the order of its terms, so a block that two pieces share is summed up
only when all of its values are there: until then they are kept.
"""

from dataclasses import dataclass

import numpy as np

from crackle_cli.table.arrays import Floats


@dataclass(frozen=True)
class Grid:
    """Blocks of `width` tasks each; the last one takes the remainder too."""

    tasks: int
    width: int
    blocks: int

    def first_from(self, row: int) -> int:
        """The first block that begins at a row or after it; `blocks` for none."""
        return min(self.blocks, -(-row // self.width))

    def complete_before(self, row: int) -> int:
        """How many blocks end at a row or before it."""
        return self.blocks if row >= self.tasks else min(self.blocks - 1, row // self.width)


@dataclass(frozen=True, eq=False)
class Blocks:
    """A metric in the rows from `start` on: blocks that lie within them, and what lies beside.

    head     (h,) values before the first whole block; all, where there is none
    means    (b,) of the present values of each whole block, NaN where there is none
    tail     (t,) values after the last whole block
    present  how many values of all these rows are not missing
    """

    grid: Grid
    start: int
    head: Floats
    means: Floats
    tail: Floats
    present: int

    def plus(self, later: "Blocks") -> "Blocks":
        """Both together; `later` begins where these stop."""
        if not self.means.size:
            between = blocks_of(np.concatenate([self.head, later.head]), self.start, self.grid)
            head, tail = between.head, between.tail
        else:
            values = np.concatenate([self.tail, later.head])
            between = blocks_of(values, self.start + self._before_tail, self.grid)
            head, tail = self.head, between.tail if between.means.size else between.head
        return Blocks(
            self.grid,
            self.start,
            head,
            np.concatenate([self.means, between.means, later.means]),
            later.tail if later.means.size else tail,
            self.present + later.present,
        )

    @property
    def _before_tail(self) -> int:
        """Rows from the first one to the end of the last whole block."""
        first = self.grid.first_from(self.start)
        end = first + self.means.size
        stop = self.grid.tasks if end == self.grid.blocks else end * self.grid.width
        return stop - self.start


def blocks_of(values: Floats, start: int, grid: Grid) -> Blocks:
    """The blocks among the values (n,), NaN = missing, of the rows from `start` on."""
    stop, missing = start + values.size, np.isnan(values)
    present = values.size - int(missing.sum())
    first, end = grid.first_from(start), grid.complete_before(stop)
    if first >= end:
        none = np.empty(0)
        return Blocks(grid, start, values.copy(), none, none, present)
    low = first * grid.width - start
    high = (grid.tasks if end == grid.blocks else end * grid.width) - start
    edges = np.arange(first, end) * grid.width - start - low
    within = values[low:high]
    sums = np.add.reduceat(within, edges)
    sizes = np.diff(np.append(edges, within.size))
    if np.isnan(sums).any():
        gaps = missing[low:high]
        sums = np.add.reduceat(np.where(gaps, 0.0, within), edges)
        sizes = np.add.reduceat((~gaps).astype(np.int64), edges)
    means = np.divide(sums, sizes, out=np.full(sums.size, np.nan), where=sizes > 0)
    head, tail = values[:low].copy(), values[high:].copy()  # and not the piece that they are of
    return Blocks(grid, start, head, means, tail, present)
