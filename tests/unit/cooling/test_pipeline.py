"""Cooling: findings of every detector as patterns, in groups, with stable ids."""

from dataclasses import replace

import numpy as np
import pytest

from crackle_cli import CoolingRate, MetricTable, ThermalProfile, cool
from crackle_cli.cooling import pipeline
from crackle_cli.cooling.naming import told_apart
from crackle_cli.cooling.pipeline import cooled, transitions
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
    runs = [step(needed + 5, seed) for seed in range(5)]
    assert sum(found for found, _ in runs) >= 2
    assert all(o.reach.step for _, o in runs)


def test_what_is_found_was_not_beyond_reach():
    values = np.random.default_rng(1).normal(size=(12, 2))
    values[6:, 0] += 25
    view = TableView(MetricTable.from_columns({"a": values[:, 0], "b": values[:, 1]}))
    outcome = cooled(view, ThermalProfile.default())
    assert [p.kind for p in outcome.patterns] == [PatternKind.PHASE_TRANSITION]
    assert outcome.reach.misses_large
    assert PatternKind.PHASE_TRANSITION not in outcome.insufficient


def test_nobody_says_what_is_seen_who_does_not_look():
    view = TableView(MetricTable.from_columns({"a": np.arange(9.0)}))
    for profile in (ThermalProfile.default().without_phase_transitions(), ORIGINAL):
        assert cooled(view, profile).reach is None


@pytest.mark.parametrize(
    ("tasks", "few"),
    [
        (7, {"clustering", "phase_transition", "conservation", "correlation"}),
        (8, {"clustering", "phase_transition"}),
        (19, {"clustering"}),
        (20, set()),
    ],
)
def test_a_kind_has_too_few_tasks_below_those_that_the_profile_asks_for(tasks, few):
    rng = np.random.default_rng(0)
    table = MetricTable.from_columns({name: rng.normal(size=tasks) for name in "ab"})
    halves = [np.arange(tasks), np.arange(3)]  # the larger group counts
    groups = tuple(RowGroup({"half": str(i)}, rows) for i, rows in enumerate(halves))
    for one in (table, replace(table, groups=groups)):
        outcome = cooled(TableView(one), ThermalProfile.default())
        assert set(outcome.insufficient) == few
    assert len(set(outcome.notes)) == len(outcome.notes)


def step(rows):
    return np.random.default_rng(0).normal(size=rows.size) + 9.0 * (rows >= rows[rows.size // 2])


def test_some_rows_of_a_table_tell_their_transitions_in_its_own_rows():
    rows = np.arange(1, 121, 2)
    values = np.zeros(121)
    values[rows] = step(rows)
    noise = np.random.default_rng(1).normal(size=121)
    table = MetricTable.from_columns({"a": values, "b": noise})
    default = ThermalProfile.default()
    (found,) = transitions(table, rows, default)
    assert (found.metrics, found.place.row) == (("a",), 61)
    assert found.rows.tolist() == list(range(61, 121, 2))
    assert transitions(table, rows, default.without_phase_transitions()) == []
    assert transitions(table, rows[26:34], default) == [], "of so few nothing is sure"
    assert transitions(table, rows, default, ["b"]) == []


def test_some_metrics_tell_alone_what_they_tell_among_all():
    default, rows = ThermalProfile.default(), np.arange(60)
    rng = np.random.default_rng(1)
    every = {f"m{i}": rng.normal(size=60) + 0.75 * i * (rows >= 40) for i in range(6)}
    table = MetricTable.from_columns(every)
    among_all = [(f.metrics, f.place) for f in transitions(table, rows, default)]
    alone = [(f.metrics, f.place) for m in every for f in transitions(table, rows, default, [m])]
    assert alone == among_all and 0 < len(alone) < 6


def test_what_is_looked_for_again_is_told_if_it_is_as_sure_as_what_was_found(monkeypatch):
    again, told = [], []

    def resolve(findings, view, redetect):
        again.append(redetect(PatternKind.PHASE_TRANSITION, view.sample))
        return []

    monkeypatch.setattr(pipeline, "resolve", resolve)
    weak = np.random.default_rng(0).normal(size=30) + 1.8 * (np.arange(30) >= 15)
    noise = np.random.default_rng(1).normal(size=30)
    table = MetricTable.from_columns({"a": weak, "b": noise, "c": step(np.arange(30))})
    for profile in (ThermalProfile.default(), ORIGINAL):
        cooled(TableView(table), profile, progress=lambda *said: told.append(said))
        assert told[-1] == ("looking for phase transition again", 0, 0, "")
    sure, untested = again
    assert [f.metrics for f in sure] == [("c",)], "of a alone the detector would be sure"
    assert {f.metrics for f in untested} >= {("c",)}, "a method that tests nothing tells all"


def test_every_look_is_said_and_lanes_are_for_large_tables(monkeypatch):
    asked = []

    def one_after_another(works, lanes):
        asked.append(lanes)
        return [work() for work in works]

    monkeypatch.setattr(pipeline, "side_by_side", one_after_another)
    monkeypatch.setattr(pipeline, "WORTHWHILE", 60)
    told = []
    for rows in (np.arange(29), np.arange(30)):
        table = MetricTable.from_columns({"a": rows % 3, "b": rows % 4})
        cooled(TableView(table), ORIGINAL, progress=lambda *said: told.append(said), lanes=5)
    kinds = ("clustering", "phase transition", "conservation law", "correlation")
    assert told == 2 * [(f"looking for {words}", 0, 0, "") for words in kinds]
    cooled(TableView(table), ORIGINAL)
    assert asked == [1, 5, 1]


def test_the_end_of_an_event_comes_after_it():
    rng = np.random.default_rng(0)
    values = rng.normal(size=90) + 9.0 * ((np.arange(90) >= 9) & (np.arange(90) < 40))
    away, back = cool(MetricTable.from_columns({"a": values}), ThermalProfile.default())
    assert back.ends == away.id and back.confidence == away.confidence


def test_turns_come_after_what_turns_in_their_order():
    steps = np.repeat([1.0, -1.0, 1.0, -1.0], 60)
    values = np.append(0.0, steps + 0.5 * np.random.default_rng(2).normal(size=240)).cumsum()
    whole, *turned = cool(MetricTable.from_columns({"a": values}), ThermalProfile.default())
    assert [(p.ends, p.confidence) for p in turned] == 3 * [(whole.id, whole.confidence)]
    assert [p.metrics["row"] for p in turned] == pytest.approx([60, 120, 180], abs=3)
    assert whole.ends is None and "turns" not in whole.evidence
    assert len({whole.id, *(p.id for p in turned)}) == 4


def test_what_is_too_unsure_is_counted_by_lines():
    values = np.append(0.0, np.repeat([1.0, -1.0], 60)).cumsum()
    values += np.random.default_rng(2).normal(size=121)
    sure = ThermalProfile.default().with_min_confidence(1.0)
    outcome = cooled(TableView(MetricTable.from_columns({"a": values})), sure)
    assert outcome.patterns == () and outcome.notes[-1].startswith("1 pattern has a confidence")


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
    assert (default.min_confidence, ThermalProfile.fast_cooling().min_confidence) == (0.1, 0)
