"""Saved laws against new tasks. Nothing is fitted: a law is counted, and judged by its record."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import exp, isclose

from crackle_cli.errors import InputError
from crackle_cli.laws.law import Law
from crackle_cli.laws.previous import metric_of
from crackle_cli.laws.tally import LawTally
from crackle_cli.laws.text import formula
from crackle_cli.statistics.discovery import SMALLEST_P_VALUE
from crackle_cli.statistics.shares import log_binomial_tail, log_hypergeometric_tail
from crackle_cli.suggest import did_you_mean, listed

DRIFTED = 1e-6  # a law on record is checked often, and its tasks are seldom quite independent
SAME_RESIDUAL = 1e-6  # share by which two residuals are one, whatever float error makes of them


class State(StrEnum):
    """What a check says of a law. UNTOLD: no task had all its metrics."""

    KEPT = "kept"
    BROKEN = "broken"
    UNTOLD = "untold"


@dataclass(frozen=True)
class CheckedLaw:
    """A law that was counted over new tasks, and judged by its record.

    p_value  of so many violations at the recorded rate; 0 < p <= 1
    excused  rows of the tasks that broke the law when it was recorded and break it again
    drifted  tasks that are further off than any on record, where so many are improbable; else 0
    """

    tally: LawTally
    state: State
    p_value: float
    excused: frozenset[int] = frozenset()
    drifted: int = 0


def require(laws: Iterable[Law], metrics: Iterable[str]) -> None:
    """Raises InputError that names every metric of the laws that is not among `metrics`."""
    known = list(metrics)
    named = (m for law in laws for m in law.metrics)
    wanted = dict.fromkeys(m if m in known else metric_of(m) for m in named)
    missing = [m for m in wanted if m not in known]
    if missing:
        hint = did_you_mean(missing[0], known)
        raise InputError(
            f"the laws need {listed(missing)}, which the table does not have{hint}; "
            f"it has {listed(known)}"
        )


def checked_law(tally: LawTally, labels: Sequence[str]) -> CheckedLaw:
    """Broken by the first task that no record explains, or by very many that are further off.

    A record explains what is within its guard (`laws.guard`), and the tasks that it names.
    `labels`: of all tasks that were counted. Raises InputError where the record excuses every task.
    """
    tally = tally.settled
    law = tally.law
    if not tally.known:
        return CheckedLaw(tally, State.UNTOLD, 1.0)
    rate = (law.n - law.holds + 1) / (law.n + 2)
    p_value = exp(log_binomial_tail(tally.counted, tally.broken, rate))
    excused = _excused(tally, labels)
    if len(excused) == tally.counted:
        raise InputError(
            f"the law `{formula(law)}` excuses every task that has its metrics; it guards nothing"
        )
    drifted = _drifted(tally, len(excused))
    state = State.BROKEN if tally.broken > len(excused) or drifted else State.KEPT
    return CheckedLaw(tally, state, max(p_value, SMALLEST_P_VALUE), excused, drifted)


def _drifted(tally: LawTally, excused: int) -> int:
    """Tasks beyond the worst on record, where so many are improbable whatever the distribution.

    Were the new tasks like the old ones, those that are furthest off would be new and old ones in
    any order (Mann and Whitney, 1947).
    """
    law, beyond = tally.law, tally.beyond - excused
    furthest = beyond + law.n - law.holds
    p = exp(log_hypergeometric_tail(law.n + tally.counted, tally.counted, furthest, beyond))
    return beyond if p < DRIFTED else 0


def _excused(tally: LawTally, labels: Sequence[str]) -> frozenset[int]:
    """Rows of the violators on record; of several tasks of one name the first.

    A task without a name is the same one where its row is, and its residual.
    """
    law = tally.law
    if not law.broken_by and not law.broken_rows:
        return frozenset()
    rows: dict[str, int] = {}
    residuals = {violator.row: violator.residual for violator in tally.violators}
    for row in residuals:
        rows.setdefault(labels[row], row)
    named = {rows[name] for name in law.broken_by if name in rows}
    again = (
        row
        for row, residual in law.broken_rows
        if row in residuals and isclose(residuals[row], residual, rel_tol=SAME_RESIDUAL)
    )
    return frozenset(named.union(again))
