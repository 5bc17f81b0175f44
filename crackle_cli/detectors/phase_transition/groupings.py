"""Text columns of few values that tasks of all times have: what may tell where something changed.

O(n) for each column.
"""

from collections.abc import Sequence
from math import log
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from crackle_cli.table.arrays import Floats
from crackle_cli.table.metric_table import MetricTable

MOST_VALUES = 50  # of a column; a person reads no more, and they fit into a byte
TASKS_OF_A_VALUE = 8  # on average; fewer show no change
# Share of the tasks whose value is that of the task before, beyond what chance has. A column whose
# values lie in longer runs says when, not where.
MOST_STAYING = 0.5
STRETCH = 1e-9  # expected number of as long a run of one value; a mix of 10 and 80 % has more
BLOCKS = 128  # of neighbours, between which a change is looked for before it is placed
DATE = "date"  # why a column is no metric: a day turns whatever happens


class Grouping(NamedTuple):
    """A text column: `codes` (n,) of its k `values`, -1 where a cell is missing.

    staying    how many more tasks have the value of the task before than chance has, 0 … 1
    following  (n,) the next row of the same value; of the last one, and of a missing cell, its own
    block      (n,) where a task is counted: its block of neighbours, times k, and its code; the
               missing ones after all others
    """

    name: str
    codes: NDArray[np.intp]
    values: tuple[str, ...]
    staying: float
    following: NDArray[np.intp]
    block: NDArray[np.intp]

    def running(self, weights: Floats | None = None) -> Floats:
        """How many tasks of each value there are up to each block, or the sum of weights (n,).

        (blocks, k).
        """
        k = len(self.values)
        blocks = min(BLOCKS, max(1, self.codes.size // 2))
        found = np.bincount(self.block, weights, minlength=blocks * k + 1)[:-1]
        sums: Floats = found.reshape(blocks, k).cumsum(axis=0, dtype=np.float64)
        return sums


def groupings(table: MetricTable) -> list[Grouping]:
    """The columns of few values that neither name the tasks nor date them."""
    dates = {one.name for one in table.census.unused_columns if one.reason == DATE}
    aside = dates | {table.census.named_by}
    found = (
        _grouping(name, column.codes, column.categories)
        for name, column in table.texts.items()
        if name not in aside
    )
    return [one for one in found if one is not None]


def interleaved(columns: Sequence[Grouping]) -> list[Grouping]:
    """Those whose values go to and fro."""
    return [one for one in columns if one.staying <= MOST_STAYING and not _is_stretched(one)]


def _is_stretched(column: Grouping) -> bool:
    """Whether a value has more tasks in a row than its share and its staying ever bring.

    So it is in a part of a table that is sorted by the column, or in which the column is constant.
    """
    own = column.codes[column.codes >= 0]
    edges = np.flatnonzero(np.diff(own, prepend=-1, append=-1))
    longest = np.zeros(len(column.values))
    np.maximum.at(longest, own[edges[:-1]], np.diff(edges))
    share = np.bincount(own, minlength=longest.size) / own.size
    again = np.log(share + (1.0 - share) * column.staying)
    return bool((np.log(own.size) + longest * again < log(STRETCH)).any())


def _grouping(name: str, codes: NDArray[np.int32], texts: Sequence[str]) -> Grouping | None:
    counts = np.bincount(codes + 1, minlength=len(texts) + 1)[1:]
    known = np.flatnonzero(counts)
    total = int(counts.sum())
    if not 2 <= known.size <= MOST_VALUES or total < TASKS_OF_A_VALUE * known.size:
        return None
    compact = np.full(len(texts) + 1, -1, np.intp)  # the last one is that of code -1
    compact[known] = np.arange(known.size)
    own = compact[codes]
    names = tuple(texts[code] for code in known.tolist())
    return Grouping(name, own, names, staying(own), _following(own), _block(own))


def _following(codes: NDArray[np.intp]) -> NDArray[np.intp]:
    found = np.arange(codes.size)
    order = np.argsort(codes.astype(np.int8), kind="stable")
    earlier, later = order[:-1], order[1:]
    alike = (codes[earlier] == codes[later]) & (codes[earlier] >= 0)
    found[earlier[alike]] = later[alike]
    return found


def _block(codes: NDArray[np.intp]) -> NDArray[np.intp]:
    k, blocks = int(codes.max()) + 1, min(BLOCKS, max(1, codes.size // 2))
    place = np.arange(codes.size) * blocks // codes.size * k + codes
    return np.where(codes < 0, blocks * k, place)


def staying(codes: NDArray[np.intp]) -> float:
    """How many more tasks have the value of the task before than chance has, 0 … 1."""
    own = codes[codes >= 0]
    alike = float((own[1:] == own[:-1]).mean()) if own.size > 1 else 0.0
    chance = float(((np.bincount(own) / own.size) ** 2).sum())
    return max(0.0, (alike - chance) / (1.0 - chance)) if chance < 1.0 else 1.0
