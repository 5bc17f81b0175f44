"""A look at many metrics together sees what a look at each alone would see."""

import numpy as np
import pytest

from crackle_cli.detectors.phase_transition.drift import drifting, with_drift
from crackle_cli.detectors.phase_transition.ends import odd_end
from crackle_cli.detectors.phase_transition.looks import looked_at
from crackle_cli.detectors.phase_transition.series import series
from crackle_cli.detectors.phase_transition.statistic import studentised
from tests.oracles import phase_transition as oracle
from tests.worlds.phase_transition import NOISE


def rows(n: int) -> list[np.ndarray]:
    """Every kind of noise as it is, with a step, with a slope and with two values only."""
    found = []
    for seed, kind in enumerate(NOISE.values()):
        noise = kind(np.random.default_rng([seed, n]), n)
        found += [noise, noise + 9 * (np.arange(n) > 0.7 * n), noise + np.arange(n) / 9]
        found.append((noise > np.median(noise)) * 1.0)
    return found


@pytest.mark.parametrize("n", [8, 30, 200])
def test_together_is_as_alone(n):
    every = [series(values) for values in [*rows(n), np.ones(n)]]
    assert looked_at(every, 0.02) == [look for one in every for look in looked_at([one], 0.02)]


def test_series_of_different_lengths_keep_their_order():
    every = [series(rows(n)[i]) for i, n in enumerate([30, 40, 30, 40, 50])]
    assert looked_at(every, 0.02) == [looked_at([one], 0.02)[0] for one in every]


@pytest.mark.parametrize("n", [12, 57])
def test_the_studentised_step_is_that_of_the_oracle(n):
    steps = np.arange(n) > 4, np.arange(n) > n - 5
    every = np.nan_to_num([*rows(n), np.ones(n), *steps])
    splits = np.random.default_rng(n).integers(2, n - 1, len(every))
    splits[-2:] = 5, n - 4
    expected = [oracle.studentised(*pair) for pair in zip(every, splits, strict=True)]
    assert studentised(every, splits) == pytest.approx(expected)
    assert np.isinf(expected[-2:]).all() and expected[-3] == 0


@pytest.mark.parametrize("n", [12, 200])
def test_metrics_that_drift_have_a_fit_of_drift(n):
    every = np.nan_to_num([*rows(n), np.ones(n)])
    fitted = np.array([with_drift(values, ()) is not None for values in every])
    drifts = drifting(every)
    assert fitted[drifts].all()
    assert 0 < sum(drifts) <= sum(fitted) < len(fitted)


def test_an_old_outlier_excuses_an_odd_end():
    values = np.random.default_rng(0).normal(size=500)
    values[-1] = 30
    assert odd_end(values, 0.01)
    values[40] = 50
    assert odd_end(values, 0.01) is None
