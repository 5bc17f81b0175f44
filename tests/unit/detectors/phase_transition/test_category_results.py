"""Shares of the values of a code along the order."""

from dataclasses import replace

import numpy as np
import pytest

from crackle_cli.cooling.pipeline import cool
from crackle_cli.profile.thermal_profile import ThermalProfile
from crackle_cli.table.metric_table import Census, MetricTable
from tests.worlds.ceilings import ceiling

DEFAULT = ThermalProfile.default()


def told(values, **metrics):
    """What is told of a code, and of metrics beside it."""
    table = MetricTable.from_columns({"status": values, **metrics})
    return cool(replace(table, census=Census(nominal=frozenset({"status"}))), DEFAULT)


def codes(rng, before, after, n=240):
    """So many tasks with one of the codes; another mix from the middle on."""
    known = [200, 404, 500]
    return np.r_[rng.choice(known, n // 2, p=before), rng.choice(known, n // 2, p=after)]


def test_a_value_that_comes_more_often_is_told_as_its_share():
    (one,) = told(codes(np.random.default_rng(1), [0.6, 0.4, 0], [0.4, 0.4, 0.2]))
    assert one.description.startswith("status 500 rose at row 1")
    assert one.description.endswith("→ 22.1 % of tasks") or " % of tasks" in one.description


def test_many_values_at_the_cost_of_the_usual_one_are_told_together():
    (one,) = told(codes(np.random.default_rng(2), [0.98, 0.01, 0.01], [0.7, 0.15, 0.15]))
    assert one.description.startswith("status other than 200 rose at")


def test_a_code_of_1_is_told_with_it():
    rng = np.random.default_rng(3)
    values = np.r_[rng.choice([0, 1, 2], 100, p=[0.5, 0.05, 0.45]), rng.integers(0, 2, 100)]
    assert any("status 2 fell" in one.description for one in told(values))
    rng = np.random.default_rng(4)
    values = np.r_[rng.choice([0, 1], 100, p=[0.98, 0.02]), rng.choice([0, 1], 100, p=[0.6, 0.4])]
    (one,) = told(values)
    assert one.description.startswith("status 1 rose at")


def test_an_outage_is_told_with_its_end():
    (one, *_) = told(np.repeat([200, 503, 200], [60, 20, 60]))
    assert one.description == "status 503 rose at row 60, back at row 80: 0 → 100 % of tasks"


def test_codes_have_no_level_correlation_law_or_group():
    rng = np.random.default_rng(6)
    values = rng.choice([200, 404, 500], 200, p=[0.5, 0.3, 0.2]).astype(float)
    assert told(values, ms=values + rng.normal(0, 1, 200)) != []  # the groups of `ms` alone
    found = told(values, ms=2 * values, x=rng.normal(size=200))
    assert not [one for one in found if "status" in one.involved_metrics]


@pytest.mark.parametrize("weights", [[0.9, 0.05, 0.05], [0.4, 0.3, 0.3]])
def test_codes_without_a_change_stay_silent(weights):
    rng = np.random.default_rng(7)
    runs = 60
    alarms = sum(bool(told(codes(rng, weights, weights, 120))) for _ in range(runs))
    assert alarms <= ceiling(runs, DEFAULT.alpha, 1e-3)
