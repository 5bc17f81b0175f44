"""The likely wrong metric of a task that breaks laws: the one that all of them blame. O(v k)."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from crackle_cli.detectors.conservation.findings import LawFinding
from crackle_cli.detectors.finding import Finding
from crackle_cli.detectors.view import View
from crackle_cli.laws.law import Law, LawForm, Violator
from crackle_cli.table.arrays import Rows


def with_suspects(findings: Sequence[Finding], view: View) -> tuple[Finding, ...]:
    """The findings, the violators of laws with the metric that is likely wrong in that task.

    It is in every law that the task breaks and in none that the task keeps; where several are, or
    where a law names only some of its violators, none is blamed.
    """
    laws = [f for f in findings if isinstance(f, LawFinding) and _accuses(f)]
    broken_by = [{v.row for v in law.violators} for law in laws]
    rows = np.array(sorted(set().union(*broken_by)), dtype=np.intp)
    if len(laws) < 2 or not rows.size:
        return tuple(findings)
    kept_by = _kept([law.law for law in laws], rows, view)

    def suspect(row: int) -> str:
        broken = [
            set(law.metrics) for law, rows in zip(laws, broken_by, strict=True) if row in rows
        ]
        kept = [set(law.metrics) for law, rows in zip(laws, kept_by, strict=True) if row in rows]
        blamed = set.intersection(*broken) - set().union(*kept)
        return blamed.pop() if len(blamed) == 1 else ""

    def named(violator: Violator) -> Violator:
        return violator._replace(suspect=suspect(violator.row) or violator.suspect)

    return tuple(
        replace(f, violators=tuple(named(v) for v in f.violators))
        if isinstance(f, LawFinding) and _accuses(f)
        else f
        for f in findings
    )


def _accuses(law: LawFinding) -> bool:
    """Whether it binds several metrics, and names every task that breaks it.

    A bound that a wrong metric keeps says nothing for it.
    """
    binds = len(law.metrics) > 1 and law.law.form is not LawForm.BOUND
    return binds and len(law.violators) == law.broken


def _kept(laws: Sequence[Law], rows: Rows, view: View) -> list[frozenset[int]]:
    """Which of some rows keep each law."""
    columns = view.columns(list(dict.fromkeys(m for law in laws for m in law.metrics)), rows)
    leftovers = [law.leftover(columns) for law in laws]
    return [frozenset(rows[left.known & left.holds].tolist()) for left in leftovers]
