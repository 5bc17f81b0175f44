import numpy as np
import pytest

from crackle_cli.detectors.phase_transition.season import (
    _flat,
    _folded,
    _moving_mean,
    _peaks,
    peaks,
    phases,
    refolded,
    season,
)

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


def autocorrelation(flat, lag):
    """Of each pair so far apart, as many as there might be."""
    n = len(flat)
    pairs = sum(flat[i] * flat[i + lag] for i in range(n - lag))
    return pairs / sum(x * x for x in flat) * n / (n - lag)


def test_the_first_of_the_highest_peaks_of_the_autocorrelation_is_the_period():
    rng = RNG(3)
    for period in (5, 9):
        flat = np.resize(rng.normal(size=period), 60) + 0.3 * rng.normal(size=60)
        flat -= flat.mean()
        acf = [autocorrelation(flat, lag) for lag in range(18)]
        tops = [k for k in range(3, 16) if acf[k] >= max(acf[k - 1], acf[k + 1])]
        clear = [k for k in tops if acf[k] > 4.5 / 60**0.5 and acf[k] > min(acf[: k + 1]) + 0.15]
        first = next(k for k in clear if acf[k] >= 0.9 * max(acf[c] for c in clear))
        assert _peaks(flat[None], 15).tolist() == [first] == [period]


@pytest.mark.parametrize(("n", "peak"), [(27, 0), (28, 7)])
def test_four_periods_are_a_repetition(n, peak):
    values = np.resize([0.0, 5.0, -4.0, 1.0, 9.0, -7.0, -4.0], n)
    assert peaks(values[None], np.array([False])).tolist() == [peak]


def test_what_wanders_may_repeat_its_steps():
    n = 200
    week = np.resize([9.0, -2, -1, -3, 2, -3, -2], n)
    walk = (week + RNG(2).normal(size=n) / 3).cumsum() + 3 * RNG(5).normal(size=n).cumsum()
    assert peaks(np.stack([walk, walk]), np.array([True, False])).tolist() == [7, 0]


def test_a_moving_mean_is_of_one_period():
    values = RNG(4).normal(size=20)
    for width in (4, 5):
        first = [min(max(0, i - width // 2), 20 - width) for i in range(20)]
        expected = [values[k : k + width].mean() for k in first]
        assert _moving_mean(values, width) == pytest.approx(expected)


@pytest.mark.parametrize("period", [4.0, 4.5, 7.0])
def test_a_season_is_the_median_of_each_phase(period):
    values = RNG(5).normal(size=45)
    count = round(period)
    phase = [min(count - 1, int((i + 0.5) / period % 1.0 * count)) for i in range(45)]
    medians = np.array(
        [np.median([v for v, p in zip(values, phase, strict=True) if p == k]) for k in range(count)]
    )
    assert _folded(values, period) == pytest.approx((medians - medians.mean())[phase])
    again = refolded(values + 3.0, period, np.full(45, 3.0))
    assert again.values == pytest.approx(_folded(values, period)) and again.period == period
    assert phases(period) == count and phases(1.2) == 2


def test_a_season_that_explains_little_is_none():
    noise = RNG(6).normal(size=210)
    wave = np.resize([0.0, 1, 2, 0, -1, -2, 0], 210)
    assert season(noise + 2 * wave, 7).period == pytest.approx(7.0)
    assert season(noise + 0.1 * wave, 7) is None


def test_a_period_need_not_be_whole():
    t = np.arange(200)
    values = np.sin(2 * np.pi * (t + 0.5) / 7.1) + RNG(7).normal(size=200) / 9
    assert season(values, 7).period == pytest.approx(7.1, abs=0.04)


def test_a_trend_is_flattened_and_outliers_are_drawn_in():
    t = np.arange(50.0)
    rows = np.stack([3 + 0.5 * t, RNG(8).normal(size=50)])
    rows[1, 9] = 1e6
    flat = _flat(rows)
    assert np.abs(flat[0]).max() < 1e-9
    assert np.abs(flat[1]).max() < 6 and flat.mean(axis=1) == pytest.approx([0, 0], abs=1e-9)
