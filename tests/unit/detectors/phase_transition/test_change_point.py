import numpy as np
import pytest

from crackle_cli.detectors.phase_transition.change_point import best_split, place

RNG = np.random.default_rng


def test_an_outlier_does_not_move_the_split():
    values = np.repeat([0.0, 5.0], 20) + RNG(1).normal(size=40)
    values[3] = 500
    assert best_split(values, 18, 2) == pytest.approx(20, abs=1)


@pytest.mark.parametrize("size", [1.0, 1.5, 3.0])
def test_intervals_hold_the_place_as_often_as_they_say(size):
    held = 0
    for seed in range(400):
        values = RNG(seed).normal(size=120) + size * (np.arange(120) >= 70)
        span = place(values, 70, 2, 1.0, 0.0)
        held += span.low <= 70 <= span.high
    assert held >= 372
