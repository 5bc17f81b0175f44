import numpy as np
import pytest

from crackle_cli.detectors.phase_transition.season import peaks, season

RNG = np.random.default_rng


@pytest.mark.parametrize("period", [7, 24, 144])
def test_a_period_is_found_and_taken_out(period):
    n = 12 * period
    wave = 5 * np.sin(2 * np.pi * np.arange(n) / period)
    values = wave + RNG(period).normal(size=n)
    (peak,) = peaks(values[None], np.array([False]))
    found = season(values, int(peak))
    assert found.period == pytest.approx(period, rel=0.02)
    assert np.abs(found.values - wave).mean() < 0.6


def test_noise_has_none():
    assert (peaks(RNG(1).normal(size=(200, 100)), np.zeros(200, bool)) > 0).mean() < 0.02
