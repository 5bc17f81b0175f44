"""Regions that grow along the density tree, on lines of tasks that can be drawn."""

from math import log, sqrt

import numpy as np
import pytest

from crackle_cli.detectors.clustering.hierarchy import (
    LEAST_GROWTH,
    Tree,
    _Forest,
    _Neighbourhoods,
    _smallest,
    by_size,
)
from crackle_cli.detectors.clustering.neighbours import SortedMetric

LEFT = np.arange(10.0)  # ten tasks, one from another
RIGHT = 30.0 + np.arange(6.0) / 2  # six tasks, twice as dense


def tree(values, k):
    line = SortedMetric(np.array(values, float))
    (core,) = line.cores([k])
    return Tree(line, core, k)


def grown(values, k, is_real=lambda merge: True):
    """The groups, and every merge that was asked about."""
    asked = []

    def asks(merge):
        asked.append(merge)
        return is_real(merge)

    return tree(values, k).groups(asks), asked


def test_labels_are_by_size_and_then_by_the_first_row():
    assert by_size(np.array([7, 2, 2, 9, 9, 5, 2])).tolist() == [2, 0, 0, 1, 1, 3, 0]
    assert by_size(np.array([4, 4, 1, 1])).tolist() == [0, 0, 1, 1]
    assert by_size(np.array([1, 1, 4, 4])).tolist() == [0, 0, 1, 1]


def test_two_regions_stay_apart_where_the_valley_is_real():
    groups, (merge,) = grown([*RIGHT, *LEFT], 2)
    assert groups.labels.tolist() == [1] * 6 + [0] * 10
    assert groups.valleys == (merge,)
    assert {merge.one, merge.other} == {0, 15}  # the ends that meet: 30 and 9
    assert merge.length == 21.0
    assert merge.share == 6 / 16


def test_they_are_one_where_it_is_not():
    groups, asked = grown([*RIGHT, *LEFT], 2, lambda merge: False)
    assert groups.labels.tolist() == [0] * 16
    assert groups.valleys == () and len(asked) == 1


@pytest.mark.parametrize(("few", "asked"), [(1, 0), (2, 0), (3, 1)])
def test_tasks_without_k_neighbours_of_their_own_are_no_region(few, asked):
    assert len(grown([*LEFT, *(30 + np.arange(few))], 2)[1]) == asked


def test_a_merge_is_measured_at_the_weaker_region():
    """Of ten even tasks with k = 2 the core radius is 1, and half of them are within 3 of one."""
    _, (merge,) = grown([*LEFT, *RIGHT], 2)
    assert merge.core in (0.5, 1.0)
    around = _Neighbourhoods(SortedMetric(np.array([*LEFT, *RIGHT])), 2)
    found = []
    for mode, core, size in ((1, 1.0, 10), (11, 0.5, 6)):
        growth, dimension = around.growth(mode, (core, 21.0), size)
        found.append((log(21.0 / core) * growth * sqrt(2), growth, dimension, core))
    statistic, growth, dimension, core = min(found)
    assert merge.statistic == pytest.approx(statistic)
    assert (merge.growth, merge.dimension, merge.core) == (growth, dimension, core)


def test_tasks_on_a_line_grow_as_the_radius_does():
    line = SortedMetric(np.arange(201.0) - 100)  # in the middle 2 r tasks are within r
    growth, dimension = _Neighbourhoods(line, 10).growth(100, (5.0, 80.0), 201)
    # half of the region is reached at 50, where 100 tasks are: (100 / 10) by a radius ten times 5
    assert growth == pytest.approx(1.0)
    assert dimension == pytest.approx(log(100 / 20) / log(50 / 10))


