import numpy as np
import pytest

from crackle_cli.detectors.phase_transition.counter import counter

RNG = np.random.default_rng


def test_the_resets_of_a_counter_are_found_and_joined():
    values = np.cumsum(RNG(1).poisson(30, 200)).astype(float)
    values[120:] -= values[120] - 5
    found = counter(values)
    assert found.resets == (120,)
    assert (np.diff(found.joined) >= 0).all()


def test_what_goes_up_and_down_is_no_counter():
    assert counter(RNG(2).normal(size=100)) is None
    assert counter(np.arange(50.0)) is None


def test_a_reset_is_joined_by_the_usual_step():
    values = np.r_[np.arange(40.0) * 2 + 7, np.arange(40.0) * 2]
    assert counter(values).resets == (40,)
    assert counter(values).joined.tolist() == (np.arange(80.0) * 2 + 7).tolist()


@pytest.mark.parametrize(("drop", "told"), [(16.0, False), (16.1, True)])
def test_a_reset_loses_more_than_eight_steps(drop, told):
    values = np.arange(100.0) * 2
    values[50:] -= drop + 2
    assert (counter(values) is not None) is told


@pytest.mark.parametrize(("resets", "told"), [(3, True), (4, False)])
def test_three_in_a_hundred_steps_may_be_resets(resets, told):
    values = np.arange(101.0)
    for k in range(1, resets + 1):
        values[20 * k :] -= 15.0
    assert (counter(values) is not None) is told


@pytest.mark.parametrize(("still", "told"), [(19, True), (20, False)])
def test_four_in_five_steps_go_up(still, told):
    steps = np.ones(100)
    steps[1 : 1 + still] = 0.0
    steps[60] = -50.0
    assert (counter(np.r_[0.0, steps.cumsum()]) is not None) is told
