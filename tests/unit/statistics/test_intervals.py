from math import sqrt

import numpy as np
import pytest

from crackle_cli.statistics.intervals import (
    MOST_COMPARED,
    _beyond_variance,
    correlation_low,
    dominance,
    dominance_low,
    shifted_low,
)
from tests.oracles import phase_transition as oracle


def test_dominance_is_the_share_of_pairs():
    rng = np.random.default_rng(0)
    left, right = rng.poisson(3, 40).astype(float), rng.poisson(4, 23).astype(float)
    assert dominance(left, right) == pytest.approx(oracle.dominance(left, right))


def test_dominance_of_long_sides_takes_a_sample():
    values = np.random.default_rng(1).normal(size=20_000)
    assert dominance(values[:10_000], values[10_000:] + 1) == pytest.approx(0.52, abs=0.03)


def test_every_other_value_is_compared_of_more_than_the_most():
    left = np.where(np.arange(MOST_COMPARED + 1) % 2, 10.0, 0.0)
    right = np.ones(5)
    assert dominance(left[:-1], right) == 0.0
    assert dominance(left, right) == 1.0
    assert dominance(right, left) == -1.0


@pytest.mark.parametrize(
    ("delta", "left", "right"), [(0.8, 10, 40), (0.8, 40, 10), (-0.5, 60, 30), (0.95, 80, 1.5)]
)
def test_the_low_end_is_z_standard_errors_away(delta, left, right):
    """The standard error of an area A (Hanley, McNeil, 1982) is that at the low end itself."""
    low = dominance_low(delta, left, right, 1.5)
    area = (1 + low) / 2
    two_right, two_left = area / (2 - area), 2 * area**2 / (1 + area)
    variance = area * (1 - area)
    variance += (right - 1) * (two_right - area**2) + (left - 1) * (two_left - area**2)
    error = sqrt(variance / left / right)
    assert (1 + abs(delta)) / 2 - area == pytest.approx(1.5 * error, abs=1e-9)


def test_one_value_against_one_tells_little():
    assert dominance_low(1.0, 1, 1, 1.0) == pytest.approx(0.0, abs=1e-9)
    assert dominance_low(1.0, 0.5, 0.5, 0.1) == pytest.approx(dominance_low(1.0, 1, 1, 0.2))


def test_few_values_are_never_certain():
    assert dominance_low(1.0, 3, 3, 1.96) < 0.5 < dominance_low(1.0, 300, 300, 1.96) < 1.0


def test_the_low_end_is_below_and_zero_without_an_effect():
    assert dominance_low(0.0, 50, 50, 1.96) == 0.0
    assert 0.0 < dominance_low(-0.6, 50, 50, 1.96) < 0.6


def test_a_large_step_of_few_values_is_as_sure_as_its_noise_is_known():
    noise = np.random.default_rng(2).normal(size=60)
    large = shifted_low(noise, 16.0, (52.0, 8.0), 1.96)
    assert dominance_low(1.0, 30, 30, 1.96) < large < 0.9
    assert 0.0 < shifted_low(noise, 2.0, (52.0, 8.0), 1.96) < large
    assert shifted_low(noise, 0.5, (52.0, 8.0), 1.96) == 0.0


@pytest.mark.parametrize("noise", [np.zeros(20), np.random.default_rng(3).normal(size=20)])
def test_a_huge_step_leaves_only_what_twenty_values_may_not_have_shown(noise):
    sure = shifted_low(noise, 100.0, (10.0, 10.0), 3.0)
    assert sure == pytest.approx(1 - 2 * 1.96**2 / (20 + 1.96**2))
    assert shifted_low(np.tile(noise, 10), 100.0, (100.0, 100.0), 3.0) > sure


def test_of_so_few_values_that_they_tell_no_variance_a_huge_step_is_as_sure_as_its_ranks():
    noise = np.random.default_rng(5).normal(size=20)
    ranks_alone = dominance_low(1.0, 1.5, 1.5, 0.5)
    assert shifted_low(noise, 1000.0, (1.5, 1.5), 0.5) == ranks_alone > 0


def test_heavy_tails_lessen_what_a_step_stands_out_by():
    noise = np.random.default_rng(4).normal(size=40)
    heavy = np.where(np.arange(40) % 10 == 0, 6 * np.sign(noise), noise)
    normal, tailed = (shifted_low(r, 8.0, (20.0, 20.0), 1.96) for r in (noise, heavy))
    assert tailed < normal


@pytest.mark.parametrize(
    ("n", "shift", "least"),
    [(22, 4.0, 0.7027), (22, 3.0, 0.4903), (22, 2.0, 0.0), (102, 3.0, 0.6946), (102, 9.0, 0.9274)],
)
def test_what_a_variance_leaves_of_a_shift(n, shift, least):
    """Of values of 1 and -1: their variance is at most n over the .025 quantile of chi-square.

    It is 9.591 with 20 degrees of freedom, 74.22 with 100.
    """
    assert _beyond_variance(np.resize([1.0, -1.0], n), shift, n) == pytest.approx(least, abs=2e-3)


@pytest.mark.parametrize("independent", [1.0, 2.0])
def test_two_values_tell_no_variance(independent):
    assert _beyond_variance(np.array([1.0, -1.0, 1.0]), 50.0, independent) == 0.0


def test_three_values_tell_next_to_no_variance():
    assert _beyond_variance(np.array([1.0, -1.0, 1.0, -1.0]), 50.0, 3.0) == 0.0
    assert _beyond_variance(np.array([1.0, -1.0, 1.0, -1.0]), 50.0, 6.0) > 0.0


def test_correlation_low_of_four_pairs():
    assert correlation_low(0.9, 4, 1.0) == pytest.approx(0.43999, abs=1e-4)
    assert correlation_low(0.9, 4, 2.0) == 0.0
    assert correlation_low(0.5, 7, 1.0) == pytest.approx(0.0493, abs=1e-4)


def test_correlation_low():
    assert correlation_low(0.9, 3, 1.96) == 0.0
    assert correlation_low(-0.9, 30, 1.96) == pytest.approx(0.799, abs=0.002)
    assert correlation_low(1.0, 30, 1.96) < 1.0
