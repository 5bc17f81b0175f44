"""What is told of one series, and its numbers from the values themselves."""

from math import log

import numpy as np
import pytest

from crackle_cli.detectors.phase_transition import engine
from crackle_cli.detectors.phase_transition.batching import alone
from crackle_cli.detectors.phase_transition.change_point import Span
from crackle_cli.detectors.phase_transition.engine import (
    _centres,
    _is_staircase,
    results,
)
from crackle_cli.detectors.phase_transition.model import Model
from crackle_cli.detectors.phase_transition.preparation import prepared
from crackle_cli.detectors.phase_transition.results import Drift, Repeat, Step, Wander
from crackle_cli.detectors.phase_transition.screening import looked_at
from crackle_cli.detectors.phase_transition.strength import step_sureness
from crackle_cli.detectors.phase_transition.trend import Fit
from crackle_cli.statistics.noise import scale

RNG = np.random.default_rng
ALPHA = 0.02


def told(values, alpha=ALPHA):
    """Results of values within 1 and -1, as they are."""
    whole = prepared(values)
    whole = whole._replace(values=values, means=whole.means * whole.unit, unit=1.0)
    return alone(results(whole, looked_at([whole], alpha)[0], alpha))


def _with_newest(*arguments):
    return alone(engine._with_newest(*arguments))


def noise(n, seed=1, size=0.01):
    return RNG(seed).normal(0.0, size, n)


def test_of_noise_and_of_one_value_nothing_is_told():
    assert told(noise(200)) == [] and told(np.full(50, 0.5)) == []


def test_a_step_is_told_with_its_medians_noise_and_sureness():
    values = noise(100) + np.repeat([0.5, 0.8], [60, 40])
    (step,) = told(values)
    before, after = np.median(values[:60]), np.median(values[60:])
    assert (step.form, step.span.at, step.until, step.suspect) == ("level", 60, 100, False)
    assert (step.sides.before, step.sides.after) == (before, after)
    left = values - np.repeat([before, after], [60, 40])
    assert step.sides.noise == pytest.approx(scale(left))
    low = step_sureness((after - before) / scale(left), (60, 40), 1.0, 0.0)
    assert step.sure.strength == low.strength
    assert step.sure.low == pytest.approx(low.low, abs=0.03) and step.sure.low <= low.low
    assert step.sure.log_p < log(1e-9)


def test_an_outage_is_told_with_the_step_that_takes_it_back():
    first, second = told(noise(160) + np.repeat([0.5, 0.8, 0.5], [90, 20, 50]))
    assert first.back == second.span and second.back is None
    assert (first.until, second.until) == (second.span.at, 160)
    up, more = told(noise(160) + np.repeat([0.2, 0.5, 0.8], [60, 50, 50]))
    assert up.back is more.back is None


@pytest.mark.parametrize("count", [1, 2, 4])
@pytest.mark.parametrize("sign", [1, -1])
def test_the_newest_tasks_are_told_as_a_step(count, sign):
    values = noise(200)
    values[-count:] += sign * 0.5
    (step,) = told(values)
    assert tuple(step.span) == (200 - count,) * 3 and step.until == 200
    assert step.suspect is (count == 1)
    assert step.sides.after - step.sides.before == pytest.approx(sign * 0.5, abs=0.03)


def test_newest_tasks_are_told_after_an_older_step():
    values = noise(260) + np.repeat([0.5, 0.8], [160, 100])
    values[-3:] = 0.1
    older, newest = told(values)
    assert (older.span.at, older.until, newest.span.at) == (160, 257, 257)
    flat = np.r_[noise(60), 0.3 + noise(60, 2), 0.6 + noise(4, 3)]
    spans = [Span(60, 60, 60), Span(120, 120, 120)]
    assert _with_newest(flat, spans, [-99.0, -5.0], ALPHA)[0] == spans
    logs = _with_newest(flat, spans, [-99.0, -5.0], ALPHA)[1]
    young = _with_newest(flat[60:], [Span(60, 60, 60)], [-5.0], ALPHA)[1]
    assert logs[0] == -99.0 and logs[1] < -9.0 and young[0] < -9.0


def test_newest_tasks_make_a_young_step_surer_and_never_less_sure():
    flat = np.r_[noise(100), 0.5 + noise(5, 2)]
    spans, logs = _with_newest(flat, [Span(100, 100, 100)], [-5.0], ALPHA)
    assert spans == [Span(100, 100, 100)] and logs[0] < -9.0
    assert _with_newest(flat, [Span(100, 100, 100)], [-900.0], ALPHA)[1] == [-900.0]
    assert _with_newest(noise(105), [], [], ALPHA) == ([], [])
    far, more = _with_newest(flat, [], [], ALPHA)
    assert far == [Span(100, 100, 100)] and len(more) == 1


def test_a_step_beside_a_trend_is_told_where_the_trend_leads():
    t = np.arange(300)
    step, drift = told(0.1 + 3e-4 * t + 0.08 * (t >= 200) + noise(300, 3))
    assert (type(step), type(drift)) == (Step, Drift)
    assert step.span.at == pytest.approx(200, abs=1) and step.back is None
    assert (step.sides.before, step.sides.after) == pytest.approx((0.16, 0.24), abs=0.01)
    assert (drift.start, drift.stop) == (0, step.span.at)
    assert (drift.sides.before, drift.sides.after) == pytest.approx((0.1, 0.16), abs=0.01)


