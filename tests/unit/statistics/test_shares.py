"""Shares of tasks against tables and sums that are done in full."""

from math import comb, log

import pytest

from crackle_cli.statistics.shares import log_binomial_tail, lower_bound


@pytest.mark.parametrize(
    ("holds", "n", "low"),
    [(10, 10, 0.72247), (9, 10, 0.59585), (1, 10, 0.01788), (98, 100, 0.92999), (1, 1, 0.20654)],
)
def test_the_interval_is_that_of_wilson(holds, n, low):
    assert lower_bound(holds, n) == pytest.approx(low, abs=1e-5)


def test_no_share_is_below_zero():
    assert lower_bound(0, 7) == 0.0


@pytest.mark.parametrize(
    ("n", "count", "rate"),
    [(10, 4, 0.3), (10, 10, 0.3), (50, 9, 0.02), (200, 120, 0.5), (3, 1, 0.2)],
)
def test_the_tail_is_the_sum_of_its_terms(n, count, rate):
    tail = sum(comb(n, k) * rate**k * (1 - rate) ** (n - k) for k in range(count, n + 1))
    assert log_binomial_tail(n, count, rate) == pytest.approx(log(tail), rel=1e-9)


def test_what_is_at_or_under_the_mean_surprises_nobody():
    assert log_binomial_tail(10, 3, 0.3) == 0.0
    assert log_binomial_tail(10, 0, 0.3) == 0.0
    assert log_binomial_tail(8, 3, 0.25) < 0.0


def test_a_tail_beyond_the_smallest_number_has_a_logarithm():
    assert log_binomial_tail(10_000, 10_000, 0.5) == pytest.approx(10_000 * log(0.5))
