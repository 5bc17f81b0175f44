from itertools import pairwise
from math import log

import numpy as np
import pytest

from crackle_cli.detectors.phase_transition import likelihood
from crackle_cli.detectors.phase_transition.batching import alone
from crackle_cli.detectors.phase_transition.likelihood import (
    negative_log_likelihoods,
    scale_squares,
)
from tests.worlds.phase_transition import autoregressive

RNG = np.random.default_rng


def cost(*arguments):
    return alone(likelihood.cost(*arguments))


def test_the_persistence_of_a_series_costs_least():
    values = autoregressive(0.6)(RNG(1), 3000)
    assert cost(values, (0.0, 0.3, 0.6, 0.98, 1.0), 0).phi == 0.6
    assert cost(values.cumsum(), (0.0, 0.3, 0.6, 0.98, 1.0), 0).phi >= 0.98


def test_a_spike_costs_less_than_the_cuts_around_it():
    values = RNG(2).normal(size=100)
    spiked = values.copy()
    spiked[50] += 1e6
    apart = cost(spiked, (0.0,), 0).nats - cost(values, (0.0,), 0).nats
    assert 0 < apart < 6 * np.log(100)


def test_scaling_adds_the_logarithm_of_each_value():
    values = RNG(3).normal(size=50)
    phis = np.array([0.0, 0.5, 1.0])
    once, tenfold = (negative_log_likelihoods(v, phis) for v in (values, 10 * values))
    assert tenfold - once == pytest.approx([50 * np.log(10)] * 3)


def slow_cost(values, phi, square):
    """- log likelihood of Student's t4 at one squared scale, one innovation after the other."""
    n, rest = len(values), (1.0 - phi * phi) ** 0.5
    new = [values[0] * rest, *(b - phi * a for a, b in pairwise(values))]
    tails = sum(2.5 * np.log1p(min(x * x / square, 100.0) / 4) for x in new)
    return tails + n / 2 * log(square) - log(max(rest, 1 / n))


@pytest.mark.parametrize("phi", [0.0, 0.6, 1.0])
def test_the_scale_is_the_likeliest_and_the_cost_its_own(phi):
    values = RNG(4).normal(size=60).cumsum() if phi == 1 else RNG(4).normal(3.0, 2.0, 60)
    (found,) = negative_log_likelihoods(values, np.array([phi]))
    least = min(slow_cost(values, phi, square) for square in np.geomspace(0.05, 20, 150))
    assert found == pytest.approx(least, abs=0.05)


def test_the_likeliest_scale_of_the_t_weighs_what_is_far_less():
    """It is where the mean of 5 x^2 / (4 + x^2 / s) is s itself."""
    squares = np.stack([RNG(5).normal(size=400) ** 2, RNG(6).standard_t(4, 400) ** 2])
    found = scale_squares(squares, 1e-12)
    weighed = (5 * squares / (4 + squares / found[:, None])).mean(axis=1)
    assert weighed == pytest.approx(found, rel=0.01)
    assert scale_squares(np.zeros((1, 9)), 0.25).tolist() == [0.25]
    assert scale_squares(squares[:, :1] * 0 + [[0.55]], 0.0) == pytest.approx([0.7, 0.7], rel=0.4)


def test_each_cut_costs_three_numbers_and_each_slope_one():
    values = RNG(7).normal(size=50)
    plain, cut, both = (cost(values, (0.0,), *parts).nats for parts in ((0,), (2,), (2, 1)))
    assert cut - plain == pytest.approx(2 * 3 * log(50))
    assert both - cut == pytest.approx(log(50))


def test_a_series_of_zeros_costs_a_number():
    assert np.isfinite(negative_log_likelihoods(np.zeros(20), np.array([0.0, 1.0]))).all()


def test_many_series_cost_what_each_does_alone():
    values, phis = RNG(8).normal(size=(5, 60)).cumsum(axis=1), RNG(9).random((5, 3))
    every = negative_log_likelihoods(values, phis)
    for row, own, costs in zip(values, phis, every, strict=True):
        assert np.array_equal(negative_log_likelihoods(row, own), costs)
