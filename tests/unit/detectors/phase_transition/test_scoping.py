"""Where a change is: in all tasks, in those of some values of a text column, or in their mix."""

from dataclasses import replace

import numpy as np
import pytest

from crackle_cli import MetricTable, ThermalProfile
from crackle_cli.detectors.phase_transition.detect import detect
from crackle_cli.detectors.phase_transition.findings import Mix, Shift, Spread
from crackle_cli.table.labels import TextColumn
from crackle_cli.table.metric_table import UnusedColumn
from tests.worlds.scopes import WORLDS, behind_levels, column, mix, some_regions

TASKS = 400
SETTINGS = replace(ThermalProfile.default().phase_transition, alpha=0.025)


def world(name, seed=0, tasks=TASKS):
    return WORLDS[name](np.random.default_rng([seed, tasks]), tasks, "normal")


def of_latency(table):
    found = detect(table, SETTINGS).findings
    return [one for one in found if one.metrics == ("latency_ms",)]


def with_texts(table, **texts):
    return replace(table, texts=texts)


def test_a_change_of_all_tasks_has_no_scope():
    (found,) = of_latency(world("everywhere").table)
    assert isinstance(found, Shift)
    assert (found.scope, found.mixed) == (None, None)


@pytest.mark.parametrize("name", ["one region", "two regions", "one of many"])
def test_a_change_of_some_values_names_them_and_those_that_stay(name):
    one = world(name)
    (found,) = of_latency(one.table)
    assert found.scope.key == (one.column, one.values)
    others = {*one.table.texts[one.column].categories} - one.values
    assert {sides.value for sides in found.scope.unchanged} == others
    assert found.place.low <= one.row <= found.place.high


def test_its_tasks_levels_and_counts_are_those_of_these_values():
    one = world("one region")
    (found,) = of_latency(one.table)
    eu = one.table.texts["region"].codes == 0
    later = np.flatnonzero(eu & (np.arange(TASKS) >= found.place.row))
    assert found.rows.tolist() == later.tolist()
    latency = one.table.metrics["latency_ms"]
    assert found.after == pytest.approx(np.median(latency[later]))
    (sides,) = found.scope.moved
    assert (sides.tasks_before, sides.tasks_after) == (eu.sum() - later.size, later.size)
    assert (sides.before, sides.after) == (found.before, found.after)


def test_a_mix_is_no_shift():
    (found,) = of_latency(world("mix").table)
    assert isinstance(found, Mix)
    assert (found.mixed.column, found.mixed.value) == ("endpoint", "/search")
    assert found.mixed.before == pytest.approx(0.1, abs=0.05)
    assert found.mixed.after == pytest.approx(0.5, abs=0.08)


@pytest.mark.parametrize("name", ["mix", "mix and levels"])
def test_both_parts_of_a_mean_add_up_to_its_change(name):
    one = world(name)
    (found,) = (f for f in of_latency(one.table) if f.mixed)
    latency, row = one.table.metrics["latency_ms"], found.place.row
    parts = found.leading.parts
    change = latency[row:].mean() - latency[:row].mean()
    assert parts.within + parts.mix == pytest.approx(change, rel=0.1)


def test_a_rise_beside_a_mix_stays_a_rise():
    (found,) = (f for f in of_latency(world("mix and levels").table) if not isinstance(f, Spread))
    assert isinstance(found, Shift)
    assert not isinstance(found, Mix)
    assert found.mixed.value == "/search"


def test_another_share_of_how_tasks_end_is_no_mix():
    table = world("mix", seed=1).table
    table = with_texts(table, status=table.texts["endpoint"])
    assert not any(isinstance(one, Mix) for one in of_latency(table))


def test_a_value_that_is_new_is_no_mix():
    """A version that half of the tasks have from a place on, and that is slow."""
    rng = np.random.default_rng(1)
    new = (np.arange(TASKS) >= 208) & (rng.random(TASKS) < 0.7)
    latency = 100.0 * np.where(new, 3.0, 1.0) * np.exp(0.2 * rng.normal(size=TASKS))
    table = MetricTable.from_columns({"latency_ms": latency})
    table = with_texts(table, version=column(new.astype(int), ("v1", "v2")))
    assert not any(isinstance(one, Mix) for one in of_latency(table))


def test_a_share_that_moves_no_metric_is_not_told():
    one = mix(np.random.default_rng(5), TASKS, "normal")
    cpu = one.table.with_metrics({"cpu_pct": one.table.metrics["cpu_pct"]})
    assert not detect(cpu, SETTINGS).findings


def test_a_column_that_names_or_dates_the_tasks_tells_nothing():
    table = world("one of many").table
    named = replace(table, census=replace(table.census, named_by="shard"))
    dated = (UnusedColumn("shard", "date"),)
    assert of_latency(table)
    assert not of_latency(named)
    assert not of_latency(replace(table, census=replace(table.census, unused_columns=dated)))


def test_values_in_long_runs_say_when_and_not_where():
    """Four hosts one after another, the third of which is slow."""
    rng = np.random.default_rng(2)
    host = np.arange(TASKS) // 100
    latency = np.where(host == 2, 160.0, 100.0) * np.exp(0.2 * rng.normal(size=TASKS))
    table = MetricTable.from_columns({"latency_ms": latency})
    table = with_texts(table, host=column(host, ("a", "b", "c", "d")))
    found = of_latency(table)
    assert found
    assert all(one.scope is None for one in found)


