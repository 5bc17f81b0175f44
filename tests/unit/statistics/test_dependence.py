"""How much less consecutive tasks prove than others."""

import numpy as np
import pytest

from crackle_cli.statistics.dependence import inflation, spectrum

N = 400
EVERY = np.ones(N, bool)


def centred(values):
    return values - values.mean()


def test_tasks_at_random_prove_what_they_seem_to():
    chance = np.random.default_rng(1)
    wandering = centred(np.cumsum(chance.normal(size=N)))
    members = chance.random(N) < 0.1
    assert inflation(spectrum(wandering), members, EVERY) < 1.6


def test_a_run_is_one_task():
    noise = spectrum(centred(np.random.default_rng(2).normal(size=N)))
    members = (np.arange(N) >= 100) & (np.arange(N) < 140)
    assert inflation(noise, members, EVERY) == pytest.approx(40 * 361 / 400)


def test_runs_of_what_wanders_prove_less():
    chance = np.random.default_rng(0)
    members = np.repeat(chance.random(N // 4) < 0.3, 4)
    still, moving = chance.normal(size=N), np.cumsum(chance.normal(size=N))
    factors = [inflation(spectrum(centred(v)), members, EVERY) for v in (still, moving)]
    assert 1.5 * factors[0] < factors[1]


def test_what_comes_back_regularly_is_no_noise():
    values = np.random.default_rng(4).normal(size=N) + 4.0 * (np.arange(N) % 5 == 0)
    assert inflation(spectrum(centred(values)), np.arange(N) % 5 == 0, EVERY) < 1.5
