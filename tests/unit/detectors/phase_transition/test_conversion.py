"""Results in values of a series as findings in rows and units of the table."""

from dataclasses import replace

import numpy as np
import pytest

from crackle_cli.detectors.finding import Place
from crackle_cli.detectors.phase_transition import findings
from crackle_cli.detectors.phase_transition.change_point import Span
from crackle_cli.detectors.phase_transition.conversion import finding, matters
from crackle_cli.detectors.phase_transition.preparation import Series
from crackle_cli.detectors.phase_transition.results import (
    Drift,
    Repeat,
    Sides,
    Step,
    Sureness,
    Turn,
    Wander,
    within,
)
from crackle_cli.profile.settings import PhaseTransitionSettings

SURE = Sureness(0.75, 0.5, -3.0)
WHOLE = Series(np.zeros(10), np.arange(10) * 10, np.zeros(5), 2, 4.0)  # of every tenth task
STEP = Step("level", Span(3, 2, 5), 8, Sides(1.0, 3.0, 0.5), SURE)
TURN = Turn(Span(5, 4, 7), "up", None, faster=False, log_p=0.0)
TURNED = findings.TurningPoint(Place(50, 40, 70), "up", None, faster=False, p_value=1.0)
SETTINGS = PhaseTransitionSettings(min_effect=0.5, min_change=10.0, min_ratio=1.5)


def test_a_step_is_told_in_rows_and_units():
    shift = finding("x", WHOLE, STEP)
    assert type(shift) is findings.Shift and shift.metrics == ("x",)
    assert shift.rows.tolist() == [30, 40, 50, 60, 70]
    assert tuple(shift.place) == (30, 20, 50) and shift.back is None
    assert (shift.strength, shift.confidence) == (0.75, 0.5)
    assert shift.p_value == pytest.approx(np.exp(-3))
    assert shift.leading == findings.Change("x", 4.0, 12.0, 200.0, 4.0)


@pytest.mark.parametrize(
    ("sides", "per_cent", "units"),
    [
        (Sides(0.0, 2.0, 0.5), None, 4.0),
        (Sides(-2.0, -1.0, 0.0), 50.0, None),
        (Sides(4.0, 1.0, 2.0), -75.0, -1.5),
        (Sides(1e-308, 1e300, 1.0), None, pytest.approx(1e300)),
    ],
)
def test_what_cannot_be_divided_is_not_told(sides, per_cent, units):
    change = finding("x", WHOLE._replace(unit=1.0), STEP._replace(sides=sides)).leading
    assert (change.change_pct, change.noise_units) == (per_cent, units)


@pytest.mark.parametrize(("log_p", "p"), [(0.5, 1.0), (-2.0, np.exp(-2)), (-9e9, 1e-299)])
def test_a_p_value_is_no_more_than_one_and_no_zero(log_p, p):
    found = finding("x", WHOLE, STEP._replace(sure=SURE._replace(log_p=log_p)))
    assert found.p_value == pytest.approx(p) and 0 < found.p_value <= 1


def test_each_form_of_a_step_is_a_type():
    back = STEP._replace(back=Span(8, 7, 9))
    assert tuple(finding("x", WHOLE, back).back) == (80, 70, 90)
    assert type(finding("x", WHOLE, STEP._replace(suspect=True))) is findings.Spike
    assert type(finding("x", WHOLE, STEP._replace(form="spread"))) is findings.Spread
    assert type(finding("x", WHOLE, back._replace(form="reset"))) is findings.Reset


def test_what_has_no_place_is_told_with_its_ends():
    drift = finding("x", WHOLE, Drift(2, 9, Sides(1.0, 2.0, 1.0), SURE, "ever faster", (4, 6)))
    assert drift.rows.tolist() == list(range(20, 90, 10)) and drift.part
    assert (drift.pace, drift.bends, drift.after) == ("ever faster", (40, 60), 8.0)
    assert not finding("x", WHOLE, Drift(0, 10, Sides(1.0, 2.0, 1.0), SURE, "even")).part
    hill = Drift(0, 10, Sides(1.0, 1.5, 0.5), SURE, "even", (), (TURN,), (3.0,))
    found = finding("x", WHOLE, hill)
    assert (found.turns, found.tops) == ((TURNED,), (12.0,))
    assert (found.farthest.before, found.farthest.after) == (4.0, 12.0)
    assert found.farthest.noise_units == 4.0
    wander = finding("x", WHOLE, Wander(-1.0, 2.0, 1.0, SURE, (TURN,)))
    assert wander.turns == (TURNED,)
    assert (type(wander), wander.low, wander.high) == (findings.Wander, -4.0, 8.0)
    season = finding("x", WHOLE, Repeat(7.0, -1.0, 2.0, 1.0, SURE))
    assert (type(season), season.low, season.high) == (findings.Season, -4.0, 8.0)
    assert season.period == 14.0  # in values, and not in blocks of two
    assert wander.rows.tolist() == season.rows.tolist() == WHOLE.rows.tolist()


@pytest.mark.parametrize(
    ("per_cent", "units", "told"),
    [
        (10.0, 0.5, True),
        (-10.0, -0.5, True),
        (9.9, 5.0, False),
        (-9.9, -5.0, False),
        (99.0, 0.49, False),
        (-99.0, -0.49, False),
        (None, 0.5, True),
        (None, 0.4, False),
        (10.0, None, True),
    ],
)
def test_a_change_matters_in_per_cent_and_in_noise(per_cent, units, told):
    shift = finding("x", WHOLE, STEP)
    change = shift.leading._replace(change_pct=per_cent, noise_units=units)
    assert matters(replace(shift, changes=(change,)), SETTINGS) is told


@pytest.mark.parametrize(("top", "told"), [(1.0, False), (1.05, False), (1.2, True), (0.8, True)])
def test_a_drift_matters_by_the_way_that_leads_farthest(top, told):
    hill = Drift(0, 10, Sides(1.0, 1.0, 0.1), SURE, "even", (), (TURN,), (top,))
    assert matters(finding("x", WHOLE, hill), SETTINGS) is told


@pytest.mark.parametrize(
    ("after", "told"), [(1.5, True), (1.49, False), (0.66, True), (0.67, False)]
)
def test_a_spread_matters_by_its_ratio(after, told):
    step = STEP._replace(form="spread", sides=Sides(1.0, after, 99.0))
    assert matters(finding("x", WHOLE, step), SETTINGS) is told
    assert matters(finding("x", WHOLE, Wander(-1.0, 2.0, 1.0, SURE)), SETTINGS)


def test_no_level_is_told_that_never_occurred():
    values = np.array([3.0, 1.0, 2.0])
    assert within(values, (0.0, 9.0)) == (1.0, 3.0) and within(values, (9.0, 1.5)) == (3.0, 1.5)
