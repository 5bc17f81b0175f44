import numpy as np
import pytest

from crackle_cli.detectors.phase_transition.detect import detect
from crackle_cli.detectors.phase_transition.findings import (
    Bend,
    Change,
    Drift,
    Halves,
    Shift,
    Spike,
)
from crackle_cli.profile.settings import PhaseTransitionSettings
from crackle_cli.table.metric_table import MetricTable
from tests.worlds.phase_transition import steps

SETTINGS = PhaseTransitionSettings(method="shifts", min_tasks=8)
RNG = np.random.default_rng


def found(values, settings=SETTINGS):
    return detect(MetricTable.from_columns({"x": values}), settings).findings


def forms(values):
    return [f.form for f in found(values)]


def test_every_shift_is_found_in_order():
    world = steps(400, {50: 6, 120: -6, 300: 4}, seed=1)
    rows = [f.place.row for f in found(world.columns["x"])]
    assert rows == pytest.approx(list(world.rows), abs=1)


def test_a_shift_says_how_far_in_its_own_unit_in_per_cent_and_in_noise():
    (shift,) = found(steps(300, {200: 10}, seed=2).columns["x"])
    assert shift.before == pytest.approx(100, abs=0.3)
    assert shift.after == pytest.approx(110, abs=0.3)
    assert shift.change_pct == pytest.approx(10, abs=0.5)
    assert shift.noise_units == pytest.approx(10, rel=0.15)
    assert shift.rows.tolist() == list(range(200, 300))
    assert isinstance(shift, Shift)
    assert 0.8 < shift.confidence < shift.strength <= 1


def test_what_has_come_back_is_not_involved_in_an_outage():
    world = steps(160, {90: 12, 104: -12}, seed=3)
    assert [f.rows.tolist() for f in found(world.columns["x"])] == [
        list(range(90, 104)),
        list(range(104, 160)),
    ]


def test_a_zero_baseline_has_no_per_cent():
    (shift,) = found(np.repeat([0.0, 4.0], 30))
    assert shift.changes == (Change("x", 0, 4, None, None),)
    assert shift.place.row == 30 and 0 < shift.p_value < 1e-6


def test_a_drift_is_one_finding_without_a_place():
    (drift,) = found(50 + 0.03 * np.arange(300) + RNG(3).normal(size=300))
    assert isinstance(drift, Drift)
    assert drift.after - drift.before == pytest.approx(9, abs=1)


def test_a_shift_on_a_drift_is_both():
    values = 50 + 0.03 * np.arange(300) + RNG(3).normal(size=300) + 8 * (np.arange(300) >= 200)
    shift, drift = found(values)
    assert (shift.form, drift.form) == ("level", "drift")
    assert shift.place.row == pytest.approx(200, abs=1)
    assert shift.after - shift.before == pytest.approx(8, abs=1)


def test_the_spread_that_comes_with_a_level_is_told_with_it():
    told = [f for seed in range(200) for f in forms(RNG(seed).poisson(np.repeat([30, 55], 300)))]
    assert told.count("level") >= 200 and told.count("spread") <= 2


def test_a_spread_that_changes_within_a_level_is_told_beside_it():
    values = RNG(5).normal(size=600) * np.repeat([1.0, 3.0], [350, 250])
    values[100:] += 8
    level, spread = found(values)
    assert (level.form, spread.form) == ("level", "spread")
    assert spread.place.row == pytest.approx(350, abs=12)
    assert spread.after / spread.before == pytest.approx(3, rel=0.25)


def test_a_spread_shift_is_no_level_shift():
    values = 50 + RNG(4).normal(size=300) * np.where(np.arange(300) >= 180, 5, 1)
    (shift,) = found(values)
    assert shift.form == "spread"
    assert shift.place.low <= 180 <= shift.place.high
    assert shift.after == pytest.approx(5 * shift.before, rel=0.4)


def test_an_odd_last_task_is_suspect_until_a_second_confirms_it():
    values = RNG(5).normal(50, 1, 200)
    (suspect,) = found(np.append(values, 62.0))
    assert isinstance(suspect, Spike)
    assert suspect.place.row == 200 and suspect.rows.tolist() == [200]
    (shift,) = found(np.append(values, [62.0, 62.5]))
    assert isinstance(shift, Shift) and shift.place.row == 200


