"""A change is told with the text column that turns there."""

from dataclasses import replace

import numpy as np
import pytest

from crackle_cli import MetricTable, ThermalProfile, cool
from crackle_cli.table.labels import TextColumn
from crackle_cli.table.metric_table import Census, RowGroup, UnusedColumn

N, AT = 60, 40
AFTER = np.arange(N) >= AT
VALUES = np.random.default_rng(1).normal(100, 2, N) + 30 * AFTER
ABRUPT, BLURRED = VALUES, np.where(AFTER, VALUES - 25.5, VALUES)


def turning(*rows, missing=False):
    codes = np.zeros(N, np.int32)
    for row in rows:
        codes[row:] += 1
    return TextColumn(codes - missing, tuple(f"v{i + 1}" for i in range(len(rows) + 1)))


def switch(values, census=None, **texts):
    found = MetricTable.from_columns({"ms": values})
    found = replace(found, texts=texts, census=census or Census())
    (pattern,) = cool(found, ThermalProfile.default())
    return pattern.evidence.get("switch"), pattern


def test_it_is_in_the_sentence_and_in_the_evidence():
    found, pattern = switch(ABRUPT, version=turning(AT))
    assert found == {"column": "version", "before": "v1", "after": "v2"}
    assert " at row 40, where version turns v1 → v2: " in pattern.description


def test_a_category_does_not_turn_where_its_own_share_changes():
    assert switch(ABRUPT, ms=turning(AT))[0] is None


def test_the_switch_is_the_place_where_that_is_uncertain():
    _, alone = switch(BLURRED)
    low, high = (int(alone.metrics[name]) for name in ("row_low", "row_high"))
    assert low < high
    for row in range(low, high + 1):
        _, pattern = switch(BLURRED, version=turning(row))
        assert pattern.metrics["row"] == row and pattern.involved_tasks[0] == f"row {row}"
        assert f"at row {row}, where version turns" in pattern.description
    assert switch(BLURRED, version=turning(high + 1))[0] is None


@pytest.mark.parametrize(
    "column",
    [
        turning(AT - 3),
        turning(*range(1, N, 2), AT),  # turns everywhere
        turning(AT, missing=True),  # was missing before
    ],
)
def test_what_says_nothing_of_the_place_is_not_told(column):
    assert switch(ABRUPT, version=column)[0] is None


def test_the_column_that_turns_most_seldom_is_told():
    found, _ = switch(ABRUPT, config=turning(10, AT), version=turning(AT))
    assert found["column"] == "version"


def test_a_day_and_a_name_turn_whatever_happens():
    day = Census(unused_columns=(UnusedColumn("day", "date"),))
    assert switch(ABRUPT, day, day=turning(AT))[0] is None
    assert switch(ABRUPT, Census(named_by="day"), day=turning(AT))[0] is None


def test_both_ends_of_an_event_keep_their_places():
    values = np.random.default_rng(2).normal(100, 2, N) + 30 * ((np.arange(N) >= 20) & ~AFTER)
    found = replace(MetricTable.from_columns({"ms": values}), texts={"flag": turning(20, AT)})
    away, back = cool(found, ThermalProfile.default())
    assert "at row 20, where flag turns v1 → v2, back at row 40" in away.description
    assert back.evidence["ends"] == away.id


def test_a_group_looks_at_its_own_rows():
    rows = np.arange(2 * N)
    groups = tuple(RowGroup({"host": name}, rows[i::2]) for i, name in enumerate("ab"))
    found = MetricTable.from_columns({"ms": np.repeat(VALUES, 2)})
    version = TextColumn(np.repeat(turning(AT).codes, 2), ("v1", "v2"))
    found = replace(found, groups=groups, texts={"version": version})
    (pattern,) = cool(found, ThermalProfile.default())
    assert "at row 80, where version turns v1 → v2" in pattern.description
    assert all("where version turns v1 → v2" in one.description for one in pattern.of_groups)
