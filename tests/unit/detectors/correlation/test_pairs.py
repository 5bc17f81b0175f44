"""How surely a pair moves together: what a correlation is worth, and which ones pass."""

from itertools import combinations
from math import erfc, log, sqrt

import numpy as np
import pytest

from crackle_cli.detectors.correlation import pairs as pairwise
from crackle_cli.detectors.correlation.pairs import (
    Pairs,
    _first_look,
    discovered,
    least_passing,
    normal_score,
    p_values,
    passing,
    score,
)
from crackle_cli.detectors.correlation.prewhitening import Whitened, whitened
from crackle_cli.statistics.normal import normal_quantiles
from tests.oracles import correlation as oracle
from tests.worlds.correlation import surest_first

N = 64  # of signs: their correlations are whole 32nds, without any float error
NAN = np.nan


def found(white, alpha, least_r):
    return surest_first(discovered(white, alpha, least_r))


def known(innovations, **given):
    """Metrics (n, d) that have left no memory, of no trend, and whose ranks are as they are."""
    d = innovations.shape[1]
    ones = np.ones(d)
    usual = {
        "ranked": innovations,
        "innovations": innovations,
        **dict.fromkeys(("present", "gaps", "lost")),
        "varied": ones,
        "memory": np.zeros((3, d)),
        "fitted": 0 * ones,
        "sharpness": ones,
        "eligible": ones > 0,
        "trend": 0 * ones,
    }
    return Whitened(**{**usual, **given})


def signs(*agreements):
    """(N, 1 + k) metrics of +1 and -1, of norm 1: the others agree with the first in so many."""
    others = [np.where(np.arange(N) < count, 1.0, -1.0) for count in agreements]
    return np.column_stack([np.ones(N), *others]) / sqrt(N)


def rows(pairs):
    return list(zip(pairs.one.tolist(), pairs.other.tolist(), pairs.r.tolist(), strict=True))


@pytest.mark.parametrize(
    ("p", "count"),
    [
        ([0.125, 0.25, 0.375, 0.6], 3),
        ([0.125, 0.3, 0.375, 0.6], 3),  # the third passes, and with it the second
        ([0.13, 0.26, 0.38], 0),
        ([0.1], 1),
        ([0.2, 0.2], 2),
        ([], 0),
    ],
)
def test_the_kth_is_compared_with_k_steps(p, count):
    assert passing(np.array(p), 0.125) == count


@pytest.mark.parametrize(
    ("p", "count"),
    [
        ([0.37, 0.12, 0.6, 0.25], 3),
        ([0.6, 0.37, 0.3, 0.12], 3),
        ([0.26, 0.13, 0.38], 0),
        ([0.2, 0.2], 2),
        ([0.5] * 9, 9),  # as many steps are more than 1
        ([], 0),
    ],
)
def test_scores_pass_as_their_p_values_do_in_any_order_and_blocks(p, count):
    scores = -normal_quantiles(np.array(p) / 2)
    least = least_passing([scores[:2], scores[2:]], 0.125)
    assert np.count_nonzero(scores >= least) == count


def test_a_p_value_is_two_sided_and_never_zero():
    none, some, most = p_values(np.array([0.0, 2.0, 100.0])).tolist()
    assert (none, most) == (1.0, 1e-300)
    assert some == pytest.approx(erfc(sqrt(2)))


def test_what_a_correlation_is_worth():
    found = normal_score(np.array([0.5, -0.5, 0.5, 0.5]), np.array([10.0, 10.0, 0.0, -3.0]))
    assert found == pytest.approx([81 / 83 * sqrt(10 * log(4 / 3))] * 2 + [0.0, 0.0])
    assert found[0] == pytest.approx(1.66, abs=0.02)  # t = 1.826 with 10 degrees: p = .098
    assert np.isfinite(normal_score(np.array([1.0]), np.array([50.0])))


def test_a_certain_correlation_is_worth_more_than_any_other():
    nearly, wholly = normal_score(np.array([1 - 1e-9, 1.0]), np.array([50.0, 50.0]))
    assert nearly < wholly < 1.5 * nearly


PAIR = np.array([0]), np.array([1])


def scored(r, tasks, **given):
    white = known(np.zeros((10, 2)), **given)
    return score(white, PAIR, np.array([r]), np.array([tasks])).item()


def worth(r, freedom):
    return pytest.approx(normal_score(np.array([r]), np.array([freedom])).item(), rel=1e-9)


