import numpy as np
import pytest

from crackle_cli.statistics.noise import (
    persistence,
    persistences,
    scale,
    scales,
    variogram,
)
from tests.worlds.phase_transition import autoregressive


@pytest.mark.parametrize("phi", [0.0, 0.3, 0.6, 0.9])
def test_persistence_is_recovered(phi):
    noise = autoregressive(phi)(np.random.default_rng(3), 4000)
    assert persistence(variogram(noise)) == pytest.approx(phi, abs=0.06)


def test_what_goes_back_and_forth_does_not_persist():
    assert persistence(variogram(np.tile([1.0, -1.0], 50))) == 0.0


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


def test_the_scale_is_the_median_deviation_or_the_mean_one():
    assert scale(np.array([-3.0, -2.0, 0.0, 1.0, 2.0])) == pytest.approx(1.4826 * 2)
    assert scale(np.array([0.0, 0.0, 0.0, 0.0, 1.0])) == pytest.approx(1.2533 / 5)
    assert scale(np.array([])) == 0.0
    rows = np.array([[0.0, 0.0, 0.0, 4.0], [3.0, -3.0, 3.0, 3.0]])
    assert scales(rows) == pytest.approx([1.2533, 1.4826 * 3])


@pytest.mark.parametrize(("n", "spacing", "lags"), [(4, 1, 2), (19, 1, 3), (40, 1, 6), (40, 2, 4)])
def test_the_variogram_of_a_line(n, spacing, lags):
    halves = variogram(3.0 * np.arange(n), spacing=spacing)
    assert halves == pytest.approx([(3.0 * spacing * lag) ** 2 / 2 for lag in range(1, lags + 1)])


def test_a_jump_is_no_more_than_three_sigmas_of_a_variogram():
    values = np.array([0.0, 1.0, 0.0, 1.0, 0.0, 100.0, 101.0, 100.0, 101.0])
    clipped = 3 * 1.4826
    assert variogram(values, clip=True)[0] == pytest.approx((7 + clipped**2) / 16)
    assert variogram(values)[0] == pytest.approx((7 + 100**2) / 16)
    assert variogram(values / 1e3, clip=True) == pytest.approx(variogram(values, clip=True) / 1e6)
    still = np.array([0.0] * 5 + [100.0] * 5)  # differences whose median is 0 have no sigma
    assert variogram(still, clip=True)[0] == variogram(still)[0] == pytest.approx(100**2 / 18)


@pytest.mark.parametrize("lags", [2, 6])
@pytest.mark.parametrize("phi", [0.1, 0.5, 0.95])
def test_persistence_is_read_from_the_shape_of_a_variogram(phi, lags):
    halves = 7 * (1 - phi ** np.arange(1.0, lags + 1))
    assert persistences(np.stack([halves, halves / 2])) == pytest.approx([phi] * 2, abs=1e-3)


def test_what_moves_only_over_several_tasks_is_as_persistent_as_can_be():
    assert persistences(np.array([[0.0, 0.0], [0.0, 2.0]])).tolist() == [0.0, 0.999]
    assert persistences(np.array([0.0, 0.0, 2.0])) == 0.999
