import numpy as np
import pytest

from crackle_cli.statistics.periods import _surroundings, periodic, seasons
from tests.worlds.phase_transition import NOISE


def wave(n: int, period: float, height: float, seed: int = 0) -> np.ndarray:
    noise = np.random.default_rng(seed).normal(size=n)
    return height * np.sin(2 * np.pi * np.arange(n) / period) + noise


@pytest.mark.parametrize("period", [7, 24, 61.3, 144, 288])
@pytest.mark.parametrize("step", [0.0, 8.0])
def test_a_period_is_found_whatever_step_is_in_it(period, step):
    (season,) = seasons(wave(1008, period, 15.0) + step * (np.arange(1008) > 600))
    assert 1008 / season.cycles == pytest.approx(period, rel=0.01)


def test_what_a_season_leaves_is_the_noise():
    values = wave(1008, 144, 15.0)
    (season,) = seasons(values)
    left = values - season.at(np.arange(1008.0), 1008)
    assert left.std() == pytest.approx(1.0, abs=0.1)
    assert season.weights.size == 2  # one harmonic
    both = values + wave(1008, 72, 9.0, seed=1)
    assert [s.weights.size for s in seasons(both)] == [4]


def test_levels_are_taken_out_before_a_season_is_measured():
    values, levels = wave(480, 24, 5.0), 9.0 * (np.arange(480) >= 300)
    (plain,), (season,) = seasons(values), seasons(values + levels, levels)
    assert season.cycles == pytest.approx(plain.cycles)
    assert season.weights == pytest.approx(plain.weights)


def test_a_narrow_peak_each_day_has_many_harmonics():
    values = 8.0 * (np.arange(1008) % 24 == 3) + np.random.default_rng(1).normal(size=1008)
    left = values - sum(s.at(np.arange(1008.0), 1008) for s in seasons(values))
    assert left.std() < 1.5 < 1.8 < values.std()


def test_of_a_still_narrower_peak_fifteen_harmonics_are_told():
    season, *_ = seasons(9.0 * (np.arange(960) % 48 == 3) + wave(960, 48, 0.0) / 9)
    assert season.weights.size == 30


def test_each_series_is_told_by_itself_and_short_ones_have_no_period():
    waves = np.stack([wave(96, 4, height) for height in (0.0, 9.0, 0.0)])
    assert periodic(waves).tolist() == [False, True, False]
    assert periodic(waves[:, :24]).tolist() == [False, True, False]
    assert not periodic(waves[:, :23]).any()


def test_cycles_are_known_to_a_hundredth():
    (season,) = seasons(wave(1008, 61.3, 15.0))
    assert season.cycles == pytest.approx(1008 / 61.3, abs=0.01)


@pytest.mark.parametrize("weeks", [7, 9, 12, 15, 20, 52])
def test_the_harmonics_of_a_week_do_not_hide_it(weeks):
    days = np.arange(7 * weeks)
    for seed in range(10):
        week = 8.0 * (days % 7 >= 5) + np.random.default_rng(seed).normal(size=days.size)
        (season,) = seasons(week)
        assert days.size / season.cycles == pytest.approx(7, rel=0.02)
        assert season.weights.size == 6


def test_a_day_and_a_week_are_two_seasons():
    found = seasons(wave(1344, 24, 8.0) + wave(1344, 168, 8.0, seed=1))
    assert sorted(round(1344 / s.cycles) for s in found) == [24, 168]


def test_a_trend_is_no_season_and_leaves_the_season_alone():
    assert not periodic(np.arange(100.0)[None] ** 2)
    (season,) = seasons(wave(480, 12, 15.0) + 0.5 * np.arange(480))
    assert 480 / season.cycles == pytest.approx(12, rel=0.001)


@pytest.mark.parametrize("kind", NOISE)
def test_noise_has_no_period(kind):
    noise = [NOISE[kind](np.random.default_rng([seed, 2]), 200) for seed in range(1000)]
    assert periodic(np.nan_to_num(np.stack(noise))).mean() < 0.006


@pytest.mark.parametrize("values", [np.ones(50), np.arange(50.0), np.ones(5)])
def test_what_never_varies_or_is_short_has_none(values):
    assert not periodic(values[None])[0]


def test_fewer_than_three_cycles_are_no_repetition():
    assert seasons(wave(1000, 420, 15.0)) == []


def test_what_alternates_is_no_season():
    noise = np.random.default_rng(2).normal(size=240)
    assert seasons(noise + 8.0 * (np.arange(240) % 2)) == []
    assert seasons(noise + 8.0 * (np.arange(240) % 3 == 0))


@pytest.mark.parametrize("n", [60, 101, 400])
@pytest.mark.parametrize("harmonics", [True, False])
def test_a_frequency_is_compared_with_those_around_it(n, harmonics):
    """Within twelve of it or half of it, but those beside it, or beside a multiple of it."""
    around = _surroundings(n)[0 if harmonics else 1]
    power = np.random.default_rng(0).uniform(1, 2, (n + 1) // 2)
    sums = np.concatenate([[0.0], np.cumsum(power)])
    whole, *others = (sums[high] - sums[low] for low, high in around.parts)
    for f in range(3, around.counts.size):
        reach, beside = max(12, f // 2), min(2, (f - 2) // 2)
        near = {g for g in range(1, power.size) if 2 < abs(g - f) <= reach}
        multiples = {g for g in near for m in range(2, 20) if abs(g - m * f) <= beside}
        compared = sorted(near if harmonics else near - multiples)
        assert around.counts[f] == len(compared)
        assert whole[f] - sum(part[f] for part in others) == pytest.approx(power[compared].sum())
    f = around.counts.size  # the first whose multiples are all further away, or the end
    assert f == power.size if harmonics else 2 * f - 2 > f + max(12, f // 2)


def test_four_periods_are_told_as_three():
    waves = [wave(1200, period, 9.0, seed) for seed, period in enumerate((200, 60, 23, 9))]
    assert [round(1200 / s.cycles) for s in seasons(sum(waves))] == [9, 23, 60]