@pytest.mark.parametrize("unit", [1.0, 0.01])
@pytest.mark.parametrize(("size", "shape"), [(100, True), (60, True), (58, False)])
def test_the_dimension_is_read_from_twice_k_tasks_to_half_of_the_region(size, shape, unit):
    """Tasks one apart, and from the twentieth on three; fewer than 1.5 times 2 k tell no shape."""
    rank = np.arange(101.0)
    line = SortedMetric(unit * np.where(rank <= 20, rank, 20 + 3 * (rank - 20)))
    growth, dimension = _Neighbourhoods(line, 10).growth(0, (10 * unit, 400 * unit), size)
    half = size // 2
    far = 20 + 3 * (half - 20)
    assert growth == pytest.approx(log(half / 10) / log(far / 10))
    assert dimension == pytest.approx(log(half / 20) / log(far / 20) if shape else growth)


@pytest.mark.parametrize(("nearest", "others"), [(25, 40), (10, 60)])
def test_equal_tasks_tell_no_shape(nearest, others):
    """Twenty of one place, or as far away as half of the region."""
    line = SortedMetric(np.array([0.0] * nearest + [5.0] * others))
    growth, dimension = _Neighbourhoods(line, 10).growth(0, (1.0, 9.0), 60)
    assert growth == pytest.approx(log((nearest + others - 1) / 10) / log(5))
    assert dimension == growth


def test_growth_is_counted_to_the_edge_where_that_comes_first():
    line = SortedMetric(np.array([0.0, 1, 2, 3, 4, 5, 6, 7, 8, 100, 101]))
    growth, dimension = _Neighbourhoods(line, 2).growth(0, (2.0, 4.5), 9)
    assert growth == pytest.approx(log(4 / 2) / log(4 / 2))
    assert dimension == growth  # half of the region is no more than 1.5 times 2 k
    growth, _ = _Neighbourhoods(line, 2).growth(0, (2.0, 3.5), 9)
    assert growth == pytest.approx(log(3 / 2) / log(3.5 / 2))


def test_stragglers_leave_the_least_growth():
    line = SortedMetric(np.array([0.0] * 9 + [50.0, 51.0, 52.0]))
    assert _Neighbourhoods(line, 2).growth(0, (1.0, 40.0), 9) == (0.0, 0.0)
    spread = SortedMetric(np.array([0.0, 1.0, 1.0, 30.0, 31.0, 32.0]))
    assert _Neighbourhoods(spread, 2).growth(0, (1.0, 25.0), 3)[0] == LEAST_GROWTH


def test_the_smallest_radius_is_above_zero():
    assert _smallest(np.array([0.0, 0.5, 0.2])) == 0.2
    assert _smallest(np.zeros(3)) == 1.0
    groups, _ = grown([1.0] * 6 + [9.0] * 6, 3)
    assert groups.labels.tolist() == [0] * 6 + [1] * 6


def test_the_smaller_tree_hangs_on_the_larger_and_the_densest_mode_stays():
    forest = _Forest(np.array([0.3, 0.1, 0.2, 0.4]))
    forest.join(0, 1)
    assert (forest.parent[1], forest.size[0], forest.mode[0]) == (0, 2, 1)
    forest.join(2, 0)
    assert (forest.parent[2], forest.size[0], forest.mode[0]) == (0, 3, 1)
    forest.join(0, 3)
    assert forest.mode[0] == 1
    even = _Forest(np.array([0.1, 0.1]))
    even.join(0, 1)
    assert (even.parent, even.mode[0]) == ([0, 0], 0)
    assert forest.roots().tolist() == [0, 0, 0, 0]


def test_places_nearer_than_the_smallest_radius_have_no_valley():
    _, (merge, *_) = grown([0.0] * 6 + [0.1] * 6 + [5.0, 6, 7, 8], 2)
    assert (merge.length, merge.core) == (0.1, 1.0)
    assert (merge.statistic, merge.growth, merge.dimension) == (0.0, 0.0, 0.0)


def test_evenly_spread_tasks_grow_one_by_one():
    assert grown(np.arange(12.0), 2)[1] == []
