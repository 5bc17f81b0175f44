import numpy as np
import pytest

from crackle_cli import MetricTable, ThermalProfile, cool
from crackle_cli.detectors.phase_transition.tilted import growth, step_on_slope


def told(values):
    table = MetricTable.from_columns({"x": values})
    return {p.evidence["form"]: p.metrics for p in cool(table, ThermalProfile.default())}


@pytest.mark.parametrize("seed", range(5))
def test_the_step_is_that_of_least_squares(seed):
    rng = np.random.default_rng(seed)
    values = rng.normal(size=60) + 0.1 * np.arange(60) - 3 * (np.arange(60) >= 35)
    left = []
    for at in range(4, 57):
        design = np.column_stack([np.ones(60), np.arange(60), np.arange(60) >= at])
        left.append(np.linalg.lstsq(design, values, rcond=None)[1][0])
    assert step_on_slope(values)[0] == 4 + int(np.argmin(left))


@pytest.mark.parametrize("seed", range(5))
def test_a_step_and_a_slope_do_not_hide_each_other(seed):
    rng = np.random.default_rng(seed)
    values = 100 + 0.5 * np.arange(40) + 10 * (np.arange(40) >= 28) + rng.normal(size=40)
    found = told(values)
    assert set(found) == {"drift", "level"}
    assert abs(found["level"]["row"] - 28) <= 1


def test_a_drift_beside_a_shift_is_told_of_the_longer_stretch():
    noise = np.random.default_rng(3).normal(size=120)
    values = 100 + 0.5 * np.arange(120) + 40 * (np.arange(120) >= 70) + noise
    table = MetricTable.from_columns({"x": values}, [f"j{i}" for i in range(120)])
    (drift,) = [p for p in cool(table, ThermalProfile.default()) if p.evidence["form"] == "drift"]
    assert "from j0 to j69: 100 → 13" in drift.description
    assert len(drift.involved_tasks) == 70


def test_the_last_stretch_of_a_long_series_reaches_its_end():
    n = 8_195  # in blocks of two, of which the last holds three
    noise = np.random.default_rng(3).normal(size=n)
    table = MetricTable.from_columns(
        {"x": 0.01 * np.arange(n) - 40 * (np.arange(n) >= 900) + noise}
    )
    (drift,) = [p for p in cool(table, ThermalProfile.default()) if p.evidence["form"] == "drift"]
    assert drift.involved_tasks[-1] == f"row {n - 1}"


@pytest.mark.parametrize("seed", range(5))
def test_what_accumulates_is_told(seed):
    tests = 820 + np.random.default_rng(seed).poisson(1.2, 100).cumsum()
    found = told(tests)
    assert found["drift"]["before"] == tests[0]
    assert found["drift"]["after"] == tests[-1]


def test_a_walk_that_gains_nothing_is_no_growth():
    rng = np.random.default_rng(9)
    heights = [growth(rng.normal(size=200).cumsum()).p_value for _ in range(200)]
    assert sum(p_value <= 0.05 for p_value in heights) <= 10
    assert growth(np.arange(12.0)).p_value == 1.0


@pytest.mark.parametrize(("most", "each", "n"), [(50, 6, 600), (10, 10, 300), (100, 2, 400)])
def test_a_ramp_that_ends_is_no_shift_at_its_middle(most, each, n):
    users = np.minimum(most, 1 + np.arange(n) // each)
    assert "level" not in told(users)


@pytest.mark.parametrize(("most", "each", "n"), [(50, 6, 600), (10, 10, 300), (100, 2, 400)])
def test_a_ramp_that_ends_is_a_drift_and_no_shift(most, each, n):
    users = np.minimum(most, 1 + np.arange(n) // each)
    assert set(told(users)) == {"drift"}
