"""Means of blocks of neighbouring tasks, piece by piece (Chan, Golub, LeVeque, 1979). O(n)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crackle_cli.table.arrays import Floats


@dataclass(frozen=True, eq=False)
class Blocks:
    """Blocks `first`, `first` + 1, … of a metric: (b,) present values in each, and their means.

    A block that two pieces share is in both, with the values that each of them has.
    """

    first: int
    counts: NDArray[np.int64]
    means: Floats

    def plus(self, later: "Blocks") -> "Blocks":
        """The blocks of both; `later` begins in the last block of these or in the next one."""
        shared = self.first + self.counts.size - later.first
        if not shared:
            return Blocks(
                self.first,
                np.concatenate([self.counts, later.counts]),
                np.concatenate([self.means, later.means]),
            )
        n, m = int(self.counts[-1]), int(later.counts[0])
        here, there = float(self.means[-1]), float(later.means[0])
        mean = here + (there - here) * (m / (n + m)) if n and m else (here if n else there)
        return Blocks(
            self.first,
            np.concatenate([self.counts[:-1], [n + m], later.counts[1:]]),
            np.concatenate([self.means[:-1], [mean], later.means[1:]]),
        )


def blocks_of(values: Floats, start: int, width: int, last: int) -> Blocks:
    """The blocks that values (n,), NaN = missing, of the rows from `start` on lie in.

    `last` is the last block of the whole table, which takes the remainder too.
    """
    first = min(start // width, last)
    final = min((start + values.size - 1) // width, last)
    edges = np.maximum(np.arange(first, final + 1) * width - start, 0)
    sizes = np.diff(np.append(edges, values.size))
    sums = np.add.reduceat(values, edges)
    if np.isnan(sums).any():
        present = ~np.isnan(values)
        sums = np.add.reduceat(np.where(present, values, 0.0), edges)
        sizes = np.add.reduceat(present.astype(np.int64), edges)
    means = np.divide(sums, sizes, out=np.full(sums.size, np.nan), where=sizes > 0)
    return Blocks(first, sizes.astype(np.int64), means)
