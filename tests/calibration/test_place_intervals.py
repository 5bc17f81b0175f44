"""The interval of a place holds the first task after the step as often as it says."""

from typing import NamedTuple

import numpy as np
import pytest

from crackle_cli import MetricTable, ThermalProfile, cool
from crackle_cli.detectors.phase_transition.findings import Shift
from crackle_cli.statistics.noise import scale
from tests.worlds.ceilings import ceiling
from tests.worlds.phase_transition import NOISE

ONLY = ThermalProfile.default().without_clustering().without_conservation().without_correlations()
PROMISED = 0.93
KINDS = ("normal", "t3", "ar3", "poisson")
SIZES = (2, 3, 5, 10)
TASKS = (40, 100, 400)


class Count(NamedTuple):
    """Steps that were found, and of those whose interval holds the place."""

    found: int
    held: int


def counted(kind: str, n: int, size: float, runs: int) -> Count:
    """Of one step in the middle half of n tasks of noise; `size` in robust sigmas of the noise."""
    reference = NOISE[kind](np.random.default_rng(0), 100_000)
    sigma = scale(reference - np.median(reference))
    found = held = 0
    for seed in range(runs):
        rng = np.random.default_rng([seed, n])
        at = int(rng.integers(n // 4, 3 * n // 4))
        values = NOISE[kind](rng, n)
        values[at:] += size * sigma
        patterns = cool(MetricTable.from_columns({"x": values}), ONLY)
        places = [p.finding.place for p in patterns if isinstance(p.finding, Shift)]
        if places:
            nearest = min(places, key=lambda place: abs(place.row - at))
            found += 1
            held += nearest.low <= at <= nearest.high
    return Count(found, held)


@pytest.mark.parametrize("size", SIZES[:2])
def test_intervals_hold_a_place_that_is_not_plain(size):
    """Of 24 steps 6 may be missed: intervals that hold half of the places miss 12."""
    each = [counted(kind, n, size, 2) for n in TASKS for kind in KINDS]
    found, held = map(sum, zip(*each, strict=True))
    assert found > 20 and found - held <= ceiling(found, 1 - PROMISED)


@pytest.mark.calibration
@pytest.mark.parametrize("n", TASKS)
@pytest.mark.parametrize("kind", KINDS)
def test_intervals_hold_the_place(kind, n):
    for size in SIZES:
        found, held = counted(kind, n, size, 100)
        assert found - held <= ceiling(found, 1 - PROMISED), (size, found, held)
