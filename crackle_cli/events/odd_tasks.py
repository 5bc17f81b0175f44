"""An odd task is told once: not besides the change that it is, nor the law that it breaks. O(k m).

k findings, m odd tasks.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from crackle_cli.detectors.clustering.findings import Oddity, OddTask, OddTasks
from crackle_cli.detectors.clustering.odd_tally import with_odd
from crackle_cli.detectors.conservation.findings import LawFinding
from crackle_cli.detectors.finding import Finding
from crackle_cli.detectors.phase_transition.findings import Abrupt, Changed, Placed
from crackle_cli.laws.law import LawForm
from crackle_cli.statistics.tails import DEEPEST
from crackle_cli.table.arrays import Rows


def without_told(findings: Sequence[Finding], tasks: int) -> tuple[Finding, ...]:
    """The findings, odd tasks without what changes and laws among them tell already.

    A value at a level that lasts for a few tasks alone, as in an outage or at the end, is told by
    the change. Which tasks break a relation of metrics that a law binds, the law says. Odd tasks
    of which nothing else is left are dropped. `tasks`: rows of the whole.
    """
    stretches = _short_stretches(findings, tasks)
    laws = [f for f in findings if isinstance(f, LawFinding) and f.law.form is not LawForm.BOUND]
    left = []
    for finding in findings:
        if not isinstance(finding, OddTasks):
            left.append(finding)
        elif kept := _untold(finding, stretches, laws):
            left.append(kept)
    return tuple(left)


def _short_stretches(findings: Sequence[Finding], tasks: int) -> dict[str, list[range]]:
    """Of each metric that changes, the stretches between changes that are of a few tasks."""
    cuts: dict[str, set[int]] = {}
    for finding in findings:
        if isinstance(finding, Changed) and isinstance(finding, Placed):
            places = {finding.place.row}
            if isinstance(finding, Abrupt) and finding.back:
                places.add(finding.back.row)
            for metric in finding.metrics:
                cuts.setdefault(metric, set()).update(places)
    return {
        metric: [
            range(first, stop)
            for first, stop in pairwise(sorted({0, tasks, *places}))
            if stop - first <= DEEPEST
        ]
        for metric, places in cuts.items()
    }


def _untold(
    finding: OddTasks, stretches: dict[str, list[range]], laws: Sequence[LawFinding]
) -> OddTasks | None:
    """What is left of odd tasks; None if nothing is."""
    if finding.oddity is not Oddity.VALUES:
        return None if any(set(finding.metrics) <= set(law.metrics) for law in laws) else finding
    odd = [
        _unexplained(task, row, stretches)
        for row, task in zip(finding.rows.tolist(), finding.odd, strict=True)
    ]
    if sum(len(task.values) for task in odd) == sum(len(task.values) for task in finding.odd):
        return finding
    return _only(finding, [bool(task.values) for task in odd], odd)


def _unexplained(task: OddTask, row: int, stretches: dict[str, list[range]]) -> OddTask:
    values = tuple(
        value
        for value in task.values
        if not any(row in stretch for stretch in stretches.get(value.metric, ()))
    )
    return task._replace(values=values)


def _only(finding: OddTasks, keep: Sequence[bool], odd: Sequence[OddTask]) -> OddTasks | None:
    """The odd tasks that are kept; None of none."""
    if not any(keep):
        return None
    kept: Rows = finding.rows[np.array(keep)]
    left = with_odd(finding, [task for task, k in zip(odd, keep, strict=True) if k])
    metrics = {value.metric for task in left.odd for value in task.values} | {finding.partner}
    return replace(
        left,
        metrics=tuple(name for name in finding.metrics if name in metrics),
        rows=kept,
        size=finding.size - (len(keep) - kept.size),
    )
