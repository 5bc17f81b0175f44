from math import log

import numpy as np
import pytest

from crackle_cli.detectors.phase_transition.null_tables import least_height
from crackle_cli.detectors.phase_transition.seeded_intervals import best_splits
from crackle_cli.detectors.phase_transition.segmentation import (
    candidates,
    elimination,
    levels,
    segmented,
)
from crackle_cli.statistics.ranks import normal_scores
from tests.oracles.phase_transition import best_segmentation

RNG = np.random.default_rng


def cuts(values, alpha=0.02):
    least = least_height(log(alpha), values.size, 0.0)
    at = candidates(best_splits(normal_scores(values[None])), 0, least)
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
