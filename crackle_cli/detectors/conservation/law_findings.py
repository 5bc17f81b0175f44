"""A law as a finding: its residuals over all tasks, its strength and its identity."""

from dataclasses import replace

import numpy as np

from crackle_cli.detectors.conservation.findings import Constant, LawFinding
from crackle_cli.detectors.finding import Finding
from crackle_cli.laws.guard import guarded, recorded
from crackle_cli.laws.law import Law, LawForm, LawKind
from crackle_cli.laws.previous import columns, metric_of
from crackle_cli.laws.tally import LawTally
from crackle_cli.statistics import confidence
from crackle_cli.table.arrays import Rows
from crackle_cli.table.metric_table import MetricTable
from crackle_cli.table.pieces import Piece

# Of the confidence: a law within rounding, or within a band, says less than one to the digit.
FACTOR = {LawKind.EXACT: 1.0, LawKind.ROUNDED: 0.98, LawKind.APPROXIMATE: 0.9}


def finding(law: Law, table: MetricTable, p_value: float | None) -> LawFinding:
    """`p_value` None: a metric that is constant is seen, not tested."""
    named = {m if m in table.metrics else metric_of(m) for m in law.metrics}
    metrics = tuple(m for m in table.metrics if m in named)
    law = guarded(recorded(law, columns(law.metrics, table.metrics)))
    uncounted = CountedLaw(law, metrics)
    tally = uncounted.of(Piece(0, table.metrics))
    found = replace(untold(uncounted), rows=_known(tally, table), p_value=p_value)
    found = tally.told(found)
    return replace(found, tally=uncounted) if table.sampled else found


def untold(tally: LawTally) -> LawFinding:
    """A law as a finding on no task."""
    form = Constant if tally.law.form is LawForm.CONSTANT else LawFinding
    return form(
        metrics=tally.metrics,
        rows=np.empty(0, np.intp),
        strength=0.0,
        confidence=0.0,
        p_value=None,
        law=tally.law,
        n=0,
        holds=0,
        broken=0,
    )


def _known(tally: LawTally, table: MetricTable) -> Rows:
    """The rows of the tasks that have every metric of a law."""
    if tally.known == tally.tasks:
        return np.arange(tally.tasks)
    needed = columns(tally.law.metrics, table.metrics)
    return np.flatnonzero(tally.law.leftover(needed).known)


class CountedLaw(LawTally):
    """A law counted over some tasks, which tells its finding."""

    def told(self, finding: Finding) -> LawFinding:
        """The law as these tasks keep it."""
        assert isinstance(finding, LawFinding)
        settled = self.settled
        law, n, holds = self.law, settled.counted, settled.holds
        factor = FACTOR[law.kind]
        first = any(metric_of(m) != m for m in law.metrics)  # which has no task before it
        return replace(
            finding,
            strength=holds / n * factor,
            confidence=confidence.of_law(holds, n, factor, finding.p_value),
            law=law._replace(n=n, holds=holds),
            n=n,
            holds=holds,
            broken=settled.broken,
            missing=max(0, self.missing - first),
            zero=self.known - n,
            violators=settled.violators,
        )
