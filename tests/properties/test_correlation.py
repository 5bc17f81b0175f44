"""What must not change the correlations that are told."""

import tracemalloc
from types import SimpleNamespace

import numpy as np
import pytest

from crackle_cli import MetricTable, ThermalProfile
from crackle_cli.detectors.correlation import pairs as pairwise
from crackle_cli.detectors.correlation.detect import detect
from crackle_cli.detectors.correlation.pairs import BLOCK_METRICS, discovered, p_values
from crackle_cli.detectors.correlation.pairwise_missing import bound, fresh, masked
from crackle_cli.detectors.correlation.prewhitening import WORTH_A_BOUND, _largest, whitened
from tests.oracles import correlation as oracle
from tests.worlds.correlation import (
    autoregressive,
    family,
    lagging,
    linked,
    surest_first,
    table,
)

SETTINGS = ThermalProfile.default().correlation


def told(given):
    return {
        frozenset(f.metrics): round(abs(f.correlation), 9) for f in detect(given, SETTINGS).findings
    }


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_columns_does_not_matter(seed):
    values = linked(np.random.default_rng(seed), 60, 6, 0.9)
    given = table(values)
    turned = MetricTable.from_columns(dict(reversed(given.metrics.items())))
    assert told(given) == told(turned) != {}


@pytest.mark.parametrize("seed", range(5))
def test_monotone_transforms_do_not_matter(seed):
    values = linked(np.random.default_rng(seed), 60, 6, 0.9)
    bent = values.copy()
    bent[:, 0] = np.exp(bent[:, 0])
    bent[:, 2] = 7 * bent[:, 2] - 3
    assert told(table(values)) == told(table(bent)) != {}


MEMORIES = {
    "white": lambda values: values,
    "lasting": lambda values: autoregressive(values, 0.6),
    "walk": lambda values: values.cumsum(axis=0),
    "trend": lambda values: values + np.linspace(0, 3, len(values))[:, None],
    "missing": lambda values: np.where(np.eye(len(values), 6, -9) > 0, np.nan, values),
    "whole numbers": lambda values: np.round(2 * values),
}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("kind", MEMORIES)
def test_mirroring_the_order_leaves_the_link(kind, seed):
    values = MEMORIES[kind](linked(np.random.default_rng([seed, 12]), 100, 6, 0.95))
    forward, backward = told(table(values)), told(table(values[::-1].copy()))
    link = frozenset({"m0", "m1"})
    assert forward[link] == pytest.approx(backward[link], abs=0.05)


@pytest.mark.parametrize("lag", [1, 4])
def test_mirroring_the_order_makes_the_follower_lead(lag):
    values = lagging(np.random.default_rng(2), 80, 4, 0.95, lag)
    for given, pair in ((values, ("m0", "m1")), (values[::-1].copy(), ("m1", "m0"))):
        (found,) = detect(table(given), SETTINGS).findings
        assert (found.metrics, found.lag) == (pair, lag)


def test_a_duplicated_column_is_left_to_the_laws():
    values = linked(np.random.default_rng(0), 60, 4, 0.0)
    assert told(table(np.column_stack([values, 3 * values[:, :1] + 1]))) == {}


def test_missing_values_leave_the_link():
    values = linked(np.random.default_rng(0), 120, 5, 0.95)
    values[np.random.default_rng(1).random(values.shape) < 0.15] = np.nan
    assert frozenset({"m0", "m1"}) in told(table(values))


GAPS = [0.0, 0.02, 0.05, 0.1, 0.2, 0.3]  # share of each metric

WORLDS = {
    "white": lambda rng, n: rng.normal(size=(n, 6)),
    "walks": lambda rng, n: rng.normal(size=(n, 6)).cumsum(axis=0),
    "sums of walks": lambda rng, n: rng.normal(size=(n, 6)).cumsum(axis=0).cumsum(axis=0),
    "whole numbers": lambda rng, n: rng.poisson(1.0, (n, 6)).astype(float),
    "weeks": lambda rng, n: rng.normal(size=(n, 6)) + 3 * rng.normal(size=(7, 6))[np.arange(n) % 7],
    "missing": lambda rng, n: np.where(
        rng.random((n, 6)) < 0.15, np.nan, autoregressive(rng.normal(size=(n, 6)), 0.6)
    ),
    "some missing": lambda rng, n: np.where(
        (rng.random((n, 6)) < GAPS) | (np.eye(n, 6, -3) > 0), np.nan, rng.normal(size=(n, 6))
    ),
    "begun late": lambda rng, n: np.where(
        np.arange(n)[:, None] < n * np.array([0.2, 0.2, 0.2, 0.3, 0.3, 0.4]),
        np.nan,
        rng.normal(size=(n, 6)),
    ),
}


