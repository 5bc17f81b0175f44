"""Groups that touch are parted by a line; noise and bent shapes are not."""

import numpy as np
import pytest

from crackle_cli.detectors.clustering.partition import partition
from crackle_cli.detectors.clustering.projection import (
    FEWEST_TASKS,
    along_paths,
    is_bend,
    split,
)
from crackle_cli.detectors.clustering.subspaces import Candidate
from tests.oracles.agreement import adjusted_rand

LEVEL = 0.01


def two_diamonds(rng, n=600):
    """Even squares on their corners that touch in one; returns points and group."""
    group = np.arange(n) % 2
    square = rng.uniform(-1, 1, (n, 2))
    turned = square @ np.array([[0.5, 0.5], [0.5, -0.5]])
    return turned + np.column_stack([2 * group, np.zeros(n)]), group


def near_normals(rng, n, d, apart, stretched):
    """Two normal groups, `apart` in some direction and stretched across it."""
    group = np.arange(n) % 2
    axes = np.linalg.qr(rng.normal(size=(d, d)))[0]
    values = rng.normal(size=(n, d))
    values[:, 0] += apart * group
    values[:, 1] *= stretched
    points = values @ axes.T
    return points / points.std(axis=0), group


@pytest.mark.parametrize("seed", range(5))
def test_groups_that_touch_in_a_corner_are_parted(seed):
    points, group = two_diamonds(np.random.default_rng(seed))
    found = split(points, LEVEL)
    assert found is not None
    assert adjusted_rand(group, found.beyond) > 0.95
    assert found.beyond[found.one] != found.beyond[found.other]
    assert found.ratio < 0.5


@pytest.mark.parametrize("d", [2, 5])
@pytest.mark.parametrize("stretched", [1, 5])
def test_groups_whose_fringes_mix_are_parted_in_any_direction(d, stretched):
    parted = 0
    for seed in range(10):
        points, group = near_normals(np.random.default_rng(seed), 400, d, 5.0, stretched)
        found = split(points, LEVEL)
        parted += found is not None and adjusted_rand(group, found.beyond) > 0.85
    assert parted >= 9


def test_how_the_metrics_are_scaled_hardly_matters():
    points, group = two_diamonds(np.random.default_rng(3))
    found = split(points @ np.array([[1.0, 2.0], [0.0, 30.0]]), LEVEL)
    assert found is not None and adjusted_rand(group, found.beyond) > 0.95


def noisy_ring(rng, n):
    angle = rng.uniform(0, 2 * np.pi, n)
    return np.column_stack([np.cos(angle), np.sin(angle)]) + 0.1 * rng.normal(size=(n, 2))


def half_ring(rng, n):
    angle = rng.uniform(0, np.pi, n)
    return np.column_stack([np.cos(angle), np.sin(angle)]) + 0.1 * rng.normal(size=(n, 2))


def ring_among_others(rng, n):
    return np.column_stack([noisy_ring(rng, n), rng.normal(size=(n, 3))])


def parabola(rng, n):
    x = rng.normal(size=n)
    return np.column_stack([x, x * x + 0.3 * rng.normal(size=n)])


@pytest.mark.parametrize("shape", [noisy_ring, half_ring, ring_among_others, parabola])
def test_a_bent_shape_is_one_group(shape):
    alarms = sum(split(shape(np.random.default_rng(s), 300), LEVEL) is not None for s in range(40))
    assert alarms <= 3


def test_a_stretched_ring_is_one_group():
    points = noisy_ring(np.random.default_rng(1), 500) * [7.0, 1.0]
    assert split(points, LEVEL) is None


def test_few_tasks_or_equal_ones_have_no_line():
    rng = np.random.default_rng(0)
    assert split(rng.normal(size=(FEWEST_TASKS - 1, 2)), LEVEL) is None
    assert split(np.ones((100, 3)), LEVEL) is None
    flat = np.column_stack([rng.normal(size=100)] * 2)
    assert split(flat, LEVEL) is None


def test_paths_follow_the_tasks():
    """Around three quarters of a ring it is further than straight."""
    angle = np.linspace(0, 1.5 * np.pi, 200)
    points = np.column_stack([np.cos(angle), np.sin(angle)])
    between = np.linalg.norm(points[:, None] - points, axis=2).astype(np.float32)
    away = along_paths(between, points[:, 0] - points[0, 0] + 1e-9, 1)
    assert away[-1] == pytest.approx(-1.5 * np.pi, rel=0.01)


def test_parts_are_parted_again():
    rng = np.random.default_rng(2)
    group = np.arange(450) % 3
    points = rng.normal(size=(450, 3)) + 6.0 * np.eye(3)[group]
    found = partition(Candidate(("a", "b", "c"), np.arange(450), points, 1), LEVEL)
    assert found is not None
    assert adjusted_rand(group, found.labels) > 0.95
    for valley in found.valleys:
        assert found.labels[valley.one] != found.labels[valley.other]
        assert 0.0 < valley.least < valley.emptiness <= 1.0


def bent(runs, points):
    """How often the valley of the first metric around 0 is filled along the tasks."""
    return sum(is_bend(0, points(np.random.default_rng(seed)), 0.0) for seed in range(runs))


def test_a_ring_and_an_arc_seen_from_a_side_are_bent():
    def turn(rng, reach):
        angle = rng.uniform(0, reach, 300)
        points = np.column_stack([np.cos(angle), np.sin(angle)]) + 0.08 * rng.normal(size=(300, 2))
        return np.column_stack([points - points.mean(axis=0), rng.normal(size=(300, 2))])

    assert bent(20, lambda rng: turn(rng, 2 * np.pi)) >= 18
    assert bent(20, lambda rng: turn(rng, np.pi)) >= 16


def test_groups_of_one_metric_beside_noise_are_not_bent():
    def groups(rng):
        points = rng.normal(size=(300, 4))
        points[:, 0] += np.where(rng.random(300) < 0.4, 2.5, -2.5)
        return points

    assert bent(20, groups) <= 1
