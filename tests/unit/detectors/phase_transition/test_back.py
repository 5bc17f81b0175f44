"""Which shifts a later one takes back."""

import numpy as np
import pytest

from crackle_cli.detectors.phase_transition.back import is_back
from crackle_cli.detectors.phase_transition.shifts import detect
from crackle_cli.profile.settings import PhaseTransitionSettings
from crackle_cli.table.metric_table import MetricTable
from tests.worlds.phase_transition import NOISE, autoregressive

RUNS = 100
white = NOISE["normal"]
kinds = pytest.mark.parametrize("noise", [white, NOISE["t3"], autoregressive(0.6)])


def seen(noise, sizes, left, step=6.0):
    """In how many of RUNS a metric is seen to be back when `left` of its step remains."""
    count = 0
    for run in range(RUNS):
        values = noise(np.random.default_rng([run, *sizes]), sum(sizes))
        before, between, after = np.split(values, np.cumsum(sizes)[:-1])
        count += is_back(before, between + step, after + left * step)
    return count


@kinds
def test_what_came_back_is_seen_to(noise):
    assert seen(noise, (100, 30, 70), left=0.0) >= 0.97 * RUNS


@kinds
def test_what_is_half_back_is_not_back(noise):
    assert seen(noise, (100, 30, 70), left=0.5) == 0
    assert seen(noise, (100, 30, 6), left=0.5) <= 0.2 * RUNS


def test_of_many_tasks_less_is_seen_to_be_left_but_for_what_no_sentence_shows():
    assert seen(white, (100, 30, 70), left=0.2) <= 0.1 * RUNS
    assert seen(white, (2_000, 30, 2_000), left=0.05) <= 0.1 * RUNS
    assert seen(white, (2_000, 30, 2_000), left=0.005, step=50.0) == RUNS


def test_levels_without_noise_are_equal_or_not():
    before, between = np.full(50, 5.0), np.full(9, 8.0)
    assert is_back(before, between, np.full(50, 5.0))
    assert not is_back(before, between, np.full(50, 5.1))


def test_rates_come_back_too():
    rng = np.random.default_rng(0)
    usual, often = rng.random((2, 200)) < np.array([[0.03], [0.6]])
    assert is_back(usual[:100] * 1.0, often[:50] * 1.0, usual[100:] * 1.0)
    assert not is_back(usual[:100] * 1.0, often[:50] * 1.0, (rng.random(100) < 0.3) * 1.0)


def found(values):
    table = MetricTable.from_columns({"x": values})
    return [
        (f.place.row, f.back and f.back.row)
        for f in detect(table, PhaseTransitionSettings(min_tasks=8)).findings
    ]


def test_the_way_back_may_be_the_next_shift_or_the_next_but_one():
    values = np.random.default_rng(1).normal(size=300)
    values[100:140] += 9
    assert found(values) == [(100, 140), (140, None)]
    values[140:180] += 20
    values[140:180] -= 6
    assert found(values) == [(100, 180), (140, None), (180, None)]


def test_missing_values_leave_the_places_in_the_table():
    values = np.random.default_rng(1).normal(size=300)
    values[100:140] += 9
    values[::7] = np.nan
    assert found(values) == [(100, 141), (141, None)]
