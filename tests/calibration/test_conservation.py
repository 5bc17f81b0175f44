"""No law in random tables, and planted laws found."""

import numpy as np
import pytest

from crackle_cli import MetricTable, ThermalProfile
from crackle_cli.detectors.conservation import sparse
from crackle_cli.detectors.shown import facts
from tests.worlds.conservation import RANDOM, WORLDS, agrees, planted
from tests.worlds.effort import runs

SETTINGS = ThermalProfile.default().conservation
SIZES = [(10, 3), (30, 5), (100, 5), (300, 8)]


@runs(4, 20)
@pytest.mark.parametrize("kind", RANDOM)
def test_random_tables_have_no_law(kind, runs):
    alarms = 0
    for run in range(runs):
        n, d = SIZES[run % 4]
        values = RANDOM[kind](np.random.default_rng([3, run]), n, d)
        table = MetricTable.from_columns({f"m{j}": values[:, j] for j in range(d)})
        alarms += any(len(f.metrics) > 1 for f in sparse.detect(table, SETTINGS).findings)
    assert alarms <= 1  # at a true rate of 1 % two or more of 20 have a probability of .017


@runs(1, 3)
def test_nine_in_ten_planted_laws_are_found_among_broken_rows(runs):
    found = planted_laws = 0
    for run, maker in enumerate(WORLDS * runs):
        world = planted(maker, np.random.default_rng([11, run]), 150, 4, broken=0.08, missing=0.01)
        findings = sparse.detect(world.table, SETTINGS).findings
        planted_laws += len(world.laws)
        found += sum(
            any(agrees(facts(f), law) for f in findings if len(f.metrics) > 1) for law in world.laws
        )
    assert found >= 0.9 * planted_laws
