"""A constant metric in the place of the constant of a law."""

import numpy as np
import pytest

from crackle_cli import MetricTable, ThermalProfile
from crackle_cli.detectors.conservation import sparse
from crackle_cli.laws.check import State, checked_law
from tests.worlds.laws import tallies

SETTINGS = ThermalProfile.default().conservation


def laws(columns):
    found = sparse.detect(MetricTable.from_columns(columns), SETTINGS).findings
    return [f for f in found if len(f.metrics) > 1]


def texts(columns):
    return [f.text for f in laws(columns)]


def bills(support=100.0):
    ec2, s3 = np.random.default_rng(0).lognormal(5, 0.5, (2, 80)).round(2)
    return {"ec2": ec2, "s3": s3, "support": np.full(80, support), "total": ec2 + s3 + support}


def test_the_constant_metric_is_a_term_and_may_change():
    (law,) = laws(bills())
    assert law.text == "ec2 + s3 + support = total"
    later = MetricTable.from_columns(bills(support=120.0))
    (tally,) = tallies([law.law], later)
    assert (tally.broken, checked_law(tally, later.labels).state) == (0, State.KEPT)


def test_on_the_other_side_it_is_taken_off():
    columns = bills(30.0)
    columns["total"] = columns["ec2"] + columns["s3"] - 30
    assert texts(columns) == ["ec2 + s3 = support + total"]


@pytest.mark.parametrize("other", [100.0, -100.0])
def test_of_two_metrics_with_the_value_none_is_named(other):
    assert texts({**bills(), "limit": np.full(80, other)}) == ["ec2 + s3 + 100 = total"]


def test_a_constant_metric_with_gaps_is_not_named():
    columns = bills()
    columns["support"][3] = np.nan
    assert texts(columns) == ["ec2 + s3 + 100 = total"]


def test_percentages_are_of_a_hundred_whatever_else_is_a_hundred():
    used = np.random.default_rng(1).integers(1, 99, 80).astype(float)
    columns = {"used_pct": used, "free_pct": 100 - used, "batch": np.full(80, 100.0)}
    assert texts(columns) == ["used_pct + free_pct = 100"]
    columns = {"used": used, "free": 512 - used, "capacity": np.full(80, 512.0)}
    assert texts(columns) == ["used + free = capacity"]
