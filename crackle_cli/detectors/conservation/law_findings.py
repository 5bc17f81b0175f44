"""A law as a finding: its residuals over all tasks, its strength and its identity."""

from dataclasses import replace

import numpy as np

from crackle_cli.detectors.finding import Finding, PatternKind
from crackle_cli.laws.law import Law, LawKind
from crackle_cli.laws.previous import columns, metric_of
from crackle_cli.laws.tally import LawTally
from crackle_cli.laws.text import formula
from crackle_cli.statistics.shares import lower_bound
from crackle_cli.table.arrays import Rows
from crackle_cli.table.metric_table import MetricTable
from crackle_cli.table.pieces import Piece

FACTOR = {LawKind.EXACT: 1.0, LawKind.ROUNDED: 0.98, LawKind.APPROXIMATE: 0.9}


def finding(law: Law, table: MetricTable, p_value: float | None) -> Finding:
    """`p_value` None: a metric that is constant is seen, not tested."""
    named = {m if m in table.metrics else metric_of(m) for m in law.metrics}
    metrics = tuple(m for m in table.metrics if m in named)
    uncounted = CountedLaw(law, metrics)
    tally = uncounted.of(Piece(0, table.metrics))
    found = Finding(
        kind=PatternKind.CONSERVATION,
        metrics=metrics,
        rows=_known(tally, table),
        strength=0.0,
        strength_low=0.0,
        p_value=p_value,
        numbers={},
        identity=identity(law),
    )
    found = tally.told(found)
    return replace(found, tally=uncounted) if table.sampled else found


def _known(tally: LawTally, table: MetricTable) -> Rows:
    """The rows of the tasks that have every metric of a law."""
    if tally.known == tally.tasks:
        return np.arange(tally.tasks)
    needed = columns(tally.law.metrics, table.metrics)
    return np.flatnonzero(tally.law.leftover(needed).known)


class CountedLaw(LawTally):
    """A law counted over some tasks, which tells its finding."""

    def told(self, finding: Finding) -> Finding:
        """The law as these tasks keep it."""
        law, n, holds = self.law, self.counted, self.holds
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
