"""The chance of a height and of a gain, as benchmarks/null_tables.py has simulated it."""

from math import exp, log

import pytest

from crackle_cli.detectors.phase_transition.null_tables import (
    gain_p,
    least_gain,
    least_height,
    log_level_p,
)

# n, the height that one series of noise in a hundred reaches, and the gains of levels and of a
# trend, in nats; between the sizes that were simulated by the logarithm of n.
ONE_IN_100 = [
    (4, 5.055, 7.0, 9.0),
    (8, 5.055, 7.0, 9.0),
    (10, 5.110, 7.0, 9.0),
    (15, 5.352, 7.0, 9.0),
    (24, 5.673, 7.450, 8.775),
    (40, 6.009, 7.585, 7.877),
    (70, 6.448, 7.0, 6.698),
    (150, 7.027, 6.077, 6.0),
    (300, 7.665, 4.5, 6.0),
    (700, 8.413, 4.5, 5.296),
    (2000, 9.344, 4.5, 5.0),
    (4096, 10.005, 4.5, 5.0),
    (9999, 10.005, 4.5, 5.0),
]


@pytest.mark.parametrize(("n", "height", "levels", "trend"), ONE_IN_100)
def test_what_one_series_of_noise_in_a_hundred_reaches(n, height, levels, trend):
    assert log_level_p(height, n, 0.0) == pytest.approx(log(0.01), abs=2e-3)
    assert gain_p(levels, n, False) == pytest.approx(0.01, rel=2e-3)
    assert gain_p(trend, n, True) == pytest.approx(0.01, rel=2e-3)


@pytest.mark.parametrize("phi", [0.0, 0.4, 0.9])
def test_a_height_is_as_sure_as_it_must_be(phi):
    for n in (8, 57, 5000):
        assert log_level_p(least_height(-9.0, n, phi), n, phi) == pytest.approx(-9.0)
        assert least_height(-9.0, n, phi) == pytest.approx(least_height(-9.0, n, 0.0) + 2.5 * phi)
        assert gain_p(least_gain(1e-7, n), n, True) == pytest.approx(1e-7)


def test_five_nats_more_are_as_much_surer_as_two_heights():
    assert gain_p(25.0, 100, True) / gain_p(20.0, 100, True) == pytest.approx(exp(-2.0))


def test_no_chance_is_more_than_one_or_nothing():
    assert log_level_p(0.0, 100, 0.0) == 0.0 and log_level_p(-9.0, 100, 0.5) == 0.0
    for trend in (True, False):
        assert gain_p(-1e9, 100, trend) == 1.0
        assert gain_p(1e9, 100, trend) == 1e-300
