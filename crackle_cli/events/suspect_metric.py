"""The likely wrong metric of a task that breaks laws: the one that all of them blame.

O(v k) for v tasks and k terms of laws.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from crackle_cli.detectors.conservation.findings import LawFinding
from crackle_cli.detectors.finding import Finding
from crackle_cli.detectors.view import View
from crackle_cli.laws.law import LawForm, Violator
from crackle_cli.table.arrays import Rows

ROWS_AT_ONCE = 1 << 13  # of 1,000 metrics 64 MiB of counts


def with_suspects(findings: Sequence[Finding], view: View) -> tuple[Finding, ...]:
    """The findings, the violators of laws with the metric that is likely wrong in that task.

    It is in every law that the task breaks and in none that the task keeps; where several are, or
    where a law names only some of its violators, none is blamed.
    """
    laws = [f for f in findings if isinstance(f, LawFinding) and _accuses(f)]
    rows = np.unique([v.row for law in laws for v in law.violators]).astype(np.intp)
    if len(laws) < 2 or not rows.size:
        return tuple(findings)
    suspects: dict[int, str] = {}
    for start in range(0, rows.size, ROWS_AT_ONCE):
        suspects |= _suspects(laws, rows[start : start + ROWS_AT_ONCE], view)

    def named(violators: Sequence[Violator]) -> tuple[Violator, ...]:
        return tuple(
            v._replace(suspect=suspects[v.row]) if v.row in suspects else v for v in violators
        )

    return tuple(
        replace(f, violators=named(f.violators)) if isinstance(f, LawFinding) and _accuses(f) else f
        for f in findings
    )


def _accuses(law: LawFinding) -> bool:
    """Whether it binds several metrics, and names every task that breaks it.

    A bound that a wrong metric keeps says nothing for it.
    """
    binds = len(law.metrics) > 1 and law.law.form is not LawForm.BOUND
    return binds and len(law.violators) == law.broken


def _suspects(laws: Sequence[LawFinding], rows: Rows, view: View) -> dict[int, str]:
    """Of some rows, ascending, those in which one metric is to blame; and which."""
    metrics = list(dict.fromkeys(m for law in laws for m in law.law.metrics))
    place = {metric: j for j, metric in enumerate(metrics)}
    columns = view.columns(metrics, rows)
    broken = np.zeros(rows.size, np.intp)
    accused = np.zeros((rows.size, len(metrics)), np.intp)
    cleared = np.zeros(accused.shape, bool)
    for law in laws:
        bound = np.array([place[metric] for metric in law.law.metrics], np.intp)
        listed = np.array([v.row for v in law.violators], np.intp)
        listed = listed[(listed >= rows[0]) & (listed <= rows[-1])]
        breaks = np.searchsorted(rows, listed)
        broken[breaks] += 1
        accused[np.ix_(breaks, bound)] += 1
        left = law.law.leftover(columns)
        cleared[np.ix_(np.flatnonzero(left.known & left.holds), bound)] = True
    to_blame = (accused == broken[:, None]) & ~cleared & (broken > 0)[:, None]
    one = np.flatnonzero(np.count_nonzero(to_blame, axis=1) == 1)
    names = to_blame[one].argmax(axis=1).tolist()
    return {row: metrics[j] for row, j in zip(rows[one].tolist(), names, strict=True)}