def test_a_wandering_metric_that_turns_is_a_drift_from_a_place():
    steps_taken = RNG(6).normal(0.0, 1.0, 400) + np.where(np.arange(400) >= 200, 2.0, -0.5)
    bends = [f for f in found(1000 + steps_taken.cumsum()) if isinstance(f, Bend)]
    assert [b.place.row for b in bends] == pytest.approx([201], abs=5)


@pytest.mark.parametrize("outliers", [1, 2])
def test_outliers_are_not_shifts(outliers):
    values = RNG(7).normal(50, 1, 200)
    values[90 : 90 + outliers] += 40
    assert found(values) == ()


def test_a_constant_metric_is_tested_and_silent():
    detection = detect(MetricTable.from_columns({"x": np.full(40, 3.0)}), SETTINGS)
    assert detection.findings == () and detection.tested == 1


def test_a_rate_of_failures_that_rose_is_found():
    failed = (RNG(8).random(400) < np.where(np.arange(400) >= 250, 0.5, 0.02)).astype(float)
    (shift,) = found(failed)
    assert shift.place.low <= 250 <= shift.place.high
    assert shift.after == pytest.approx(0.5, abs=0.1)


@pytest.mark.parametrize("n", [0, 1, 3, 7])
def test_too_few_tasks_are_said_once(n):
    columns = {"a": np.arange(float(n)), "b": np.arange(float(n))}
    detection = detect(MetricTable.from_columns(columns), SETTINGS)
    assert detection.findings == () and detection.tested == 0
    assert detection.notes == (
        f"too few tasks for a phase transition in 2 metrics ({n} of at least 8)",
    )


def test_min_tasks_down_to_three_never_fails():
    settings = PhaseTransitionSettings(method="shifts", min_tasks=3)
    for n in range(12):
        for values in (np.arange(float(n)), RNG(n).normal(size=n), np.repeat([0.0, 9.0], n)[:n]):
            assert all(0 < f.p_value <= 1 for f in found(values, settings))


def test_a_small_change_does_not_matter():
    values = steps(400, {200: 3}, seed=9, base=1e6).columns["x"]
    assert found(values) == ()
    lenient = PhaseTransitionSettings(method="shifts", min_tasks=8, min_change=0.0)
    assert len(found(values, lenient)) == 1


def test_a_million_values_keep_their_place():
    values = RNG(10).normal(100, 3, 1_000_000)
    values[333_333:] += 5
    (shift,) = found(values)
    assert shift.place.row == pytest.approx(333_333, abs=3)
    assert shift.place.low <= 333_333 <= shift.place.high


def test_changes_are_plain_numbers():
    values = steps(200, {100: 5}, seed=11).columns["x"]
    for finding in found(values):
        _, *numbers = finding.leading
        assert all(v is None or type(v) is float for v in numbers)


def test_the_halves_stay_available():
    original = PhaseTransitionSettings(method="original", min_tasks=3)
    (halves,) = found(np.repeat([1.0, 9.0], 5), original)
    assert isinstance(halves, Halves)


@pytest.mark.parametrize("unit", [1e-300, 1e-160, 1e160, 1e306])
def test_the_ends_of_the_number_range_are_like_any_other(unit):
    values = steps(100, {60: 8}, seed=12).columns["x"]
    (usual,), (extreme,) = found(values), found(values * unit)
    assert extreme.place == usual.place
    assert extreme.change_pct == pytest.approx(usual.change_pct)
    assert extreme.before == pytest.approx(usual.before * unit)


def test_the_largest_numbers_do_not_overflow():
    values = np.where(RNG(13).random(100) < 0.5, 1.7e308, -1.7e308)
    assert all(0 < f.p_value <= 1 for f in found(values))


def test_rounding_is_no_change():
    values = np.full(100, 1e9)
    values[50:] += 1e-6
    assert found(values) == ()


def test_the_spread_that_comes_with_a_curve_is_told_with_it():
    curve = 1 + 8 * np.exp(-4 * np.arange(400) / 400)
    told = [f for seed in range(20) for f in forms(curve * np.exp(RNG(seed).normal(0, 0.03, 400)))]
    assert told.count("drift") == 20 and told.count("spread") <= 2
