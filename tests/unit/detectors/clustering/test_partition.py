"""How groups are parted, once there surely are some."""

import numpy as np
import pytest

from crackle_cli.detectors.clustering import partition as module
from crackle_cli.detectors.clustering.neighbours import Room, SortedMetric
from crackle_cli.detectors.clustering.partition import (
    _by_density,
    _dimension,
    _groups,
    _parted_further,
    _Seen,
    _whole_dimension,
    average_distances,
    neighbourhoods,
    partition,
)
from crackle_cli.detectors.clustering.subspaces import Candidate
from tests.oracles.agreement import adjusted_rand
from tests.oracles.clustering import core_distances
from tests.worlds.effort import runs


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


@runs(10, 30)
def test_metrics_that_rise_together_have_no_groups(runs):
    """Even along a line, and blurred in six dimensions: its chance valleys are those of a line."""
    alarms = 0
    for seed in range(runs):
        rng = np.random.default_rng(seed)
        rising = np.linspace(0, 20, 200)[:, None] * rng.uniform(0.5, 1, 6)
        points = rng.normal(size=(200, 6)) + rising
        scaled = points / points.std(axis=0)
        found = partition(Candidate(tuple("abcdef"), np.arange(200), scaled, 1), 0.01)
        alarms += found is not None
    assert alarms <= 1


