"""A law counted over consecutive tasks: what two parts say adds up to what both together say."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Self

import numpy as np

from crackle_cli.laws.law import Law, Violator, counted
from crackle_cli.laws.previous import columns, previous
from crackle_cli.table.arrays import Floats
from crackle_cli.table.pieces import Piece

MOST_VIOLATORS = 1000  # listed; all are counted
SAME = 1e-6  # share of a residual that float error leaves of two that are opposite
BLOCK = 1 << 14  # rows at once: a dozen arrays of 128 KiB stay in the cache


@dataclass(frozen=True)
class LawTally:
    """A law counted over some tasks; the tallies of neighbours add up (`merged`), in any grouping.

    metrics    of the table, those that the law needs
    tasks      seen
    known      those that had every metric
    broken     those of them that break the law
    zero       those in which both sides are 0
    violators  the first MOST_VIOLATORS that break it, by their rows
    start      the row of the first task
    first, last  values of the metrics in the first and the last task, which tell what a law with a
               metric of the task before says where two parts meet
    beyond     tasks further off than any that kept a saved law on record
    """

    law: Law
    metrics: tuple[str, ...] = ()
    tasks: int = 0
    known: int = 0
    broken: int = 0
    zero: int = 0
    violators: tuple[Violator, ...] = ()
    start: int = 0
    first: Mapping[str, float] = field(default_factory=dict)
    last: Mapping[str, float] = field(default_factory=dict)
    beyond: int = 0
    rows: None = None  # all are counted

    @property
    def key(self) -> Hashable:
        return self.law

    @property
    def missing(self) -> int:
        """Tasks without one of the metrics."""
        return self.tasks - self.known

    @property
    def counted(self) -> int:
        """Tasks that the law is judged by, see `law.counted`."""
        return counted(self.known, self.zero)

    @property
    def holds(self) -> int:
        return self.counted - self.broken

    @property
    def settled(self) -> Self:
        """With each wrong value of a metric of the task before as one break, at its own task.

        It is missed again, with the other sign, by the task after.
        """
        names = set(self.law.metrics)
        levels = [name for name in self.metrics if {name, previous(name)} <= names]
        if len(levels) != 1:
            return self
        kept = _without_returns(self.violators, levels[0])
        broken = self.broken - (len(self.violators) - len(kept))
        return replace(self, violators=tuple(kept), broken=broken)

    def of(self, piece: Piece) -> Self:
        """The law counted over the tasks of a piece alone."""
        needed = columns(self.law.metrics, piece.metrics)
        n = next(iter(needed.values())).size
        total = replace(self, start=piece.start)
        for at in range(0, n, BLOCK):
            block = {name: values[at : at + BLOCK] for name, values in needed.items()}
            total = total._plus(block, min(BLOCK, n - at))
        ends = piece.metrics if n and not set(self.law.metrics) <= set(piece.metrics) else {}
        return replace(
            total,
            first={name: float(values[0]) for name, values in ends.items()},
            last={name: float(values[-1]) for name, values in ends.items()},
        )

    def merged(self, later: Self) -> Self:
        """Both together; `later` begins where this one stops."""
        if not self.tasks or not later.tasks:
            return later if later.tasks else self
        seam = self._seam(later)
        known = self.known + seam.known + later.known
        violators = (*self.violators, *seam.violators, *later.violators)
        return replace(
            self,
            tasks=self.tasks + later.tasks,
            known=known,
            broken=self.broken + seam.broken + later.broken,
            zero=self.zero + seam.zero + later.zero,
            beyond=self.beyond + seam.beyond + later.beyond,
            violators=violators[:MOST_VIOLATORS],
            last=later.last,
        )

    def _plus(self, block: Mapping[str, Floats], rows: int) -> Self:
        """With a block of rows more, of which each has all columns that the law speaks of."""
        leftover = self.law.leftover(block)
        zero = self.zero + int(np.count_nonzero(leftover.zero))
        beyond = self.beyond + int(np.count_nonzero(leftover.beyond))
        if int(np.count_nonzero(leftover.holds)) == rows:
            tasks, known = self.tasks + rows, self.known + rows
            return replace(self, tasks=tasks, known=known, zero=zero, beyond=beyond)
        told = leftover.known
        broken = np.flatnonzero(told & ~leftover.holds)
        first = self.start + self.tasks
        listed = (
            Violator(first + int(row), float(leftover.residual[row]))
            for row in broken[: MOST_VIOLATORS - len(self.violators)]
        )
        return replace(
            self,
            tasks=self.tasks + rows,
            known=self.known + int(np.count_nonzero(told)),
            broken=self.broken + broken.size,
            zero=zero,
            beyond=beyond,
            violators=(*self.violators, *listed),
        )

    def _seam(self, later: "LawTally") -> "LawTally":
        """The first task of `later`, which alone does not know the one before."""
        nothing = LawTally(self.law, self.metrics, start=later.start)
        if not self.last or not later.first:
            return nothing
        pair = {name: np.array([self.last[name], later.first[name]]) for name in self.last}
        both = columns(self.law.metrics, pair)
        return nothing._plus({name: values[1:] for name, values in both.items()}, 1)


def _without_returns(violators: Sequence[Violator], metric: str) -> list[Violator]:
    """Without those at which what neighbours before them leave over adds up to nothing.

    Of two neighbours of which the second takes back what the first left, `metric` is wrong.
    """
    kept: list[Violator] = []
    total, largest, row, first = 0.0, 0.0, -2, 0
    for violator in violators:
        if violator.row != row + 1 or largest == 0:
            total, largest, first = 0.0, 0.0, len(kept)
        row, total = violator.row, total + violator.residual
        largest = max(largest, abs(violator.residual))
        if abs(total) <= SAME * largest:
            kept[first:] = [one._replace(suspect=metric) for one in kept[first:]]
            largest = 0.0
        else:
            kept.append(violator)
    return kept
