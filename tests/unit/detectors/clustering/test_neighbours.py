"""Core distances and spanning trees agree with the slow way."""

import numpy as np
import pytest

from crackle_cli.detectors.clustering.neighbours import Room, SortedMetric
from tests.oracles.clustering import core_distances, tree_lengths


@pytest.mark.parametrize("d", [1, 2, 5])
def test_a_room_agrees_with_the_oracle(d):
    points = np.random.default_rng(d).normal(size=(40, d))
    room = Room(points)
    (core,) = room.cores([5])
    assert core == pytest.approx(core_distances(points, 5), abs=1e-3)
    lengths = room.edges(core).lengths
    assert lengths == pytest.approx(tree_lengths(points, core), abs=2e-3)
    assert list(lengths) == sorted(lengths)


@pytest.mark.parametrize("k", [1, 4, 9])
def test_a_line_has_the_core_distances_of_the_oracle(k):
    values = np.random.default_rng(k).standard_t(3, 60)
    (core,) = SortedMetric(values).cores([k])
    assert core == pytest.approx(core_distances(values[:, None], k))


def test_the_tree_of_a_line_joins_neighbours():
    values = np.array([5.0, 1.0, 2.0, 9.0])
    edges = SortedMetric(values).edges(np.zeros(4))
    joined = {
        frozenset(pair) for pair in zip(edges.one.tolist(), edges.other.tolist(), strict=True)
    }
    assert joined == {frozenset({1, 2}), frozenset({2, 0}), frozenset({0, 3})}
    assert edges.lengths.tolist() == [1.0, 3.0, 4.0]


def test_tasks_inside_a_ball_are_counted():
    assert SortedMetric(np.array([0.0, 1.0, 2.0, 5.0])).inside(np.array([1.2]), 1.0) == 2
    assert Room(np.array([[0.0, 0.0], [1.0, 0.0], [4.0, 4.0]])).inside(np.zeros(2), 1.5) == 2
