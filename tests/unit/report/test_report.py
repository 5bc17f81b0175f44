"""The report: counts of everything, trends, places."""

from dataclasses import replace

import numpy as np
import pytest

from crackle_cli.cooling.pipeline import Cooled
from crackle_cli.detectors.finding import PatternKind
from crackle_cli.gate.rules import GateRules, verdict_on
from crackle_cli.profile.thermal_profile import ThermalProfile
from crackle_cli.report.report import build_report, tells, trend
from crackle_cli.table.metric_table import Group, MetricTable
from tests.worlds import reports
from tests.worlds.findings import drift, group, shift


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


def test_an_event_has_two_marks_in_its_trend():
    assert outage().entries[0].trend.marks == (8, 11)
    values = np.where((np.arange(200) >= 120) & (np.arange(200) < 123), 5.0, 1.0)
    drawn = trend(values, [120, 123])
    first, second = drawn.marks
    assert len(drawn.values) <= 16 and second == first + 1
    assert drawn.values[first] == 5.0 and set(drawn.values) == {1.0, 5.0}
    assert trend(np.array([1.0, 5.0]), [1, 1]).marks == (1,)  # both ends in one of a sample


def test_a_transition_is_placed_in_its_file():
    assert reports.report(reports.pattern()).entries[0].location == ("builds.csv", 32)


def test_a_pattern_without_a_row_has_no_place():
    assert reports.report(reports.pattern(drift("duration"))).entries[0].location is None


@pytest.mark.parametrize("n", [2, 3, 10, 24, 25, 100, 1000])
@pytest.mark.parametrize("share", [0.01, 0.3, 0.5, 0.99])
def test_a_step_stays_a_step_in_its_trend(n, share):
    mark = min(n - 1, max(1, int(n * share)))
    drawn = trend(np.where(np.arange(n) < mark, 1.0, 5.0), [mark])
    assert len(drawn.values) <= 16
    (mark,) = drawn.marks
    assert drawn.values == (1.0,) * mark + (5.0,) * (len(drawn.values) - mark)


def test_a_trend_skips_missing_values():
    drawn = trend(np.array([1.0, np.nan, 3.0]))
    assert drawn.values[0] == 1 and np.isnan(drawn.values[1]) and drawn.values[2] == 3
    assert trend(np.array([np.nan, np.nan])) is None
    assert trend(np.array([])) is None


def test_a_trend_is_told_where_shuffled_tasks_would_not_look_like_it():
    noise = np.random.default_rng(1).normal(size=(200, 400))
    assert np.mean([tells(values) for values in noise]) < 0.06
    assert all(tells(values + np.linspace(0, 2, 400)) for values in noise)
    assert tells(np.arange(17.0)) and tells(np.array([1.0, 2.0])) and tells(np.arange(300) * 1e300)
    assert not any(map(tells, (np.ones(5), np.ones(50), np.full(50, np.nan), np.empty(0))))


def test_groups_of_one_grouping_have_trends_of_their_own():
    values = np.repeat([1.0, 2.0, 3.0], 200)
    groups = [
        reports.pattern(group(range(9), ("x",), inside=(v, v)), id=f"clustering-0000000{v}")
        for v in (1, 2)
    ]
    shown = build_report(
        MetricTable.from_columns({"x": values}),
        ThermalProfile.default(),
        Cooled(tuple(groups)),
        verdict_on(groups, GateRules()),
    )
    first, second = (entry.trend.values for entry in shown.entries)
    assert first[:5] == (1, 1, 1, 1, 1) and first[-10:] == (0,) * 10
    assert second[0] == second[-1] == 0 and max(second) == 1


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
            (Group({"os": "mac"}, np.arange(5)), Group({"os": "bsd"}, np.arange(5, 18))),
            "the largest group has 13 tasks, too few for",
        ),
    ):
        report = build_report(
            replace(table, groups=groups), profile, outcome, verdict_on([], GateRules())
        )
        assert report.warnings == (f"insufficient: {said} clustering (at least {least})",)
