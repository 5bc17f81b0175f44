"""Metrics that repeat or move smoothly do not shift; what shifts on top of that does."""

import numpy as np
import pytest

from crackle_cli.detectors.phase_transition.detect import detect
from crackle_cli.detectors.phase_transition.levels import Split
from crackle_cli.detectors.phase_transition.staircase import without_staircase
from crackle_cli.profile.settings import PhaseTransitionSettings
from crackle_cli.table.metric_table import MetricTable

SETTINGS = PhaseTransitionSettings(method="shifts", min_tasks=8)


def found(values):
    return detect(MetricTable.from_columns({"x": values}), SETTINGS).findings


def cycle(n, period, seed):
    noise = np.random.default_rng(seed).normal(0, 40, n)
    return 1000 + 600 * np.sin(2 * np.pi * np.arange(n) / period) + noise


@pytest.mark.parametrize(("n", "period"), [(720, 24), (1008, 144), (2016, 288), (1440, 480)])
def test_a_cycle_is_silent_and_a_step_on_it_is_found(n, period):
    for seed in range(3):
        assert found(cycle(n, period, seed)) == ()
        (shift,) = found(cycle(n, period, seed) + 90 * (np.arange(n) >= 0.7 * n))
        assert shift.place.row == pytest.approx(0.7 * n, abs=6)


@pytest.mark.parametrize("weekend", [180, 150, 100])
def test_a_shift_in_a_dozen_weeks_is_found_whatever_their_weekends_are(weekend):
    n, day = 84, np.arange(84)
    for seed in range(5):
        values = np.where(day % 7 >= 5, weekend, 200) + np.random.default_rng(seed).normal(0, 5, n)
        assert found(values) == ()
        (shift,) = found(values + 30 * (day >= 70))
        assert shift.place.row == pytest.approx(70, abs=2)


def test_a_cycle_with_gaps_and_one_of_many_values_are_silent():
    gaps = cycle(2016, 288, 1)
    gaps[np.random.default_rng(2).random(2016) < 0.002] = np.nan
    assert found(gaps) == ()
    assert found(cycle(50_000, 1440, 3)) == ()


def test_a_cycle_without_noise_is_silent():
    assert found(5.0 * np.sin(2 * np.pi * np.arange(300) / 30)) == ()


@pytest.mark.parametrize("waves", [0.5, 1, 1.5, 2.3])
def test_waves_that_do_not_repeat_are_not_many_shifts(waves):
    for seed in range(4):
        shifts = found(cycle(1000, 1000 / waves, seed))
        assert len(shifts) <= 2


def test_a_ramp_is_told_once_and_a_real_staircase_step_by_step():
    noise = np.random.default_rng(4).normal(size=1000)
    assert len(found(noise + 15 * np.clip((np.arange(1000) - 400) / 200, 0, 1))) == 1
    pulses = 8 * (np.arange(1000) // 100 % 2) * (np.arange(1000) > 250)
    assert [f.place.row for f in found(noise + pulses)] == [300, 400, 500, 600, 700, 800, 900]


def splits(*places):
    return [Split(at, p) for at, p in zip(places, (1e-9, 1e-3, 1e-9, 1e-5, 1e-9), strict=False)]


def test_only_the_steps_of_a_staircase_are_left():
    ramp = np.clip(np.arange(100.0) - 40, 0, 20)
    stairs = splits(43, 47, 51, 55, 59)
    (told,) = without_staircase(ramp, stairs)
    assert told in stairs
    steps = np.repeat([0.0, 4, 1, 6, 2, 5], 20)
    steps = steps + np.random.default_rng(5).normal(0, 0.5, 120)
    real = splits(20, 40, 60, 80, 100)
    assert without_staircase(steps, real) == real
    assert without_staircase(ramp, stairs[:2]) == stairs[:2]
