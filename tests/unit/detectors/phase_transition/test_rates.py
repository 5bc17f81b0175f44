"""Metrics that are mostly one value: how often they are not."""

from math import comb

import numpy as np
import pytest

from crackle_cli.detectors.phase_transition.detect import detect
from crackle_cli.detectors.phase_transition.findings import Shift
from crackle_cli.detectors.phase_transition.rates import events, rate_splits
from crackle_cli.profile.settings import PhaseTransitionSettings
from crackle_cli.table.metric_table import MetricTable
from tests.worlds.ceilings import ceiling

SETTINGS = PhaseTransitionSettings(method="shifts", min_tasks=8)
ALPHA = 0.02


def found(values):
    return detect(MetricTable.from_columns({"x": values}), SETTINGS).findings


def bernoulli(seed, *parts):
    rng = np.random.default_rng(seed)
    return np.concatenate([rng.random(tasks) < rate for tasks, rate in parts]).astype(float)


def bursts(rng, n):
    """Events that go on four times in five."""
    values = np.zeros(n)
    for t in range(1, n):
        values[t] = rng.random() < (0.8 if values[t - 1] else 0.02)
    return values


@pytest.mark.parametrize("rate", [0.4, 0.7])
def test_failures_that_became_frequent_are_one_shift(rate):
    held = 0
    for seed in range(40):
        (shift,) = found(bernoulli(seed, (110, 0.02), (40, rate)))
        assert type(shift) is Shift
        assert shift.before < 0.1 and shift.after > 0.2
        held += shift.place.low <= 110 <= shift.place.high
    assert held >= 40 - ceiling(40, 0.05)


@pytest.mark.parametrize(("usual", "after", "least"), [(0, 40, 0), (0, 10, 1), (5, 40, 0)])
def test_counts_that_began_after_a_constant_are_one_shift(usual, after, least):
    for seed in range(6):
        rng = np.random.default_rng(seed)
        values = np.append(np.full(150, usual), usual + least + rng.poisson(3, after))
        (shift,) = found(values.astype(float))
        assert shift.place.row == pytest.approx(150, abs=2)
        assert shift.form == "level" and shift.before == usual


def test_failures_that_ended_are_a_fall():
    (shift,) = found(bernoulli(3, (100, 0.5), (100, 0.02)))
    assert shift.after < 0.1 < 0.3 < shift.before


def test_a_burst_is_no_shift():
    values = np.zeros(200)
    values[80:86] = 1
    assert found(values) == ()
    assert found(np.tile(np.repeat([0.0, 1.0], [20, 5]), 8)) == ()


@pytest.mark.parametrize("n", [30, 100, 400])
@pytest.mark.parametrize("rate", [0.02, 0.1, 0.3, 0.5])
def test_events_at_one_rate_seldom_shift(n, rate):
    rng, runs = np.random.default_rng(n), 500
    alarms = sum(bool(rate_splits((rng.random(n) < rate) * 1.0, ALPHA, 8)) for _ in range(runs))
    assert alarms <= ceiling(runs, ALPHA / 2)


def test_events_in_bursts_hardly_shift_more_often():
    rng = np.random.default_rng(1)
    assert sum(bool(rate_splits(bursts(rng, 200), ALPHA, 8)) for _ in range(300)) <= 36


def test_the_p_value_is_the_exact_one_times_the_splits():
    happened = np.append(np.zeros(20), np.tile([1.0, 0.0], 10))
    (split,) = rate_splits(happened, 0.05, 8)
    inside = comb(40 - split.at, 10)
    assert split.at == 20 and split.p_value == pytest.approx(2 * 20 * inside / comb(40, 10))


def test_the_usual_value_is_that_of_more_than_half_or_the_commoner_of_two():
    assert events(np.array([5.0, 5, 5, 1, 9]), 5.0).tolist() == [0, 0, 0, 1, 1]
    assert events(np.array([1.0, 0, 1, 1]), 1.0).tolist() == [0, 1, 0, 0]
    assert events(np.array([1.0, 2, 3, 3]), 2.5) is None
    assert events(np.ones(4), 1.0) is None
