import numpy as np
import pytest

from crackle_cli.detectors.phase_transition.likelihood import cost, negative_log_likelihoods
from tests.worlds.phase_transition import autoregressive

RNG = np.random.default_rng


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
