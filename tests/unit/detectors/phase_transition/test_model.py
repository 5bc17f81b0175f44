"""Which model explains a series, and what it costs."""

from math import log

import numpy as np
import pytest

from crackle_cli.detectors.phase_transition import likelihood, trend
from crackle_cli.detectors.phase_transition import model as module
from crackle_cli.detectors.phase_transition.batching import alone
from crackle_cli.detectors.phase_transition.change_point import beyond_log_p
from crackle_cli.detectors.phase_transition.climbing import _climbs
from crackle_cli.detectors.phase_transition.model import (
    Model,
    _as_beyond,
    _gain,
    _log_gain_p,
    _or_stairs,
    _phis,
)
from crackle_cli.detectors.phase_transition.null_tables import gain_p, log_level_p
from crackle_cli.detectors.phase_transition.persistence import persistence
from crackle_cli.detectors.phase_transition.segmentation import Cut
from crackle_cli.detectors.phase_transition.trend import Fit, tamed
from tests.worlds.phase_transition import autoregressive

RNG = np.random.default_rng
ALPHA = 0.01


def model(values, alpha=ALPHA):
    return alone(module.explained(values, None, alpha))


def cost(*arguments):
    return alone(likelihood.cost(*arguments))


def fit(values, cuts, knots, line=True):
    return alone(trend.fit(values, cuts, knots, tamed(values) if line else None))


def _levels(*arguments):
    return alone(module._levels(*arguments))


def _nothing(values):
    return alone(module._nothing(values))


def _surer(*arguments):
    return alone(module._surer(*arguments))


def noise(n=200, seed=1):
    return RNG(seed).normal(size=n)


def test_of_noise_one_level_is_the_model():
    found = model(noise())
    assert (found.cuts, found.trend_p) == ((), None)
    assert np.ptp(found.fit.fitted) == 0 and found.phi < 0.12


@pytest.mark.parametrize("steps", [{100: 6}, {50: 6, 120: -6}, {30: 5, 60: 5, 90: 5, 120: 5}])
def test_levels_are_the_model_of_steps(steps):
    values = noise(160) + sum(size * (np.arange(160) >= at) for at, size in steps.items())
    found = model(values)
    assert found.cuts == pytest.approx(list(steps), abs=1) and found.trend_p is None
    assert max(found.log_ps) <= log(ALPHA)


def test_a_line_is_the_model_of_a_line_and_a_bent_one_of_a_curve():
    t = np.arange(200.0)
    line, curve = model(0.05 * t + noise()), model(((t - 90) / 25) ** 2 + noise())
    assert (line.cuts, line.fit.knots) == ((), ()) and 0 < line.trend_p <= ALPHA
    assert curve.cuts == () and curve.fit.knots and curve.trend_p <= ALPHA
    assert line.fit.fitted[-1] - line.fit.fitted[0] == pytest.approx(10, abs=1)


def test_a_step_beside_a_line_is_told_with_it():
    t = np.arange(200.0)
    found = model(0.05 * t + 8.0 * (t >= 120) + noise(seed=2))
    assert found.cuts == (pytest.approx(120, abs=1),) and found.trend_p <= ALPHA


def test_persistence_is_no_staircase():
    for seed in range(3):
        values = autoregressive(0.7)(RNG(seed), 300)
        found = model(values)
        assert found.cuts == () and found.phi == pytest.approx(0.7, abs=0.15)


def test_a_walk_has_no_levels():
    assert model(noise(300, 4).cumsum()).cuts == ()


def test_few_tasks_far_away_are_a_level():
    values = noise(150, 5)
    values[70:74] += 12
    assert model(values).cuts == (70, 74)


def test_the_cost_of_levels_is_that_of_what_they_leave():
    values = noise(80) + np.repeat([0.0, 4.0], 40)
    found = _levels(values, (Cut(40, 9.0),), 0.0)
    left = values - fit(values, (40,), (), line=False).fitted
    phi = persistence(left, 2)
    assert found.cost == cost(left, (phi, phi + (1 - phi) / 3), 1).nats
    assert found.log_ps == (log_level_p(9.0, 80, 0.0) - log(0.4),)
    assert (found.cuts, found.phi) == ((40,), phi) and found.fit.trend.tolist() == [0.0] * 80
    assert _levels(values, (), 0.8).phi == max(
        0.8, persistence(values - fit(values, (), (), line=False).fitted, 1)
    )


