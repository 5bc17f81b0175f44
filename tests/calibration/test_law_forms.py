"""Laws of special forms found among broken rows, and rare counts that complete no law."""

import numpy as np
import pytest

from crackle_cli import MetricTable, ThermalProfile
from crackle_cli.detectors.conservation import sparse
from tests.worlds.effort import runs
from tests.worlds.law_forms import FORMS, broken_law

SETTINGS = ThermalProfile.default().conservation


@runs(2, 20)
@pytest.mark.parametrize("form", FORMS)
def test_laws_of_special_forms_are_found_among_broken_rows(form, runs):
    found = 0
    for run in range(runs):
        world = FORMS[form](np.random.default_rng([13, run]), 150, broken=0.04)
        laws = [f for f in sparse.detect(world.table, SETTINGS).findings if f.text in world.texts]
        found += bool(laws)
        named = {violator.row for law in laws for violator in law.violators}
        assert named in (set(), set(world.broken))
    assert found >= 0.9 * runs


@runs(3, 60)
def test_rare_counts_complete_no_law_that_they_have_no_part_in(runs):
    false = 0
    for run in range(runs):
        values = broken_law(np.random.default_rng([17, run]), (40, 100, 300)[run % 3], 6)
        table = MetricTable.from_columns({f"m{j}": column for j, column in enumerate(values.T)})
        laws = [f for f in sparse.detect(table, SETTINGS).findings if len(f.metrics) > 1]
        false += any(not set(law.metrics) <= {"m0", "m1", "m2"} for law in laws)
    assert false <= 1
