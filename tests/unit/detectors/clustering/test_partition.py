"""How groups are parted, once there surely are some."""

import numpy as np
import pytest

from crackle_cli.detectors.clustering.partition import partition
from crackle_cli.detectors.clustering.subspaces import Candidate
from tests.oracles.agreement import adjusted_rand


def test_a_doubtful_valley_does_not_hide_a_sure_one_beside_it():
    """Parted from one group, a few sparse tasks would be a weak rival to the other."""
    one = np.arange(60.0)
    between = one[-1] + 40 + 2 * np.arange(20)
    other = between[-1] + 45 + np.arange(60)
    values = np.concatenate([one, between, other])
    mixed = np.random.default_rng(0).permutation(values.size)
    points = values[mixed, None] / 10

    found = partition(Candidate(("latency",), np.arange(values.size), points, 1), 0.01)

    assert found is not None
    assert np.bincount(found.labels).tolist() == [60, 60, 20]
    assert found.k == 5
    assert found.p_value <= 0.01


def three_groups(seed, n=300, apart=6.0):
    rng = np.random.default_rng(seed)
    group = np.arange(n) % 3
    return rng.normal(size=(n, 2)) + apart * np.array([[0, 0], [1, 0], [0, 1]])[group], group


@pytest.mark.parametrize("seed", range(5))
def test_a_file_sorted_by_its_groups_shows_them_as_a_mixed_one_does(seed):
    points, group = three_groups(seed)
    order = np.argsort(group, kind="stable")
    spacing = 50  # what a sorted file looks like
    found = partition(Candidate(("a", "b"), np.arange(300), points[order], spacing), 0.01)
    mixed = partition(Candidate(("a", "b"), np.arange(300), points, 1), 0.01)
    assert found is not None and mixed is not None
    assert adjusted_rand(found.labels, group[order]) > 0.95
    assert found.p_value == pytest.approx(mixed.p_value, rel=0.01)


def test_a_walk_between_places_has_no_groups():
    """Within each chance group of a walk every task is near the one before."""
    rng = np.random.default_rng(0)
    walks = (rng.normal(size=(300, 2)).cumsum(axis=0) for _ in range(20))
    scaled = (walk / walk.std(axis=0) for walk in walks)
    rows = np.arange(300)
    found = [partition(Candidate(("a", "b"), rows, walk, 200), 0.01) for walk in scaled]
    assert sum(one is not None for one in found) <= 1


def test_metrics_that_rise_together_have_no_groups():
    """Even along a line, and blurred in six dimensions: its chance valleys are those of a line."""
    alarms = 0
    for seed in range(30):
        rng = np.random.default_rng(seed)
        rising = np.linspace(0, 20, 200)[:, None] * rng.uniform(0.5, 1, 6)
        points = rng.normal(size=(200, 6)) + rising
        scaled = points / points.std(axis=0)
        found = partition(Candidate(tuple("abcdef"), np.arange(200), scaled, 1), 0.01)
        alarms += found is not None
    assert alarms <= 1


@pytest.mark.parametrize("noise", [0.05, 0.1, 0.2])
def test_a_noisy_ring_is_one_group(noise):
    alarms = 0
    for seed in range(40):
        rng = np.random.default_rng(seed)
        angle = rng.uniform(0, 2 * np.pi, 300)
        points = np.column_stack([np.cos(angle), np.sin(angle)]) + noise * rng.normal(size=(300, 2))
        alarms += partition(Candidate(("a", "b"), np.arange(300), points, 1), 0.01) is not None
    assert alarms <= 2
