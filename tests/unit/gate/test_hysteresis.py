"""What was told with one task less stays told while it is nearly as sure."""

import numpy as np
import pytest

from crackle_cli import MetricTable, ThermalProfile, cool, judge
from crackle_cli.detectors.finding import PatternKind
from crackle_cli.gate import hysteresis
from crackle_cli.gate.baseline import Accepted, Baseline
from crackle_cli.gate.hysteresis import dimmed
from crackle_cli.gate.rules import GateRules
from crackle_cli.table.part import Part
from tests.worlds.findings import drift, shift
from tests.worlds.reports import pattern

ONLY = ThermalProfile.default().without_clustering().without_conservation().without_correlations()
RULES = GateRules(fail_on=frozenset({PatternKind.PHASE_TRANSITION}))
TABLE = MetricTable.from_columns({"a": np.arange(100.0)})
WHOLE = (Part({}, 100),)
LATE = shift("a", 95, margin=0)


def told(tasks):
    """A step of two sigmas after 60 builds, of which the 69th dims what two tell."""
    values = np.random.default_rng(3).normal(size=tasks) + 2.0 * (np.arange(tasks) >= 60)
    return MetricTable.from_columns({"a": values.round(3)})


def test_the_newest_task_does_not_turn_the_gate_green():
    assert cool(told(68), ONLY) and not cool(told(69), ONLY)
    verdict = judge(told(69), ONLY, fail_on="phase_transition")
    assert [p.onset.begins for p in verdict.gated] == ["row 60"] and verdict.exit_code == 1


def test_what_does_not_trip_is_not_told():
    (stays,) = judge(told(69), ONLY, fail_on="phase_transition").gated
    for choices in (
        {},
        {"fail_on": "correlation"},
        {"fail_on": "phase_transition", "recent": 8},
        {"fail_on": "phase_transition", "recent": 0},
        {"fail_on": "phase_transition", "confirm": 10},
        {"fail_on": "phase_transition", "better": {"a": "higher"}},
        {"fail_on": "phase_transition", "baseline": Baseline((Accepted(stays.id),))},
    ):
        assert judge(told(69), ONLY, **choices).judged == ()


@pytest.fixture
def looks(monkeypatch):
    """What the table tells at twice alpha, and with one task less; each look that was taken."""

    class Looks:
        now, before = (LATE,), (LATE,)
        taken: list[tuple[int, float, tuple[str, ...]]]

    def transitions(table, rows, profile, metrics=()):
        Looks.taken.append((rows.size, profile.alpha, tuple(metrics)))
        return Looks.before if metrics else Looks.now

    Looks.taken = []
    monkeypatch.setattr(hysteresis, "transitions", transitions)
    return Looks


def stays(*told, parts=WHOLE):
    found = dimmed(TABLE, [pattern(one) for one in told], parts, RULES, ThermalProfile.default())
    return [one.finding for one in found]


def test_the_second_look_is_taken_where_something_may_stay(looks):
    assert stays() == [LATE]
    assert looks.taken == [(100, 0.1, ()), (99, 0.05, ("a",))]
    looks.taken.clear()
    looks.now = ()
    assert stays() == []
    assert looks.taken == [(100, 0.1, ())]


def test_groups_share_alpha(looks):
    halves = [Part({"os": name}, 50, np.arange(start, 100, 2)) for start, name in enumerate("ab")]
    stays(parts=halves)
    assert {alpha for _, alpha, _ in looks.taken} == {0.05, 0.025}
    assert {tasks for tasks, _, _ in looks.taken} == {50, 49}


@pytest.mark.parametrize("told", [LATE, shift("b", 95, margin=0), shift("a", 93, margin=1)])
def test_what_begins_where_something_told_begins_is_that(looks, told):
    assert stays(told) == []


@pytest.mark.parametrize("told", [drift("a"), shift("a", 50, margin=0)])
def test_what_is_told_elsewhere_lets_it_stay(looks, told):
    assert stays(told) == [LATE]


@pytest.mark.parametrize(
    ("row", "kept"), [(89, False), (90, True), (97, True), (98, False), (99, False)]
)
def test_it_begins_among_the_last_tasks_and_was_more_than_suspect(looks, row, kept):
    looks.now = looks.before = (shift("a", row, margin=0),)
    assert stays() == (list(looks.now) if kept else [])


@pytest.mark.parametrize(
    "before", [(), (drift("a"),), (shift("a", 60, margin=0),), (shift("a", 95, levels=(2.0, 1.0)),)]
)
def test_what_was_not_told_does_not_stay(looks, before):
    looks.before = before
    assert stays() == []


def test_what_would_be_printed_as_nothing_does_not_stay(looks):
    looks.now = (shift("a", 95, margin=0, low=0.001),)
    assert stays() == []
