"""Saved laws against new tasks. Nothing is fitted: a law is counted, and judged by its record."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import exp

import numpy as np

from crackle_cli.errors import InputError
from crackle_cli.laws.law import Law, LawKind, Violator, counted
from crackle_cli.laws.previous import columns, metric_of, shifted
from crackle_cli.progress import Progress
from crackle_cli.statistics.shares import log_binomial_tail
from crackle_cli.suggest import did_you_mean, listed
from crackle_cli.table.metric_table import MetricTable
from crackle_cli.table.pieces import Piece, Pieces

LEAST = 0.9  # share of tasks that must hold a law for it to be one (profiles: `holds`)
IMPROBABLE = 1e-3  # one false alarm in a thousand checks of a law
MOST_VIOLATORS = 1000  # listed; all are counted
BLOCK = 1 << 14  # rows at once: a dozen arrays of 128 KiB stay in the cache


class State(StrEnum):
    """What a check says of a law. UNTOLD: no task had all its metrics."""

    KEPT = "kept"
    BROKEN = "broken"
    UNTOLD = "untold"


@dataclass(frozen=True)
class Tally:
    """A law counted over some rows; tallies of consecutive rows add up (`plus`).

    rows: seen; known: those that had every metric; broken: those that break the law; zero: those
    in which both sides are 0.
    """

    law: Law
    rows: int = 0
    known: int = 0
    broken: int = 0
    zero: int = 0
    violators: tuple[Violator, ...] = ()

    @property
    def counted(self) -> int:
        """Tasks that the law is judged by, see `counted`."""
        return counted(self.known, self.zero)

    @property
    def holds(self) -> int:
        return self.counted - self.broken

    def plus(self, later: "Tally") -> "Tally":
        """The tally over both; the rows of `later` come after these."""
        moved = (Violator(v.row + self.rows, v.residual) for v in later.violators)
        return Tally(
            self.law,
            self.rows + later.rows,
            self.known + later.known,
            self.broken + later.broken,
            self.zero + later.zero,
            (*self.violators, *moved)[:MOST_VIOLATORS],
        )


@dataclass(frozen=True)
class Verdict:
    """A tally judged.

    p_value  of so many violations at the recorded rate; 0 < p <= 1
    excused  rows of the tasks that broke the law when it was recorded and break it again
    """

    tally: Tally
    state: State
    p_value: float
    excused: frozenset[int] = frozenset()


def tallies(laws: Sequence[Law], table: MetricTable) -> tuple[Tally, ...]:
    """Each law counted over a table."""
    require(laws, table.metrics)
    return _added([Tally(law) for law in laws], Piece(0, table.metrics))


def piecewise_tallies(laws: Sequence[Law], tasks: Pieces, progress: Progress) -> tuple[Tally, ...]:
    """Each law counted over tasks that are read a piece at a time."""
    require(laws, tasks.metrics)
    result = tuple(Tally(law) for law in laws)
    names = list(dict.fromkeys(m for law in laws for m in law.metrics))
    own = [m if m in tasks.metrics else metric_of(m) for m in names]
    before: dict[str, float] = {}
    for piece in tasks.pieces(list(dict.fromkeys(own)), range(tasks.tasks)):
        progress("checking", piece.start, tasks.tasks, "rows")
        earlier = {
            name: shifted(piece.metrics[metric], before.get(metric, np.nan))
            for name, metric in zip(names, own, strict=True)
            if name != metric
        }
        result = _added(result, Piece(piece.start, {**piece.metrics, **earlier}))
        before = {metric: float(values[-1]) for metric, values in piece.metrics.items()}
    return result


def _added(counted: Sequence[Tally], piece: Piece) -> tuple[Tally, ...]:
    """The tallies with a piece more."""
    result = list(counted)
    needed = columns(dict.fromkeys(m for t in counted for m in t.law.metrics), piece.metrics)
    n = max((values.size for values in needed.values()), default=0)
    for start in range(0, n, BLOCK):
        block = {m: values[start : start + BLOCK] for m, values in needed.items()}
        rows = min(BLOCK, n - start)
        result = [
            tally.plus(_counted(tally.law, block, rows, MOST_VIOLATORS - len(tally.violators)))
            for tally in result
        ]
    return tuple(result)


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


def _counted(law: Law, block: dict[str, np.ndarray], rows: int, most: int) -> Tally:
    """A law over a block of rows; the first `most` violators are listed."""
    leftover = law.leftover(block)
    holds = int(np.count_nonzero(leftover.holds))
    zero = int(np.count_nonzero(leftover.zero))
    if holds == rows:
        return Tally(law, rows, rows, zero=zero)
    known = leftover.known
    broken = np.flatnonzero(known & ~leftover.holds)
    violators = tuple(Violator(int(row), float(leftover.residual[row])) for row in broken[:most])
    return Tally(law, rows, int(known.sum()), broken.size, zero, violators)


def verdict(tally: Tally, labels: Sequence[str]) -> Verdict:
    """Broken when so many violations are improbable at the recorded rate (v + 1) / (n + 2).

    A law on whose record no task broke it, if it is exact or was written by hand, is broken by
    the first that does. So is one whose record names the tasks that broke it, where they are met
    again: these are the tasks of the record and those since. One that held in LEAST of its record
    is broken where it no longer does, however few the tasks: their number proves nothing, but
    what they show is no law. `labels`: of all tasks that were counted.
    """
    law = tally.law
    if not tally.known:
        return Verdict(tally, State.UNTOLD, 1.0)
    recorded = law.n - law.holds
    rate = (recorded + 1) / (law.n + 2)
    p_value = exp(max(-690.0, log_binomial_tail(tally.counted, tally.broken, rate)))
    to_the_task = law.kind is LawKind.EXACT or law.n == 0
    excused = _excused(tally, labels) if to_the_task else frozenset()
    strict = to_the_task and (recorded == 0 or bool(excused))
    fell = tally.holds < LEAST * tally.counted and law.holds >= LEAST * law.n
    broken = tally.broken > len(excused) if strict else p_value < IMPROBABLE or fell
    return Verdict(tally, State.BROKEN if broken else State.KEPT, p_value, excused)


def _excused(tally: Tally, labels: Sequence[str]) -> frozenset[int]:
    """Rows of the violators on record; of several tasks of one name the first."""
    if not tally.law.broken_by:
        return frozenset()
    rows: dict[str, int] = {}
    for violator in tally.violators:
        rows.setdefault(labels[violator.row], violator.row)
    return frozenset(rows[name] for name in tally.law.broken_by if name in rows)
