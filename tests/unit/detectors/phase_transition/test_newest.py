from math import exp, lgamma, log

import numpy as np
import pytest

from crackle_cli.detectors.phase_transition import newest as module
from crackle_cli.detectors.phase_transition.batching import alone
from crackle_cli.detectors.phase_transition.newest import _p_values, gamma_tail, log_tails

RNG = np.random.default_rng


def newest(*arguments, **options):
    return alone(module.newest(*arguments, **options))


def log_tail(distances, beyond):
    return log_tails(np.sort(distances)[None], beyond[None])[0]


def p_of(tail, seed=1, n=100, alpha=0.02):
    values = np.append(RNG(seed).normal(size=n), tail)
    found = newest(values, 1, alpha)
    return found.p_value if found else 1.0


def test_more_tasks_never_make_it_less_sure():
    odds = [p_of([6.0] * k) for k in (1, 2, 3, 4)]
    assert odds == sorted(odds, reverse=True) and odds[1] < 1e-4


def test_one_far_value_does_not_make_two():
    told = newest(np.append(RNG(1).normal(size=100), [0.8, 1e6]), 1, 0.02)
    assert told.tasks == 1
    assert newest(np.append(RNG(1).normal(size=100), [0.8, 1e6]), 1, 0.02, fewest=2).p_value > 1e-3


def test_one_alone_needs_a_history():
    assert p_of([20.0], n=40) == 1.0 and p_of([20.0], n=80) < 0.01


def test_a_heavy_tail_is_not_odd():
    values = RNG(2).standard_t(1.5, 300)
    values[-1] = np.sort(values)[-3]
    assert newest(values, 1, 0.02) is None or newest(values, 1, 0.02).p_value > 0.01


def test_the_tail_of_a_gamma():
    assert gamma_tail(3.0, 1.0) == pytest.approx(np.exp(-3))
    assert gamma_tail(5.0, 3.0) == pytest.approx(np.exp(-5) * (1 + 5 + 12.5))
    assert gamma_tail(0.5, 2.0) == pytest.approx(np.exp(-0.5) * 1.5)


def slow_gamma_tail(x, shape):
    """By the sum of the density, from x on."""
    steps = np.linspace(x, x + 60 + 10 * shape, 200_001)
    density = np.exp((shape - 1) * np.log(np.maximum(steps, 1e-12)) - steps - lgamma(shape))
    return float(((density[1:] + density[:-1]) / 2).sum() * (steps[1] - steps[0]))


@pytest.mark.parametrize("shape", [0.7, 1.0, 2.5, 9.0])
@pytest.mark.parametrize("x", [0.5, 1.5, 3.4, 3.6, 12.0, 40.0])
def test_the_tail_of_a_gamma_is_the_sum_of_its_density(x, shape):
    assert gamma_tail(x, shape) == pytest.approx(slow_gamma_tail(x, shape), rel=1e-4, abs=1e-18)


def test_a_gamma_is_above_zero():
    assert gamma_tail(0.0, 2.0) == gamma_tail(-1.0, 2.0) == 1.0
    assert 0 <= gamma_tail(5000.0, 2.0) < 1e-300


def test_a_distance_within_the_others_has_its_rank():
    """Of nine one is as far as 8 or further, and five as 4.5 or further; the new one counts."""
    found = log_tail(np.arange(9.0, 0.0, -1), np.array([0.5, 3.0, 3.5, 3.6]))
    assert np.exp(found) == pytest.approx([10 / 10, 8 / 10, 7 / 10, 7 / 10])


def test_beyond_the_largest_a_power_law_goes_on():
    """Of 36 the six largest are 2, 4, 8 … times the seventh: their logarithms average 3.5 log 2."""
    descending = np.r_[2.0 ** np.arange(6, 0, -1), np.linspace(1, 0.5, 30)]
    tail = 3.5 * log(2)
    found = log_tail(descending, np.array([1.0001, 8.0, 512.0]))
    expected = [log(7 / 37) - log(beyond) / tail for beyond in (1.0001, 8.0, 512.0)]
    assert found == pytest.approx(expected)


def test_what_has_no_tail_falls_no_faster_than_a_few_values_tell():
    even = np.ones(36)
    assert log_tail(even, np.array([2.0])) == pytest.approx([log(7 / 37) - 6 * log(2)])
    assert np.isfinite(log_tail(np.zeros(36), np.array([6.0]))).all()


def _p(history, tail, phi):
    return _p_values(history[None], tail[None], np.array([phi]))[0]


def test_newest_tasks_are_judged_together():
    """Fisher's product of three chances, the least as the next one, of two sides and two tries."""
    history = RNG(1).normal(size=100)
    chances = np.sort(log_tail(np.abs(history), np.array([3.0, 4.0, 9.0])) - log(2))
    total = -(2 * chances[1] + chances[2])
    expected = 4.0 * exp(-total) * (1 + total + total**2 / 2)
    assert _p(history, np.array([3.0, 4.0, 9.0]), 0.0) == pytest.approx(expected)
    assert _p(history, np.array([3.0, 4.0, 9.0]), 0.6) > 10 * expected
    assert _p(history, np.array([0.01]), 0.0) == 1.0


def test_newest_tasks_lie_on_one_side():
    values = RNG(1).normal(size=100) / 9
    assert newest(np.append(values, [5.0, 5, 5]), 1, 0.02).tasks == 3
    assert newest(np.append(values, [-5.0, -5, -5]), 1, 0.02).tasks == 3
    assert newest(np.append(values, [5.0, -5, -5]), 1, 0.02).tasks == 2
    assert newest(np.append(values, [5.0, 5, 0.0]), 1, 0.02) is None
    assert newest(np.append(values, [5.0] * 10), 1, 0.02).tasks == 10
    assert newest(values[:11], 1, 0.02) is None


@pytest.mark.parametrize(("n", "told"), [(13, False), (14, True)])
def test_two_need_twelve_before_them(n, told):
    values = np.append(np.resize([0.1, -0.1], n - 2), [5.0, 5.0])
    found = newest(values, 1, 0.02)
    assert (found is not None) is told


@pytest.mark.parametrize(
    ("n", "alpha", "told"),
    [(59, 0.02, False), (60, 0.02, True), (60, 0.001, False)],
)
def test_one_needs_as_many_before_it_as_its_chance(n, alpha, told):
    found = newest(np.append(RNG(3).normal(size=n - 1) / 9, 5.0), 1, alpha)
    assert (found is not None and found.tasks == 1) is told


def test_a_walk_has_no_newest_tasks():
    assert newest(RNG(4).normal(size=200).cumsum(), 1, 0.02) is None
