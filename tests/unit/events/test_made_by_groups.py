"""A valley or a relation that groups make is none; one that is there within them stays."""

from dataclasses import replace

import numpy as np
import pytest

from crackle_cli import MetricTable
from crackle_cli.detectors.correlation.findings import Bent, Broken
from crackle_cli.events.made_by_groups import without_made_by_groups
from tests.worlds.findings import bent, broken, correlated, group, shift
from tests.worlds.parts import split, valley
from tests.worlds.scopes import column

TASKS = 99


def three_groups(seed=0):
    """Three groups at 0, 10 and 20 of x, of which the middle one is lower in y; else noise."""
    rng = np.random.default_rng(seed)
    own = np.arange(TASKS) % 3
    x = 10.0 * own + rng.normal(size=TASKS)
    y = np.where(own == 1, 0.0, 10.0) + rng.normal(size=TASKS)
    return own, MetricTable.from_columns({"x": x, "y": y})


def stays(table, *others, finding=None, looked_at=None):
    finding = finding or bent("x", "y")
    found = without_made_by_groups([finding, *others], table, looked_at)
    assert [f for f in found if not isinstance(f, Bent | Broken)] == [*others]
    return len(found) > len(others)


def test_without_groups_it_stays():
    _, table = three_groups()
    assert stays(table, correlated("x", "y"))


def test_the_values_of_a_text_make_it():
    own, table = three_groups()
    assert not stays(replace(table, texts={"kind": column(own, ("a", "b", "c"))}))


@pytest.mark.parametrize(("values", "kept"), [(3, False), (16, True)])
def test_the_values_of_a_metric_of_few_make_it(values, kept):
    own, table = three_groups()
    code = own + 3.0 * (np.arange(TASKS) // 3 % (values // 3))
    table = table.with_metrics({**table.metrics, "code": code + (values > 3) * own / 7})
    assert stays(table) is kept


def test_groups_that_were_found_make_it():
    own, table = three_groups()
    assert not stays(table, *(group(np.flatnonzero(own == k), ("x", "y")) for k in (0, 2)))


def test_a_valley_within_the_groups_stays():
    rng = np.random.default_rng(1)
    x, y = valley(rng, TASKS)
    table = MetricTable.from_columns({"x": x, "y": y})
    kinds = column(rng.integers(0, 3, TASKS), ("a", "b", "c"))
    assert stays(replace(table, texts={"kind": kinds}))


def test_groups_that_hold_few_of_the_tasks_tell_nothing():
    own, table = three_groups()
    most_missing = np.where(np.arange(TASKS) < 40, own, -1)
    assert stays(replace(table, texts={"kind": column(most_missing, ("a", "b", "c"))}))


def late_group(within=0.0):
    """From row 40 on every third task is of a group that is higher in both metrics."""
    rng = np.random.default_rng(2)
    x, y = split(rng, TASKS, 40, 0.0, within)
    own = (np.arange(TASKS) >= 40) & (np.arange(TASKS) % 3 == 0)
    table = MetricTable.from_columns({"x": x + 9.0 * own, "y": y + 9.0 * own})
    return replace(table, texts={"kind": column(own.astype(int), ("a", "b"))})


@pytest.mark.parametrize(("within", "kept"), [(0.0, False), (0.95, True)])
def test_a_group_that_begins_makes_a_relation_from_there_on(within, kept):
    finding = broken("x", "y", before=0.0, after=0.9)
    assert stays(late_group(within), finding=finding) is kept
    rows = np.arange(TASKS) * 10  # of a sample in which row 400 is the 40th
    later = broken("x", "y", before=0.0, after=0.9, place=(400, 398, 402))
    assert stays(late_group(within), finding=later, looked_at=rows) is kept


def test_the_side_where_it_holds_is_looked_at():
    """Before row 40 there is no group."""
    assert stays(late_group(), finding=broken("x", "y", before=0.9, after=0.0))


def test_what_rises_before_a_change_and_falls_after_it_makes_no_peak():
    """Each part of the order has a straight line, on one side of the place where they meet."""
    rng = np.random.default_rng(3)
    later = np.arange(TASKS) >= 50
    x = rng.random(TASKS) + 0.8 * later
    y = np.where(later, 1.8 - x, x) + 0.1 * rng.normal(size=TASKS)
    table = MetricTable.from_columns({"x": x, "y": y})
    assert stays(table, finding=bent("x", "y", r=-0.8))
    assert not stays(table, shift("x", 50), finding=bent("x", "y", r=-0.8))