@runs(10, 40)
@pytest.mark.parametrize("noise", [0.05, 0.1, 0.2])
def test_a_noisy_ring_is_one_group(noise, runs):
    alarms = 0
    for seed in range(runs):
        rng = np.random.default_rng(seed)
        angle = rng.uniform(0, 2 * np.pi, 300)
        points = np.column_stack([np.cos(angle), np.sin(angle)]) + noise * rng.normal(size=(300, 2))
        alarms += partition(Candidate(("a", "b"), np.arange(300), points, 1), 0.01) is not None
    assert alarms <= max(1, runs // 20)


def test_regions_are_looked_at_with_ever_more_neighbours():
    assert neighbourhoods(39) == []
    assert neighbourhoods(40) == [5]
    assert neighbourhoods(112) == [5, 7, 10, 14]
    assert neighbourhoods(1000) == [5, 7, 10, 14, 20, 28, 40, 57, 80, 113]
    assert neighbourhoods(1001) == [5, 10, 20, 40, 80]
    assert neighbourhoods(4000) == [10, 20, 40, 80, 160, 320]
    assert neighbourhoods(4001) == [20, 40, 80, 160, 320]


def test_tasks_along_a_line_have_one_dimension():
    even = np.linspace(-1, 1, 101)
    assert _whole_dimension(np.column_stack([even, 3 * even])) == pytest.approx(1.0)
    square = np.array([[x, y, 0.0] for x in even[::10] for y in even[::10]])
    assert _whole_dimension(square) == pytest.approx(2.0)
    assert _whole_dimension(np.column_stack([even, even * 0])) == pytest.approx(1.0)
    assert _whole_dimension(1e-6 * square) == pytest.approx(2.0)
    assert _whole_dimension(square + 1) == pytest.approx(2.0)
    assert _whole_dimension(0 * square) == 0.0
    far = np.vstack([square[:, :2], [[1e6, 0.0]]])  # one task far out is no direction
    assert _whole_dimension(far - far.mean(axis=0)) < 2.0


def test_twice_the_tasks_are_within_a_radius_that_tells_the_dimension():
    core = np.array([0.0, 0.1, 0.2, 0.3])
    assert _dimension(core, 2.0 * core, 4.0) == pytest.approx(2.0)
    assert _dimension(core, 4.0 * core, 4.0) == pytest.approx(1.0)
    assert _dimension(core, core, 2.0) == 1.0
    assert _dimension(core * 0, core, 2.0) == 1.0


def test_the_average_distance_is_that_from_the_task_in_the_middle():
    values = np.array([0.0, 1.0, 5.0, 100.0, 102.0])
    labels = np.array([0, 0, 0, 1, 1])
    assert average_distances(SortedMetric(values), labels).tolist() == [(1 + 0 + 4) / 3, 1.0]
    room = Room(np.column_stack([values, 0 * values]))
    assert average_distances(room, labels) == pytest.approx([5 / 3, 1.0], abs=1e-3)


@pytest.mark.parametrize(("tasks", "groups"), [(39, False), (40, True)])
def test_forty_tasks_may_show_two_groups(tasks, groups):
    values = np.where(np.arange(tasks) % 2, 0.0, 60.0) + np.arange(tasks) / 10
    found = partition(Candidate(("a",), np.arange(tasks), values[:, None], 1), 0.05)
    assert (found is not None) is groups
    if found:
        assert found.labels.tolist() == [0, 1] * 20
        assert found.metrics == ("a",) and found.rows.tolist() == list(range(40))


def test_where_a_valley_is_sure_others_may_be_ten_times_as_likely_by_chance():
    """Four stretches of ten tasks, 30, 40 and 50 apart; a valley is the surer, the longer it is."""
    values = np.concatenate([start + np.arange(10.0) for start in (0, 39, 88, 147)])
    line = SortedMetric(values)
    (core,) = line.cores([5])

    def found(by_length, level=0.01):
        return _groups(line, core, 5, lambda merge: by_length[merge.length], level)

    groups, surest = found({30.0: 0.1, 40.0: 0.02, 50.0: 0.005})
    assert surest == 0.005
    assert np.bincount(groups.labels).tolist() == [10] * 4
    groups, surest = found({30.0: 0.101, 40.0: 0.02, 50.0: 0.01})
    assert surest == 0.01
    assert groups.labels.tolist() == [0] * 20 + [1] * 10 + [2] * 10
    assert [valley.length for valley in groups.valleys] == [40.0, 50.0]
    assert found({30.0: 0.03, 40.0: 0.02, 50.0: 0.011}) is None


def test_tasks_that_pass_slowly_between_groups_are_compared_apart():
    """As many lie on the way as in both places; of every second task none."""
    places = np.repeat([0.0, 60.0] * 20, 2) + np.arange(80) % 7 / 10
    between = np.linspace(2, 58, 80)
    values = np.column_stack([places, between]).ravel()
    rows = np.arange(100, 260)
    found = partition(Candidate(("a",), rows, values[:, None], 2), 0.05)
    assert found is not None
    assert found.rows.tolist() == rows[::2].tolist()
    assert np.array_equal(found.labels, found.labels[0] ^ (places > 30))


def strips(count, apart=6.0):
    """Long parallel ones, of 80 tasks: thin along themselves, and plain when seen from an end."""
    rng = np.random.default_rng(0)
    strip = np.arange(80 * count) % count
    return np.column_stack(
        [rng.uniform(0, 20, strip.size), rng.normal(size=strip.size) + apart * strip]
    ), strip


def test_what_only_a_line_parts_has_no_neighbourhood():
    points, strip = strips(2)
    assert _by_density(Room(points), 0.01) is None
    found = partition(Candidate(("a", "b"), np.arange(160), points, 1), 0.01)
    assert found is not None
    assert adjusted_rand(found.labels, strip) > 0.9
    assert found.k == 0 and 0 < found.p_value <= 0.01
    (valley,) = found.valleys
    assert valley.p_value == found.p_value
    assert strip[valley.one] != strip[valley.other]


def test_each_group_is_parted_further_and_its_parts_again():
    """Three strips, and far away two more, which are told from those already."""
    (three, part), (two, other) = strips(3), strips(2)
    points = np.concatenate([three, two + 500.0])
    labels = np.repeat([0, 1], [240, 160])
    known = _parted_further(three, _Seen(labels[:240], (), 5, 0.001), 0.01)
    found = _parted_further(points, _Seen(labels, known.valleys[:1], 5, 1e-9), 0.01)
    assert adjusted_rand(found.labels, np.concatenate([part, 3 + other])) > 0.9
    assert sorted(set(found.labels.tolist())) == list(range(5))
    assert (np.diff(np.bincount(found.labels)) <= 0).all()  # the largest first
    assert found.valleys[0] == known.valleys[0] and len(found.valleys) == 4
    assert (found.k, found.p_value) == (5, 1e-9)
    assert known.p_value == min(0.001, *(valley.p_value for valley in known.valleys))


def test_tasks_that_no_line_parts_stay_as_they_are():
    points = strips(1)[0]
    seen = _Seen(np.arange(80) % 2, (), 5, 0.003)
    found = _parted_further(points, seen, 1e-6)
    assert found.labels.tolist() == seen.labels.tolist()
    assert (found.valleys, found.p_value) == ((), 0.003)


def test_one_metric_needs_no_distances_of_all_pairs(monkeypatch):
    monkeypatch.setattr(module, "Room", None)
    values = np.where(np.arange(60) % 2, 0.0, 60.0) + np.arange(60) / 10
    assert partition(Candidate(("a",), np.arange(60), values[:, None], 1), 0.05) is not None


def dimensions(monkeypatch, points):
    """Those by which valleys of (112, 3) points are judged, with 5, 7, 10 and 14 neighbours."""
    asked = []

    def unsure(merge, n, dimension):
        asked.append(dimension)
        return 1.0

    monkeypatch.setattr(module, "p_value", unsure)
    assert _by_density(Room(points), 0.01) is None
    return list(dict.fromkeys(asked))


def test_a_valley_is_judged_by_the_dimension_of_its_neighbourhood(monkeypatch):
    """Four short rods at the corners of a tetrahedron: nearly one, though all span three."""
    rng = np.random.default_rng(1)
    corners = 9.0 * np.array([[1, 1, 1], [1, -1, -1], [-1, 1, -1], [-1, -1, 1]])
    rods = rng.uniform(-3, 3, 112)[:, None] * [1, 0, 0] + 0.1 * rng.normal(size=(112, 3))
    points = rods + corners[np.arange(112) % 4]
    cores = {k: core_distances(points, k) for k in (5, 7, 10, 14, 28)}
    expected = [
        np.log(more / k) / np.median(np.log(cores[more] / cores[k]))
        for k, more in ((5, 10), (7, 14), (10, 14), (14, 28))
    ]
    assert dimensions(monkeypatch, points) == pytest.approx(expected, rel=1e-3)
    assert max(expected) < 2 < _whole_dimension(points)


def test_a_valley_has_no_more_dimensions_than_all_tasks_together(monkeypatch):
    points = np.random.default_rng(1).normal(size=(112, 3)) + 8.0 * (np.arange(112) % 2)[:, None]
    assert dimensions(monkeypatch, points) == [_whole_dimension(points)]
    assert _whole_dimension(points) < 1.1
