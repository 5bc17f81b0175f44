from math import comb, log

import numpy as np
import pytest

from crackle_cli.detectors.phase_transition.change_point import (
    Span,
    _gains,
    best_split,
    beyond_log_p,
    is_step,
    place,
    refined,
    span_of,
)

RNG = np.random.default_rng


def test_an_outlier_does_not_move_the_split():
    values = np.repeat([0.0, 5.0], 20) + RNG(1).normal(size=40)
    values[3] = 500
    assert best_split(values, 18, 2) == pytest.approx(20, abs=1)


@pytest.mark.parametrize("size", [1.0, 1.5, 3.0])
def test_intervals_hold_the_place_as_often_as_they_say(size):
    held = 0
    for seed in range(400):
        values = RNG(seed).normal(size=120) + size * (np.arange(120) >= 70)
        span = place(values, 70, 2, 1.0, 0.0)
        held += span.low <= 70 <= span.high
    assert held >= 372


def explained(values, k):
    """Squares that two means explain, one by one."""
    left, right = values[:k], values[k:]
    return k * (left.mean() - values.mean()) ** 2 + right.size * (right.mean() - values.mean()) ** 2


@pytest.mark.parametrize("fewest", [1, 2, 5])
def test_a_split_explains_the_squares_of_its_levels(fewest):
    values = RNG(1).normal(size=17)
    splits = range(fewest, 17 - fewest + 1)
    assert _gains(values, fewest) == pytest.approx([explained(values, k) for k in splits])


@pytest.mark.parametrize("guess", [5, 10, 15])
def test_the_split_that_explains_most_has_enough_on_each_side(guess):
    values = np.r_[np.zeros(3), np.ones(17)] + RNG(2).normal(size=20) / 9
    backwards = values[::-1].copy()
    assert (best_split(values, guess, 1), best_split(backwards, guess, 1)) == (3, 17)
    assert (best_split(values, guess, 3), best_split(backwards, guess, 3)) == (3, 17)
    assert best_split(values, guess, 4) >= 4 and best_split(backwards, guess, 4) <= 16


def test_a_place_is_told_by_the_odds_of_all_splits():
    """Those of normal noise, and of half as many values where they persist."""
    values = RNG(3).normal(size=30) + 2.0 * (np.arange(30) >= 12)
    for inflated, noise in ((1.0, 0.0), (2.0, 0.0), (1.0, 3.0)):
        gains = np.array([explained(values, k) for k in range(2, 29)])
        at = 2 + int(gains.argmax())
        left = [*(values[:at] - values[:at].mean()), *(values[at:] - values[at:].mean())]
        variance = max(sum(x * x for x in left) / 28, noise**2) * inflated
        odds = np.exp((gains - gains.max()) / (2 * variance))
        odds /= odds.sum()
        inside = [k for k in range(27) if odds[: k + 1].sum() >= 0.025 <= odds[k:].sum()]
        costs = [
            sum(odds[j] * min(1.0, (abs(j - k) / 6) ** 2) for j in range(27)) for k in range(27)
        ]
        best = 2 + int(np.argmin(costs))
        found = place(values, 12, 2, inflated, noise)
        assert found == Span(best, min(best, 2 + inside[0]), max(best, 2 + inside[-1]))
    assert found.high - found.low > 20  # of so much noise nothing is known


def test_a_step_without_noise_is_where_it_is():
    values = np.repeat([0.0, 1.0], [7, 9])
    assert place(values, 5, 2, 1.0, 0.0) == Span(7, 7, 7)
    assert place(values, 5, 2, 1.0, 0.0).moved(10) == Span(17, 17, 17)


@pytest.mark.parametrize(("other", "at"), [(1.02, 0), (1.04, 12)])
def test_an_error_of_five_tasks_is_nearly_wrong_and_of_six_wholly(other, at):
    """A tenth of the odds five tasks away is worth 11/36 of itself: 1.031 to the other place."""
    odds = np.full(13, 1e-12)
    odds[[0, 5, 12]] = 1.0, 0.1, other
    assert span_of(np.log(odds), 0).at == at


