"""How much emptier it is between two groups, counted by hand."""

from math import exp, sqrt

import numpy as np
import pytest

from crackle_cli.detectors.clustering.hierarchy import Merge
from crackle_cli.detectors.clustering.projection import Cut
from crackle_cli.detectors.clustering.valley import across_line, around_edge

Z = 1.959964


def merge(length=4.0, core=0.5, growth=1.0):
    return Merge(3.0, 0.5, 0, 1, length, core, growth, growth)


def emptied(tasks, expected):
    """The emptiness, and its lower end by the score interval of a Poisson count."""
    most = tasks + Z**2 / 2 + Z * sqrt(tasks + Z**2 / 4)
    return pytest.approx([max(0, 1 - count / expected) for count in (tasks, most)])


@pytest.mark.parametrize(
    ("inside", "growth", "k", "expected"),
    [
        ([], 1.0, 20, 80),
        ([2.0], 1.0, 20, 80),
        ([2.0, 1.0, 3.5], 2.0, 5, 80),
        ([2.0] * 9, 1.0, 2, 8),
    ],
)
def test_tasks_half_way_over_an_edge_are_compared_with_those_of_the_group(
    inside, growth, k, expected
):
    """At 0 and 4 are the ends: between them is room for k (2 / .5)^growth tasks."""
    points = np.array([0.0, 4.0, -3.0, 9.0, *inside])[:, None]
    found = around_edge(points, merge(growth=growth), k, 0.01)
    assert (found.one, found.other, found.p_value) == (0, 1, 0.01)
    assert [found.emptiness, found.least] == emptied(len(inside), expected)


@pytest.mark.parametrize("unit", [1.0, 3.0, 0.01])
def test_a_ball_is_round(unit):
    points = unit * np.array([[0.0, 0.0], [4.0, 0.0], [2.0, 1.9], [0.5, 1.5]])
    found = around_edge(points, merge(4.0 * unit, 0.5 * unit, 2.0), 5, 0.01)
    assert [found.emptiness, found.least] == emptied(1, 80)


def test_where_not_even_one_task_is_expected_nothing_is_sure():
    """A place whose neighbours are all equally far away grows by any power of the radius."""
    points = np.array([[0.0], [1.01]])
    found = around_edge(points, merge(1.01, 1.0, 5000.0), 5, 0.01)
    assert (found.emptiness, found.least) == (1.0, 0.0)


def test_across_a_line_both_densities_are_counted():
    rows = np.array([7, 8, 9])
    split = Cut(np.array([False, True, True]), 0, 2, 0.1, 50, 0.001)
    found = across_line(rows, split)
    assert (found.one, found.other, found.p_value) == (7, 9, 0.001)
    assert found.emptiness == pytest.approx(0.9)
    assert found.least == pytest.approx(1 - 0.1 * exp(Z * sqrt(2 / 50)))
    assert across_line(rows, split._replace(ratio=0.9, tasks=4)).least == 0.0
