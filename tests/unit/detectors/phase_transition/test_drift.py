import numpy as np
import pytest

from crackle_cli.detectors.phase_transition.drift import _Sums, with_drift
from tests.oracles import phase_transition as oracle


@pytest.mark.parametrize("splits", [(), (20,), (10, 33)])
@pytest.mark.parametrize("drift", [False, True])
def test_costs_are_those_of_least_squares(splits, drift):
    values = np.random.default_rng(1).normal(size=50) + 0.1 * np.arange(50)
    sums = _Sums(values)
    cost = sums.cost(splits, 50, drift) - sums.cost((), 50, drift=False)
    expected = oracle.least_squares(values, splits, drift) / oracle.least_squares(values, (), False)
    penalty = (2 * len(splits) + drift) * np.log(50)
    assert cost == pytest.approx(50 * np.log(expected) + penalty)


def test_a_slope_replaces_a_staircase():
    values = 0.1 * np.arange(200) + np.random.default_rng(2).normal(size=200)
    fit = with_drift(values, (50, 100, 150))
    assert fit and fit.splits == () and fit.slope == pytest.approx(0.1, abs=0.01)


def test_a_step_stays_a_step():
    values = 5.0 * (np.arange(200) >= 80) + np.random.default_rng(3).normal(size=200)
    assert with_drift(values, (80,)) is None


def test_a_step_on_a_slope_is_both():
    values = 0.05 * np.arange(200) + np.random.default_rng(4).normal(size=200)
    values[80:] += 8
    fit = with_drift(values, (40, 80, 120))
    assert fit and fit.splits == (80,) and fit.slope == pytest.approx(0.05, abs=0.01)
