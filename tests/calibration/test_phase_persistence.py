"""The tail of the ranked contrast: noise that lasts is not taken for white."""

import numpy as np
import pytest

from crackle_cli.detectors.phase_transition.null import ranked_logs
from crackle_cli.detectors.phase_transition.persistent import p_values
from crackle_cli.detectors.phase_transition.statistic import ranked
from tests.worlds.ceilings import ceiling
from tests.worlds.effort import runs

TOGETHER, SMALL = 1_000, 3e-4


def lasting(phi: float, n: int, seed: int) -> np.ndarray:
    """Series (TOGETHER, n) of a stationary AR(1); of a random walk where `phi` is 1."""
    values = np.random.default_rng([seed, n]).normal(size=(n + 100, TOGETHER))
    for t in range(1, n + 100):
        values[t] += phi * values[t - 1]
    return np.ascontiguousarray(values[100:].T)


@runs(4_000, 20_000)
@pytest.mark.parametrize(
    ("phi", "n", "times"), [(0.0, 30, 1.0), (0.6, 30, 5.0), (0.9, 100, 2.0), (1.0, 100, 1.0)]
)
def test_small_p_values_are_rare_in_noise(phi, n, times, runs):
    """`times` as often as they say at most: what looks white may last in a short series."""
    seen = (ranked(lasting(phi, n, seed)) for seed in range(runs // TOGETHER))
    alarms = sum(p <= SMALL for found in seen for p in p_values(found, n))
    assert alarms <= ceiling(runs, times * SMALL)


def test_what_lasts_is_less_sure_than_its_height_says_and_what_is_white_is_not():
    step = 2.5 * (np.arange(100) >= 50)
    white = ranked(np.random.default_rng(2).normal(size=(1, 100)) + step)
    lasts = ranked(lasting(0.5, 100, 2)[:1] + 1.15 * step)
    (sure,), (doubtful,) = np.log(p_values(white, 100)), np.log(p_values(lasts, 100))
    assert sure == pytest.approx(ranked_logs(white.heights, 100)[0], rel=0.1) and sure < -40
    assert ranked_logs(lasts.heights, 100)[0] < -15 < doubtful < -7
