import numpy as np
import pytest

from crackle_cli.detectors.phase_transition.null_tables import log_level_p
from crackle_cli.detectors.phase_transition.persistence import inflation, inflations
from crackle_cli.detectors.phase_transition.seeded_intervals import (
    FEWEST_ASIDE,
    best_splits,
    height,
    heights_of,
    layers,
)
from crackle_cli.detectors.phase_transition.segmentation import best_step, local_scores
from crackle_cli.statistics.ranks import normal_scores
from tests.oracles import phase_transition as oracle

RNG = np.random.default_rng


@pytest.mark.parametrize("n", [8, 13, 40])
def test_the_highest_split_is_that_of_all_splits_of_all_intervals(n):
    values = RNG(n).normal(size=n).round(1)
    found = best_splits(normal_scores(values[None]))
    intervals = list(zip(found.starts.tolist(), found.stops.tolist(), strict=True))
    expected = oracle.highest(values, intervals, FEWEST_ASIDE)
    assert found.heights.max() == pytest.approx(expected, rel=1e-6)


def test_intervals_lie_alike_from_both_ends_and_the_first_is_the_whole():
    for n in (8, 31, 100):
        found = [(s, s + layer.length) for layer in layers(n) for s in layer.starts.tolist()]
        assert found[0] == (0, n)
        assert sorted((n - b, n - a) for a, b in found) == sorted(found)


def test_persistence_lowers_a_height_by_what_it_inflates_a_mean():
    z = normal_scores(np.r_[np.zeros(30), np.ones(30)][None] + RNG(1).normal(size=60) / 9)
    assert best_splits(z, [0.5]).heights.max() < 0.5 * best_splits(z).heights.max()
    for k in (1, 2, 7):
        assert inflation(k, 0.6) == pytest.approx(oracle.inflation(k, 0.6))
    assert inflations(5, 0.6)[4] == pytest.approx(oracle.inflation(5, 0.6))


def test_many_series_are_as_each_alone():
    z = normal_scores(RNG(2).normal(size=(7, 50)))
    phis = np.linspace(0.1, 0.7, 7)
    every = best_splits(z, phis)
    for i in range(7):
        alone = best_splits(z[i : i + 1], phis[i : i + 1])
        assert np.array_equal(alone.heights[0], every.heights[i])
        assert np.array_equal(alone.splits[0], every.splits[i])


@pytest.mark.parametrize("phis", [(), (0.2, 0.4, 0.9)])
def test_what_reaches_a_line_is_the_same_without_it(phis):
    z = normal_scores(RNG(4).normal(size=(3, 120)).cumsum(axis=1))
    every, high = best_splits(z, phis), best_splits(z, phis, least=2.0)
    reaches = every.heights >= 2.0
    assert 0 < reaches.sum() < reaches.size
    assert np.array_equal(high.splits[reaches], every.splits[reaches])
    assert np.array_equal(high.heights[reaches], every.heights[reaches])
    assert (high.heights[~reaches] < 2.0).all()


@pytest.mark.parametrize("k", [4, 5, 6])
def test_a_perfect_split_of_few_is_no_rarer_than_its_permutations(k):
    values = np.r_[np.arange(k), 100.0 + np.arange(12 - k)]
    _, height = best_step(values, 0.0, 12)
    exact = oracle.permutation_p(values, FEWEST_ASIDE)
    assert exact / 4 < np.exp(log_level_p(height, 12, 0.0)) < 6 * exact


def test_local_scores_are_normal_scores():
    values = RNG(3).integers(0, 9, 40).astype(float)
    assert local_scores(values) == pytest.approx(oracle.scores(values), abs=1e-4)


def slow_heights(values, start, stop, phi):
    """The height of each split of an interval, two values on a side at least."""
    z, m, n = oracle.scores(values)[start:stop], stop - start, len(values)
    found = {}
    for k in range(2, m - 1):
        share = min(oracle.explained(z, k), 1 - 1e-12)
        inflated = oracle.inflation(min(k, m - k), phi)
        found[start + k] = -(m - 2) / 2 * np.log1p(-share) / inflated - np.log(n / m)
    return found


@pytest.mark.parametrize("phi", [0.0, 0.5])
def test_each_interval_has_the_highest_of_its_splits(phi):
    values = RNG(6).normal(size=31) + 2.0 * (np.arange(31) >= 12)
    found = best_splits(normal_scores(values[None]), [phi])
    for i, (start, stop) in enumerate(zip(found.starts, found.stops, strict=True)):
        slow = slow_heights(values, start, stop, phi)
        assert found.heights[0, i] == pytest.approx(max(slow.values()), rel=1e-6)
        assert found.splits[0, i] == max(slow, key=slow.get)


def test_every_second_length_may_be_left_out():
    z = normal_scores(RNG(7).normal(size=(1, 60)))
    every, half = best_splits(z), best_splits(z, every=2)
    lengths = sorted({*(every.stops - every.starts).tolist()}, reverse=True)
    assert sorted({*(half.stops - half.starts).tolist()}, reverse=True) == lengths[::2]


def test_lengths_fall_by_the_root_of_two_and_intervals_overlap_by_half():
    lengths = [layer.length for layer in layers(100)]
    assert lengths == [100, 71, 50, 35, 25, 18, 13, 9, 6]
    for layer in layers(100)[1:]:
        assert (np.diff(layer.starts) <= (layer.length + 1) // 2 + 1).all()
        assert layer.starts[0] == 0 and layer.starts[-1] == 100 - layer.length
        assert layer.lefts.tolist() == list(range(2, layer.length - 1))
    assert [layer.length for layer in layers(4)] == [4]


def test_where_all_are_tied_there_is_no_split():
    assert (best_splits(np.zeros((1, 20))).heights == -np.inf).all()


def test_the_height_of_a_split_that_explains_all_is_finite():
    assert height(1.0, 20, 1.0, 40) == pytest.approx(9 * 12 * np.log(10) - np.log(2), rel=1e-4)
    assert height(0.5, 20, 3.0, 40) == pytest.approx(9 * np.log(2) / 3 - np.log(2))
    found = heights_of(np.array([0.5, 1.0]), 20, np.array([3.0, 1.0]), 40)
    assert found == pytest.approx([height(0.5, 20, 3.0, 40), height(1.0, 20, 1.0, 40)])
