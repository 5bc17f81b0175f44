"""Student's t against the printed tables (Abramowitz, Stegun, 26.10) and against itself."""

import numpy as np
import pytest

from crackle_cli.statistics.student import quantiles, two_sided


@pytest.mark.parametrize(
    ("freedom", "tail", "t"),
    [(1, 0.05, 12.706), (2, 0.05, 4.303), (3, 0.01, 5.841), (8, 0.05, 2.306), (30, 0.001, 3.646)],
)
def test_the_printed_tables(freedom, tail, t):
    assert two_sided(np.array([t]), np.array([freedom]))[0] == pytest.approx(tail, rel=1e-3)
    assert quantiles(np.array([tail]), np.array([freedom]))[0] == pytest.approx(t, rel=1e-3)


def test_a_quantile_has_the_chance_that_it_is_of():
    tails, freedom = np.meshgrid([1e-9, 1e-4, 0.02, 0.3, 0.9], [3.0, 4.5, 17.3, 200.0, 5e3])
    assert two_sided(quantiles(tails, freedom), freedom) == pytest.approx(tails, rel=3e-3)


def test_no_chance_is_zero():
    assert two_sided(np.array([1e200]), np.array([50.0]))[0] > 0
