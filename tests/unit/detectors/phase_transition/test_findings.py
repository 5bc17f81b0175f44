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
    Wander,
)
from crackle_cli.detectors.shown import facts

CHANGES = (Change("a", 1.0, 2.0, 100.0, 5.0), Change("b", 3.0, 2.0, -33.3, -4.0))
ALL = {"metrics": ("a", "b"), "rows": np.array([1, 2]), "strength": 0.5, "confidence": 0.4}
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
    drift = Drift(**ALL, p_value=0.01, changes=CHANGES, turns=(Place(1, 0, 3),), tops=(9.0,))
    assert drift.moved(ROWS).turns == (Place(20, 10, 40),)


def test_what_wanders_moves_with_its_turns():
    wander = Wander(**ALL, p_value=0.01, low=0.0, high=1.0, turns=(Place(1, 0, 3),))
    assert wander.moved(ROWS).turns == (Place(20, 10, 40),)
    assert facts(wander)["turns"] == [{"row": 1, "row_low": 0, "row_high": 3}]


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
    wander = Wander(**ALL, p_value=0.01, low=0.0, high=1.0)
    assert [one.identity for one in (SHIFT, drift, wander)] == ["", "drift", "wander"]
    halves = Halves(**ALL, p_value=None, changes=CHANGES, place=Place(1, 0, 2))
    assert (halves.identity, halves.form) == ("", "level")
