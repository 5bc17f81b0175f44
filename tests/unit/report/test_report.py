"""The report: counts of everything, trends, places."""

import json
from dataclasses import replace

import numpy as np
import pytest

from crackle_cli.cooling.pipeline import Cooled
from crackle_cli.detectors.finding import PatternKind
from crackle_cli.detectors.phase_transition.reach import Reach
from crackle_cli.gate.rules import GateRules, verdict_on
from crackle_cli.profile.thermal_profile import ThermalProfile
from crackle_cli.report.render import json_report
from crackle_cli.report.report import build_report
from crackle_cli.table.metric_table import RowGroup
from tests.worlds import reports
from tests.worlds.findings import drift, law_finding, shift


def test_every_kind_is_counted_even_at_zero():
    report = reports.report(reports.pattern(), reports.pattern(id="phase_transition-89abcdef"))
    assert report.by_kind == {
        PatternKind.CLUSTERING: 0,
        PatternKind.PHASE_TRANSITION: 2,
        PatternKind.CONSERVATION: 0,
        PatternKind.CORRELATION: 0,
    }


def test_a_limit_hides_patterns_but_counts_and_gates_them():
    patterns = [reports.pattern(), reports.pattern(id="phase_transition-89abcdef")]
    verdict = verdict_on(
        patterns, GateRules(fail_on=frozenset({PatternKind.PHASE_TRANSITION}), recent=0)
    )
    report = build_report(reports.table(), ThermalProfile.default(), Cooled(()), verdict, 0)
    assert (len(report.entries), report.patterns, report.gated, report.exit_code) == (0, 2, 2, 1)


OUTAGE = (
    reports.pattern(where=reports.onset(30, row_back=40, back="b40")),
    reports.pattern(
        shift("duration", 40),
        id="phase_transition-4567cdef",
        where=reports.onset(40, 5, ends="phase_transition-0123abcd"),
    ),
    reports.pattern(shift("duration", 50), id="phase_transition-89abcdef", where=reports.onset(50)),
)


def outage(rules=None, **options):
    verdict = verdict_on(OUTAGE, rules or GateRules())
    outcome = Cooled(OUTAGE)
    return build_report(reports.table(), ThermalProfile.default(), outcome, verdict, **options)


def rows(entries):
    return [entry.pattern.metrics["row"] for entry in entries]


def test_the_end_of_an_event_is_there_for_machines_and_told_with_it():
    report = outage()
    assert (rows(report.entries), rows(report.told)) == ([30, 40, 50], [30, 50])
    assert (report.patterns, report.events) == (3, 2)


def test_an_end_that_trips_the_gate_is_told_by_itself():
    patterns = OUTAGE[:2]
    rules = GateRules(frozenset({PatternKind.PHASE_TRANSITION}), better={"duration": "lower"})
    verdict = verdict_on(patterns, rules)
    report = build_report(reports.table(), ThermalProfile.default(), Cooled(patterns), verdict)
    assert (rows(report.told), report.events, report.gated) == ([30, 40], 2, 1)


def test_a_limit_counts_events_and_shows_their_ends():
    assert rows(outage(limit=1).entries) == [30, 40]
    report = outage(limit=2)
    assert (rows(report.entries), rows(report.told)) == ([30, 40, 50], [30, 50])


def test_the_end_of_an_event_may_be_explained_by_itself():
    assert rows(outage(explain="phase_transition-4567cdef").told) == [40]


CONSTANT = reports.pattern(law_finding("tests = 412"), id="conservation-0123abcd")
EVENT = reports.pattern()
LINE = "1 metric is constant: tests 412"


@pytest.mark.parametrize(
    ("options", "shown", "told", "standing"),
    [
        ({}, [CONSTANT, EVENT], [EVENT], (LINE,)),
        ({"limit": 2}, [CONSTANT, EVENT], [EVENT], (LINE,)),
        ({"limit": 1}, [EVENT], [EVENT], ()),
        ({"explain": "all"}, [CONSTANT, EVENT], [EVENT], (LINE,)),
        ({"explain": "1"}, [EVENT], [EVENT], ()),
        ({"explain": "conservation"}, [CONSTANT], [CONSTANT], ()),
    ],
)
def test_what_stands_is_the_last_line_and_there_for_machines(options, shown, told, standing):
    verdict = verdict_on([CONSTANT, EVENT], GateRules(frozenset(PatternKind), recent=0))
    outcome = Cooled((CONSTANT, EVENT))
    report = build_report(
        reports.table(), ThermalProfile.default(), outcome, verdict, options.get("limit"),
        options.get("explain"),
    )  # fmt: skip
    assert [e.pattern for e in report.entries] == shown
    assert [e.pattern for e in report.told] == told
    assert report.standing == standing
    assert (report.patterns, report.events, report.gated, report.spared) == (2, 1, 1, ())


def test_only_what_stands_is_no_event():
    report = reports.report(CONSTANT)
    assert (report.told, report.standing, report.events) == ((), (LINE,), 0)


def test_an_event_has_two_marks_in_its_trend():
    assert outage().entries[0].trend.marks == (8, 11)


def test_a_transition_is_placed_in_its_file():
    assert reports.report(reports.pattern()).entries[0].location == ("builds.csv", 32)


def test_a_pattern_without_a_row_has_no_place():
    assert reports.report(reports.pattern(drift("duration"))).entries[0].location is None


@pytest.mark.parametrize(("fail_on", "code"), [("phase_transition", 1), ("correlation", 0)])
def test_the_exit_code_is_that_of_the_gate(fail_on, code):
    report = reports.report(reports.pattern(), fail_on=frozenset({PatternKind(fail_on)}))
    assert report.exit_code == code
    assert report.entries[0].judged.gates == bool(code)


def test_what_is_too_little_is_said_of_the_largest_group():
    table, profile = reports.table(18), ThermalProfile.default()
    outcome = Cooled((), insufficient=(PatternKind.CLUSTERING,))
    least = profile.clustering.min_tasks
    for groups, said in (
        ((), "18 tasks are too few for"),
        (
            (RowGroup({"os": "mac"}, np.arange(5)), RowGroup({"os": "bsd"}, np.arange(5, 18))),
            "the largest group has 13 tasks, too few for",
        ),
    ):
        report = build_report(
            replace(table, groups=groups), profile, outcome, verdict_on([], GateRules())
        )
        assert report.warnings == (f"insufficient: {said} clustering (at least {least})",)


@pytest.mark.parametrize(
    ("reach", "said"),
    [
        (Reach(None, 14), "phase transition among 2 metrics (at least about 14)"),
        (Reach(8.0, 10), "phase transition of less than about 8σ among 2 metrics"),
    ],
)
def test_which_steps_are_beyond_reach_is_said(reach, said):
    outcome = Cooled((), insufficient=(PatternKind.PHASE_TRANSITION,), reach=reach)
    verdict = verdict_on([], GateRules())
    report = build_report(reports.table(10), ThermalProfile.default(), outcome, verdict)
    assert report.warnings[-1] == f"insufficient: 10 tasks are too few for {said}"
    assert report.least_step == reach.step
    assert json.loads(json_report.render(report))["summary"]["least_step"] == reach.step
