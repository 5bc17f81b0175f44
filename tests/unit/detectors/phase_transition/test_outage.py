import numpy as np
import pytest

from crackle_cli.detectors.phase_transition.outage import _centre, _differ, is_back, ways_back
from tests.worlds.phase_transition import autoregressive

RNG = np.random.default_rng


def test_what_comes_back_is_back():
    before, away, after = RNG(1).normal(size=60), RNG(2).normal(8, 1, 20), RNG(3).normal(size=40)
    assert is_back(before, away, after)
    assert not is_back(before, away, after + 4)
    assert ways_back([before, away, after]) == [1, None]


def stretch(level, n=60, seed=1):
    return RNG(seed).normal(level, 1.0, n)


def test_the_next_step_or_the_one_after_takes_back():
    parts = [stretch(0, seed=1), stretch(9, seed=2), stretch(12, seed=3), stretch(0, seed=4)]
    assert ways_back(parts) == [2, None, None]
    parts.append(stretch(12, seed=5))
    assert ways_back(parts) == [2, None, 3, None]
    far = [stretch(level, seed=i) for i, level in enumerate([0, 9, 12, 15, 0])]
    assert ways_back(far)[0] is None  # two steps between are no outage
    assert ways_back(parts[:2]) == [None]


def test_a_second_step_the_same_way_is_no_way_back_though_the_medians_are_equal():
    counts = [np.repeat([0.0, 1.0, 2.0, 3.0], shares) for shares in ([9, 9, 40, 2], [4, 4, 40, 12])]
    more = np.repeat([1.0, 2.0, 3.0], [2, 40, 18])
    assert not is_back(*counts, more)
    assert is_back(*counts, counts[0])


@pytest.mark.parametrize(("left", "back"), [(2.5, True), (2.6, False)])
def test_no_more_than_a_third_of_a_shift_is_left(left, back):
    """Of few tasks ranks say little. Both sides together are half of it nearer to the shift."""
    few = np.array([-3.0, 0.0, 3.0])
    away = np.full(20, 9.0)
    assert is_back(few, away, few + left) is back


def test_of_very_many_tasks_a_hundredth_of_the_shift_is_nothing():
    before, after = np.linspace(0, 1e-3, 2001), np.linspace(0, 1e-3, 2001)
    away = np.full(100, 10.0)
    assert is_back(before, away, after + 0.09)
    assert not is_back(before, away, after + 0.11)


def test_the_level_of_what_has_two_values_is_their_mean():
    flags = (np.arange(100) % 4 == 0).astype(float)
    assert _centre(flags) == 0.25
    assert _centre(np.array([1.0, 5, 5, 9])) == 5.0 and _centre(np.full(3, 7.0)) == 7.0


def test_values_that_persist_tell_two_sides_apart_less_surely():
    walk = autoregressive(0.9)
    one, other = walk(RNG(1), 200), walk(RNG(2), 200)
    other += np.median(one) - np.median(other) + 1.5
    assert not _differ(one, other)
    mixed, too = RNG(3).permutation(one), RNG(4).permutation(other)
    assert _differ(mixed, too)
    assert _differ(mixed, stretch(50), too)
