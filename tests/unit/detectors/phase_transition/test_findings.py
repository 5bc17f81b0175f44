"""Transitions as values: their identity, and the same in a larger table."""

from dataclasses import replace

import numpy as np

from crackle_cli.detectors.finding import Place
from crackle_cli.detectors.phase_transition.findings import (
    Change,
    Drift,
    Halves,
    Shift,
    Spike,
    Spread,
    TurningPoint,
    Wander,
)
from crackle_cli.detectors.shown import facts

CHANGES = (Change("a", 1.0, 2.0, 100.0, 5.0), Change("b", 3.0, 2.0, -33.3, -4.0))
ALL = {"metrics": ("a", "b"), "rows": np.array([1, 2]), "strength": 0.5, "confidence": 0.4}
TURN = TurningPoint(Place(1, 0, 3), "up", "down", faster=False, p_value=0.02)
WANDER = Wander(**ALL, p_value=0.01, low=0.0, high=1.0)
SHIFT = Shift(**ALL, p_value=0.01, changes=CHANGES, place=Place(1, 0, 2))
ROWS = np.array([10, 20, 30, 40])  # of the larger table


def test_the_metric_that_leads_speaks_for_a_change():
    assert (SHIFT.before, SHIFT.after, SHIFT.change_pct, SHIFT.noise_units) == (1, 2, 100, 5)
    assert SHIFT.several == CHANGES
    assert replace(SHIFT, changes=CHANGES[:1]).several is None


def test_a_shift_moves_with_all_its_rows():
    moved = replace(SHIFT, back=Place(3, 2, 3), since=2).moved(ROWS)
    assert moved.rows.tolist() == [20, 30] and tuple(moved.place) == (20, 10, 30)
    assert tuple(moved.back) == (40, 30, 40) and moved.since == 30
    assert (SHIFT.moved(ROWS).back, SHIFT.moved(ROWS).since) == (None, None)


def test_a_drift_moves_with_its_bends():
    drift = Drift(**ALL, p_value=0.01, changes=CHANGES, bends=(0, 3))
    assert drift.moved(ROWS).bends == (10, 40) and drift.moved(ROWS).rows.tolist() == [20, 30]


def test_a_drift_moves_with_its_turns():
    drift = Drift(**ALL, p_value=0.01, changes=CHANGES, turns=(TURN,), tops=(9.0,))
    assert drift.moved(ROWS).turns == (TURN._replace(place=Place(20, 10, 40)),)


def test_what_wanders_moves_with_its_turns():
    wander = Wander(**ALL, p_value=0.01, low=0.0, high=1.0, turns=(TURN,))
    assert wander.moved(ROWS).turns == (TURN._replace(place=Place(20, 10, 40)),)


def test_each_turn_is_a_part_as_sure_as_the_whole_with_the_tasks_of_the_way_after_it():
    rows = np.arange(10, 100, 10)
    later = TurningPoint(Place(60, 50, 70), None, "up", True, 0.003)
    whole = replace(WANDER, rows=rows, turns=(TURN._replace(place=Place(30, 10, 40)), later))
    first, second = whole.parts
    assert first.rows.tolist() == [30, 40, 50] and second.rows.tolist() == [60, 70, 80, 90]
    assert (second.place, second.p_value) == (later.place, 0.003)
    assert (second.metrics, second.strength, second.confidence) == (("a", "b"), 0.5, 0.4)
    assert facts(second) == {
        "strength": 0.5, "form": "turn", "way_before": None, "way_after": "up", "faster": True,
    }  # fmt: skip
    assert WANDER.parts == SHIFT.parts == ()


def test_what_is_told_of_one_task_is_told_apart_by_its_form():
    keys = {
        kind(**ALL, p_value=0.01, changes=CHANGES, place=Place(1, 0, 2)).key
        for kind in (Shift, Spike, Spread)
    }
    assert len(keys) == 3
    assert (Shift.suspect, Spike.suspect) == (False, True)
    assert SHIFT.key == replace(SHIFT, strength=0.9).key
    assert SHIFT.key != replace(SHIFT, place=Place(2, 0, 2)).key


def test_a_level_needs_no_form_to_be_known_by():
    drift = Drift(**ALL, p_value=0.01, changes=CHANGES)
    assert [one.identity for one in (SHIFT, drift, WANDER)] == ["", "drift", "wander"]
    halves = Halves(**ALL, p_value=None, changes=CHANGES, place=Place(1, 0, 2))
    assert (halves.identity, halves.form) == ("", "level")