def test_two_tasks_and_what_was_fitted_are_no_evidence():
    assert scored(0.5, 30.0) == worth(0.5, 28)
    assert scored(0.5, 30.0, fitted=np.array([2.0, 5.0])) == worth(0.5, 23)
    assert scored(0.5, 5.0, fitted=np.array([2.0, 5.0])) == 0.0


def test_memory_in_common_leaves_fewer_tasks():
    """At lag 1 and 2 of ten tasks, weighed by the tasks that far apart (Bartlett, 1935)."""
    memory = np.array([[0.5, 0.6], [0.4, 0.5]])
    common = 0.9 * 0.5 * 0.6 + 0.8 * 0.4 * 0.5 - 0.3**2 * (0.9 + 0.8) / 10
    assert scored(0.3, 30.0, memory=memory) == worth(0.3, 30 / (1 + 2 * common) - 2)
    assert scored(-0.3, 30.0, memory=memory) == worth(0.3, 30 / (1 + 2 * common) - 2)


def test_memory_never_adds_tasks():
    opposite = np.array([[0.5, -0.6]])
    assert scored(0.3, 30.0, memory=opposite) == worth(0.3, 28)


@pytest.mark.parametrize(
    ("varied", "share"), [((0.1, 0.2), 0.64), ((0.05, 0.05), 0.19), ((0.1, 0.5), 1), ((0.9, 0), 1)]
)
def test_a_value_that_most_tasks_share_leaves_fewer_tasks(varied, share):
    """As a flag that is set in a share p of the tasks varies by p (1 - p)."""
    assert scored(0.3, 30.0, varied=np.array(varied)) == worth(0.3, 30 * share - 2)


def test_rounding_to_ranks_blunts_a_correlation():
    assert scored(0.5, 30.0, sharpness=np.array([0.9, 0.8])) == worth(0.36, 28)


def test_all_pairs_of_a_table_are_told_the_surest_first():
    """Agreement in 60 of 64 tasks is r = 7/8, in 56 it is 3/4, in 52 it is 5/8."""
    pairs = found(known(signs(60, 52)), 0.01, 0.4)
    assert rows(pairs) == [(0, 1, 0.875), (1, 2, 0.75), (0, 2, 0.625)]
    assert pairs.ranked.tolist() == [0.875, 0.75, 0.625]
    assert pairs.z == pytest.approx(normal_score(pairs.r, np.full(3, 62.0)))


def test_metrics_that_move_against_each_other_are_told():
    assert rows(found(known(signs(4)), 0.01, 0.4)) == [(0, 1, -0.875)]


def test_copies_are_told():
    assert rows(found(known(signs(64, 0)), 0.01, 1.0)) == [
        (0, 1, 1.0),
        (0, 2, -1.0),
        (1, 2, -1.0),
    ]
    beyond = found(known(signs(64, 0) * (1 + 1e-9)), 0.01, 0.4)  # as float error may be
    for r in (beyond.r, beyond.ranked):
        assert r.tolist() == [1.0, -1.0, -1.0]


def test_what_is_not_eligible_is_left_out():
    white = known(signs(60, 52), eligible=np.array([True, False, True]))
    assert rows(found(white, 0.01, 0.4)) == [(0, 2, 0.625)]
    assert rows(found(white._replace(eligible=np.zeros(3, bool)), 0.01, 0.4)) == []
    assert rows(found(white._replace(eligible=np.arange(3) == 1), 0.01, 0.4)) == []


@pytest.mark.parametrize(("least_r", "count"), [(0.625, 3), (0.626, 2), (0.875, 1), (0.876, 0)])
def test_a_weaker_correlation_is_no_candidate(least_r, count):
    assert found(known(signs(60, 52)), 0.01, least_r).r.size == count


@pytest.mark.parametrize(("given", "told"), [(1 + 1e-9, True), (1 - 1e-9, False)])
@pytest.mark.parametrize("fitted", [0.0, 9.0])
def test_the_only_pair_passes_at_its_own_p_value(given, told, fitted):
    (p,) = p_values(normal_score(np.array([0.5]), np.array([N - 2 - fitted])))
    white = known(signs(48), fitted=np.full(2, fitted))
    assert rows(found(white, given * p, 0.0)) == [(0, 1, 0.5)] * told


@pytest.mark.parametrize(("given", "told"), [(1 + 1e-9, 2), (1 - 1e-9, 0)])
def test_the_surer_of_three_pairs_passes_with_the_next(given, told):
    """The first would need a third of alpha for itself; the second needs two thirds."""
    white = known(signs(48, 48))
    (p,) = p_values(normal_score(np.array([0.5]), np.array([62.0])))
    white = white._replace(innovations=np.column_stack([white.innovations[:, :2], half_agreeing()]))
    pairs = found(white, given * p * 3 / 2, 0.4)
    assert [abs(r) for r in pairs.r] == [0.5] * told


