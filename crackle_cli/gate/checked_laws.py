"""Saved laws on a new table, as judged patterns: a broken law trips the gate."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from crackle_cli.cooling.naming import named, told_apart
from crackle_cli.detectors.conservation.findings import Check, LawFinding
from crackle_cli.detectors.conservation.law_findings import CountedLaw, untold
from crackle_cli.detectors.finding import Finding
from crackle_cli.detectors.view import View
from crackle_cli.errors import ExitCode
from crackle_cli.events.suspect_metric import with_suspects
from crackle_cli.gate.rules import Judged, Verdict
from crackle_cli.laws.check import CheckedLaw, State, checked_law, require
from crackle_cli.laws.guard import guarded
from crackle_cli.laws.law import Law
from crackle_cli.laws.previous import metric_of
from crackle_cli.progress import Progress, silent
from crackle_cli.table.arrays import Rows
from crackle_cli.table.metric_table import MetricTable
from crackle_cli.table.part import Part


def checked(laws: Sequence[Law], view: View, progress: Progress = silent) -> Verdict:
    """Each law in the order of the file. Nothing is fitted.

    The exit code is 1 when a law is broken, else 2 when one cannot be told. Raises InputError
    where the table lacks a metric of the laws.
    """
    table = view.outline
    require(laws, table.metrics)
    progress("checking", 0, len(laws), "laws")
    judged_by = [guarded(law) for law in laws]
    tallies = view.tallied([CountedLaw(law, _needed(law, table)) for law in judged_by])
    broken = np.array([v.row for tally in tallies for v in tally.violators], dtype=np.intp)
    view.prepare_labels(np.unique(broken))
    outcomes = [checked_law(tally, table.labels) for tally in tallies]
    pairs = zip(tallies, outcomes, strict=True)
    findings = with_suspects([_finding(tally, one, view) for tally, one in pairs], view)
    return _judged(outcomes, findings, table, progress)


def _needed(law: Law, table: MetricTable) -> tuple[str, ...]:
    """The metrics of the table that a law speaks of."""
    return tuple(dict.fromkeys(m if m in table.metrics else metric_of(m) for m in law.metrics))


def _judged(
    outcomes: Sequence[CheckedLaw],
    findings: Sequence[Finding],
    table: MetricTable,
    progress: Progress,
) -> Verdict:
    patterns = []
    for done, found in enumerate(findings):
        progress("telling", done, len(findings), "laws")
        patterns.append(named(found, Part({}, table.tasks), table))
    ids = told_apart([p.id for p in patterns])
    judged = tuple(
        Judged(p if p.id == id_ else replace(p, id=id_), gates=one.state is State.BROKEN)
        for p, id_, one in zip(patterns, ids, outcomes, strict=True)
    )
    return Verdict(judged, _exit_code([one.state for one in outcomes]))


def _exit_code(states: Sequence[State]) -> ExitCode:
    if State.BROKEN in states:
        return ExitCode.GATED
    return ExitCode.NO_ANSWER if State.UNTOLD in states or not states else ExitCode.CLEAN


def _finding(tally: CountedLaw, one: CheckedLaw, view: View) -> LawFinding:
    """The law as a finding, as its tally tells it; one that no task tells has its names only."""
    nothing = replace(untold(tally), check=Check(one.state, one.excused, one.drifted))
    if not tally.known:
        return nothing
    told = tally.told(nothing)
    return replace(told, rows=_known(tally, view), law=tally.law, p_value=one.p_value)


def _known(tally: CountedLaw, view: View) -> Rows:
    """The tasks that have every metric of a law; none of pieces, in which all are told."""
    every = np.arange(0 if view.outline.sampled else tally.tasks)
    if every.size == tally.known:
        return every
    return every[tally.law.leftover(view.columns(tally.law.metrics, every)).known]
