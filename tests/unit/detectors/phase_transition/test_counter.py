import numpy as np

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
