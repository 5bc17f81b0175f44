"""Saved laws against new tasks. Nothing is fitted: a law is counted, and judged by its record."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import exp

from crackle_cli.errors import InputError
from crackle_cli.laws.law import Law, LawKind
from crackle_cli.laws.previous import metric_of
from crackle_cli.laws.tally import LawTally
from crackle_cli.statistics.discovery import SMALLEST_P_VALUE
from crackle_cli.statistics.shares import log_binomial_tail
from crackle_cli.suggest import did_you_mean, listed

LEAST = 0.9  # share of tasks that must hold a law for it to be one (profiles: `holds`)
IMPROBABLE = 1e-3  # one false alarm in a thousand checks of a law


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
    """

    tally: LawTally
    state: State
    p_value: float
    excused: frozenset[int] = frozenset()


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
    """Broken when so many violations are improbable at the recorded rate (v + 1) / (n + 2).

    A law on whose record no task broke it, if it is exact or was written by hand, is broken by
    the first that does. So is one whose record names the tasks that broke it, where they are met
    again: these are the tasks of the record and those since. One that held in LEAST of its record
    is broken where it no longer does, however few the tasks: their number proves nothing, but
    what they show is no law. `labels`: of all tasks that were counted.
    """
    law = tally.law
    if not tally.known:
        return CheckedLaw(tally, State.UNTOLD, 1.0)
    recorded = law.n - law.holds
    rate = (recorded + 1) / (law.n + 2)
    p_value = exp(log_binomial_tail(tally.counted, tally.broken, rate))
    to_the_task = law.kind is LawKind.EXACT or law.n == 0
    excused = _excused(tally, labels) if to_the_task else frozenset()
    strict = to_the_task and (recorded == 0 or bool(excused))
    fell = tally.holds < LEAST * tally.counted and law.holds >= LEAST * law.n
    broken = tally.broken > len(excused) if strict else p_value < IMPROBABLE or fell
    state = State.BROKEN if broken else State.KEPT
    return CheckedLaw(tally, state, max(p_value, SMALLEST_P_VALUE), excused)


def _excused(tally: LawTally, labels: Sequence[str]) -> frozenset[int]:
    """Rows of the violators on record; of several tasks of one name the first."""
    if not tally.law.broken_by:
        return frozenset()
    rows: dict[str, int] = {}
    for violator in tally.violators:
        rows.setdefault(labels[violator.row], violator.row)
    return frozenset(rows[name] for name in tally.law.broken_by if name in rows)
