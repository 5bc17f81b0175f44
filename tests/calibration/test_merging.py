"""One event, one pattern: what shifts together at one task is neither a group nor a correlation."""

import numpy as np
import pytest

from crackle_cli import MetricTable, PatternKind, ThermalProfile, cool
from crackle_cli.table.metric_table import RowGroup
from tests.worlds.ceilings import ceiling
from tests.worlds.effort import runs
from tests.worlds.events import (
    half_mended,
    hidden_pool,
    incident,
    outage,
    outages,
    two_deploys,
)

PROFILE = ThermalProfile.default()


@runs(1, 12)
@pytest.mark.parametrize("shifting", [1, 3, 5])
@pytest.mark.parametrize("sigmas", [3, 8])
def test_a_step_of_several_metrics_is_told_once(shifting, sigmas, runs):
    besides = 0
    for run in range(runs):
        rng = np.random.default_rng([run, shifting, sigmas])
        values = rng.normal(size=(250, 7))
        values[150:, :shifting] += sigmas
        patterns = cool(
            MetricTable.from_columns({f"m{j}": v for j, v in enumerate(values.T)}), PROFILE
        )
        (step,) = (
            p for p in patterns if len(p.involved_metrics) == shifting and p.metrics.get("row")
        )
        assert abs(step.metrics["row"] - 150) <= 2
        besides += len(patterns) > 1
    assert besides <= ceiling(runs, PROFILE.alpha)


@runs(2, 20)
@pytest.mark.parametrize("world", [incident, two_deploys, hidden_pool])
def test_every_event_is_told_once_and_nothing_else(world, runs):
    events = [world(seed) for seed in range(runs)]
    assert sum(not e.told_once(cool(e.table, PROFILE)) for e in events) <= runs // 10


@runs(2, 20)
@pytest.mark.parametrize("world", [outage, outages, half_mended])
def test_an_outage_is_one_event_and_one_that_leaves_a_trace_two(world, runs):
    events = [world(seed) for seed in range(runs)]
    assert sum(not e.told_once(cool(e.table, PROFILE)) for e in events) <= 3 * runs // 20


def test_events_are_told_once_in_each_group_too():
    one, other = incident(0), two_deploys(0)
    names = dict.fromkeys([*one.table.metrics, *other.table.metrics])
    nothing = np.full(600, np.nan)
    metrics = {
        name: np.column_stack([e.table.metrics.get(name, nothing) for e in (one, other)]).ravel()
        for name in names
    }
    table = MetricTable(
        metrics=metrics,
        labels=[f"{site}-{i}" for i in range(600) for site in ("one", "other")],
        groups=tuple(
            RowGroup({"site": site}, np.arange(start, 1200, 2))
            for start, site in enumerate(("one", "other"))
        ),
    )
    told = [(p.group["site"], p.kind) for p in cool(table, PROFILE)]
    law, group, shift = (
        PatternKind.CONSERVATION,
        PatternKind.CLUSTERING,
        PatternKind.PHASE_TRANSITION,
    )
    expected = [("one", law), ("one", group), ("one", shift), ("other", shift), ("other", shift)]
    assert sorted(told) == sorted(expected)
