"""Columns that are one quantity: equal, alike in rank, rounded or some tasks before.

Every column is hashed, by its values and by its ranks, so no two are compared: O(d n log n).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property
from math import log2
from typing import Any

import numpy as np

from crackle_cli.cooling.near_copies import delayed, rounded
from crackle_cli.detectors.conservation.law_findings import finding
from crackle_cli.detectors.correlation.findings import Copy, DelayedCopy, RoundedCopy
from crackle_cli.detectors.finding import Finding, PatternKind
from crackle_cli.detectors.view import SomeTally, View
from crackle_cli.laws.law import Law, LawForm, LawKind, Term
from crackle_cli.statistics.shares import lower_bound
from crackle_cli.table.arrays import Floats, Rows
from crackle_cli.table.metric_table import MetricTable
from crackle_cli.table.part import Part

FEWEST_VALUES = 3  # of equal columns: flags may agree by chance
FEWEST_TURNS = 10  # shared: that of two unrelated columns is the toss of a coin, 1 in 1,000 in all

Sets = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Copies:
    """Sets of metrics of one table, in its order; the first of each stands for it.

    equal    those that have the same values in every task, and lack the same
    alike    of the firsts, those of which one rises and falls with the other, whatever its scale
    rounded  (first, other): of these, a rounded multiple of the first
    delayed  (first, other, lag): of these, what the first was so many tasks before
    """

    equal: Sets = ()
    alike: Sets = ()
    rounded: tuple[tuple[str, str], ...] = ()
    delayed: tuple[tuple[str, str, int], ...] = ()

    def without(self, table: MetricTable, kind: PatternKind) -> MetricTable:
        """What a detector looks at: one metric of each set. A law may need what is not equal."""
        sets = self.equal if kind is PatternKind.CONSERVATION else (*self.equal, *self.alike)
        gone = {name for one in sets for name in one[1:]}
        if kind is not PatternKind.CONSERVATION:
            gone |= {other for _, other in self.rounded}
            gone |= {other for _, other, _ in self.delayed}
        if not gone:
            return table
        kept = {name: v for name, v in table.metrics.items() if name not in gone}
        return table.with_metrics(kept)


def copies_of(table: MetricTable, named: Sequence[str] = ()) -> Copies:
    """The copies among the metrics of a table that have an amount.

    named: metrics, or globs, that the user says something of. Such a one stands for its set.
    """
    measured = {name: table.metrics[name] for name in table.measured}
    varied = {name: v for name, v in measured.items() if v.size and _varies(v)}
    turns = FEWEST_TURNS + 2 * log2(max(1, len(varied)))
    same = _sets(varied, np.ndarray.tobytes)
    distinct = (one for one in same if _distinct(varied[one[0]]) >= FEWEST_VALUES)
    equal = tuple(_led(one, named) for one in distinct)
    gone = {name for one in equal for name in one[1:]}
    turning = {n: v for n, v in varied.items() if n not in gone and _turns(v) >= turns}
    alike = tuple(_led(one, named) for one in _sets(turning, _ranked))
    gone = {name for one in alike for name in one[1:]}
    left = {n: v for n, v in turning.items() if n not in gone}
    of_before = {n: f for n, f in delayed(left).items() if not _fits(n, named)}
    left = {n: v for n, v in left.items() if n not in of_before}
    pairs = tuple(_led((fine, coarse), named) for coarse, fine in rounded(left).items())
    return Copies(
        equal,
        alike,
        tuple((one, other) for one, other in pairs),
        tuple((first, name, lag) for name, (first, lag) in of_before.items()),
    )


def _led(one: tuple[str, ...], named: Sequence[str]) -> tuple[str, ...]:
    """A set of metrics with the one in front that the user names, by a name before a glob."""
    exactly = (name for name in one if name in named)
    first = next(exactly, next((name for name in one if _fits(name, named)), one[0]))
    return (first, *(name for name in one if name != first))


def _fits(name: str, named: Sequence[str]) -> bool:
    return any(name == one or fnmatchcase(name, one) for one in named)


def _sets(metrics: Mapping[str, Floats], mark: Callable[[Floats], bytes]) -> Sets:
    """The metrics of the same mark, where there are several."""
    found: dict[bytes, list[str]] = {}
    for name, values in metrics.items():
        found.setdefault(mark(values + 0.0), []).append(name)  # of zeros the sign goes
    return tuple(tuple(names) for names in found.values() if len(names) > 1)


def _ranked(values: Floats) -> bytes:
    """Places of the distinct values, from the end from which the first task comes sooner."""
    known = ~np.isnan(values)
    distinct, place = np.unique(values[known], return_inverse=True)
    places = np.full(values.size, -1, np.int64)
    places[known] = place
    turned = np.where(known, distinct.size - 1 - places, -1)
    return min(places.tobytes(), turned.tobytes())


def _varies(values: Floats) -> bool:
    known = values[~np.isnan(values)]
    return bool(known.size and known.max() > known.min())


def _distinct(values: Floats) -> int:
    return int(np.unique(values[~np.isnan(values)]).size)


def _turns(values: Floats) -> int:
    """How often values (n,) go the other way: what only rises is like all else that does."""
    known = values[~np.isnan(values)]
    rising = known[1:] > known[:-1]
    steps = rising[known[1:] != known[:-1]]
    return int((steps[1:] != steps[:-1]).sum())


def told(copies: Copies, table: MetricTable) -> list[Finding]:
    """A finding for each metric and the one that stands for it, in rows of the table."""
    laws = [_equal(one[0], name, table) for one in copies.equal for name in one[1:]]
    alike = [_alike(one[0], name, table) for one in copies.alike for name in one[1:]]
    nearly = [RoundedCopy(**_copy(first, name, table)) for first, name in copies.rounded]
    before = [
        DelayedCopy(**_copy(first, name, table, lag), lag=lag)
        for first, name, lag in copies.delayed
    ]
    return [*laws, *alike, *nearly, *before]


def _equal(first: str, other: str, table: MetricTable) -> Finding:
    terms = (Term((first,), 1.0, (0.0,)), Term((other,), -1.0, (0.0,)))
    return finding(Law(LawForm.LINEAR, LawKind.EXACT, terms, 0.0, 0.0, 0, 0), table, None)


def _alike(first: str, other: str, table: MetricTable) -> Copy:
    one, two = table.metrics[first], table.metrics[other]
    rows = np.flatnonzero(~np.isnan(one))
    apart = rows[[int(one[rows].argmin()), int(one[rows].argmax())]]
    sign = 1.0 if two[apart[1]] > two[apart[0]] else -1.0
    return Copy(**_copy(first, other, table) | {"correlation": sign})


def _copy(first: str, other: str, table: MetricTable, lag: int = 0) -> dict[str, Any]:
    """What every copy says of itself."""
    values = table.metrics[first]
    rows = np.flatnonzero(~np.isnan(values[: values.size - lag])) + lag
    return {
        "metrics": (first, other),
        "rows": rows,
        "strength": 1.0,
        "confidence": lower_bound(rows.size, rows.size),
        "p_value": None,
        "correlation": 1.0,
    }


@dataclass(frozen=True, eq=False)
class OneOfEach:
    """A view in which one metric of each set of copies is looked at, if copies are sought.

    named: as of `copies_of`.
    """

    view: View
    sought: bool = True
    named: tuple[str, ...] = ()

    @cached_property
    def copies(self) -> Copies:
        return copies_of(self.view.sample, self.named) if self.sought else Copies()

    @cached_property
    def told(self) -> list[Finding]:
        """What there is to say of the copies, in rows of the sample."""
        return told(self.copies, self.view.sample)

    @property
    def part(self) -> Part:
        return self.view.part

    @cached_property
    def parts(self) -> "Sequence[OneOfEach]":
        if not self.view.part.group and len(self.view.parts) == 1:
            return [self]
        return [OneOfEach(part, self.sought, self.named) for part in self.view.parts]

    @property
    def table(self) -> MetricTable:
        return self.view.table

    @property
    def outline(self) -> MetricTable:
        return self.view.outline

    @cached_property
    def sample(self) -> MetricTable:
        return self.copies.without(self.view.sample, PatternKind.PHASE_TRANSITION)

    @property
    def rows(self) -> Rows | None:
        return self.view.rows

    def table_for(self, kind: PatternKind) -> MetricTable:
        return self.copies.without(self.view.table_for(kind), kind)

    def refined(self, findings: Sequence[Finding]) -> list[Finding]:
        return self.view.refined(findings)

    def counted(self, findings: Sequence[Finding]) -> list[Finding]:
        return self.view.counted(findings)

    def tallied(self, tallies: Sequence[SomeTally]) -> list[SomeTally]:
        return self.view.tallied(tallies)

    def columns(self, names: Sequence[str], rows: Rows) -> Mapping[str, Floats]:
        return self.view.columns(names, rows)

    def prepare_labels(self, rows: Rows) -> None:
        self.view.prepare_labels(rows)
