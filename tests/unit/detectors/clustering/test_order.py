"""Groups that are no more than the course of a metric along the order."""

import numpy as np
import pytest

from crackle_cli.detectors.clustering.order import (
    _forgets,
    _is_a_stretch,
    _jumps,
    changes_at_random,
    is_stairs,
    stands,
)
from crackle_cli.detectors.clustering.partition import Partition, partition
from crackle_cli.detectors.clustering.subspaces import Candidate


def parted(labels):
    labels = np.array(labels)
    points = np.zeros((labels.size, 1))
    return Partition(("a",), np.arange(labels.size), points, labels, (), 5, 0.01, points[0])


def crossing(labels):
    return np.diff(labels) != 0


@pytest.mark.parametrize(
    ("labels", "stairs"),
    [
        ([0] * 20 + [1] * 20, True),
        ([0, 1] * 20, False),
        ([0] * 20 + [1] * 10 + [0, 2] * 5, False),
        ([0] * 15 + [1] * 10 + [0] * 15, True),
        (list(range(7)) * 6, False),
        (list(range(8)) * 6, True),
    ],
)
def test_levels_of_one_metric_are_no_groups(labels, stairs):
    assert is_stairs(parted(labels), ordered=True) is stairs
    several = parted(labels)._replace(metrics=("a", "b"))
    assert not is_stairs(several, ordered=True)


def test_tasks_in_no_order_have_no_stairs():
    assert not is_stairs(parted([0] * 20 + [1] * 20), ordered=False)
    assert is_stairs(parted(list(range(8)) * 6), ordered=False)


@pytest.mark.parametrize(
    ("tasks", "holes", "stretch"),
    [(10, 0, True), (10, 1, True), (10, 2, False), (11, 1, True), (11, 2, False)],
)
def test_nine_in_ten_tasks_make_a_stretch(tasks, holes, stretch):
    inside = np.zeros(30, bool)
    inside[5 : 5 + tasks] = True
    inside[8 : 8 + holes] = False
    assert _is_a_stretch(inside) is stretch


@pytest.mark.parametrize("unit", [1.0, 0.25])
def test_a_jump_is_twice_the_usual_step(unit):
    within = unit * np.array([0.0, 1.0] * 10)
    sorted_by_group = crossing([0] * 20 + [1] * 20)
    for far, jumps in ((3.0, True), (2.9, False)):  # the last of the first group is at 1
        points = np.concatenate([within, far * unit + within])
        assert _jumps(points[:, None], sorted_by_group) is jumps
    assert _jumps(np.tile([0.0, 5.0], 10)[:, None], crossing([0, 1] * 10))


def test_a_group_forgets_where_its_tasks_are_independent():
    noise = np.random.default_rng(0).normal(size=400)
    labels = np.repeat([0, 1], 200)
    level = np.where(np.arange(400) < 200, 0.0, 50.0)
    assert _forgets((noise + level)[:, None], labels)
    walk = np.concatenate([noise[:200].cumsum(), noise[200:]]) + level
    assert not _forgets(walk[:, None], labels)


def test_groups_of_tasks_in_any_order_change_as_often_as_by_chance():
    mixed = np.random.default_rng(0).permutation(np.repeat([0, 1, 2], 60))
    assert changes_at_random(mixed)
    turns = np.tile(np.repeat([0, 1, 2], 10), 6)
    assert not changes_at_random(turns)


def test_a_daily_cycle_has_no_groups_and_noise_that_lasts_may_have():
    rng = np.random.default_rng(0)
    cycle = np.sin(np.arange(2400) * 2 * np.pi / 240)[:, None]
    assert not stands(cycle, (cycle[:, 0] > 0).astype(np.intp))
    group = (rng.random(2400) < 0.3).astype(np.intp)
    assert stands(cycle + 2.5 * group[:, None], group)


def test_a_walk_between_places_has_no_groups():
    """Within each chance group of a walk every task is near the one before."""
    rng = np.random.default_rng(0)
    walks = (rng.normal(size=(300, 2)).cumsum(axis=0) for _ in range(20))
    scaled = (walk / walk.std(axis=0) for walk in walks)
    rows = np.arange(300)
    found = [partition(Candidate(("a", "b"), rows, walk, 200), 0.01) for walk in scaled]
    assert sum(f is not None and stands(f.points, f.labels) for f in found) <= 1
