from math import log

import numpy as np
import pytest

from crackle_cli.detectors.phase_transition.null_tables import least_height
from crackle_cli.detectors.phase_transition.seeded_intervals import Splits, best_splits
from crackle_cli.detectors.phase_transition.segmentation import (
    best_step,
    candidates,
    elimination,
    levels,
    segmented,
    step_height,
)
from crackle_cli.statistics.ranks import normal_scores
from tests.oracles.phase_transition import best_segmentation, explained, inflation, scores

RNG = np.random.default_rng


def cuts(values, alpha=0.02):
    least = least_height(log(alpha), values.size, 0.0)
    at = candidates(best_splits(normal_scores(values[None])).row(0), least)
    return segmented(values, at, 0.0, least)


@pytest.mark.parametrize("seed", range(8))
def test_few_values_are_cut_as_the_best_of_all_segmentations(seed):
    values = np.repeat([0.0, 12.0], 9) + RNG(seed).normal(size=18)
    assert tuple(c.at for c in cuts(values)) == best_segmentation(values, 2, 16.0) == (9,)


def test_a_staircase_has_all_its_steps():
    values = np.repeat([0.0, 6, 12, 6, 18, 12, 24], 25) + RNG(1).normal(size=175)
    assert [c.at for c in cuts(values)] == pytest.approx([25, 50, 75, 100, 125, 150], abs=1)


def test_every_cut_holds_between_its_neighbours_and_the_weakest_goes_first():
    values = np.repeat([0.0, 1.5, 9.0], 20) + RNG(2).normal(size=60)
    ways = list(elimination(values, [20, 30, 40], 0.0))
    assert [len(way) for way in ways] == [3, 2, 1]
    assert 40 in {c.at for c in ways[-1]}


def test_one_spike_is_no_level_and_hides_none():
    values = np.repeat([0.0, -5.0], 30) + RNG(3).normal(size=60)
    values[35] += 100.0
    assert [c.at for c in cuts(values)] == pytest.approx([30], abs=1)


def test_levels_are_medians_between_cuts():
    assert levels(np.array([1.0, 2, 9, 5, 5, 6]), (3,)).tolist() == [2, 2, 2, 5, 5, 5]


@pytest.mark.parametrize("phi", [0.0, 0.5])
def test_the_height_of_a_step_is_by_the_scores_of_its_part(phi):
    values = RNG(4).normal(size=20) + 2.0 * (np.arange(20) >= 8)
    z = scores(values)
    slow = {}
    for k in range(2, 19):
        gain = -9 * np.log1p(-explained(z, k)) / inflation(min(k, 20 - k), phi)
        slow[k] = gain - np.log(60 / 20)
        assert step_height(values, k, phi, 60) == pytest.approx(slow[k], rel=1e-3)
    best = max(slow, key=slow.get)
    assert best_step(values, phi, 60) == (best, pytest.approx(slow[best], rel=1e-3))
    assert step_height(values, 1, phi, 60) == step_height(values, 19, phi, 60) == -np.inf


def test_few_or_equal_values_have_no_step():
    for values in (np.arange(5.0), np.ones(20)):
        assert best_step(values, 0.0, 20) == (0, -np.inf)
        assert step_height(values, 2, 0.0, 20) == -np.inf
    assert best_step(np.arange(6.0), 0.0, 20)[0] == 3


def test_candidates_fall_in_height_and_part_no_interval_twice():
    def splits(*rows):
        parts = (np.array(part) for part in zip(*rows, strict=True))
        starts, stops, at, heights = parts
        return Splits(starts, stops, at, heights.astype(float))

    first = splits((0, 100, 50, 9.0), (0, 60, 20, 7.0), (0, 50, 30, 5.0), (50, 90, 70, 8.0))
    assert candidates(first, 1.0) == [30, 50, 70]  # 20 is of an interval that 50 parts
    assert candidates(first, 8.0) == [50, 70] and candidates(first, 9.5) == []
    many = splits(*((4 * k, 4 * k + 4, 4 * k + 2, float(k)) for k in range(30)))
    assert candidates(many, -1.0) == [4 * k + 2 for k in range(6, 30)]  # 24 of a short series


def test_the_weakest_cut_goes_until_all_hold():
    values = np.repeat([0.0, 0.3, 9.0, 18.0], 25) + RNG(5).normal(size=100)
    kept = segmented(values, [25, 50, 75], 0.0, 12.0)
    assert [cut.at for cut in kept] == pytest.approx([50, 75], abs=1)
    assert min(cut.height for cut in kept) >= 12.0
    for i, cut in enumerate(kept):
        low, high = [0, *(c.at for c in kept), 100][i : i + 3 : 2]
        assert cut.height == step_height(values[low:high], cut.at - low, 0.0, 100)
    assert segmented(values, [25, 50, 75], 0.0, 1e9) == () and segmented(values, [], 0.0, 1.0) == ()


def test_a_stretch_between_cuts_is_cut_again():
    """Which is no seeded interval: of the three steps two are no candidates."""
    values = np.repeat([0.0, 9.0, 0.0, 9.0], 25) + RNG(6).normal(size=100)
    assert [c.at for c in segmented(values, [50], 0.0, 5.0)] == pytest.approx([25, 50, 75], abs=1)
