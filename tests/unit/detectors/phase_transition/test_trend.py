import numpy as np
import pytest

from crackle_cli.detectors.phase_transition.trend import bent, fit, tamed

RNG = np.random.default_rng


def test_a_line_beside_levels_is_found_whatever_a_few_outliers_say():
    t = np.arange(200.0)
    values = 0.05 * t + 6 * (t >= 120) + RNG(1).normal(size=200)
    values[[20, 90, 150]] += 80
    found = fit(values, (120,), ())
    assert found.trend[-1] == pytest.approx(0.05 * 199, abs=1)
    assert found.fitted[120] - found.fitted[119] == pytest.approx(6, abs=0.8)


def test_the_first_knot_is_where_a_line_turns():
    t = np.arange(120.0)
    values = np.abs(t - 70) + RNG(2).normal(size=120)
    assert bent(values)[0][0] == pytest.approx(70, abs=4)


def test_taming_leaves_steps_and_takes_spikes():
    values = np.repeat([0.0, 50.0], 20) + RNG(3).normal(size=40)
    values[9] = 900
    left = tamed(values)
    assert left[9] < 10 and left[25:].min() > 40
