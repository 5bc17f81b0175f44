import numpy as np
import pytest

from crackle_cli import MetricTable, ThermalProfile, cool
from crackle_cli.detectors.phase_transition.drift import _Sums, with_drift
from crackle_cli.detectors.phase_transition.null import studentised_p
from tests.oracles import phase_transition as oracle

DEFAULT = ThermalProfile.default()


@pytest.mark.parametrize("splits", [(), (20,), (10, 33)])
@pytest.mark.parametrize("degree", [0, 1, 3])
def test_costs_are_those_of_least_squares(splits, degree):
    values = np.random.default_rng(1).normal(size=50) + 0.1 * np.arange(50)
    sums = _Sums(values)
    cost = sums.cost(splits, 50, degree) - sums.cost((), 50)
    expected = oracle.least_squares(values, splits, degree) / oracle.least_squares(values, (), 0)
    penalty = (2 * len(splits) + degree) * np.log(50)
    assert cost == pytest.approx(50 * np.log(expected) + penalty)


def test_a_slope_replaces_a_staircase():
    values = 0.1 * np.arange(200) + np.random.default_rng(2).normal(size=200)
    fit = with_drift(values, (50, 100, 150))
    assert fit and fit.splits == () and fit.leads_on
    np.testing.assert_allclose(np.diff(fit.trend), 0.1, atol=0.01)


def test_a_step_stays_a_step():
    values = 5.0 * (np.arange(200) >= 80) + np.random.default_rng(3).normal(size=200)
    assert with_drift(values, (80,)) is None


def test_a_step_on_a_slope_is_both():
    values = 0.05 * np.arange(200) + np.random.default_rng(4).normal(size=200)
    values[80:] += 8
    fit = with_drift(values, (40, 80, 120))
    assert fit and fit.splits == (80,) and fit.leads_on
    np.testing.assert_allclose(np.diff(fit.trend), 0.05, atol=0.01)


def test_growth_that_bends_is_one_trend():
    values = 50 * np.linspace(0, 1, 200) ** 2 + np.random.default_rng(5).normal(size=200)
    fit = with_drift(values, (60, 110, 150))
    assert fit and fit.splits == () and fit.leads_on
    np.testing.assert_allclose(fit.fitted[[0, -1]], [0, 50], atol=1.5)


def test_a_hill_leads_nowhere():
    values = 50 * np.sin(np.linspace(0, np.pi, 200)) + np.random.default_rng(6).normal(size=200)
    fit = with_drift(values, (60, 110, 150))
    assert fit and fit.splits == () and not fit.leads_on


@pytest.mark.parametrize("n", [40, 75, 300])
@pytest.mark.parametrize("sigma", [0.1, 0.6, 3.0])
def test_a_trend_is_told_however_little_noise_is_around_it(n, sigma):
    noise = np.random.default_rng(n).normal(0, sigma, n)
    table = MetricTable.from_columns({"x": 100 + 50 * np.arange(n) / n + noise})
    (pattern,) = cool(table, DEFAULT)
    assert pattern.evidence["form"] == "drift"


def test_a_leak_with_a_restart_is_told_in_values_that_were_seen():
    rng = np.random.default_rng(0)
    steps = rng.normal(0.6, 0.1, 200)
    leak = np.concatenate([180 + steps[:130].cumsum(), 180 + steps[130:].cumsum()])
    table = MetricTable.from_columns({"rss_mb": leak + rng.normal(0, 2, 200)})
    told = {p.evidence["form"]: p.metrics for p in cool(table, DEFAULT)}
    assert told["drift"]["before"] == pytest.approx(180, abs=6)
    assert told["drift"]["after"] == pytest.approx(258, abs=6)
    assert told["level"]["before"] == pytest.approx(258, abs=6)
    assert told["level"]["after"] == pytest.approx(180, abs=6)


@pytest.mark.parametrize("n", [30, 75, 120, 300])
def test_a_line_without_noise_is_a_drift_and_no_season_of_its_rounding(n):
    (pattern,) = cool(MetricTable.from_columns({"x": 210 + 0.7 * np.arange(n)}), DEFAULT)
    assert pattern.evidence["form"] == "drift"


def test_growth_too_weak_to_be_told_makes_no_step_before_the_one_there_is():
    wrong = 0
    for seed in range(10):
        values = np.random.default_rng(seed).normal(0, 7, 140) + 238 + 0.14 * np.arange(140)
        values[115:] *= 1.15
        found = cool(MetricTable.from_columns({"x": values}), DEFAULT)
        rows = [p.metrics["row"] for p in found if p.evidence["form"] == "level"]
        assert any(abs(row - 115) <= 3 for row in rows)
        wrong += len(rows) - 1
    assert wrong <= 2


def test_short_walks_are_not_followed_by_polynomials():
    """24 of them reach the height of 1 %; with four degrees for all lengths 55."""
    found = 0
    for seed in range(1000):
        fit = with_drift(np.random.default_rng([seed, 7]).normal(size=30).cumsum(), ())
        found += fit is not None and studentised_p(fit.height) <= 0.01
    assert found <= 35
