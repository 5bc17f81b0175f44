"""Steps of spread: distances, cuts and places."""

from math import log

import numpy as np
import pytest

from crackle_cli.detectors.phase_transition.batching import alone
from crackle_cli.detectors.phase_transition.null_tables import log_level_p
from crackle_cli.detectors.phase_transition.spread import distances, spread_cuts, spread_place

RNG = np.random.default_rng


@pytest.mark.parametrize("phi", [0.0, 0.2, 0.21, 0.8])
def test_what_persists_is_told_by_its_innovations(phi):
    values = np.array([1.0, -2.0, 4.0])
    new = [1.0, abs(-2 - phi), 4 + 2 * phi] if phi > 0.2 else [1.0, 2.0, 4.0]
    assert distances(values, phi).tolist() == pytest.approx(new)


def test_a_wider_stretch_is_cut_at_both_ends():
    apart = np.abs(RNG(1).normal(size=300) * np.repeat([1.0, 6.0, 1.0], 100))
    cuts, log_ps = alone(spread_cuts(apart, 0.01))
    assert [c.at for c in cuts] == pytest.approx([100, 200], abs=4)
    assert log_ps == pytest.approx([log_level_p(c.height, 300, 0.0) - log(0.05) for c in cuts])
    assert max(log_ps) <= log(0.01)
    assert alone(spread_cuts(np.abs(RNG(2).normal(size=300)), 0.01)) == ((), ())


def test_the_place_of_a_spread_is_told_by_the_odds_of_all_splits():
    apart = np.abs(RNG(3).normal(size=60) * np.repeat([1.0, 5.0], [25, 35]))
    apart[7] = 1e3  # drawn in to three scales of its side
    tame = apart.copy()
    tame[7] = 3 * 1.4826 * np.median(apart[:25])
    tame[25:] = np.minimum(tame[25:], 3 * 1.4826 * np.median(apart[25:]))
    tame[:25] = np.minimum(tame[:25], 3 * 1.4826 * np.median(apart[:25]))
    logs = np.array(
        [
            -k / 2 * log((tame[:k] ** 2).mean()) - (60 - k) / 2 * log((tame[k:] ** 2).mean())
            for k in range(4, 57)
        ]
    )
    odds = np.exp(logs - logs.max()) / np.exp(logs - logs.max()).sum()
    inside = [k for k in range(53) if odds[: k + 1].sum() >= 0.025 <= odds[k:].sum()]
    found = spread_place(apart, 25)
    assert (found.low, found.high) == (4 + inside[0], 4 + inside[-1])
    assert found.at == pytest.approx(25, abs=2)
    assert spread_place(np.zeros(20), 10).at >= 4


@pytest.mark.parametrize("mirrored", [False, True])
def test_four_distances_have_a_spread(mirrored):
    apart = np.r_[np.full(4, 1e-3), 1.0 + np.arange(30) % 3]
    apart = apart[::-1].copy() if mirrored else apart
    at = 30 if mirrored else 4
    assert tuple(spread_place(apart, at)) == (at, at, at)
