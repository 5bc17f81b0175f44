"""The first look: what goes on in a series, and in most of them nothing."""

import numpy as np
import pytest

from crackle_cli.detectors.phase_transition import screening
from crackle_cli.detectors.phase_transition.preparation import prepared
from crackle_cli.detectors.phase_transition.screening import _next_to_each_other, looked_at
from tests.worlds.phase_transition import autoregressive

RNG = np.random.default_rng
ALPHA = 0.02


def look(values):
    return looked_at([prepared(values)], ALPHA)[0]


def noise(n=200, seed=1):
    return RNG(seed).normal(size=n)


def test_of_one_value_there_is_nothing_to_see():
    found = looked_at([prepared(np.full(50, 3.0)), prepared(noise())], ALPHA)
    assert found[0] is None and found[1] is not None


def test_in_most_noise_nothing_goes_on():
    looks = looked_at([prepared(noise(seed=seed)) for seed in range(100)], ALPHA)
    assert sum(one.moves for one in looks) <= 10
    assert sum(one.spreads for one in looks) <= 2 and sum(one.peak > 0 for one in looks) <= 2


@pytest.mark.parametrize(
    ("values", "moves", "spreads"),
    [
        (noise() + 3.0 * (np.arange(200) >= 150), True, False),
        (noise() + np.linspace(0, 4, 200), True, False),
        (noise() + 3 * np.abs(np.linspace(-1, 1, 200)), True, False),
        (autoregressive(0.6)(RNG(1), 200), True, False),
        (noise() * np.repeat([1.0, 5.0], 100), False, True),
        (noise() * np.repeat([5.0, 1.0], [160, 40]), False, True),
    ],
)
def test_what_moves_and_what_spreads_is_seen(values, moves, spreads):
    found = look(values)
    assert found.spreads or not spreads
    assert found.moves or not moves


def test_few_tasks_far_away_are_seen_to_remember():
    """Ranks hardly see them, distances do."""
    values = noise(300, 2)
    values[100:104] += 9
    assert look(values).moves and not look(noise(300, 2)).moves


def test_what_repeats_itself_is_seen_with_its_period():
    wave = 3 * np.sin(2 * np.pi * np.arange(240) / 24)
    assert look(wave + noise(240)).peak == pytest.approx(24, abs=1)


def test_each_series_is_seen_as_if_it_were_alone(monkeypatch):
    series = [prepared(noise(n, seed)) for seed, n in enumerate([60, 40, 60, 60, 40, 60])]
    alone = [looked_at([one], ALPHA)[0] for one in series]
    for together in (1, 120, 1 << 15):
        monkeypatch.setattr(screening, "TOGETHER", together)
        for one, found in zip(alone, looked_at(series, ALPHA), strict=True):
            assert found.first.heights.tolist() == one.first.heights.tolist()
            assert found[1:] == one[1:]


def test_neighbours_are_as_alike_as_their_products():
    values = np.array([[1.0, 2.0, -1.0], [0.0, 0.0, 0.0]])
    assert _next_to_each_other(values).tolist() == [(2 - 2) / 6, 0.0]
    assert _next_to_each_other(np.array([[1.0, 2.0, 3.0]])).tolist() == [8 / 14]
    assert _next_to_each_other(np.array([[0.25, 0.5, 0.75]])).tolist() == [8 / 14]  # in any unit
