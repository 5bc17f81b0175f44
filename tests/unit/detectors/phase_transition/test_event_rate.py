from math import comb, log

import numpy as np
import pytest

from crackle_cli.detectors.phase_transition.change_point import Span
from crackle_cli.detectors.phase_transition.event_rate import (
    _best,
    _clumped,
    events,
    rate_cuts,
    rate_places,
    split_log_p,
)

RNG = np.random.default_rng


def test_a_burst_is_told_with_its_end():
    happened = np.zeros(300)
    happened[RNG(1).choice(300, 5, replace=False)] = 1
    happened[120:150:2] = 1
    assert [c.at for c in rate_cuts(happened, log(0.01))] == pytest.approx([120, 150], abs=6)


def test_a_run_of_failures_is_one_event():
    happened = np.zeros(300)
    happened[100:108] = 1
    assert rate_cuts(happened, log(0.01)) == ()


def test_the_usual_value_is_that_of_most():
    assert events(np.array([5.0, 5, 5, 1, 9])).tolist() == [0, 0, 0, 1, 1]
    assert events(np.array([5.0, 4, 3, 1, 9])) is None


def rates(happened, k):
    """log likelihood of a rate on either side."""
    total = 0.0
    for side in (happened[:k], happened[k:]):
        rate = min(max(side.mean(), 1e-12), 1 - 1e-12)
        total += side.sum() * log(rate) + (side.size - side.sum()) * log(1 - rate)
    return total


def test_the_place_of_a_rate_is_told_by_the_odds_of_all_splits():
    happened = (RNG(4).random(60) < np.repeat([0.05, 0.6], [35, 25])).astype(float)
    logs = np.array([rates(happened, k) for k in range(2, 59)])
    odds = np.exp(logs - logs.max()) / np.exp(logs - logs.max()).sum()
    inside = [k for k in range(57) if odds[: k + 1].sum() >= 0.025 <= odds[k:].sum()]
    at = 2 + int(odds.argmax())
    assert rate_places(happened, (at,)) == [Span(at, 2 + inside[0], 2 + inside[-1])]
    first, second = rate_places(np.concatenate([happened, happened[::-1]]), (at, 120 - at))
    assert first.at == at and second.at == 120 - at
    assert first.low <= at <= first.high < second.low <= 120 - at <= second.high


def test_the_best_split_of_a_rate_is_the_likeliest():
    happened = (RNG(5).random(40) < np.repeat([0.1, 0.7], [15, 25])).astype(float)
    assert _best(happened) == max(range(2, 39), key=lambda k: rates(happened, k))


def test_runs_of_events_count_by_their_length():
    """Two runs of four among twenty; chance makes runs of 1 / (1 - 9/22)."""
    happened = np.zeros(20)
    happened[[0, 1, 2, 3, 9, 10, 11, 12]] = 1
    assert _clumped(happened) == pytest.approx(4 * (1 - 9 / 22))
    assert _clumped(np.resize([0.0, 1.0], 20)) == 1.0
    assert _clumped(np.zeros(9)) == 1.0


def test_a_split_of_events_is_judged_by_its_tail_and_its_places():
    """Six of ten, and none of thirty: at 12 of forty places, in a series of eighty."""
    happened = np.zeros(40)
    happened[[1, 3, 4, 6, 7, 9]] = 1
    inside = sum(comb(10, k) * comb(30, 6 - k) for k in (6,)) / comb(40, 6)
    expected = log(12 * 80 / 40 * inside)
    assert split_log_p(happened, 10, 80) == pytest.approx(expected)
    assert split_log_p(happened[::-1].copy(), 30, 80) == pytest.approx(expected)
    assert split_log_p(happened * 0, 10, 80) == 0.0
    happened[[1, 3, 4]] = 0
    assert split_log_p(happened, 10, 80) == 0.0  # of three events nothing can be said


@pytest.mark.parametrize("happened", [np.zeros(5), np.ones(5)])
def test_what_never_or_always_happens_is_no_event(happened):
    assert events(happened) is None


@pytest.mark.parametrize("seed", range(3))
def test_a_rate_that_rises_and_falls_is_cut_twice(seed):
    happened = (RNG(seed).random(400) < np.repeat([0.03, 0.5, 0.03], [150, 100, 150])).astype(float)
    cuts = rate_cuts(happened, log(1e-4))
    assert [c.at for c in cuts] == pytest.approx([150, 250], abs=8)
    edges = [0, *(c.at for c in cuts), 400]
    for i, cut in enumerate(cuts):
        low, high = edges[i], edges[i + 2]
        assert cut.height == pytest.approx(-split_log_p(happened[low:high], cut.at - low, 400))
        assert cut.at == low + _best(happened[low:high])
    assert rate_cuts(happened, -max(c.height for c in cuts) - 1.0) == ()
