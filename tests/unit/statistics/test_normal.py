from statistics import NormalDist

import numpy as np
import pytest

from crackle_cli.statistics.normal import (
    normal_quantile,
    normal_quantiles,
    normal_tail,
    student_tail,
)


def test_quantiles_are_those_of_the_standard_library():
    tails = 10.0 ** -np.arange(1.0, 300.0, 3.0)
    shares = np.concatenate([np.linspace(1e-4, 1 - 1e-4, 2001), tails, 1 - tails[:5]])
    expected = [NormalDist().inv_cdf(share) for share in shares]
    assert normal_quantiles(shares) == pytest.approx(expected, rel=1e-14, abs=1e-15)


def test_one_quantile():
    assert normal_quantile(0.975) == pytest.approx(1.959964, abs=1e-6)


def test_the_tail_is_that_of_the_standard_library():
    for z in (-1.0, 0.0, 2.0, 6.0):
        assert normal_tail(z) == pytest.approx(NormalDist().cdf(-z), rel=1e-12)


@pytest.mark.parametrize(
    ("t", "freedom", "tail"),
    [(1.0, 5, 0.363217), (8.0, 5, 0.000492907), (8.0, 10, 1.17748e-5), (3.0, 50, 0.0042017)],
)
def test_the_tails_of_student(t, freedom, tail):
    assert student_tail(t, freedom) == pytest.approx(tail, rel=0.125)
    assert student_tail(-t, freedom) == student_tail(t, freedom)


@pytest.mark.parametrize(("t", "freedom", "tail"), [(1.0, 10, 0.340893), (2.0, 1000, 0.045768)])
def test_near_the_middle_the_tails_of_student_are_nearly_exact(t, freedom, tail):
    assert student_tail(t, freedom) == pytest.approx(tail, rel=1e-3)
