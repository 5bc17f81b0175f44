"""Two tables side by side: the metrics that both have, and what only one of them has."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from crackle_cli.comparison.findings import Finding, Missing, OtherUnit
from crackle_cli.statistics.sampling import spread_out
from crackle_cli.table.arrays import Floats
from crackle_cli.table.metric_table import MetricTable

FEWEST = 4  # values of a metric on both sides together; of fewer nothing can be told


class Sides(NamedTuple):
    """Two tables, base first. `metrics` are those that can be compared, in the order of base."""

    base: MetricTable
    new: MetricTable
    metrics: tuple[str, ...]
    apart: tuple[Finding, ...]
    too_few: tuple[str, ...]

    @property
    def ordered(self) -> bool:
        """Whether the order of the tasks may mean something on both sides."""
        return not (self.base.unordered or self.new.unordered)

    def values(self, metric: str) -> tuple[Floats, Floats]:
        """The present values of both sides."""
        both = self.base.metrics[metric], self.new.metrics[metric]
        return tuple(v[np.isfinite(v)] for v in both)  # type: ignore[return-value]  # of two, two

    def matrices(self, metrics: Sequence[str]) -> tuple[Floats, Floats]:
        """The values (m, n) and (m, k) of some metrics, NaN where missing."""
        return _matrix(self.base.metrics, metrics), _matrix(self.new.metrics, metrics)


def sides_of(base: MetricTable, new: MetricTable) -> Sides:
    """What of two tables can be compared, and what cannot."""
    measured = [frozenset(table.measured) for table in (base, new)]
    names = dict.fromkeys([*base.measured, *new.measured])
    apart: list[Finding] = []
    metrics, too_few = [], []
    for name in names:
        if all(name in side for side in measured):
            units = base.census.units.get(name), new.census.units.get(name)
            if units[0] and units[1] and units[0].name != units[1].name:
                apart.append(OtherUnit((name,), None, units[0].name, units[1].name))
                continue
            counts = [np.count_nonzero(np.isfinite(t.metrics[name])) for t in (base, new)]
            empty = [side for side, n in zip(("base", "new"), counts, strict=True) if not n]
            if len(empty) == 1:
                apart.append(Missing((name,), None, empty[0], "all cells are missing"))
            elif sum(counts) < FEWEST:
                too_few.append(name)
            else:
                metrics.append(name)
            continue
        side, table = ("base", base) if name in measured[1] else ("new", new)
        apart.append(Missing((name,), None, side, _why(name, table)))
    return Sides(base, new, tuple(metrics), tuple(apart), tuple(too_few))


def spread_over(table: MetricTable, seed: int) -> MetricTable:
    """A table, or tasks evenly spread over one of so many that more of them would tell no more."""
    rows = spread_out(table.tasks, seed)
    return table if rows is None or table.groups else table.subset(rows)


def _why(name: str, table: MetricTable) -> str:
    """What a column is in a table in which it is no metric that has an amount."""
    reasons = {column.name: column.reason for column in table.census.unused_columns}
    if name in table.census.nominal:
        return "categories"
    return reasons.get(name, "text" if name in table.texts else "")


def _matrix(metrics: Mapping[str, Floats], names: Sequence[str]) -> Floats:
    if not names:
        return np.empty((0, 0))
    return np.stack([np.where(np.isfinite(metrics[n]), metrics[n], np.nan) for n in names])
