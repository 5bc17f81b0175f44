import numpy as np
import pytest

from crackle_cli import MetricTable, ThermalProfile, cool
from crackle_cli.detectors.phase_transition.curves import curve, levels_cost
from crackle_cli.detectors.phase_transition.detect import detect
from crackle_cli.detectors.phase_transition.null import CURVE_SHAPES, curve_p
from crackle_cli.detectors.phase_transition.smooth import smooth
from tests.oracles import phase_transition as oracle

DEFAULT = ThermalProfile.default()
RNG = np.random.default_rng


def told(values):
    return [
        p
        for p in cool(MetricTable.from_columns({"x": values}), DEFAULT)
        if p.kind == "phase_transition"
    ]


def warm_up(seed, n=500):
    return 20 * np.exp(RNG(seed).normal(0, 0.04, n)) * (1 + 2 * np.exp(-np.arange(n) / 4))


def training(seed, n=2000):
    return 1.9 + 6 * (np.arange(n) / 10 + 1) ** -0.45 + RNG(seed).normal(0, 0.04, n)


def hyperbola(seed, n):
    return (1 + 8 / (1 + 15 * np.arange(n) / n)) * np.exp(RNG(seed).normal(0, 0.03, n))


def ramp(seed):
    rng = RNG(seed)
    return np.maximum(0, np.arange(300) - 200) * 70 + rng.poisson(40, 300) + rng.normal(0, 30, 300)


def discharge(seed, n=600):
    drawn = np.cumsum(np.where(np.arange(n) < 380, 1.0, 1.25)) / 655 * 0.92
    return np.floor(100 - 100 * drawn + 0.1 * RNG(seed).normal(size=n).cumsum() / n**0.5)


@pytest.mark.parametrize("splits", [(), (20,), (10, 33)])
def test_costs_of_levels_are_those_of_least_squares(splits):
    values = RNG(1).normal(size=50) + 0.1 * np.arange(50)
    flat = np.ones(50)
    cost = levels_cost(values, splits, flat, 50) - levels_cost(values, (), flat, 50)
    expected = oracle.least_squares(values, splits, 0) / oracle.least_squares(values, (), 0)
    assert cost == pytest.approx(50 * np.log(expected) + 2 * len(splits) * np.log(50))


def test_a_line_costs_what_least_squares_say():
    values = RNG(1).normal(size=50) + 0.1 * np.arange(50)
    flat = np.ones(50)
    found = curve(values, (), flat, 5, most=1)  # so few that only a line is worth its cost
    assert found and found.parameters == 1
    expected = oracle.least_squares(values, (), 1) / oracle.least_squares(values, (), 0)
    gain = found.cost - levels_cost(values, (), flat, 5)
    assert gain == pytest.approx(5 * np.log(expected) + np.log(5))


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(
    ("world", "before", "after", "pace"),
    [
        (warm_up, 60, 20, "levelling off"),
        (training, 7.9, 2.45, "levelling off"),
        (lambda seed: hyperbola(seed, 400), 9, 1.5, "levelling off"),
        (lambda seed: hyperbola(seed, 100), 9, 1.5, "levelling off"),
        (ramp, 40, 6970, "even"),
        (discharge, 99.5, 7.5, "even"),
    ],
)
def test_a_curve_is_one_drift(world, before, after, pace, seed):
    (drift,) = told(world(seed))
    assert drift.form == "drift" and drift.pace == pace
    moved = abs(after - before)
    assert drift.metrics["before"] == pytest.approx(before, abs=0.12 * moved)
    assert drift.metrics["after"] == pytest.approx(after, abs=0.05 * moved)


def test_a_curve_is_told_where_it_moves():
    (drift,) = told(warm_up(1))
    assert "from row 0 to row 1" in drift.description
    assert len(drift.involved_tasks) <= 20
    (drift,) = told(ramp(1))
    assert drift.involved_tasks[0] in {f"row {i}" for i in range(196, 208)}
    assert drift.involved_tasks[-1] == "row 299"


def test_sixteen_runs_that_fall_are_told():
    found = [
        detect(MetricTable.from_columns({"x": hyperbola(seed, 16)}), DEFAULT.phase_transition)
        for seed in range(40)
    ]
    assert sum(any(f.p_value <= 0.05 for f in d.findings) for d in found) >= 32
    assert all(f.form == "drift" for d in found for f in d.findings)


@pytest.mark.parametrize("size", [3.0, 5.0, 50.0])
@pytest.mark.parametrize("at", [12, 60, 110])
def test_a_step_is_no_curve(at, size):
    for seed in range(5):
        values = RNG(seed).normal(100, 1, 120) + size * (np.arange(120) >= at)
        assert smooth(values, (at,)) is None


def test_a_step_on_a_curve_is_told_beside_it():
    values = hyperbola(2, 400) + 1.0 * (np.arange(400) >= 250)
    forms = {p.evidence["form"]: p.metrics for p in told(values)}
    assert set(forms) == {"drift", "level"}
    assert forms["level"]["row"] == pytest.approx(250, abs=1)


def test_walks_are_no_curves():
    """The bound on the height at 1 % is kept by walks whose steps last themselves, too."""
    found = 0
    for seed in range(400):
        fit = smooth(RNG([seed, 3]).normal(size=40).cumsum(), (), CURVE_SHAPES)
        found += fit is not None and curve_p(fit.raw) <= 0.01
    assert found <= 11


def test_an_odd_end_is_no_curve():
    values = np.append(np.arange(1.0, 41.0), 820.0)
    assert all(p.evidence.get("pace") != "ever faster" for p in told(values))
