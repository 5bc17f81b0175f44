"""What is told of a trend, of a season and of what wanders, from models made by hand."""

from math import exp, log, sqrt

import numpy as np
import pytest

from crackle_cli.detectors.phase_transition.change_point import Span
from crackle_cli.detectors.phase_transition.model import Model
from crackle_cli.detectors.phase_transition.preparation import Series
from crackle_cli.detectors.phase_transition.results import Turn
from crackle_cli.detectors.phase_transition.season import Season
from crackle_cli.detectors.phase_transition.trend import Fit
from crackle_cli.detectors.phase_transition.trend_results import (
    _pace,
    drift_result,
    may_turn,
    repeat_result,
    wander_p,
    wander_result,
    wanders,
)

RNG = np.random.default_rng


def series(values, width=1):
    means = values.reshape(-1, width).mean(axis=1)
    return Series(values, np.arange(values.size), means, width, 1.0)


def drift(noise, cuts=(), knots=(), width=1, phi=0.0, trend_p=1e-4):
    """Of a line that rises by 10 over so many blocks, and noise beside it."""
    trend = np.linspace(0.0, 10.0, 100)
    model = Model(cuts, (), Fit(trend, trend, knots), phi, 0.0, trend_p)
    whole = series(np.repeat(trend + noise, width), width)
    return drift_result(whole, model, whole.values - np.repeat(trend, width))


def test_a_drift_is_told_from_end_to_end_with_its_noise():
    noise = RNG(1).normal(size=100)
    found = drift(noise, knots=(30,))
    assert (found.start, found.stop, found.knots, found.pace) == (0, 100, (30,), "even")
    assert found.sides.before == 0.0
    assert found.sides.after == pytest.approx(10.0)
    assert found.sides.noise == pytest.approx(1.0, abs=0.3)
    assert found.sure.log_p == pytest.approx(log(1e-4))
    high = drift(noise + 20.0).sides  # no level is told that never occurred
    assert (high.before, high.after) == ((noise + np.linspace(20, 30, 100)).min(),) * 2
    assert drift(noise, trend_p=0.0).sure.log_p == pytest.approx(log(1e-300))


def test_a_drift_among_blocks_is_told_of_its_longest_stretch_in_values():
    found = drift(RNG(1).normal(size=100) / 9, cuts=(20, 45), knots=(60,), width=4)
    assert (found.start, found.stop, found.knots) == (180, 400, (240,))
    assert drift(np.zeros(100), cuts=(70,), width=4).stop == 280


@pytest.mark.parametrize("phi", [0.0, 0.5, 0.99])
def test_the_strength_of_a_drift_is_the_share_of_what_it_moves(phi):
    """A correlation, and its lower end by as many tasks as are independent, four at least."""
    noise = 3.0 * RNG(1).normal(size=100)
    found = drift(noise, phi=phi)
    moved, left = np.var(np.linspace(0, 10, 100)), np.var(noise)
    r = sqrt(moved / (moved + left))
    capped = min(phi, 0.95)
    lags = np.abs(np.subtract.outer(np.arange(100), np.arange(100)))
    free = max(4.0, 100 / ((capped**lags).sum() / 100))
    t = sqrt(free) * r / sqrt(1 - r * r)
    assert found.sure.strength == pytest.approx(r)
    assert found.sure.low == pytest.approx(r * max(0.0, 1 - 1.959964 / t))
    assert 0.9 < drift(np.zeros(100)).sure.low <= drift(np.zeros(100)).sure.strength == 1.0


@pytest.mark.parametrize(
    ("half", "pace"),
    [
        (0.31, "even"),
        (0.69, "even"),
        (0.29, "ever faster"),
        (0.71, "levelling off"),
        (-1, "ever faster"),
    ],
)
def test_a_pace_is_even_where_half_of_the_way_is_made_by_half_of_the_tasks(half, pace):
    for start, size in ((0.0, 1.0), (50.0, -4.0)):
        way = np.interp(np.arange(9.0), [0, 4, 8], [0.0, half, 1.0])
        assert _pace(start + size * way) == pace
    assert _pace(np.ones(9)) == "even"


def test_what_wanders_is_told_between_its_ends():
    values = RNG(6).normal(size=400).cumsum()
    found = wander_result(series(values), values - np.median(values), [])
    assert (found.low, found.high) == (values.min(), values.max())
    r = np.corrcoef(values[1:], values[:-1])[0, 1]
    assert found.sure.strength == pytest.approx(r)
    assert found.sure.low == pytest.approx(r - 2 * sqrt((1 - r * r) / 400))
    assert found.sure.log_p == pytest.approx(-400 * r * r / 2)
    short = RNG(7).normal(size=9)
    assert wander_result(series(short), short, []).sure.low == 0.0


def turn(span, back):
    return Turn(span, "up", "down" if back else "up", faster=False, log_p=-9.0)


