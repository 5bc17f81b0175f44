"""What is left of a metric when its ranks, its trend and its memory are taken out."""

import numpy as np
import pytest

from crackle_cli.detectors.correlation.prewhitening import (
    METRICS_TOGETHER,
    _largest,
    _unit,
    whitened,
)
from tests.worlds.correlation import autoregressive

NAN = np.nan


def noise(n=100, seed=0):
    return np.random.default_rng(seed).normal(size=n)


def test_innovations_have_mean_zero_and_norm_one():
    white = whitened([noise(), autoregressive(noise(seed=1), 0.9), noise(seed=2) ** 3])
    assert white.innovations[0].tolist() == [0, 0, 0]
    assert white.innovations.sum(axis=0) == pytest.approx(np.zeros(3), abs=1e-12)
    assert (white.innovations**2).sum(axis=0) == pytest.approx(np.ones(3))
    assert (white.ranked**2).sum(axis=0) == pytest.approx(np.ones(3))
    assert white.present is white.gaps is white.lost is None
    assert white.eligible.all()


def test_the_memory_of_a_walk_is_taken_out():
    steps = noise(400)
    white = whitened([steps.cumsum(), steps])
    r = white.innovations.T @ white.innovations
    assert r[0, 1] > 0.75
    assert np.abs(white.memory[:5]).max() < 0.15


def test_what_only_rises_leaves_nothing_to_compare():
    white = whitened([np.arange(50.0), np.arange(50.0) ** 3, noise(50)])
    assert white.eligible.tolist() == [False, False, True]
    assert white.trend[:2] == pytest.approx([1, 1]) and white.trend[2] < 0.5


@pytest.mark.parametrize(("others", "eligible"), [(4, False), (5, True)])
def test_five_values_must_differ_from_the_commonest(others, eligible):
    values = np.zeros(60)
    values[np.linspace(3, 55, others).astype(int)] = np.resize([1.0, 3.0, 2.0], others)
    white = whitened([values])
    assert white.varied == pytest.approx([others / 60])
    assert white.eligible.tolist() == [eligible]


@pytest.mark.parametrize(("known", "eligible"), [(7, False), (8, True)])
def test_eight_values_must_be_known(known, eligible):
    values = np.full(16, NAN)
    values[16 - known :] = noise(known, 3)
    white = whitened([values, noise(16)])
    assert white.eligible.tolist() == [eligible, True]
    assert white.present[:, 0].sum() == known and white.present[:, 1].all()
    assert white.gaps.tolist() == [15 - known, 0]
    assert (white.innovations[~white.present] == 0).all()


@pytest.mark.parametrize(("n", "order"), [(24, 1), (50, 2), (75, 3), (100, 4), (500, 4)])
def test_a_longer_series_may_have_a_more_bent_trend(n, order):
    assert whitened([noise(n)]).fitted.tolist() == [order + 1]


def test_metrics_are_whitened_as_each_alone():
    columns = [noise(40, seed) for seed in range(METRICS_TOGETHER + 3)]
    columns[-1][5] = NAN
    white, first, last = whitened(columns), whitened(columns[:1]), whitened(columns[-1:])
    assert white.innovations.shape == (40, METRICS_TOGETHER + 3)
    assert white.innovations[:, 0] == pytest.approx(first.innovations[:, 0])
    assert white.innovations[:, -1] == pytest.approx(last.innovations[:, 0])
    assert white.lost[:, -1] == pytest.approx(last.lost[:, 0])


def test_the_largest_squares_are_summed():
    squares = np.array([[1.0, 5.0], [4.0, 0.0], [2.0, 3.0], [0.0, 1.0]])
    assert _largest(squares, 3).tolist() == [[0, 0], [4, 5], [6, 8], [7, 9]]


def test_the_rounding_to_ranks_costs_next_to_nothing_but_of_a_trend():
    n = np.arange(60.0)
    white = whitened([noise(60), 4 * n + noise(60)])
    assert 0.99 < white.sharpness[0] < 1
    assert white.sharpness[1] < 0.98


def test_unit_columns():
    values = np.array([[1.0, 2.0, 9.0], [3.0, 2.0, 5.0], [5.0, 2.0, 1.0]])
    half = 0.5**0.5
    found = _unit(values, None)
    assert found == pytest.approx(np.array([[-half, 0, half], [0, 0, 0], [half, 0, -half]]))
    there = np.array([[0.0, 1, 1], [1, 1, 0], [1, 1, 1]])
    found = _unit(values * there, there)
    assert found == pytest.approx(np.array([[0, 0, half], [-half, 0, 0], [half, 0, -half]]))
