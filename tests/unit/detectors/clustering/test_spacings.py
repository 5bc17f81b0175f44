"""The thinnest place on a line."""

import numpy as np
import pytest

from crackle_cli.detectors.clustering.spacings import p_value, thinnest


def test_the_gap_between_two_groups():
    line = np.concatenate([np.linspace(0, 1, 50), np.linspace(4, 5, 50)])
    thin = thinnest(np.random.default_rng(0).permutation(line))
    assert thin is not None
    assert 1 < thin.middle < 4
    assert thin.ratio < 0.2
    assert p_value(thin) < 1e-4


def test_a_place_elsewhere_does_not_count():
    line = np.concatenate([np.linspace(0, 1, 50), np.linspace(4, 5, 50)])
    near = thinnest(line, around=0.5)
    assert near is None or p_value(near) == 1.0


@pytest.mark.parametrize("n", [0, 1, 15])
def test_too_few_tasks_have_none(n):
    assert thinnest(np.arange(n, dtype=float)) is None


def test_even_and_equal_tasks_have_none():
    assert thinnest(np.linspace(0, 1, 200)) is None
    assert thinnest(np.zeros(200)) is None


def test_even_noise_is_seldom_sure():
    rng = np.random.default_rng(1)
    found = [thinnest(rng.random(200)) for _ in range(400)]
    assert np.mean([thin is not None and p_value(thin) <= 0.1 for thin in found]) <= 0.1
