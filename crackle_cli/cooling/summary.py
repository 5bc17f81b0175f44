"""Summaries of consecutive rows, which add up to that of a table larger than memory. O(n d).

What a summary keeps is known from the number of tasks and the seed, so the summaries of any
pieces of a table, merged in any grouping, are the same to the bit.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crackle_cli.cooling.blocks import Blocks, Grid, blocks_of
from crackle_cli.statistics.sampling import block_starts, block_width, in_runs, spread_out
from crackle_cli.table.arrays import Floats, Indices
from crackle_cli.table.pieces import Piece


@dataclass(frozen=True)
class Layout:
    """What a summary of `tasks` tasks keeps; the same seed keeps the same."""

    tasks: int
    seed: int

    @cached_property
    def grid(self) -> Grid:
        """The blocks."""
        width = block_width(self.tasks)
        return Grid(self.tasks, width, block_starts(self.tasks, width).size)

    @cached_property
    def sampled(self) -> Indices:
        """(m,) rows of the sample; all rows of a small table."""
        rows = spread_out(self.tasks, self.seed)
        return np.arange(self.tasks) if rows is None else rows

    @cached_property
    def in_runs(self) -> Indices:
        """(m,) rows of the runs of neighbours; all rows of a small table."""
        rows = in_runs(self.tasks)
        return np.arange(self.tasks) if rows is None else rows

    def __getstate__(self) -> dict[str, Any]:
        """Two numbers: whoever unpickles them makes the rows, a megabyte, anew."""
        return {"tasks": self.tasks, "seed": self.seed}


@dataclass(frozen=True, eq=False)
class Kept:
    """What is kept of one metric."""

    blocks: Blocks
    sample: Floats
    runs: Floats

    def plus(self, later: "Kept") -> "Kept":
        return Kept(
            self.blocks.plus(later.blocks),
            np.concatenate([self.sample, later.sample]),
            np.concatenate([self.runs, later.runs]),
        )

    def __getstate__(self) -> dict[str, Any]:
        """With values as short as they can be sent and come back the same."""
        return vars(self) | {"sample": _narrow(self.sample), "runs": _narrow(self.runs)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        wide = {name: state[name].astype(np.float64) for name in ("sample", "runs")}
        vars(self).update(state | wide)


@dataclass(frozen=True, eq=False)
class Summary:
    """The rows `start` … `stop` - 1 of a table, as what is kept of every metric.

    infinite  cells that counted as missing because they were infinite
    """

    layout: Layout
    start: int
    stop: int
    metrics: Mapping[str, Kept]
    infinite: int = 0

    def plus(self, later: "Summary") -> "Summary":
        """Both together; `later` begins where this one stops."""
        return Summary(
            self.layout,
            self.start,
            later.stop,
            {name: kept.plus(later.metrics[name]) for name, kept in self.metrics.items()},
            self.infinite + later.infinite,
        )

    @property
    def missing_cells(self) -> int:
        rows = self.stop - self.start
        return sum(rows - kept.blocks.present for kept in self.metrics.values())


def summary_of(piece: Piece, layout: Layout) -> Summary:
    """The summary of one piece of at least one row."""
    start = piece.start
    stop = start + next(iter(piece.metrics.values())).size
    sampled = _within(layout.sampled, start, stop)
    runs = _within(layout.in_runs, start, stop)
    return Summary(
        layout,
        start,
        stop,
        {
            name: Kept(blocks_of(values, start, layout.grid), values[sampled], values[runs])
            for name, values in piece.metrics.items()
        },
        piece.infinite,
    )


def _narrow(values: Floats) -> NDArray[np.floating[Any]]:
    """The values in the shortest floats that hold them exactly: whole numbers often in 2 bytes."""
    with np.errstate(over="ignore"):  # to infinity, and so not exactly
        for kind in (np.float16, np.float32):
            short: NDArray[np.floating[Any]] = values.astype(kind)
            if np.array_equal(short, values, equal_nan=True):
                return short
    return values


def _within(rows: Indices, start: int, stop: int) -> Indices:
    """Those of ascending rows that lie in a piece, as places in it."""
    first, end = np.searchsorted(rows, [start, stop])
    found: Indices = rows[first:end] - start
    return found
