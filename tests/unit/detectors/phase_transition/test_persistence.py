import numpy as np
import pytest

from crackle_cli.detectors.phase_transition.persistence import (
    inflation,
    inflations,
    least_persistence,
    persistence,
)
from tests.oracles import phase_transition as oracle
from tests.worlds.phase_transition import autoregressive

RNG = np.random.default_rng


@pytest.mark.parametrize("phi", [0.0, 0.3, 0.6, 0.9])
def test_the_persistence_of_an_autoregression_is_found(phi):
    values = autoregressive(phi)(RNG(1), 4000)
    assert persistence(values - np.median(values), 1) == pytest.approx(phi, abs=0.05)


def test_one_outlier_is_no_part_of_it():
    values = autoregressive(0.5)(RNG(2), 2000)
    values[700] += 1e6
    assert persistence(values - np.median(values), 1) == pytest.approx(0.5, abs=0.06)


def test_what_never_varies_has_none():
    assert persistence(np.zeros(9), 1) == 0.0
    assert persistence(np.array([0.0, 0, 0, 7, 0, 0]), 1) == pytest.approx(1 / 6 / 0.5)


def test_the_bias_of_short_segments_is_taken_out():
    """Of twenty values in pairs neighbours are alike in ten and unlike in nine: r is 1/20."""
    pairs = np.resize([1.0, 1.0, -1.0, -1.0], 20)
    assert persistence(pairs, 1) == pytest.approx((1 / 20 + 1 / 20) / (1 - 3 / 20))
    assert persistence(pairs, 3) == pytest.approx((1 / 20 + 3 / 20) / (1 - 9 / 20))
    assert persistence(pairs, 5) == pytest.approx((1 / 20 + 5 / 20) / 0.4)
    assert persistence(np.resize([1.0, -1.0], 20), 1) == 0.0
    assert persistence(np.repeat([1.0, -1.0], 200), 1) == 0.99


@pytest.mark.parametrize("phi", [0.0, 0.3, 0.9])
def test_a_mean_of_values_that_persist_varies_more(phi):
    expected = [oracle.inflation(k, phi) for k in range(1, 9)]
    assert inflations(8, phi) == pytest.approx(expected)
    assert [inflation(k, phi) for k in range(1, 9)] == pytest.approx(expected)


def test_a_mean_never_varies_less():
    assert inflations(3, -0.5).tolist() == [1, 1, 1] and inflation(3, -0.5) == 1.0


@pytest.mark.parametrize(("n", "least"), [(25, 0.12), (100, 0.12), (144, 0.1), (3600, 0.02)])
def test_what_noise_shows_is_no_persistence(n, least):
    assert least_persistence(n) == pytest.approx(least)