def test_what_wanders_is_told_alone():
    values = noise(400, 6).cumsum()
    (found,) = told(values / np.abs(values).max() * 0.9)
    assert isinstance(found, Wander) and not found.turns


def test_a_hill_is_told_with_its_top():
    """Also where it ends as high as it began, so that from end to end nothing changed."""
    hill = np.minimum(np.arange(200), np.arange(200)[::-1]) / 256
    for values in (hill + noise(200), hill + np.cumsum(noise(200, size=1 / 1024))):
        (found,) = told(values)
        assert isinstance(found, Drift)
        assert [turn.span.at for turn in found.turns] == pytest.approx([99.5], abs=3)
        assert found.tops == pytest.approx([99 / 256], abs=0.05)


def test_what_wanders_is_told_with_its_turns_whatever_season_lies_on_top():
    walk = np.cumsum(np.repeat([1.0, -1.0, 1.0, -1.0, 1.0], 80) + noise(400, 3, size=1.0))
    wave = 8.0 * np.resize([0.0, 1, 2, 3, 2, 1, 0, -1, -2, -3, -2, -1], 400)
    for values in (walk, walk + wave):
        (found,) = told(values / 256)
        assert isinstance(found, Wander)
        assert [turn.span.at for turn in found.turns] == pytest.approx([79, 159, 239, 319], abs=4)


def test_a_strong_season_is_told_and_a_weak_one_only_taken_out():
    wave = np.sin(2 * np.pi * np.arange(240) / 24)
    (strong,) = told(0.6 * wave + noise(240, size=0.03))
    assert isinstance(strong, Repeat) and strong.period == pytest.approx(24, abs=0.2)
    step = 0.3 * (np.arange(240) >= 150)
    (only,) = told(0.1 * wave + step + noise(240, size=0.03))
    assert isinstance(only, Step) and only.span.at == pytest.approx(150, abs=1)


def test_a_spread_is_told_from_both_sides_of_it():
    values = noise(300) * np.repeat([1.0, 6.0], [180, 120])
    (spread,) = told(values)
    at = spread.span.at
    assert spread.form == "spread" and at == pytest.approx(180, abs=3) and spread.until == 300
    left = values - np.median(values)
    assert spread.sides.before == pytest.approx(scale(left[:at]), rel=0.02)
    assert spread.sides.after == pytest.approx(scale(left[at:]), rel=0.02)
    size = log(spread.sides.after / spread.sides.before) / (np.pi / 8**0.5)
    assert spread.sure.low == pytest.approx(step_sureness(size, (at, 300 - at), 1, 0).low, abs=2e-3)


def test_among_very_many_values_a_spread_ends_where_the_next_begins():
    wide, narrow = told(noise(12_288) * np.repeat([1.0, 8.0, 1.0], 4096))
    assert (wide.form, narrow.form) == ("spread", "spread")
    assert wide.span.at == pytest.approx(4096, abs=30) and wide.until == narrow.span.at
    assert narrow.span.at == pytest.approx(8192, abs=30) and narrow.until == 12_288


def test_a_spread_beside_a_step_is_part_of_it():
    for at, forms in ((100, ["level"]), (160, ["level", "spread"])):
        wide = np.where(np.arange(300) < at, 1.0, 6.0)
        found = told(0.3 * (np.arange(300) >= 100) + noise(300, 3) * wide)
        assert [step.form for step in found] == forms


@pytest.mark.parametrize("at", [5_000, 6_001])
def test_among_very_many_values_a_step_has_its_own_task(at):
    values = noise(12_289, 4) + 0.3 * (np.arange(12_289) >= at)
    (step,) = told(values)
    assert step.span.at == pytest.approx(at, abs=1) and step.until == values.size
    assert step.sides.after - step.sides.before == pytest.approx(0.3, abs=0.002)


def test_levels_that_rise_are_no_season():
    fitted = np.repeat([0.1, 0.3, 0.5], 20)
    model = Model((20, 40), (), Fit(fitted, 0 * fitted, ()), 0.0, 0.0)
    rest = noise(60)
    assert _is_staircase(model, fitted + rest, rest, 5)
    assert not _is_staircase(model, fitted + 2 * rest, rest, 5)
    down = model._replace(fit=Fit(-fitted, 0 * fitted, ()))
    assert _is_staircase(down, rest - fitted, rest, 5)
    both = model._replace(fit=Fit(np.repeat([0.1, 0.5, 0.3], 20), 0 * fitted, ()))
    assert not _is_staircase(both, both.fit.fitted + rest, rest, 5)
    assert not _is_staircase(model._replace(cuts=(20,)), fitted + rest, rest, 5)
    # A season of more numbers is left with less by chance.
    assert _is_staircase(model, fitted + 1.5 * rest, rest, 30)


def test_of_equal_medians_the_means_are_told():
    assert _centres(np.array([0.0, 0, 3]), np.array([0.0, 0, 6])) == (1.0, 2.0)
    assert _centres(np.array([0.0, 0, 3]), np.array([1.0, 1, 7])) == (0.0, 1.0)


def test_what_float_error_leaves_of_a_level_is_no_spread():
    left = np.append(noise(60), noise(60, seed=2, size=1e-17))
    flat = Fit(np.zeros(120), np.zeros(120), ())
    model = Model((), (), flat, 0.0, 0.0)
    (spread,) = alone(engine._spreads(prepared(left), model, left, ALPHA, []))
    assert spread.sides.after == 0.0 and spread.sides.before == scale(left[:60])
