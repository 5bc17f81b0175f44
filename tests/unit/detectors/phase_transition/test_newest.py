import numpy as np
import pytest

from crackle_cli.detectors.phase_transition.newest import gamma_tail, newest

RNG = np.random.default_rng


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
