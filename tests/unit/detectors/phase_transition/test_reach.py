"""Which steps so many tasks show."""

from itertools import pairwise
from math import inf

import pytest

from crackle_cli.detectors.phase_transition.reach import LOG_ALPHAS, SIGMAS, TASKS, Reach, reach_of


def test_the_table_is_whole_and_a_larger_step_is_never_harder_to_see():
    assert [len(row) for row in LOG_ALPHAS] == [len(SIGMAS)] * len(TASKS)
    assert all(list(row) == sorted(row, reverse=True) for row in LOG_ALPHAS)


def test_eight_tasks_show_no_step_and_a_hundred_small_ones():
    assert reach_of(7, 0.05).step is None
    assert reach_of(8, 0.05).step is None
    assert reach_of(100, 0.01).step == reach_of(5000, 0.01).step <= 2


@pytest.mark.parametrize("p_value", [0.05, 0.01, 1e-3, 1e-4, 1e-6])
def test_more_tasks_and_fewer_metrics_show_smaller_steps(p_value):
    steps = [reach_of(n, p_value).step or inf for n in range(8, 120)]
    assert all(later <= earlier for earlier, later in pairwise(steps))
    stricter = [reach_of(n, p_value / 10).step or inf for n in range(8, 120)]
    assert all(few <= many for few, many in zip(steps, stricter, strict=True))
    needed = reach_of(8, p_value).needed
    assert reach_of(needed - 1, p_value).step is None
    assert reach_of(needed, p_value).step


@pytest.mark.parametrize(("step", "large"), [(None, True), (8.0, True), (5.0, False), (1.0, False)])
def test_what_anybody_sees_is_missed(step, large):
    assert Reach(step, 10).misses_large is large
