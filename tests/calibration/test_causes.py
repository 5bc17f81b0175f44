"""Text columns: silent where they mean nothing, and right where one says which tasks differ."""

import numpy as np
import pytest

from crackle_cli import ThermalProfile
from crackle_cli.detectors.clustering.cause_findings import by_names
from crackle_cli.detectors.clustering.density import STRICTER
from crackle_cli.detectors.clustering.findings import NamedGroup
from tests.worlds.causes import ORDERS, WORLDS, meaningless
from tests.worlds.ceilings import ceiling
from tests.worlds.effort import runs
from tests.worlds.phase_transition import NOISE

SETTINGS = ThermalProfile.default().clustering
LEVEL = SETTINGS.alpha / STRICTER
RATE = 0.01  # of tables with a cause where there is none


@runs(1, 40)
@pytest.mark.parametrize("order", ORDERS)
def test_columns_that_mean_nothing_name_no_tasks(order, runs):
    tables = [
        meaningless(np.random.default_rng([run, n]), n, kind, order)
        for run in range(runs)
        for n in (100, 400)
        for kind in NOISE
    ]
    told = sum(bool(by_names(one, LEVEL, seed=0)[0]) for one in tables)
    assert told <= ceiling(len(tables), RATE)


@runs(10, 100)
@pytest.mark.parametrize("world", WORLDS)
def test_a_column_that_says_which_tasks_differ_is_told_and_nothing_else(world, runs):
    make, names = WORLDS[world]
    right = 0
    for run in range(runs):
        found, _ = by_names(make(np.random.default_rng([run, 3])), LEVEL, seed=0)
        told = [tuple(n.text for n in f.named) for f in found if isinstance(f, NamedGroup)]
        right += told == [names] and len(found) == 1
    assert right >= 0.9 * runs
