import numpy as np
import pytest

from crackle_cli.statistics.intervals import correlation_low, dominance, dominance_low, shifted_low
from tests.oracles import phase_transition as oracle


def test_dominance_is_the_share_of_pairs():
    rng = np.random.default_rng(0)
    left, right = rng.poisson(3, 40).astype(float), rng.poisson(4, 23).astype(float)
    assert dominance(left, right) == pytest.approx(oracle.dominance(left, right))


def test_dominance_of_long_sides_takes_a_sample():
    values = np.random.default_rng(1).normal(size=20_000)
    assert dominance(values[:10_000], values[10_000:] + 1) == pytest.approx(0.52, abs=0.03)


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


def test_heavy_tails_lessen_what_a_step_stands_out_by():
    noise = np.random.default_rng(4).normal(size=40)
    heavy = np.where(np.arange(40) % 10 == 0, 6 * np.sign(noise), noise)
    normal, tailed = (shifted_low(r, 8.0, (20.0, 20.0), 1.96) for r in (noise, heavy))
    assert tailed < normal


def test_correlation_low():
    assert correlation_low(0.9, 3, 1.96) == 0.0
    assert correlation_low(-0.9, 30, 1.96) == pytest.approx(0.799, abs=0.002)
    assert correlation_low(1.0, 30, 1.96) < 1.0