def test_an_outage_of_one_region_is_one_with_its_end():
    rng = np.random.default_rng(3)
    region, row = rng.integers(0, 3, 600), np.arange(600)
    slow = (region == 1) & (row >= 200) & (row < 380)
    latency = 100.0 * np.where(slow, 2.0, 1.0) * np.exp(0.2 * rng.normal(size=600))
    table = MetricTable.from_columns({"latency_ms": latency})
    table = with_texts(table, region=column(region, ("eu", "us", "ap")))
    away, back = of_latency(table)
    assert away.scope.key == back.scope.key == ("region", frozenset({"us"}))
    assert away.back.row == back.place.row == back.rows[0]


def test_missing_cells_of_both_columns_are_left_out():
    one = some_regions(np.random.default_rng(4), TASKS, "normal", 1)
    rng = np.random.default_rng(5)
    codes = np.where(rng.random(TASKS) < 0.1, -1, one.table.texts["region"].codes)
    latency = np.where(rng.random(TASKS) < 0.1, np.nan, one.table.metrics["latency_ms"])
    table = one.table.with_metrics({"latency_ms": latency})
    region = TextColumn(codes.astype(np.int32), one.table.texts["region"].categories)
    (found,) = of_latency(with_texts(table, region=region))
    assert found.scope.key == ("region", frozenset({"eu"}))


def test_a_table_that_is_sorted_in_a_part_tells_no_mix():
    """One site in the first half, then four of them by turns; each has a level of its own."""
    row = np.arange(TASKS)
    site = np.where(row < 200, 0, row % 4)
    levels = np.array([100.0, 150.0, 200.0, 250.0])[site]
    latency = levels * np.exp(0.1 * np.random.default_rng(6).normal(size=TASKS))
    table = MetricTable.from_columns({"latency_ms": latency})
    table = with_texts(table, site=column(site, ("a", "b", "c", "d")))
    assert not any(one.scope or one.mixed for one in of_latency(table))


@pytest.mark.parametrize("seed", range(3))
def test_a_change_behind_the_levels_of_a_column_is_told_within_its_values(seed):
    one = world("behind levels", seed)
    (found,) = (f for f in of_latency(one.table) if isinstance(f, Shift))
    assert (found.scope.column, found.scope.each) == ("endpoint", True)
    assert found.place.low <= one.row <= found.place.high
    assert {sides.value for sides in found.scope.moved} == one.values
    assert found.change_pct == pytest.approx(60, abs=15)
    assert all(1.3 < sides.after / sides.before < 1.9 for sides in found.scope.moved)


def test_its_level_is_that_of_the_values_each_with_the_weight_of_its_tasks():
    (found,) = of_latency(world("behind levels").table)
    tasks = [one.tasks_before + one.tasks_after for one in found.scope.moved]
    assert sum(tasks) == TASKS
    before = np.average([one.before for one in found.scope.moved], weights=tasks)
    assert found.before == pytest.approx(before)


def test_levels_that_lie_together_hide_no_change():
    """The sentence of all tasks is the shorter one."""
    (found,) = of_latency(world("everywhere").table)
    assert found.scope is None


def test_one_region_that_rises_behind_the_levels_of_endpoints_is_named():
    one = behind_levels(np.random.default_rng(1), TASKS, "normal", rise=1.0)
    region = np.random.default_rng(2).integers(0, 3, TASKS)
    rises = (region == 0) & (np.arange(TASKS) >= one.row)
    latency = one.table.metrics["latency_ms"] * np.where(rises, 1.6, 1.0)
    texts = {**one.table.texts, "region": column(region, ("eu", "us", "ap"))}
    (found,) = of_latency(with_texts(one.table.with_metrics({"latency_ms": latency}), **texts))
    assert found.scope.key == ("region", frozenset({"eu"}))
    assert found.change_pct == pytest.approx(60, abs=15)


@pytest.mark.parametrize("seed", [0, 2, 3])
def test_one_host_of_twelve_behind_the_levels_of_endpoints_is_named(seed):
    one = behind_levels(np.random.default_rng(seed), TASKS, "normal", rise=1.0)
    host = np.random.default_rng(3).integers(0, 12, TASKS)
    rises = (host == 7) & (np.arange(TASKS) >= one.row)
    latency = one.table.metrics["latency_ms"] * np.where(rises, 2.5, 1.0)
    names = tuple(f"h{i}" for i in range(12))
    texts = {**one.table.texts, "host": column(host, names)}
    (found,) = of_latency(with_texts(one.table.with_metrics({"latency_ms": latency}), **texts))
    assert found.scope.key == ("host", frozenset({"h7"}))
    assert found.change_pct == pytest.approx(150, abs=50)
    assert found.place.low <= one.row <= found.place.high


@pytest.mark.parametrize("kind", ["normal", "t3", "ar6"])
def test_levels_alone_are_no_change(kind):
    told = 0
    for seed in range(20):
        rng = np.random.default_rng([seed, 7])
        told += bool(of_latency(behind_levels(rng, 200, kind, rise=1.0).table))
    assert told <= 1


def test_a_metric_that_a_column_determines_has_nothing_behind_its_levels():
    one = world("behind levels")
    sizes = np.array([8.0, 1.0, 2.0, 4.0])[one.table.texts["endpoint"].codes]
    for values in (sizes, (sizes > 4).astype(float), np.where(np.arange(TASKS) == 9, 5.0, sizes)):
        assert not detect(one.table.with_metrics({"size": values}), SETTINGS).findings
