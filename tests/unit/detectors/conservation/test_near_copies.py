"""What passes between two clocks is small beside what they say."""

import numpy as np
import pytest

from crackle_cli import MetricTable, ThermalProfile
from crackle_cli.detectors.conservation import sparse
from crackle_cli.detectors.conservation.near_copies import sums_of_differences
from crackle_cli.statistics.random_numbers import Chance

SETTINGS = ThermalProfile.default().conservation


def clocks(n=60):
    g = np.random.default_rng(0)
    start = np.cumsum(g.integers(10**9, 10**10, n)) + 1.7e15
    run = g.integers(10**3, 10**6, n).astype(float)
    return {"start": start, "run": run, "end": start + run, "load": g.gamma(3, 9, n).round(1)}


def laws(columns):
    found = sparse.detect(MetricTable.from_columns(columns), SETTINGS).findings
    return [f for f in found if len(f.metrics) > 1]


@pytest.mark.parametrize("broken", [(), (7,)])
def test_a_start_and_a_duration_make_an_end(broken):
    columns = clocks()
    columns["end"][list(broken)] += 1  # of 1.7e15
    (law,) = laws(columns)
    assert (law.text, law.law.kind) == ("start + run = end", "exact")
    assert [v.row for v in law.violators] == list(broken)


def test_copies_that_are_one_are_not_sought_again():
    start, run = clocks()["start"], clocks()["run"]
    same = np.column_stack([start, 2 * start, run])
    assert sums_of_differences(same, Chance(0), 4) == []
    same[:, 1] += 3 * run
    assert (0, 1, 2) in sums_of_differences(same, Chance(0), 4)
