"""A law as a finding: its residuals over all tasks, its strength and its identity."""

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from crackle_cli.detectors.finding import Finding, PatternKind
from crackle_cli.laws.law import Law, LawKind, Violator, counted
from crackle_cli.laws.previous import columns, metric_of
from crackle_cli.laws.text import formula
from crackle_cli.statistics.shares import lower_bound
from crackle_cli.table.arrays import Floats
from crackle_cli.table.metric_table import MetricTable

MOST_VIOLATORS = 1000  # kept in a report; all of them are counted
FACTOR = {LawKind.EXACT: 1.0, LawKind.ROUNDED: 0.98, LawKind.APPROXIMATE: 0.9}


def finding(law: Law, table: MetricTable, p_value: float | None) -> Finding:
    """`p_value` None: a metric that is constant is seen, not tested."""
    leftover = law.leftover(columns(law.metrics, table.metrics))
    named = {m if m in table.metrics else metric_of(m) for m in law.metrics}
    known = leftover.known
    rows = np.flatnonzero(known)
    broken = np.flatnonzero(known & ~leftover.holds)
    violators = tuple(
        Violator(int(row), float(leftover.residual[row])) for row in broken[:MOST_VIOLATORS]
    )
    found = Finding(
        kind=PatternKind.CONSERVATION,
        metrics=tuple(m for m in table.metrics if m in named),
        rows=rows,
        strength=0.0,
        strength_low=0.0,
        p_value=p_value,
        numbers={},
        identity=identity(law),
    )
    missing = known.size - rows.size
    zero = int(np.count_nonzero(leftover.zero))
    told = Counted(law, found.metrics, rows.size, broken.size, zero, violators, missing)
    found = told.told(found)
    return replace(found, tally=Counted(law, found.metrics)) if table.sampled else found


class Counted(NamedTuple):
    """A law counted over some tasks: known that have its metrics, and those of them that break it.

    zero: those in which both sides are 0; missing: tasks without one of its metrics.
    """

    law: Law
    metrics: tuple[str, ...]
    known: int = 0
    broken: int = 0
    zero: int = 0
    violators: tuple[Violator, ...] = ()
    missing: int = 0
    rows: None = None  # all are counted

    def plus(self, start: int, metrics: Mapping[str, Floats]) -> "Counted":
        leftover = self.law.leftover(columns(self.law.metrics, metrics))
        known = leftover.known
        broken = np.flatnonzero(known & ~leftover.holds)
        listed = broken[: MOST_VIOLATORS - len(self.violators)]
        more = (Violator(start + int(row), float(leftover.residual[row])) for row in listed)
        return self._replace(
            known=self.known + int(np.count_nonzero(known)),
            zero=self.zero + int(np.count_nonzero(leftover.zero)),
            missing=self.missing + int(np.count_nonzero(~known)),
            broken=self.broken + broken.size,
            violators=(*self.violators, *more),
        )

    def told(self, finding: Finding) -> Finding:
        """The law as these tasks keep it."""
        law, n = self.law, counted(self.known, self.zero)
        holds = n - self.broken
        factor = FACTOR[law.kind]
        counts = {"n": n, "holds": holds}
        first = any(metric_of(m) != m for m in law.metrics)  # which has no task before it
        numbers = {
            "missing": max(0, self.missing - first),
            "zero": self.known - n,
            "violators": self.broken,
            "constant": law.constant,
            "tolerance": law.tolerance,
        }
        return replace(
            finding,
            strength=holds / n * factor,
            strength_low=lower_bound(holds, n) * factor * (1 - (finding.p_value or 0.0)),
            numbers={**counts, **numbers},
            evidence={**law.as_json(), "method": "sparse", **counts, "text": formula(law)},
            violators=self.violators,
        )


def identity(law: Law) -> str:
    """Form and terms as text; estimated constants stay out, since they change between runs."""
    terms = " ".join(f"{t.weight:.6g}*{t.name}" for t in sorted(law.terms, key=lambda t: t.name))
    return f"{law.form} {terms}"
