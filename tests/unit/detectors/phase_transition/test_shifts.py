import numpy as np
import pytest

from crackle_cli.detectors.phase_transition.detect import detect
from crackle_cli.detectors.phase_transition.findings import (
    Change,
    Drift,
    Halves,
    Reset,
    Season,
    Shift,
    Spike,
    Spread,
    Wander,
)
from crackle_cli.profile.settings import PhaseTransitionSettings
from crackle_cli.table.metric_table import MetricTable
from tests.worlds.phase_transition import steps

SETTINGS = PhaseTransitionSettings(method="shifts", min_tasks=8)
RNG = np.random.default_rng


def found(values, settings=SETTINGS):
    return detect(MetricTable.from_columns({"x": values}), settings).findings


def types(values):
    return [type(f) for f in found(values)]


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
    assert isinstance(shift, Shift) and not shift.suspect
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
    assert (type(shift), type(drift)) == (Shift, Drift)
    assert shift.place.row == pytest.approx(200, abs=1)
    assert shift.after - shift.before == pytest.approx(8, abs=1)


def test_the_spread_that_comes_with_a_level_is_told_with_it():
    told = [t for seed in range(60) for t in types(RNG(seed).poisson(np.repeat([30, 55], 300)))]
    assert told.count(Shift) >= 60 and told.count(Spread) <= 2


def test_a_spread_that_changes_within_a_level_is_told_beside_it():
    values = RNG(5).normal(size=600) * np.repeat([1.0, 3.0], [350, 250])
    values[100:] += 8
    level, spread = found(values)
    assert (type(level), type(spread)) == (Shift, Spread)
    assert spread.place.low <= 350 <= spread.place.high
    assert spread.after / spread.before == pytest.approx(3, rel=0.25)


def test_a_spread_shift_is_no_level_shift():
    values = 50 + RNG(4).normal(size=300) * np.where(np.arange(300) >= 180, 5, 1)
    (spread,) = found(values)
    assert isinstance(spread, Spread)
    assert spread.place.low <= 180 <= spread.place.high
    assert spread.after == pytest.approx(5 * spread.before, rel=0.4)


def test_an_odd_last_task_is_suspect_until_a_second_confirms_it():
    values = RNG(5).normal(50, 1, 200)
    (suspect,) = found(np.append(values, 62.0))
    assert isinstance(suspect, Spike) and suspect.suspect
    assert suspect.place.row == 200 and suspect.rows.tolist() == [200]
    (shift,) = found(np.append(values, [62.0, 62.5]))
    assert isinstance(shift, Shift) and shift.place.row == 200


def test_what_has_no_level_is_told_in_one_line():
    values = RNG(6).normal(size=400).cumsum()
    (wander,) = found(values)
    assert isinstance(wander, Wander)
    assert (wander.low, wander.high) == (values.min(), values.max())


def test_a_strong_season_is_told_once_and_its_levels_occurred():
    hours = np.arange(14 * 24)
    load = 42 + 20 * np.sin(2 * np.pi * (hours % 24 - 8) / 24) + RNG(14).normal(0, 1.5, hours.size)
    load[248:258] = 22 + RNG(15).normal(0, 1.5, 10)
    season, *outage = found(load)
    assert isinstance(season, Season)
    assert season.period == pytest.approx(24, abs=0.2)
    assert [f.place.row for f in outage] == pytest.approx([248, 258], abs=2)
    assert outage[0].back == outage[1].place
    assert all(load.min() <= v <= load.max() for f in outage for v in (f.before, f.after))


def test_equal_stairs_are_stairs():
    values = np.repeat(np.arange(10) * 6.0, 10) + RNG(16).normal(size=100)
    told = found(values)
    assert {type(f) for f in told} == {Shift}
    assert [f.place.row for f in told] == pytest.approx(list(range(10, 100, 10)), abs=1)


