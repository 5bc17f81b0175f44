import numpy as np
import pytest

from crackle_cli.detectors.phase_transition.null_tables import log_level_p
from crackle_cli.detectors.phase_transition.persistence import inflation, inflations
from crackle_cli.detectors.phase_transition.seeded_intervals import FEWEST, best_splits, layers
from crackle_cli.detectors.phase_transition.segmentation import best_step, local_scores
from crackle_cli.statistics.ranks import normal_scores
from tests.oracles import phase_transition as oracle

RNG = np.random.default_rng


@pytest.mark.parametrize("n", [8, 13, 40])
def test_the_highest_split_is_that_of_all_splits_of_all_intervals(n):
    values = RNG(n).normal(size=n).round(1)
    found = best_splits(normal_scores(values[None]))
    intervals = list(zip(found.starts.tolist(), found.stops.tolist(), strict=True))
    expected = oracle.highest(values, intervals, FEWEST)
    assert found.heights.max() == pytest.approx(expected, rel=1e-6)


def test_intervals_lie_alike_from_both_ends_and_the_first_is_the_whole():
    for n in (8, 31, 100):
        found = [(s, s + layer.length) for layer in layers(n) for s in layer.starts.tolist()]
        assert found[0] == (0, n)
        assert sorted((n - b, n - a) for a, b in found) == sorted(found)


def test_persistence_lowers_a_height_by_what_it_inflates_a_mean():
    z = normal_scores(np.r_[np.zeros(30), np.ones(30)][None] + RNG(1).normal(size=60) / 9)
    assert best_splits(z, 0.5).heights.max() < 0.5 * best_splits(z).heights.max()
    for k in (1, 2, 7):
        assert inflation(k, 0.6) == pytest.approx(oracle.inflation(k, 0.6))
    assert inflations(5, 0.6)[4] == pytest.approx(oracle.inflation(5, 0.6))


def test_many_series_are_as_each_alone():
    z = normal_scores(RNG(2).normal(size=(7, 50)))
    every = best_splits(z, 0.3)
    for i in range(7):
        assert np.array_equal(best_splits(z[i : i + 1], 0.3).heights[0], every.heights[i])


@pytest.mark.parametrize("k", [4, 5, 6])
def test_a_perfect_split_of_few_is_no_rarer_than_its_permutations(k):
    values = np.r_[np.arange(k), 100.0 + np.arange(12 - k)]
    _, height = best_step(values, 0.0, 12)
    exact = oracle.permutation_p(values, FEWEST)
    assert exact / 4 < np.exp(log_level_p(height, 12, 0.0)) < 6 * exact


def test_local_scores_are_normal_scores():
    values = RNG(3).integers(0, 9, 40).astype(float)
    assert local_scores(values) == pytest.approx(oracle.scores(values), abs=1e-4)