def test_the_place_is_within_its_interval():
    """Two places alike far apart: one of them is told, not the middle."""
    odds = np.log([0.45, 0.001, 0.001, 0.001, 0.001, 0.001, 0.001, 0.001, 0.001, 0.001, 0.54])
    assert span_of(odds, 3) == Span(13, 3, 13)
    assert span_of(np.log([0.98, 0.02]), 3) == Span(3, 3, 3)
    assert span_of(np.log([0.01, 0.99]), 3) == Span(4, 4, 4)
    assert span_of(np.log([0.03, 0.94, 0.03]), 3) == Span(4, 3, 5)


def test_two_sides_are_told_apart_by_how_many_lie_beyond_their_middle():
    """Of fifteen values seven are beyond 5: six of the eight on the right, one of seven."""
    left = np.array([0.0, 1, 2, 3, 4, 2, 9])
    right = np.array([8.0, 7, 9, 10, 8, 7.5, 1, 2])
    tail = sum(comb(7, 7 - k) * comb(8, k) for k in (6, 7)) / comb(15, 7)
    assert beyond_log_p(left, right) == pytest.approx(log(tail))
    assert beyond_log_p(right, left) == pytest.approx(log(tail))


@pytest.mark.parametrize("size", [1.0, 1e200])
def test_a_step_is_refined_whatever_its_unit(size):
    values = size * (np.repeat([0.0, 5.0], [30, 20]) + RNG(1).normal(size=50))
    found = refined(values, 26)
    assert found.at == 30 and found.low <= 30 <= found.high <= 32
    assert refined(np.zeros(8), 4).at in range(2, 7)


def test_noise_that_persists_leaves_a_place_open():
    walk = np.empty(200)
    noise = RNG(2).normal(size=200)
    walk[0] = noise[0]
    for t in range(1, 200):
        walk[t] = 0.8 * walk[t - 1] + noise[t]
    step = 3.0 * (np.arange(200) >= 100)
    lasting, mixed = refined(walk + step, 100), refined(RNG(3).permutation(walk) + step, 100)
    assert lasting.high - lasting.low > mixed.high - mixed.low


T = np.arange(80)
NOISE = np.random.default_rng(5).normal(size=80)


@pytest.mark.parametrize(
    ("values", "at", "step"),
    [
        (4.0 * (T >= 60) + NOISE, 60, True),
        (6.0 * T / 80 + NOISE, 60, False),
        (12.0 * T / 80 + 6.0 * (T >= 77) + NOISE, 77, True),  # beside a line
        (12.0 * T / 80 + 50.0 * (T == 40) + NOISE, 60, False),
        (4.0 * (T >= 60), 60, True),
        (0.3 * T, 60, False),
        (np.where(T % 3 == 0, np.nan, 4.0 * (T >= 60) + NOISE), 60, True),
    ],
)
def test_a_step_is_told_from_a_line(values, at, step):
    assert is_step(values, at) is step
    assert is_step(1e6 - 1e-3 * values, at) is step


def test_nothing_steps_at_an_end():
    assert not is_step(NOISE, 0) and not is_step(np.where(T < 60, np.nan, NOISE), 60)


def test_a_step_is_what_schwarz_prefers_to_a_line():
    ones, told = np.ones(80), []
    for seed in range(200):
        size = RNG(seed).uniform(0, 2)
        values = (
            RNG(seed).uniform(-1, 1, 80) + size * (T >= 70) + RNG(seed + 1).uniform(0, 3) * T / 80
        )
        step = 1.0 * (T >= 70)
        costs = [
            40 * log(np.linalg.lstsq(np.stack(model, 1), values)[1][0]) + numbers * log(80) / 2
            for model, numbers in (((ones, T), 1), ((ones, step), 2), ((ones, T, step), 3))
        ]
        told.append(is_step(values, 70))
        assert told[-1] is (min(costs[1:]) <= costs[0])
    assert 40 < sum(told) < 160
