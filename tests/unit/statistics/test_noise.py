import numpy as np
import pytest

from crackle_cli.statistics.noise import (
    inflation,
    persistence,
    scale,
    upper_persistence,
    variogram,
)
from tests.worlds.phase_transition import autoregressive


@pytest.mark.parametrize("phi", [0.0, 0.3, 0.6, 0.9])
def test_persistence_is_recovered(phi):
    noise = autoregressive(phi)(np.random.default_rng(3), 4000)
    assert persistence(variogram(noise)) == pytest.approx(phi, abs=0.06)


def test_one_shift_leaves_persistence_nearly_alone():
    noise = np.random.default_rng(4).normal(size=1000)
    noise[500:] += 10.0
    assert persistence(variogram(noise, clip=True)) < 0.1
    assert persistence(variogram(noise)) > persistence(variogram(noise, clip=True))


def test_a_straight_line_is_as_persistent_as_can_be():
    assert persistence(variogram(np.arange(50.0))) == pytest.approx(0.999)


def test_constants_have_no_noise():
    assert scale(np.zeros(9)) == 0.0
    assert persistence(variogram(np.ones(9))) == 0.0


def test_scale_of_mostly_equal_values_is_not_zero():
    assert scale(np.array([0.0, 0.0, 0.0, 0.0, 1.0])) > 0


def test_the_upper_bound_is_above_and_finite():
    assert upper_persistence(0.2, 100) > 0.4
    assert np.isfinite(inflation(upper_persistence(0.999, 10)))
