"""Steps in short series: the larger they are the surer they are found, and noise makes none."""

import itertools

import numpy as np
import pytest

from crackle_cli.detectors.phase_transition.abrupt import abrupt, highest
from crackle_cli.detectors.phase_transition.levels import likeliest
from crackle_cli.detectors.phase_transition.null import (
    LONGEST_ABRUPT,
    abrupt_height,
    abrupt_p,
    studentised_p,
)
from crackle_cli.detectors.phase_transition.statistic import studentised
from tests.worlds.ceilings import ceiling
from tests.worlds.effort import runs
from tests.worlds.phase_transition import NOISE

ALPHA = 0.005


def stepped(n: int, after: int, size: float, runs: int) -> np.ndarray:
    values = np.random.default_rng([n, after]).normal(size=(runs, n))
    values[:, n - after :] += size
    return values


def found(values: np.ndarray) -> int:
    return sum(split.p_value <= ALPHA for split in likeliest(values, ALPHA))


@pytest.mark.parametrize(
    ("n", "after", "sure"), [(16, 8, 9), (20, 10, 8), (30, 15, 6), (40, 10, 6), (100, 10, 4)]
)
def test_a_larger_step_is_found_more_often(n, after, sure):
    hits = [found(stepped(n, after, size, 100)) for size in (2, 4, 5, 6, 8)]
    assert all(b >= a - 12 for a, b in itertools.pairwise(hits))
    assert found(stepped(n, after, sure, 100)) >= 80


@runs(400, 2_000)
@pytest.mark.parametrize("n", [12, 20, 30, 60])
@pytest.mark.parametrize(
    ("kind", "times"), [("normal", 1), ("t3", 1), ("ar6", 3), ("ar9", 3), ("walk", 3)]
)
def test_noise_seldom_makes_an_abrupt_step(kind, times, n, runs):
    """What lasts is let through three times as often, as few tasks hardly tell it."""
    rng = np.random.default_rng([n, times])
    values = np.stack([NOISE[kind](rng, n) for _ in range(runs)])
    assert found(values) <= ceiling(runs, (1 + times) * ALPHA)


def test_a_step_is_abrupt_and_a_slope_is_not():
    noise = np.random.default_rng(3).normal(size=30)
    step = noise + 6.0 * (np.arange(30) >= 15)
    slope = noise + 6.0 * np.clip((np.arange(30) - 10) / 10, 0, 1)
    both, at = np.stack([step, slope]), np.array([15, 15])
    assert abrupt_p(abrupt(both, at)[0], 30) < ALPHA < abrupt_p(abrupt(both, at)[1], 30)
    assert (highest(both, at) >= abrupt(both, at)).all()


def test_a_step_without_noise_is_beyond_measure():
    values = np.repeat([[0.0, 4.0]], 10, axis=1)
    assert np.isinf(abrupt(values, np.array([10])))
    assert abrupt(np.zeros((1, 20)), np.array([10])) == 0


@pytest.mark.parametrize("n", [8, 35, LONGEST_ABRUPT])
def test_the_height_of_a_p_value_is_that_of_the_p_value(n):
    assert abrupt_p(abrupt_height(0.003, n), n) == pytest.approx(0.003)


def test_short_and_long_series_are_judged_alike():
    """Where the one test ends and the other begins, the same step is about as sure."""
    short, long = (stepped(n, n // 2, 3.0, 200) for n in (LONGEST_ABRUPT, LONGEST_ABRUPT + 1))
    heights = abrupt(short, np.full(200, short.shape[1] // 2))
    others = studentised(long, np.full(200, long.shape[1] // 2))
    ours = np.median([abrupt_p(h, LONGEST_ABRUPT) for h in heights])
    theirs = np.median([studentised_p(h) for h in others])
    assert abs(np.log10(ours) - np.log10(theirs)) < 1.5


def test_no_step_is_surer_than_its_values_could_be_shuffled():
    (split,) = likeliest(np.repeat([[0.0, 4.0]], 10, axis=1), ALPHA)
    assert split.at == 10 and split.p_value >= 1 / 184_756
