"""Saved laws on a new table, as judged patterns: a broken law trips the gate."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from crackle_cli.cooling.naming import named, told_apart
from crackle_cli.cooling.pattern import CracklePattern
from crackle_cli.detectors.conservation.law_findings import CountedLaw, identity
from crackle_cli.detectors.finding import Finding, PatternKind
from crackle_cli.detectors.view import View
from crackle_cli.errors import ExitCode
from crackle_cli.events.suspect_metric import with_suspects
from crackle_cli.gate.rules import Judged, Verdict
from crackle_cli.laws.check import State, require, verdict
from crackle_cli.laws.check import Verdict as LawVerdict
from crackle_cli.laws.law import Law
from crackle_cli.laws.previous import metric_of
from crackle_cli.laws.text import formula
from crackle_cli.table.arrays import Rows
from crackle_cli.table.metric_table import MetricTable
from crackle_cli.table.part import Part
from crackle_cli.wording.conservation import checked as checked_law


def checked(laws: Sequence[Law], view: View) -> Verdict:
    """Each law in the order of the file. Nothing is fitted.

    The exit code is 1 when a law is broken, else 2 when one cannot be told. Raises InputError
    where the table lacks a metric of the laws.
    """
    table = view.outline
    require(laws, table.metrics)
    tallies = view.tallied([CountedLaw(law, _needed(law, table)) for law in laws])
    broken = np.array([v.row for tally in tallies for v in tally.violators], dtype=np.intp)
    view.prepare_labels(np.unique(broken))
    verdicts = [verdict(tally, table.labels) for tally in tallies]
    findings = with_suspects([_finding(tally, view) for tally in tallies], view)
    return _judged(verdicts, findings, table)


def _needed(law: Law, table: MetricTable) -> tuple[str, ...]:
    """The metrics of the table that a law speaks of."""
    return tuple(dict.fromkeys(m if m in table.metrics else metric_of(m) for m in law.metrics))


def _judged(
    verdicts: Sequence[LawVerdict], findings: Sequence[Finding], table: MetricTable
) -> Verdict:
    patterns = [_pattern(one, f, table) for one, f in zip(verdicts, findings, strict=True)]
    ids = told_apart([p.id for p in patterns])
    judged = tuple(
        Judged(replace(p, id=id_), gates=one.state is State.BROKEN)
        for p, id_, one in zip(patterns, ids, verdicts, strict=True)
    )
    return Verdict(judged, _exit_code([one.state for one in verdicts]))


def _exit_code(states: Sequence[State]) -> ExitCode:
    if State.BROKEN in states:
        return ExitCode.GATED
    return ExitCode.NO_ANSWER if State.UNTOLD in states or not states else ExitCode.CLEAN


def _pattern(one: LawVerdict, finding: Finding, table: MetricTable) -> CracklePattern:
    law = one.tally.law
    found = named(finding, Part({}, table.tasks), table)
    if one.state is State.UNTOLD:
        text = f"untold: {formula(law)}: no task has all of its metrics"
        return replace(found, description=text)
    return replace(
        found,
        description=f"{one.state}: {checked_law(finding, table, one.excused)}{_record(one)}",
        metrics={**found.metrics, "p_value": one.p_value, "recorded_n": law.n},
        evidence={**found.evidence, **_violators(one, found), "state": str(one.state)},
    )


def _violators(one: LawVerdict, found: CracklePattern) -> dict[str, Any]:
    """The tasks that break the law, and which of them are on record for it."""
    listed = found.evidence.get("violators")
    if not listed:
        return {}
    return {"violators": [{**v, "recorded": v["row"] in one.excused} for v in listed]}


def _record(one: LawVerdict) -> str:
    """What the law was judged by, unless the tasks on record are told by name."""
    law = one.tally.law
    return f" (recorded: {law.holds:,} of {law.n:,})" if law.n and not one.excused else ""


def _finding(tally: CountedLaw, view: View) -> Finding:
    """The law as a finding, as its tally tells it; one that no task tells has its names only."""
    law = tally.law
    numbers = dict.fromkeys(("n", "holds", "violators"), 0.0)
    untold = Finding(
        kind=PatternKind.CONSERVATION,
        metrics=tally.metrics,
        rows=np.empty(0, np.intp),
        strength=0.0,
        strength_low=0.0,
        p_value=None,
        numbers={**numbers, "constant": law.constant, "tolerance": law.tolerance},
        evidence={**law.as_json(), "text": formula(law), "state": str(State.UNTOLD)},
        identity=identity(law),
    )
    return replace(tally.told(untold), rows=_known(tally, view)) if tally.known else untold


def _known(tally: CountedLaw, view: View) -> Rows:
    """The tasks that have every metric of a law; none of pieces, in which all are told."""
    every = np.arange(0 if view.outline.sampled else tally.tasks)
    if every.size == tally.known:
        return every
    return every[tally.law.leftover(view.columns(tally.law.metrics, every)).known]
