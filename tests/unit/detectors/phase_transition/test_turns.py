"""Where what wanders goes another way, of walks and waves whose turns are known."""

from math import log

import numpy as np
import pytest

from crackle_cli.detectors.phase_transition.batching import alone, together
from crackle_cli.detectors.phase_transition.change_point import Span
from crackle_cli.detectors.phase_transition.turns import _width, in_values, turns

RNG = np.random.default_rng
ALPHA = 0.025


def turned(values):
    return [turn.span for turn in alone(turns(values, ALPHA))]


def walk(slopes, legs, seed, size=0.5):
    """A walk that goes by each of some slopes for so many steps; it turns after each leg."""
    steps = np.repeat(slopes, legs) + size * RNG(seed).normal(size=len(slopes) * legs)
    return np.append(0.0, steps).cumsum()


def wave(n, leg, size, seed, noise=1.0):
    """Up and down by turns, each way for `leg` values, noise on top."""
    return size * np.abs((np.arange(n) / leg) % 2 - 1) + noise * RNG(seed).normal(size=n)


def test_a_walk_turns_at_the_last_value_of_each_way():
    found = turned(walk([1.0, -1.0, 1.0], 40, 1, size=0.1))
    assert found == [Span(40, 40, 40), Span(80, 80, 80)]


def test_it_may_also_only_slow_down():
    (turn,) = alone(turns(walk([1.0, 0.0], 40, 2), ALPHA))
    assert abs(turn.span.at - 40) <= 2
    assert (turn.before, turn.after, turn.faster, turn.back) == ("up", None, False, False)
    (turn,) = alone(turns(walk([-0.5, -2.0], 40, 2), ALPHA))
    assert (turn.before, turn.after, turn.faster, turn.back) == ("down", "down", True, False)


@pytest.mark.parametrize("seed", range(3))
def test_it_turns_back_where_up_becomes_down_for_sure(seed):
    first, second = alone(turns(walk([0.7, -0.7, 0.0], 80, seed), ALPHA))
    assert (first.before, first.after, first.back) == ("up", "down", True)
    assert (second.before, second.after, second.back) == ("down", None, False)


def test_each_turn_is_as_sure_as_the_step_of_the_differences():
    clear, faint = (alone(turns(walk([size, -size], 60, 3), ALPHA))[0].log_p for size in (1.0, 0.4))
    assert clear < faint < log(ALPHA)


@pytest.mark.parametrize("seed", range(3))
def test_a_place_that_is_not_sure_has_an_interval_that_holds_it(seed):
    (span,) = turned(walk([0.5, -0.5], 100, seed))
    assert span.low < span.at < span.high and span.low <= 100 <= span.high


@pytest.mark.parametrize("seed", range(3))
def test_noise_on_top_hides_no_turn(seed):
    values = wave(300, 60, 40.0, seed)
    found = turned(values)
    assert _width(values) > 1
    assert [round(s.at / 60) for s in found] == [1, 2, 3, 4]
    for span in found:
        assert span.low <= 60 * round(span.at / 60) <= span.high


def test_values_are_put_together_until_their_steps_are_no_echo():
    level = RNG(1).normal(size=200)
    assert _width(level) == 8  # 25 blocks: fewer tell nothing
    assert _width(level.cumsum()) == 1
    assert _width(10 * level.cumsum() + 0.1 * RNG(2).normal(size=200)) == 1
    assert _width(np.arange(200.0)) == 1


@pytest.mark.parametrize(("memory", "tails"), [(0.0, 99.0), (0.5, 99.0), (0.0, 1.5)])
def test_a_walk_that_only_wanders_turns_nowhere(memory, tails):
    """Also where its steps persist, or some are huge."""
    told = 0
    for seed in range(20):
        steps = RNG(seed).standard_t(tails, size=200)
        for i in range(1, steps.size):
            steps[i] += memory * steps[i - 1]
        told += bool(turned(steps.cumsum()))
    assert told <= 1


def test_mirrored_order_and_another_scale_tell_the_same_turns():
    values = np.round(walk([1.0, -0.5, 0.5, -1.0], 40, 3) * 2**20) / 2**20  # exact in binary
    found = turned(values)
    last = values.size - 1
    mirrored = [Span(last - s.at, last - s.high, last - s.low) for s in reversed(found)]
    assert len(found) == 3 and turned(values[::-1].copy()) == mirrored
    assert turned(-8.0 * values + 512.0) == found


def test_a_series_turns_alike_alone_and_among_others():
    every = [walk([1.0, -1.0], 50, seed) for seed in range(4)]
    every += [wave(101, 33, 40.0, seed) for seed in range(4)]
    assert together(turns(v, ALPHA) for v in every) == [alone(turns(v, ALPHA)) for v in every]


def test_a_turn_at_a_block_may_be_at_any_of_its_values():
    assert in_values(Span(5, 4, 6), 1, 99) == Span(5, 4, 6)
    assert in_values(Span(5, 4, 6), 4, 99) == Span(21, 16, 27)
    assert in_values(Span(5, 4, 6), 4, 26) == Span(21, 16, 25)