def test_a_reset_counter_is_told_where_it_is_set_back():
    total = np.cumsum(RNG(17).poisson(30, 200)).astype(float)
    total[120:] -= total[120] - 30
    (reset,) = found(total)
    assert isinstance(reset, Reset)
    assert reset.place.row == 120 and reset.after == 30


def test_a_rate_of_rare_events_that_rose_or_fell_is_found():
    for rates in ((0.02, 0.25), (0.95, 0.7)):
        happened = (RNG(18).random(300) < np.repeat(rates, 150)).astype(float)
        (shift,) = found(happened)
        assert shift.place.low <= 150 <= shift.place.high


def test_what_starts_as_missing_counts_from_its_first_value():
    values = np.append(np.full(40, np.nan), steps(100, {60: 8}, seed=19).columns["x"])
    (shift,) = found(values)
    assert shift.place.row == 100


def test_alone_or_among_many_a_metric_tells_the_same():
    columns = {f"m{j}": RNG(j).normal(size=120) for j in range(40)}
    columns["m7"] = columns["m7"] + 9 * (np.arange(120) >= 70)
    (among,) = detect(MetricTable.from_columns(columns), SETTINGS).findings
    (alone,) = found(columns["m7"])
    assert (among.place, among.leading[1:]) == (alone.place, alone.leading[1:])
    assert (among.p_value, among.confidence) == (alone.p_value, alone.confidence)


def test_confidence_never_falls_when_more_tasks_confirm_a_step():
    before = RNG(20).normal(100, 1, 60)
    lows = [
        max(f.confidence for f in found(np.append(before, np.full(k, 108.0)))) for k in range(2, 40)
    ]
    assert lows == sorted(lows)


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


def test_findings_are_ready_for_json():
    (shift,) = found(steps(200, {100: 5}, seed=11).columns["x"])
    assert all(type(number) is float for number in shift.leading[1:5])
    assert all(type(row) is int for row in shift.place)
    assert {type(shift.strength), type(shift.confidence), type(shift.p_value)} == {float}


def test_the_halves_stay_available():
    original = PhaseTransitionSettings(method="original", min_tasks=3)
    (halves,) = found(np.repeat([1.0, 9.0], 5), original)
    assert isinstance(halves, Halves) and halves.method == "original"


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


def test_the_spread_that_comes_with_a_curve_is_no_shift():
    curve = 1 + 8 * np.exp(-4 * np.arange(400) / 400)
    told = [t for seed in range(8) for t in types(curve * np.exp(RNG(seed).normal(0, 0.03, 400)))]
    assert told.count(Drift) == 8 and told.count(Spread) <= 1


def autocorrelated(rng, n, phi):
    values = rng.normal(size=n)
    for t in range(1, n):
        values[t] += phi * values[t - 1]
    return values


def test_a_step_of_level_and_spread_is_no_line():
    late = np.arange(300) >= 150
    told = [
        types(autocorrelated(RNG(seed), 300, 0.3) * np.where(late, 2, 1) + 2.2 * late)
        for seed in range(6)
    ]
    assert [forms.count(Shift) for forms in told].count(1) >= 5
    assert [forms.count(Drift) for forms in told].count(0) >= 5


def test_what_repeats_itself_is_not_said_to_wander_besides():
    waves = 100 * np.sin(np.arange(600) * 2 * np.pi / 24)
    for seed in range(3):
        assert types(waves + np.cumsum(RNG(seed).normal(size=600))) == [Season]


def test_a_series_that_wanders_is_told_beside_its_season():
    for seed in range(3):
        walk = np.cumsum(RNG(seed).normal(size=300))
        assert types(walk + 12 * np.sin(np.arange(300) * 2 * np.pi / 12)) == [Wander]


def test_what_levels_explain_to_the_last_digit_has_no_season_and_no_spread():
    levels = [5.0, 13.275166615720025, 23.608461271899223, 28.67635237790197]
    assert types(np.repeat(levels, [399, 338, 966, 297])) == [Shift] * 3