def half_agreeing():
    """Agrees in 48 with the first metric of `signs(48)`, and in 32 with the second."""
    return np.where((np.arange(N) < 16) | (np.arange(N) >= 32), 1.0, -1.0) / sqrt(N)


def test_the_first_look_leaves_out_what_cannot_pass():
    """No pair is worth more than its r with all tasks and the least that was fitted."""
    white = known(signs(48), fitted=np.array([3.0, 5.0]))
    just_above = 0.5 + 1 / pairwise.BINS  # the first look tells |r| no closer
    (p,) = p_values(normal_score(np.array([just_above]), np.array([N - 2 - 3.0])))
    index = np.arange(2)
    for step, threshold in ((p * (1 + 1e-9), 0.5), (p * (1 - 1e-9), np.inf)):
        peaks, least = _first_look(white, index, step, 0.1)
        assert (peaks.tolist(), least) == ([0.5], threshold)
    assert _first_look(white, index, 1.0, 0.4)[1] == 0.5
    assert _first_look(white, index, 1.0, 0.6)[1] == np.inf


def test_the_first_look_counts_all_pairs_as_strong():
    """Three of r = 7/8 or so pass together at a third of what one alone would need."""
    white = known(signs(62, 64))
    (p,) = p_values(normal_score(np.array([0.9375 + 1 / pairwise.BINS]), np.array([62.0])))
    assert _first_look(white, np.arange(3), p / 3 * (1 + 1e-9), 0.1)[1] == 0.9375
    assert _first_look(white, np.arange(3), p / 3 * (1 - 1e-9), 0.1)[1] == 1.0


@pytest.mark.parametrize("block", [1, 2, 3, 128])
def test_metrics_of_different_blocks_are_compared(monkeypatch, block):
    monkeypatch.setattr(pairwise, "BLOCK_METRICS", block)
    agreements = np.array([64, 60, 58, 56, 54, 52, 50])
    pairs = found(known(signs(*agreements[1:])), 0.01, 0.4)
    assert {(i, j, r) for i, j, r in rows(pairs)} == {
        (i, j, 1 - (agreements[i] - agreements[j]) / 32) for i, j in combinations(range(7), 2)
    }


def test_an_outlier_that_two_metrics_share_is_one_task():
    """Of n tasks that weigh alike in one and the other, E[x^2 y^2] would be 1 + 2 r^2 (White)."""
    rng = np.random.default_rng(0)
    values = rng.normal(size=(40, 2))
    values[7] = 9.0
    values = values - values.mean(axis=0)
    values /= np.sqrt((values**2).sum(axis=0))
    (z,) = found(known(values), 0.5, 0.4).z
    r = values[:, 0] @ values[:, 1]
    fourth = 40 * (values[:, 0] ** 2 * values[:, 1] ** 2).sum()
    assert z == worth(r, 40 / (fourth / (1 + 2 * r**2)) - 2)
    assert z < 0.5 * normal_score(np.array([r]), np.array([38.0])).item()


@pytest.mark.parametrize("gaps", [(), (3, 4, 11), (0, 1, 2)])
def test_pairs_with_and_without_gaps_agree_with_the_slow_way(gaps):
    values = np.random.default_rng(4).normal(size=(16, 4))
    values[:, 1] += values[:, 0]
    values[:, 2] -= values[:, 0]
    if gaps:
        values[list(gaps), 1] = NAN
        values[[5, 6, 7, 8], range(4)] = NAN
    every = oracle.scored(list(values.T))
    for alpha, least_r in ((0.5, 0.4), (1000.0, 0.0)):
        pairs = found(whitened(list(values.T)), alpha, least_r)
        slow = oracle.discovered(every, alpha, least_r)
        numbers = zip(pairs.r, pairs.ranked, p_values(pairs.z), strict=True)
        where = zip(pairs.one.tolist(), pairs.other.tolist(), strict=True)
        assert dict(zip(where, numbers, strict=True)) == {
            pair: pytest.approx(three, rel=1e-6, abs=1e-9) for pair, three in slow.items()
        }
        assert slow or alpha < 1


def test_some_of_the_pairs():
    both = Pairs(*(np.array([k, k + 5]) for k in range(2)), *(np.array([0.1, 0.2]),) * 3)
    assert rows(both.taken(np.array([1]))) == [(5, 6, 0.2)]
