"""What is left of a metric when its ranks, its trend and its memory are taken out."""

import numpy as np
import pytest

from crackle_cli.detectors.correlation.prewhitening import (
    METRICS_TOGETHER,
    _autoregressed,
    _detrended,
    _largest,
    _unit,
    whitened,
)
from tests.oracles import correlation as oracle
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


def test_of_a_metric_of_gaps_alone_nothing_is_known():
    white = whitened([np.full(16, NAN), noise(16)])
    assert white.eligible.tolist() == [False, True]
    assert (white.sharpness[0], white.varied[0], white.trend[0]) == (0.0, 0.0, 0.0)
    assert not white.innovations[:, 0].any() and not white.memory[:, 0].any()


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


def recurring(n, lag):
    """Each task is -0.7 times the one so many before, and something new."""
    values = noise(n + 5 * lag, 1)
    for t in range(lag, values.size):
        values[t] -= 0.7 * values[t - lag]
    return values[-n:]


def without(values, *gaps):
    values = values.astype(float)
    values[np.array(gaps)] = NAN
    return values


SERIES = {
    "white": noise(24),
    "walk": noise(60).cumsum(),
    "sum of a walk": noise(60, 1).cumsum().cumsum(),
    "lasting": autoregressive(noise(100, 13), 0.75),
    "whole numbers": np.round(noise(30, 2)),
    "week": noise(49, 3) + 4 * np.resize([0, 1, 3, 0, 2, 5, 1], 49),
    "opposite": autoregressive(noise(40, 4), -0.95),
    "19 tasks that recur": recurring(19, 2),
    "20 tasks that recur": recurring(20, 2),
    "every twelfth recurs": recurring(140, 12),
    "every thirteenth recurs": recurring(140, 13),
    "gaps": without(noise(40, 9).cumsum(), 0, 5, 6, 7, 30),
    "sum of a walk with gaps": without(noise(60, 10).cumsum().cumsum(), 9, 25),
    "week with gaps": without(noise(49, 3) + 4 * np.resize([0, 1, 3, 0, 2, 5, 1], 49), 8, 9),
    "begun late": without(noise(120, 11), *range(80)),
    "ended soon": without(noise(120, 12), *range(40, 120)),
    "few of each": np.repeat([0.0, 1.0, 2.0, 5.0, 3.0], 2)[[0, 5, 2, 7, 4, 9, 6, 1, 8, 3]],
}


@pytest.mark.parametrize("kind", SERIES)
def test_a_metric_is_whitened_as_the_slow_way_does(kind):
    values = SERIES[kind]
    white, slow = whitened([values]), oracle.whitened(values)
    new = np.nan_to_num(slow["new"])
    new /= np.sqrt((new**2).sum())
    assert white.innovations[:, 0] == pytest.approx(new, abs=1e-9)
    scores = np.nan_to_num(slow["scores"])
    assert white.ranked[:, 0] == pytest.approx(scores / np.sqrt((scores**2).sum()), abs=1e-9)
    for name in ("varied", "fitted", "sharpness", "eligible"):
        assert getattr(white, name).item() == pytest.approx(slow[name])
    lags = min(50, len(values) // 2)
    memory = [oracle.autocorrelation(new, lag) for lag in range(1, lags + 1)]
    assert white.memory[:, 0] == pytest.approx(memory, abs=1e-9)


@pytest.mark.parametrize("kind", [kind for kind in SERIES if np.isnan(SERIES[kind]).any()])
def test_what_gaps_may_have_taken_is_known(kind):
    white = whitened([SERIES[kind]])
    squares = sorted((white.innovations[:, 0] ** 2).tolist(), reverse=True)
    assert white.gaps.tolist() == [np.isnan(SERIES[kind][1:]).sum()]
    assert len(white.lost) == len(SERIES[kind]) // 8 + 1
    assert white.lost[:, 0] == pytest.approx([sum(squares[:k]) for k in range(len(white.lost))])


def test_the_share_of_a_trend_is_told():
    n = 60
    rising = np.linspace(0, 3, n) + noise(n, 1)
    scores = oracle.normal_scores(rising)
    left = oracle.without_trend(scores, 2)
    expected = 1 - (left**2).sum() / (scores**2).sum()
    white = whitened([rising, np.zeros(n), np.arange(n) == 7])
    assert white.trend == pytest.approx([expected, 0, 0])
    assert 0.2 < expected < 0.9


@pytest.mark.parametrize("order", [1, 2])
def test_a_trend_is_fitted_to_the_tasks_that_are_there(order):
    """Gaps in the middle, all but the last, and too few to tell a line from noise."""
    values = np.random.default_rng(3).normal(size=(30, 4)) + np.arange(30)[:, None] ** order / 20
    there = np.ones((30, 4))
    there[10:14, 1] = there[:22, 2] = there[: 29 - order, 3] = 0.0
    found = _detrended(values * there, there, order)
    for j in range(3):
        one = np.where(there[:, j] > 0, values[:, j], NAN)
        expected = np.nan_to_num(oracle.without_trend(one, order))
        assert found[:, j] == pytest.approx(expected, abs=1e-9)
    assert found[:, 3] == pytest.approx(np.zeros(30), abs=1e-9)


def test_few_tasks_of_very_many_are_detrended_alone():
    """There the powers of the time are all but alike, and their equations cannot be solved."""
    values = np.random.default_rng(3).normal(size=(400, 2))
    there = np.ones((400, 2))
    there[:-20, 0] = 0.0
    found = _detrended(values * there, there, 4)
    for j in range(2):
        one = np.where(there[:, j] > 0, values[:, j], NAN)
        expected = np.nan_to_num(oracle.without_trend(one, 4))
        assert found[:, j] == pytest.approx(expected, abs=1e-9)


def test_the_memory_of_a_constant_is_nothing():
    values = np.column_stack([np.zeros(40), noise(40)])
    assert _autoregressed(values, 4)[:, 0].tolist() == [0.0] * 40


def test_eligible_is_what_varies_beyond_its_trend():
    """Half of very few values must differ from the commonest; a trend may tell 95 % at most."""
    few = np.array([2.0, 2, 2, 2, 2, 5, 2, 7, 2, 9])
    assert whitened([few]).eligible.tolist() == [False]
    assert whitened([np.where(np.arange(10) < 2, [1.0, 3] * 5, few)]).eligible.tolist() == [True]
    n = np.arange(60.0)
    steep = [n / slope + noise(60, 7) for slope in (1, 2, 3, 4, 5, 6, 8, 12)]
    white = whitened(steep)
    assert white.eligible.tolist() == (white.trend <= 0.95).tolist()
    assert 0 < white.eligible.sum() < len(steep)
