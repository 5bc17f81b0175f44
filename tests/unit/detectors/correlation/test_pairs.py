"""How surely a pair moves together: what a correlation is worth, and which ones pass."""

from math import erfc, log, sqrt

import numpy as np
import pytest

from crackle_cli.detectors.correlation.pairs import normal_score, p_values, passing


@pytest.mark.parametrize(
    ("p", "count"),
    [
        ([0.125, 0.25, 0.375, 0.6], 3),
        ([0.125, 0.3, 0.375, 0.6], 3),  # the third passes, and with it the second
        ([0.13, 0.26, 0.38], 0),
        ([0.1], 1),
        ([0.2, 0.2], 2),
        ([], 0),
    ],
)
def test_the_kth_is_compared_with_k_steps(p, count):
    assert passing(np.array(p), 0.125) == count


def test_a_p_value_is_two_sided_and_never_zero():
    none, some, most = p_values(np.array([0.0, 2.0, 100.0])).tolist()
    assert (none, most) == (1.0, 1e-300)
    assert some == pytest.approx(erfc(sqrt(2)))


def test_what_a_correlation_is_worth():
    found = normal_score(np.array([0.5, -0.5, 0.5, 0.5]), np.array([10.0, 10.0, 0.0, -3.0]))
    assert found == pytest.approx([81 / 83 * sqrt(10 * log(4 / 3))] * 2 + [0.0, 0.0])
    assert found[0] == pytest.approx(1.66, abs=0.02)  # t = 1.826 with 10 degrees: p = .098
    assert np.isfinite(normal_score(np.array([1.0]), np.array([50.0])))