@pytest.mark.parametrize("n", [12, 33, 130])
@pytest.mark.parametrize("kind", WORLDS)
def test_pairs_agree_with_the_slow_way(kind, n):
    values = WORLDS[kind](np.random.default_rng([n, 4]), n)
    values[:, 1] += values[:, 0]
    values[:, 2] -= values[:, 0]
    every = oracle.scored(list(values.T))
    for alpha, least_r in ((0.01, 0.4), (0.5, 0.4), (1000.0, 0.0)):
        pairs = surest_first(discovered(whitened(list(values.T)), alpha, least_r))
        found = zip(pairs.r, pairs.ranked, p_values(pairs.z), strict=True)
        where = zip(pairs.one.tolist(), pairs.other.tolist(), strict=True)
        slow = oracle.discovered(every, alpha, least_r)
        assert dict(zip(where, found, strict=True)) == {
            pair: pytest.approx(numbers, rel=1e-6, abs=1e-9) for pair, numbers in slow.items()
        }


@pytest.mark.parametrize("seed", range(10))
def test_no_correlation_exceeds_its_bound(seed):
    rng = np.random.default_rng([seed, 8])
    values = family(rng, 200, 6, 0.9)
    values[rng.random((200, 6)) < GAPS] = np.nan
    values[values > 1.5] = np.where(rng.random() < 0.5, np.nan, 5.0)  # what lacks tells the most
    white = whitened(list(values.T))
    every = np.arange(6)
    there = fresh(white.present)
    exact = np.abs(masked(white.innovations, white.innovations, there, there)[0])
    limit = bound(white, every, every)
    assert (limit >= exact - 1e-12).all()
    assert np.isfinite(limit).any()


def test_the_bound_allows_for_means_that_gaps_move():
    """Each lacks the tasks in which the other is large: they correlate, their products do not."""
    rng = np.random.default_rng(2)
    n, gap = 400, 20
    shared = rng.normal(size=n)
    values = np.column_stack([shared, -shared]) + 0.1 * rng.normal(size=(n, 2))
    there = np.ones((n, 2))
    there[0] = 0.0
    for mine, other in ((0, 1), (1, 0)):
        large = slice(1 + gap * mine, 1 + gap * (mine + 1))
        values[large, mine] += n / gap * 0.95
        there[large, other] = 0.0
    values = (values - (values * there).sum(axis=0) / there.sum(axis=0)) * there
    values /= np.sqrt((values**2).sum(axis=0))
    white = SimpleNamespace(
        innovations=values, gaps=np.full(2, gap), lost=_largest(values**2, n // WORTH_A_BOUND)
    )
    exact = abs(masked(values[:, :1], values[:, 1:], there[:, :1], there[:, 1:])[0].item())
    product = abs(float(values[:, 0] @ values[:, 1]))
    assert bound(white, np.array([0]), np.array([1])).item() >= exact > 10 * product


@pytest.mark.parametrize("block", [12, pytest.param(BLOCK_METRICS, marks=pytest.mark.long)])
def test_more_metrics_than_one_block_agree_with_the_slow_way(monkeypatch, block):
    monkeypatch.setattr(pairwise, "BLOCK_METRICS", block)
    rng = np.random.default_rng(6)
    values = np.column_stack([family(rng, 30, 4, 0.9), rng.normal(size=(30, block + 20))])
    values = values[:, rng.permutation(values.shape[1])]
    pairs = surest_first(discovered(whitened(list(values.T)), 0.05, 0.4))
    slow = oracle.discovered(oracle.scored(list(values.T)), 0.05, 0.4)
    assert set(zip(pairs.one.tolist(), pairs.other.tolist(), strict=True)) == set(slow)
    assert len(slow) >= 6


@pytest.mark.parametrize("spread", [1 / 9, 9.0])
def test_metrics_that_share_a_trend_are_silent_and_said_to_be(spread):
    n = np.arange(100.0)
    noise = spread * np.random.default_rng(5).normal(size=(100, 2))
    found = detect(
        MetricTable.from_columns({"disk": n + noise[:, 0], "users": 3 * n + noise[:, 1]}),
        SETTINGS,
    )
    assert found.findings == ()
    assert "disk, users share at most a trend" in found.notes[0]


def test_too_few_tasks_are_said():
    found = detect(MetricTable.from_columns({"a": [1, 2, 3], "b": [1, 2, 3]}), SETTINGS)
    assert found.notes == ("too few tasks for correlations (3 of at least 8)",)


def test_a_large_family_is_told_without_a_list_of_its_pairs():
    """A pair in a list is five numbers, 40 bytes; of each only its score is kept."""
    d = 600
    values = family(np.random.default_rng(1), 40, d, 0.95)
    tracemalloc.start()
    (found,) = detect(table(values), SETTINGS).findings
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(found.metrics) == d
    assert peak < 140 * d**2 / 2
