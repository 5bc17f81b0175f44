"""Tables from columns, their parts and the places of their rows."""

from dataclasses import replace

import numpy as np
import pytest

from crackle_cli import MetricTable
from crackle_cli.errors import InputError
from crackle_cli.table.labels import RowLabels, SomeLabels, TextColumn, TextLabels
from crackle_cli.table.metric_table import Census, Sampled


def test_none_nan_and_infinities_are_missing():
    table = MetricTable.from_columns({"a": [1, None, float("nan"), float("inf"), -2.5]})
    np.testing.assert_array_equal(table.metrics["a"], [1, np.nan, np.nan, np.nan, -2.5])
    assert table.census.missing_cells == 3


def test_tasks_without_labels_are_called_by_their_row():
    table = MetricTable.from_columns({"a": [1, 2, 3]})
    assert list(table.labels) == ["row 0", "row 1", "row 2"]
    assert list(table.labels[1:]) == ["row 1", "row 2"]


def test_labels_that_are_made_when_asked_for_look_like_and_equal_others():
    column = TextColumn(np.array([0, 1, -1, 0], np.int32), ("a", "b"))
    texts = TextLabels(column, range(4))
    expected = ("a (row 0)", "b", "row 2", "a (row 3)")
    assert texts == expected and texts == list(expected)
    assert texts[:2] == SomeLabels(texts, np.array([0, 1])) != RowLabels(range(2))
    assert texts != expected[:3] and texts != "ab" and texts != 4
    assert repr(RowLabels(range(7, 2000))) == "<labels 'row 7', 'row 8', 'row 9', … 1,993 in all>"
    assert repr(texts[1:3]) == "<labels 'b', 'row 2'>"
    assert repr(texts[:0]) == "<no labels>"


def test_labels_need_be_told_apart_within_their_group_alone():
    column = TextColumn(np.array([0, 0, 1, 1, -1], np.int32), ("a", "b"))
    texts = TextLabels(column, range(5), np.array([0, 1, 0, 0, 1]))
    assert list(texts) == ["a", "a", "b (row 2)", "b (row 3)", "row 4"]
    assert (texts.count("a"), texts.count("b"), texts.count("b (row 2)")) == (2, 0, 1)
    assert texts.repeat and not TextLabels(column, range(5), np.array([0, 1, 0, 1, 1])).repeat


def test_the_columns_given_are_not_shared():
    given = np.array([1.0, 2.0])
    table = MetricTable.from_columns({"a": given})
    given[0] = 99
    assert table.metrics["a"][0] == 1


@pytest.mark.parametrize(
    ("columns", "labels", "message"),
    [
        ({"a": [1, 2], "b": [1]}, None, 'column "b" has 1 values where the others have 2'),
        ({"a": [1, 2]}, ["x"], 'column "labels" has 1 values'),
        ({"a": ["x", "y"]}, None, 'column "a" holds a value that is not a number'),
        ({"a": [[1, 2], [3, 4]]}, None, 'column "a" has 2 dimensions'),
    ],
)
def test_columns_that_make_no_table(columns, labels, message):
    with pytest.raises(InputError, match=message):
        MetricTable.from_columns(columns, labels)


def test_a_subset_takes_everything_along():
    table = MetricTable(
        metrics={"a": np.array([1.0, 2.0, 3.0])},
        labels=("x", "y", "z"),
        texts={"os": TextColumn(np.array([0, 1, 0], np.int32), ("linux", "mac"))},
        files=np.array([0, 0, 1], np.int32),
        lines=np.array([2, 3, 2]),
        census=Census(files=("one.csv", "two.csv")),
    )
    part = table.subset(np.array([2, 0]))
    assert part.metrics["a"].tolist() == [3, 1]
    assert list(part.labels) == ["z", "x"]
    assert part.texts["os"].codes.tolist() == [0, 0]
    assert [part.location(row) for row in (0, 1)] == [("two.csv", 2), ("one.csv", 2)]


def test_a_table_from_memory_has_no_locations():
    assert MetricTable.from_columns({"a": [1]}).location(0) is None


def test_the_matrix_has_a_column_for_each_metric():
    table = MetricTable.from_columns({"a": [1, 2], "b": [3, 4]})
    assert table.matrix().tolist() == [[1, 3], [2, 4]]
    assert MetricTable.from_columns({}, labels=["x", "y"]).matrix().shape == (2, 0)


def test_a_sample_with_other_values_speaks_for_itself():
    """Nobody knows what the tasks that are not in it would have."""
    old, steady = np.arange(6.0), np.ones(6)
    sampled = Sampled(60, np.arange(0, 60, 10), 30, {"a": np.array([7.0, 8]), "b": np.ones(2)})
    table = replace(MetricTable.from_columns({"a": old, "b": steady}), sampled=sampled)
    other = table.with_metrics({**table.metrics, "a": old * 2})
    assert other.sampled is not None
    assert other.sampled.means["a"].tolist() == [2.0, 8.0]
    assert other.sampled.means["b"] is sampled.means["b"]
    assert table.with_metrics({"b": table.metrics["b"]}).sampled.means.keys() == {"b"}
