from dataclasses import replace

import numpy as np
import pytest

from crackle_cli import MetricTable, ThermalProfile, cool
from crackle_cli.detectors.correlation.findings import Correlated
from tests.worlds.scopes import column

TASKS = 300
TEAMS = ("red", "green", "blue", "gold", "pink", "teal")


def table(slope, seed=0):
    """More tests and more bugs in larger teams; within each team bugs go by `slope` with tests."""
    rng = np.random.default_rng(seed)
    team = rng.integers(0, 6, TASKS)
    tests = rng.normal(size=TASKS)
    bugs = slope * tests + 0.4 * rng.normal(size=TASKS)
    metrics = MetricTable.from_columns({"tests": tests + 1.2 * team, "bugs": bugs + 1.2 * team})
    names = {"team": column(team, TEAMS), "os": column(rng.integers(0, 2, TASKS), ("a", "b"))}
    return replace(metrics, texts=names)


def correlations(given):
    return [p for p in cool(given, ThermalProfile.default()) if p.kind == "correlation"]


def told(given):
    (found,) = correlations(given)
    assert isinstance(found.finding, Correlated)
    return found


def test_a_correlation_says_that_it_is_the_opposite_within_each_value():
    found = told(table(-0.8))
    assert found.finding.opposite.column == "team"
    assert found.finding.opposite.correlation == pytest.approx(-0.88, abs=0.05)
    assert ", the opposite within each team (r = −0." in found.description
    assert found.evidence["opposite"]["column"] == "team"


def test_one_that_is_not_says_nothing():
    assert told(table(0.8)).finding.opposite is None


def test_what_only_the_values_make_is_told_by_how_they_differ():
    assert correlations(table(0.0)) == []


def test_one_value_that_goes_the_same_way_is_enough_to_say_nothing():
    given = table(-0.8)
    red = given.texts["team"].codes == 0
    bugs = np.where(
        red, given.metrics["tests"] + 0.1 * given.metrics["bugs"], given.metrics["bugs"]
    )
    found = correlations(given.with_metrics({**given.metrics, "bugs": bugs}))
    assert all(one.finding.opposite is None for one in found)
