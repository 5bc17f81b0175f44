import numpy as np
import pytest

from crackle_cli.detectors.phase_transition.place import best_split, centres, span


def test_a_clean_step_has_one_place():
    values = np.repeat([1.0, 2.0], [7, 9])
    place = span(values, 5)
    assert (place.at, place.low, place.high) == (7, 7, 7)


def test_an_outlier_does_not_attract_the_place():
    values = np.random.default_rng(2).normal(size=60)
    values[40:] += 4
    values[12] = 1e6
    assert best_split(values, 30) == pytest.approx(40, abs=1)


def test_the_interval_grows_as_the_step_shrinks():
    noise = np.random.default_rng(5).normal(size=200)
    widths = []
    for size in (1.0, 2.0, 6.0):
        values = noise + size * (np.arange(200) >= 120)
        place = span(values, 120)
        assert place.low <= place.at <= place.high
        widths.append(place.high - place.low)
    assert widths[0] > widths[1] > widths[2]


def test_two_valued_metrics_are_measured_by_their_means():
    assert centres(np.array([0.0, 0, 0, 1]), np.array([1.0, 1, 0, 1])) == (0.25, 0.75)
    assert centres(np.array([1.0, 2, 30]), np.array([4.0, 5, 60])) == (2.0, 5.0)
