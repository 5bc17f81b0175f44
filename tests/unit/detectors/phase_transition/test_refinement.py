"""The place of a step among all values around it."""

import numpy as np
import pytest

from crackle_cli.detectors.phase_transition.change_point import refined

RNG = np.random.default_rng


@pytest.mark.parametrize("size", [1.0, 1e200])
def test_a_step_is_refined_whatever_its_unit(size):
    values = size * (np.repeat([0.0, 5.0], [30, 20]) + RNG(1).normal(size=50))
    found = refined(values, 26)
    assert found.at == 30 and found.low <= 30 <= found.high <= 32
    assert refined(np.zeros(8), 4).at in range(2, 7)


def test_noise_that_persists_leaves_a_place_open():
    walk = np.empty(200)
    noise = RNG(2).normal(size=200)
    walk[0] = noise[0]
    for t in range(1, 200):
        walk[t] = 0.8 * walk[t - 1] + noise[t]
    step = 3.0 * (np.arange(200) >= 100)
    lasting, mixed = refined(walk + step, 100), refined(RNG(3).permutation(walk) + step, 100)
    assert lasting.high - lasting.low > mixed.high - mixed.low
