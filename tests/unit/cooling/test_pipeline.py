"""Cooling: findings of every detector as patterns, in groups, with stable ids."""

import numpy as np
import pytest

from crackle_cli import CoolingRate, MetricTable, ThermalProfile, cool
from crackle_cli.cooling.naming import told_apart
from crackle_cli.cooling.pipeline import cooled
from crackle_cli.cooling.views import TableView
from crackle_cli.detectors.finding import PatternKind
from crackle_cli.statistics.discovery import discoveries
from crackle_cli.table.labels import SomeLabels
from crackle_cli.table.metric_table import RowGroup

ORIGINAL = ThermalProfile.load("original")


def sensors():
    columns = {"value": [22.5, 23.1, 45.2], "is_anomaly": [0, 0, 1]}
    return MetricTable.from_columns(columns, labels=["s1", "s2", "s3"])


def test_patterns_come_with_the_highest_confidence_first():
    confidences = [p.confidence for p in cool(sensors(), ORIGINAL.with_rate(CoolingRate.FAST))]
    assert len(confidences) > 2
    assert confidences == sorted(confidences, reverse=True)


def test_no_detection_finds_nothing():
    assert cool(sensors(), ThermalProfile.no_detection()) == []


def test_an_empty_table_has_no_patterns():
    assert cool(MetricTable.from_columns({}), ThermalProfile.default()) == []
    assert cool(MetricTable.from_columns({"a": []}), ThermalProfile.default()) == []


def test_a_transition_in_a_group_is_placed_in_the_whole_table():
    rows = np.arange(12)
    values = np.where((rows % 2 == 1) & (rows >= 6), 9.0, 1.0)
    table = MetricTable(
        metrics={"x": values},
        labels=[f"t{i}" for i in rows],
        groups=(
            RowGroup({"kind": "even"}, rows[rows % 2 == 0]),
            RowGroup({"kind": "odd"}, rows[rows % 2 == 1]),
        ),
    )
    profile = ORIGINAL.without_clustering().without_conservation()
    (pattern,) = cool(table, profile)
    assert pattern.group == {"kind": "odd"}
    assert pattern.metrics["row"] == 7
    assert "at t7" in pattern.description
    assert list(pattern.involved_tasks) == ["t1", "t3", "t5", "t7", "t9", "t11"]


def test_many_labels_are_made_when_asked_for():
    """A shift in a long table involves a part of it, whose labels nobody may ever read."""
    rng = np.random.default_rng(1)
    values = rng.normal(size=4000) + 5 * (np.arange(4000) >= 1500)
    table = MetricTable.from_columns({"a": values})
    (pattern,) = cool(table, ThermalProfile.default().without_clustering())
    tasks = pattern.involved_tasks
    assert isinstance(tasks, SomeLabels)
    assert list(tasks) == [f"row {row}" for row in range(1500, 4000)]
    assert list(tasks[-2:]) == ["row 3998", "row 3999"]


@pytest.mark.parametrize(("tasks", "metrics"), [(8, 1), (12, 5), (12, 100)])
def test_where_no_step_could_be_sure_enough_it_is_said_how_many_tasks_are_needed(tasks, metrics):
    def step(n, seed):
        values = np.random.default_rng(seed).normal(size=(n, metrics))
        values[n // 2 :, 0] += 25
        columns = {f"m{j}": values[:, j] for j in range(metrics)}
        view = TableView(MetricTable.from_columns(columns))
        outcome = cooled(view, ThermalProfile.default().without_conservation())
        kinds = [p.kind for p in outcome.patterns]
        return PatternKind.PHASE_TRANSITION in kinds, outcome

    runs = [step(tasks, seed) for seed in range(5)]
    assert not any(found for found, _ in runs)
    assert all(PatternKind.PHASE_TRANSITION in o.insufficient for _, o in runs)
    assert {o.reach.step for _, o in runs} == {None}
    (needed,) = {o.reach.needed for _, o in runs}
    assert tasks < needed < 30
    runs = [step(needed + 3, seed) for seed in range(5)]
    assert sum(found for found, _ in runs) >= 2
    assert all(o.reach.step for _, o in runs)


def test_what_is_found_was_not_beyond_reach():
    values = np.random.default_rng(1).normal(size=11)
    columns = {"a": values + 25 * (np.arange(11) >= 5)}
    view = TableView(MetricTable.from_columns(columns))
    outcome = cooled(view, ThermalProfile.default())
    assert [p.kind for p in outcome.patterns] == [PatternKind.PHASE_TRANSITION]
    assert outcome.reach.misses_large
    assert PatternKind.PHASE_TRANSITION not in outcome.insufficient


def test_nobody_says_what_is_seen_who_does_not_look():
    view = TableView(MetricTable.from_columns({"a": np.arange(9.0)}))
    for profile in (ThermalProfile.default().without_phase_transitions(), ORIGINAL):
        assert cooled(view, profile).reach is None


def test_ids_do_not_depend_on_estimates_or_column_order():
    one = MetricTable.from_columns({"a": [1, 2, 3, 4], "b": [1, 2, 3, 5]})
    other = MetricTable.from_columns({"b": [2, 4, 6, 8.5], "a": [2, 4, 6, 8]})
    profile = ORIGINAL.without_clustering().without_phase_transitions().without_conservation()
    assert [p.id for p in cool(one, profile)] == [p.id for p in cool(other, profile)]


def test_equal_ids_are_told_apart():
    assert told_apart(["a", "b", "a", "a"]) == ["a", "b", "a-2", "a-3"]


def test_false_discovery_control_steps_up():
    # Benjamini and Hochberg (1995), section 3.1: 15 tests, the 4 smallest p-values are discoveries
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
         0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]  # fmt: skip
    assert discoveries(p, 15, 0.05) == [True] * 4 + [False] * 11


def test_untested_findings_pass_and_unseen_hypotheses_count():
    assert discoveries([None, 0.03], 1, 0.05) == [True, True]
    assert discoveries([None, 0.03], 2, 0.05) == [True, False]


def test_what_would_be_printed_as_0_is_counted_and_not_told():
    rng = np.random.default_rng(1)
    table = MetricTable.from_columns({"a": rng.normal(100, 1, 60) + 9.0 * (np.arange(60) >= 40)})
    default = ThermalProfile.default()
    (step,) = cool(table, default)
    strict = cooled(TableView(table), default.with_min_confidence(min(1.0, step.confidence + 0.01)))
    assert strict.patterns == () and strict.notes[-1].startswith("1 pattern has a confidence below")
    assert cooled(TableView(table), default.with_min_confidence(step.confidence)).notes == ()
    assert (default.min_confidence, ThermalProfile.fast_cooling().min_confidence) == (0.005, 0)
