"""How many of all tasks are as odd as those of a sample."""

from collections.abc import Hashable, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from crackle_cli.detectors.clustering.findings import OddTask, OddTasks, OddValue
from crackle_cli.detectors.finding import Finding
from crackle_cli.table.pieces import Piece

MOST_ODD_KEPT = 1000  # odd tasks kept; all are counted


class Bounds(NamedTuple):
    """From where on values of a metric are odd: down on side 0, up on side 1; what is usual."""

    metric: str
    side: int
    bound: float
    usual: tuple[float, float]


class OddCount(NamedTuple):
    """Tasks beyond at least `least` bounds: their number, and the first of them.

    p_value  of the least odd of the sample
    """

    bounds: tuple[Bounds, ...]
    least: int
    p_value: float
    tasks: int = 0
    size: int = 0
    named: tuple[tuple[int, OddTask], ...] = ()
    rows: None = None  # all are looked at

    @property
    def key(self) -> Hashable:
        return "odd", self.bounds

    @property
    def metrics(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(bound.metric for bound in self.bounds))

    def of(self, piece: Piece) -> "OddCount":
        beyond = np.stack(
            [
                piece.metrics[b.metric] >= b.bound if b.side else piece.metrics[b.metric] <= b.bound
                for b in self.bounds
            ]
        )
        odd = np.flatnonzero(beyond.sum(axis=0) >= self.least)
        named = tuple(
            (piece.start + row, self._task(piece, row, np.flatnonzero(beyond[:, row]).tolist()))
            for row in odd[:MOST_ODD_KEPT].tolist()
        )
        return self._replace(tasks=beyond.shape[1], size=odd.size, named=named)

    def _task(self, piece: Piece, row: int, places: list[int]) -> OddTask:
        bounds = [self.bounds[i] for i in places]
        values = (OddValue(b.metric, float(piece.metrics[b.metric][row]), b.usual) for b in bounds)
        return OddTask(tuple(values), self.p_value)

    def merged(self, later: "OddCount") -> "OddCount":
        return self._replace(
            tasks=self.tasks + later.tasks,
            size=self.size + later.size,
            named=(*self.named, *later.named)[:MOST_ODD_KEPT],
        )

    def told(self, finding: Finding) -> Finding:
        """The odd ones of all tasks."""
        assert isinstance(finding, OddTasks)
        rows = np.array([row for row, _ in self.named], dtype=np.intp)
        odd = tuple(task for _, task in self.named)
        return replace(with_odd(finding, odd), rows=rows, size=self.size, looked_at=self.tasks)


def with_odd(finding: OddTasks, odd: Sequence[OddTask]) -> OddTasks:
    """A finding with other values of its tasks, or of fewer of them."""
    by_metric: dict[str, list[OddValue]] = {}
    for task in odd:
        for value in task.values:
            by_metric.setdefault(value.metric, []).append(value)
    apart = tuple(
        one._replace(inside=span([v.value for v in values]), others=values[0].usual)
        for one in finding.apart
        if (values := by_metric.get(one.metric))
    )
    return replace(finding, odd=tuple(odd), apart=apart)


def span(values: Sequence[float]) -> tuple[float, float]:
    return min(values), max(values)