def test_the_cost_of_a_trend_counts_its_cuts_bends_and_slope():
    values = 0.1 * np.arange(80.0) + noise(80)
    form = fit(values, (40,), (20, 60))
    found = alone(module._trend_model(values, tamed(values), (Cut(40, 9.0),), (20, 60), 0.3))
    left = values - form.fitted
    phi = persistence(left, 2)
    phis = (phi, phi + (1 - phi) / 3, 0.98, 1.0)
    assert found.cost == cost(left, phis, 3, 1).nats
    assert found.log_ps == (log_level_p(9.0, 80, 0.3) - log(0.4),)
    assert (found.phi, found.trend_p) == (max(0.3, phi), None)


def test_no_model_at_all_may_be_a_walk():
    walk = noise(200).cumsum()
    left = walk - fit(walk, (), (), line=False).fitted
    phi = persistence(left, 1)
    assert _nothing(walk) == cost(left, (phi, phi + (1 - phi) / 3, 0.98, 1.0), 0)
    assert _phis(0.4) == pytest.approx((0.4, 0.6, 0.98, 1.0))


def test_a_cut_is_paid_for_by_its_place():
    """Models of levels pay three numbers for each cut; against none two are given back."""
    values = noise(80) + np.repeat([0.0, 4.0], 40)
    found, none = _levels(values, (Cut(40, 9.0),), 0.0), _nothing(values)
    assert _gain(found, none, 80) == pytest.approx(none.nats - found.cost + 2 * log(80))
    assert _log_gain_p(30.0, 80) == pytest.approx(log(gain_p(30.0, 80, False) / 0.2))
    assert _log_gain_p(-9.0, 80) == 0.0


def test_a_cut_is_as_sure_as_what_it_gains():
    values = noise(80) + np.repeat([0.0, 4.0], 40)
    none = _nothing(values)
    weak = _levels(values, (Cut(40, 0.0),), 0.0)
    (log_p,) = _surer(values, weak, none).log_ps
    assert log_p == pytest.approx(_log_gain_p(_gain(weak, none, 80), 80)) and log_p < log(1e-4)
    sure = weak._replace(log_ps=(-999.0,))
    assert _surer(values, sure, none).log_ps == (-999.0,)
    nothing = _levels(values, (), 0.0)
    assert _surer(values, nothing, none) is nothing


def test_each_of_two_cuts_must_gain_beside_the_other():
    values = noise(90) + np.repeat([0.0, 6.0, 6.0], 30)
    two = _levels(values, (Cut(30, 0.0), Cut(60, 0.0)), 0.0)._replace(log_ps=(0.0, 0.0))
    real, idle = _surer(values, two, _nothing(values)).log_ps
    assert real < log(1e-4) and idle > log(0.05)


@pytest.mark.parametrize(
    ("measured", "phi", "climbs"), [(0.2, 0.0, True), (0.11, 0.0, False), (0.32, 0.3, False)]
)
def test_persistence_climbs_by_what_is_left(measured, phi, climbs):
    assert _climbs(measured, phi, 50) is climbs


def test_sure_levels_that_leave_far_less_go_before_a_trend():
    values = noise(60) / 9
    flat = np.zeros(60)

    def leaving(share, log_p, nats=0.0):
        return Model((30,), (log_p,), Fit(values - share * values, flat, ()), 0.0, nats)

    trend = Model((), (), Fit(values - values, flat, ()), 0.0, -9.0, 0.001)
    good, late = leaving(0.7, log(ALPHA) - 0.1), leaving(0.71, -99.0)
    assert _or_stairs(values, trend, [late, good], ALPHA) is good
    unsure = leaving(0.5, log(ALPHA) + 0.1)
    assert _or_stairs(values, trend, [late, unsure], ALPHA) is trend
    # A cut costs three numbers, of which a line that costs one less is given back one.
    for nats, best in ((-9.0 + log(60) - 0.01, True), (-9.0 + log(60) + 0.01, False)):
        one = leaving(0.9, -99.0, nats)
        assert (_or_stairs(values, trend, [one], ALPHA) is one) is best


def test_a_cut_is_as_sure_as_it_parts_what_lies_beyond():
    values = noise(60) + np.repeat([0.0, 5.0, 0.0], 20)
    found = _as_beyond(values, _levels(values, (Cut(20, 9.0), Cut(40, 9.0)), 0.0))
    both = [beyond_log_p(values[a:b], values[b:c]) for a, b, c in ((0, 20, 40), (20, 40, 60))]
    assert found.log_ps == pytest.approx([one + log(60) for one in both])
    weak = _as_beyond(noise(60), _levels(noise(60), (Cut(30, 9.0),), 0.0))
    assert weak.log_ps == (0.0,)
