import numpy as np
import pytest

from crackle_cli.detectors.phase_transition import trend
from crackle_cli.detectors.phase_transition.batching import alone
from crackle_cli.detectors.phase_transition.trend import basis_of, swing_gains, tamed

RNG = np.random.default_rng


def fit(values, cuts, knots, line=True):
    return alone(trend.fit(values, cuts, knots, tamed(values) if line else None))


def bent(values):
    return alone(trend.bent(tamed(values)))


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


def test_a_bent_line_beside_levels_is_fitted_as_by_least_squares():
    """Without outliers the weights of the t are nearly alike."""
    n = 90
    t = np.arange(float(n))
    values = 0.1 * t - 0.2 * np.maximum(0, t - 40) + 4.0 * (t >= 60) + RNG(4).normal(size=n) / 20
    found = fit(values, (60,), (40,))
    design = np.column_stack([t, np.maximum(0, t - 40), t < 60, t >= 60])
    slow = np.linalg.lstsq(design, values, rcond=None)[0]
    assert found.fitted == pytest.approx(design @ slow, abs=0.05)
    assert found.trend == pytest.approx(design[:, :2] @ slow[:2], abs=0.05)
    assert found.knots == (40,) and found.trend[0] == 0.0


def test_levels_alone_have_no_trend():
    values = np.repeat([1.0, 5.0], [20, 30]) + RNG(5).normal(size=50) / 9
    found = fit(values, (20,), (), line=False)
    assert found.trend.tolist() == [0.0] * 50
    assert found.fitted[[0, 19]] == pytest.approx(values[:20].mean(), abs=0.05)
    assert found.fitted[[20, 49]] == pytest.approx(values[20:].mean(), abs=0.05)
    values[3] = 1e6
    assert fit(values, (20,), (), line=False).fitted[0] == pytest.approx(1.0, abs=0.15)


def test_a_line_and_its_bends_rise_by_one():
    assert basis_of(4, (1, 3)).tolist() == [
        [0, 0.25, 0.5, 0.75],
        [0, 0, 0.25, 0.5],
        [0, 0, 0, 0],
    ]


def test_waves_gain_what_they_explain():
    """Five half cosines, by least squares; a wave alone is explained whole."""
    z = RNG(6).normal(size=(3, 40))
    z -= z.mean(axis=1, keepdims=True)
    t = (np.arange(40) + 0.5) / 40
    waves = np.column_stack([np.cos(np.pi * k * t) for k in range(1, 6)])
    for row, gain in zip(z, swing_gains(z), strict=True):
        left = row - waves @ np.linalg.lstsq(waves, row, rcond=None)[0]
        assert gain == pytest.approx(-20 * np.log((left @ left) / (row @ row)))
    assert swing_gains(waves[:, :1].T) == pytest.approx([20 * 12 * np.log(10)], rel=1e-3)
    assert swing_gains(np.zeros((1, 40))).tolist() == [0.0]
    assert swing_gains(z / 100) == pytest.approx(swing_gains(z))  # in any unit


def left_by(values, knots):
    t = np.arange(float(values.size))
    design = np.column_stack([np.ones(values.size), t, *(np.maximum(0, t - k) for k in knots)])
    residuals = values - design @ np.linalg.lstsq(design, values, rcond=None)[0]
    return residuals @ residuals


def test_each_knot_is_the_one_that_explains_the_most_beside_those_before():
    t = np.arange(100.0)
    values = 3 * np.sin(t / 12) + RNG(7).normal(size=100) / 9
    calm, found = tamed(values), bent(values)
    assert [len(knots) for knots in found] == [1, 2, 3, 4]
    places = np.unique(np.rint(np.linspace(5, 95, 48)).astype(int))
    before = ()
    for knots in found:
        (new,) = set(knots) - set(before)
        free = [p for p in places if all(abs(p - k) >= 3 for k in before)]
        assert new == min(free, key=lambda p: left_by(calm, (*before, p)))
        before = knots


def test_a_line_has_no_knots():
    assert bent(np.arange(50.0)) == [] or left_by(np.arange(50.0), bent(np.arange(50.0))[0]) < 1e-9


def test_a_spike_is_drawn_in_to_three_deviations_of_its_neighbours():
    values = RNG(8).normal(size=400)
    values[[50, 90]] = [50.0, -50.0]
    middle = np.array([np.median(values[i - 2 : i + 3]) for i in range(2, 398)])
    limit = 3 * 1.4826 * np.median(np.abs(values[2:398] - middle))
    found = tamed(values)[2:398]
    assert found == pytest.approx(np.clip(values[2:398], middle - limit, middle + limit), abs=0.05)
    mirrored = float(np.median(values[[2, 1, 0, 1, 2]]))
    first = np.clip(values[0], mirrored - limit, mirrored + limit)
    assert tamed(values)[0] == pytest.approx(first, abs=0.05)
    short = np.array([1.0, 9.0])
    assert tamed(short).tolist() == [1.0, 9.0]
    ends = np.arange(9.0)
    assert tamed(ends)[2:-2].tolist() == ends[2:-2].tolist()
