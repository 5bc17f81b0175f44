"""False alarms, power and coverage on known truth. Seeds are fixed: these never flicker."""

import numpy as np
import pytest

from crackle_cli import MetricTable, ThermalProfile, cool
from tests.worlds.ceilings import ceiling
from tests.worlds.effort import runs
from tests.worlds.phase_transition import NOISE, silence, steps

ONLY = ThermalProfile.default().without_clustering().without_conservation().without_correlations()


def patterns(world):
    return cool(MetricTable.from_columns(world.columns), ONLY)


def alarming(world):
    """Whether anything is told besides that a metric wanders, which is what a walk does."""
    return any(p.evidence["form"] != "wander" for p in patterns(world) if p.ends is None)


@runs(4, 100)  # 4 allow 3 alarms of 8: a detector that tells half of all tables has 4
@pytest.mark.parametrize("kind", NOISE)
def test_noise_stays_silent(kind, runs):
    rate = {"ar3": 0.07, "ar6": 0.07, "ar9": 0.10, "walk": 0.10}.get(kind, 0.05)
    alarms = sum(alarming(silence(kind, (n, 5), seed)) for seed in range(runs) for n in (30, 150))
    assert alarms <= ceiling(2 * runs, rate)


@runs(16, 400)  # 16 allow 3: a detector that tells a turn in every second walk has 8
@pytest.mark.parametrize("kind", ["ar9", "walk"])
@pytest.mark.parametrize("n", [100, 300])
def test_what_wanders_is_said_to_turn_only_where_it_does(kind, n, runs):
    told = [patterns(silence(kind, (n, 1), seed)) for seed in range(runs)]
    turning = sum(any(p.evidence["form"] == "turn" for p in each) for each in told)
    assert turning <= ceiling(runs, 0.025)


@runs(20, 200)
@pytest.mark.parametrize(
    ("at", "size", "least"), [(50, 1.0, 0.75), (90, 2.0, 0.85), (98, 7.0, 0.85)]
)
def test_shifts_are_found_within_five_tasks(at, size, least, runs):
    hits = 0
    for seed in range(runs):
        rows = [p.metrics.get("row") for p in patterns(steps(100, {at: size}, seed, base=20.0))]
        hits += any(row is not None and abs(row - at) <= 5 for row in rows)
    assert hits >= runs - ceiling(runs, 1 - least)


@runs(25, 150)
def test_intervals_hold_the_place_as_often_as_they_say(runs):
    held = found = 0
    for seed in range(runs):
        for p in patterns(steps(120, {70: 1.5}, seed)):
            if p.evidence["form"] == "level":
                found += 1
                held += p.metrics["row_low"] <= 70 <= p.metrics["row_high"]
    assert found > 0.85 * runs and found - held <= ceiling(found, 0.05)


def test_confidence_grows_with_effect_and_evidence():
    def confidence(n: int, size: float) -> float:
        return float(
            np.median([patterns(steps(n, {n // 2: size}, s))[0].confidence for s in range(9)])
        )

    assert confidence(60, 3) < confidence(400, 3) < confidence(400, 6) < 1.0