def test_turns_among_blocks_are_told_in_values():
    whole = series(RNG(6).normal(size=200).cumsum(), 4)
    turned = [turn(Span(20, 18, 21), back=True), turn(Span(49, 48, 49), back=False)]
    found = wander_result(whole, whole.values, turned)
    assert [one.span for one in found.turns] == [Span(81, 72, 87), Span(197, 192, 199)]
    assert [one.back for one in found.turns] == [True, False]


def test_a_drift_is_told_with_the_turns_that_lead_back_and_the_level_there():
    way = np.append(np.arange(60.0), np.arange(60.0, 0.0, -1.0))
    way[60] = 500.0  # one odd value is no level
    model = Model((), (), Fit(way, way, (60,)), 0.0, 0.0, 1e-4)
    turned = [turn(Span(30, 29, 31), back=False), turn(Span(60, 58, 61), back=True)]
    found = drift_result(series(np.repeat(way, 2), 2), model, np.ones(240), turned)
    assert [one.span for one in found.turns] == [Span(120, 116, 123)] and found.tops == (59.0,)
    assert drift(np.zeros(100)).turns == ()


@pytest.mark.parametrize(
    ("corners", "tops"),
    [
        ((0, 10, 4), (10,)),  # a hump
        ((5, 0, 2, 10), (0,)),  # down, and up in two ways
        ((0, 6, 10, 8), ()),  # a little back at its end
        ((0, 5, 4, 10), ()),  # or in between
        ((0, 10, 0, 10), (10, 0)),
    ],
)
def test_a_bent_line_that_leads_back_is_told_by_its_corners(corners, tops):
    at = np.linspace(0, 99, len(corners)).astype(int)
    trend = np.interp(np.arange(100), at, corners)
    model = Model((), (), Fit(trend, trend, tuple(at[1:-1].tolist())), 0.0, 0.0, 1e-4)
    found = drift_result(series(trend), model, np.ones(100))
    assert found.tops == pytest.approx(tops) and found.turns == ()


@pytest.mark.parametrize(
    ("cuts", "knots", "phi", "n", "may"),
    [
        ((), (30,), 0.0, 100, True),
        ((), (), 0.9, 100, True),
        ((), (), 0.89, 100, False),
        ((50,), (30,), 0.95, 100, False),
        ((), (30,), 0.95, 39, False),
    ],
)
def test_a_trend_may_turn_where_it_bends_or_wanders(cuts, knots, phi, n, may):
    line = np.arange(float(n))
    assert may_turn(Model(cuts, (), Fit(line, line, knots), phi, 0.0, 1e-4), n) is may


def test_the_chance_of_a_walk_is_that_of_its_memory():
    values = np.array([1.0, 2, 4, 3, 5])
    r = np.corrcoef([1, 2, 4, 3], [2, 4, 3, 5])[0, 1]
    assert wander_p(values) == pytest.approx(exp(-5 * r * r / 2))
    assert wander_p(np.arange(5000.0)) == 1e-300


@pytest.mark.parametrize(
    ("cuts", "phi", "n", "told"),
    [(0, 0.9, 40, True), (1, 0.95, 400, False), (0, 0.89, 400, False), (0, 0.95, 39, False)],
)
def test_what_persists_without_a_cut_wanders(cuts, phi, n, told):
    assert wanders(cuts, phi, n) is told


def test_a_season_is_told_by_the_share_of_what_it_moves():
    noise = RNG(2).normal(size=70)
    wave = 3.0 * np.resize([0.0, 1, 2, 0, -1, -2, 0], 70)
    found = repeat_result(50 + noise + wave, 50 + noise, Season(7.0, wave))
    share = np.var(wave) / (np.var(wave) + np.var(noise))
    assert found.period == 7.0
    assert found.low == pytest.approx(44 + np.median(noise))
    assert found.high == pytest.approx(56 + np.median(noise))
    assert found.noise == pytest.approx(1.4826 * np.median(np.abs(noise - np.median(noise))))
    assert found.sure.strength == pytest.approx(sqrt(share))
    assert found.sure.low == pytest.approx(sqrt(share) - 2 / sqrt(70))
    assert found.sure.log_p == pytest.approx(35 * log(1 - share) + 7 * log(70) / 2)


def test_a_weak_season_is_not_sure_and_a_perfect_one_certain():
    noise, wave = RNG(3).normal(size=40), 0.1 * np.resize([0.0, 1, 0, -1], 40)
    weak = repeat_result(noise + wave, noise, Season(4.0, wave))
    assert (weak.sure.low, weak.sure.log_p) == (0.0, 0.0)
    perfect = repeat_result(
        np.resize(wave, 4000), np.zeros(4000), Season(4.0, np.resize(wave, 4000))
    )
    assert perfect.sure.strength == 1.0 and perfect.sure.log_p == pytest.approx(log(1e-300))
    assert (perfect.low, perfect.high) == (pytest.approx(-0.1), pytest.approx(0.1))
    assert repeat_result(np.zeros(40), np.zeros(40), Season(4.0, np.zeros(40))).sure.strength == 1
