"""Lower ends of strengths against the intervals that they are of, solved by hand."""

from math import atanh, log, sqrt

import pytest

from crackle_cli.statistics import confidence
from crackle_cli.statistics.shares import lower_bound

Z = 1.959964


def test_a_law_is_as_sure_as_the_share_that_keeps_it_less_its_doubts():
    share = lower_bound(98, 100)
    assert confidence.of_law(98, 100, 1.0, None) == share
    assert confidence.of_law(98, 100, 0.9, None) == pytest.approx(0.9 * share)
    assert confidence.of_law(98, 100, 0.9, 0.2) == pytest.approx(0.8 * 0.9 * share)


@pytest.mark.parametrize(("inside", "expected"), [(4, 40), (0, 9), (30, 80), (25, 1000)])
def test_a_valley_may_hold_as_many_tasks_as_a_poisson_count_leaves_open(inside, expected):
    strength, low = confidence.of_group_by_count(inside, expected)
    assert strength == pytest.approx(1 - inside / expected)
    most = (1 - low) * expected  # whose standard error is its root
    assert most > inside and most - inside == pytest.approx(Z * sqrt(most))


def test_a_full_valley_parts_no_group():
    assert confidence.of_group_by_count(50, 40) == (0.0, 0.0)
    strength, low = confidence.of_group_by_count(30, 40)
    assert strength == pytest.approx(0.25) and low == 0.0


@pytest.mark.parametrize(("ratio", "tasks"), [(0.2, 50), (0.5, 200), (0.01, 4)])
def test_the_densities_of_a_valley_and_beside_it_err_by_their_tasks(ratio, tasks):
    strength, low = confidence.of_group_by_ratio(ratio, tasks)
    assert strength == pytest.approx(1 - ratio)
    assert log((1 - low) / ratio) == pytest.approx(Z * sqrt(1 / tasks + 1 / tasks))
    assert confidence.of_group_by_ratio(0.9, tasks)[1] == 0.0


def test_odd_tasks_are_as_sure_as_that_they_are_no_coincidence():
    assert confidence.of_odd_tasks(0.8, 0.25) == pytest.approx(0.6)


@pytest.mark.parametrize("r", [0.6, -0.6])
def test_the_interval_of_a_correlation_is_even_on_the_scale_of_fisher(r):
    low = confidence.of_correlation(r, z=8.0, quantile=2.0)
    assert atanh(low) == pytest.approx(0.75 * atanh(0.6))
    assert confidence.of_correlation(r, z=2.0, quantile=2.0) == 0.0
    assert confidence.of_correlation(r, z=1.0, quantile=2.0) == 0.0
    assert confidence.of_correlation(r, z=0.0, quantile=2.0) == 0.0
    assert confidence.of_correlation(r, z=0.5, quantile=0.25) > 0.2


def test_no_correlation_is_certain():
    assert confidence.of_correlation(1.0, z=9.0, quantile=0.0) == pytest.approx(0.999)
    assert confidence.of_correlation(0.9985, z=9.0, quantile=0.0) == pytest.approx(0.9985)
