import numpy as np
import pytest

from crackle_cli.detectors.phase_transition.persistence import persistence
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
