"""JSON of columns, as pandas and Prometheus write it, beside JSON of rows."""

import json

import numpy as np
import pytest

from crackle_cli.errors import InputError
from tests.worlds.files import file, table_of

X, Y = [1.5, 2.5, None], [4, 6, 5]
COLUMNS = {
    "lists": {"x": X, "y": Y},
    "split": {"columns": ["x", "y"], "index": [0, 1, 2], "data": [*zip(X, Y, strict=True)]},
    "by index": {n: {str(i): v for i, v in enumerate(c)} for n, c in (("x", X), ("y", Y))},
}


@pytest.mark.parametrize("name", COLUMNS)
def test_columns_are_read_as_such(tmp_path, name):
    path = file(tmp_path, json.dumps(COLUMNS[name]), "x.json")
    table = table_of(path, ignore=("*index",) if name != "lists" else ())
    np.testing.assert_array_equal(table.metrics["x"], [1.5, 2.5, np.nan])
    np.testing.assert_array_equal(table.metrics["y"], Y)
    assert any("columns" in note for note in table.census.notes)
    inside = file(tmp_path, json.dumps({"a": {"b": COLUMNS[name]}}), "y.json")
    assert table_of(inside, json_path="a.b").tasks == 3


def test_the_index_of_many_rows_counts_them(tmp_path):
    columns = {n: {str(i): (i * k) % 11 for i in range(30)} for n, k in (("x", 3), ("y", 7))}
    assert list(table_of(file(tmp_path, json.dumps(columns), "x.json")).metrics) == ["x", "y"]


def test_a_range_query_of_prometheus_has_a_column_for_each_series(tmp_path):
    series = [
        {"metric": {"__name__": "up", "job": name}, "values": [[1767225600 + t, v] for t, v in at]}
        for name, at in (("a", [(0, "1"), (15, "2.5")]), ("b", [(15, "4"), (30, "NaN")]))
    ]
    answer = {"status": "success", "data": {"resultType": "matrix", "result": series}}
    table = table_of(file(tmp_path, json.dumps(answer), "x.json"))
    np.testing.assert_array_equal(table.metrics["up{job=a}"], [1, 2.5, np.nan])
    np.testing.assert_array_equal(table.metrics["up{job=b}"], [np.nan, 4, np.nan])
    assert table.labels[0] == "2026-01-01T00:00:00Z"


@pytest.mark.parametrize(
    "text",
    [
        '{"latency": {"p50": 1, "p99": 2}, "size": {"p50": 3, "p99": 4}}',
        '{"x": 1, "tags": [1, 2]}',
        '{"x": {"1": 2}, "y": {"2": 3}}',
        '{"x": 1, "data": {"resultType": "matrix", "result": [1]}}',
    ],
)
def test_one_row_is_no_columns(tmp_path, text):
    assert table_of(file(tmp_path, text, "x.json")).tasks == 1


@pytest.mark.parametrize("text", ['{"x": [1, 2], "rows": [{"y": 1}]}', '{"rows": []}'])
def test_rows_beside_a_list_are_pointed_to(tmp_path, text):
    with pytest.raises(InputError, match="use --json-path rows"):
        table_of(file(tmp_path, text, "x.json"))


ROWS = {
    "index": {f"j{i}": {"x": i * i % 7, "y": i * i % 5} for i in range(30)},
    "numbered": {str(i): {"x": i * i % 7, "y": i * i % 5} for i in range(30)},
    "table": {
        "schema": {"fields": [{"name": "x"}], "pandas_version": "1.4.0"},
        "data": [{"index": i, "x": i * i % 7, "y": i * i % 5} for i in range(30)],
    },
    "uneven": {
        "x": {str(i): i * i % 7 for i in range(30)},
        "y": {str(i): i * i % 5 for i in range(29)},
    },
}


@pytest.mark.parametrize("name", ROWS)
def test_rows_are_read_however_pandas_orients_them(tmp_path, name):
    table = table_of(file(tmp_path, json.dumps(ROWS[name]), "x.json"))
    assert list(table.metrics) == ["x", "y"]
    assert table.metrics["x"].tolist() == [i * i % 7 for i in range(30)]
    assert table.metrics["y"].tolist()[:29] == [i * i % 5 for i in range(29)]
    assert table.labels[3] == ("j3" if name == "index" else "3")


def test_lists_of_values_are_rows_without_names(tmp_path):
    values = [[i * i % 7, None if i == 2 else i * i % 5] for i in range(30)]
    table = table_of(file(tmp_path, json.dumps(values), "x.json"))
    assert list(table.metrics) == ["c1", "c2"]
    assert table.tasks == 30 and np.isnan(table.metrics["c2"][2])


@pytest.mark.parametrize(
    ("kind", "result", "told"),
    [
        ("vector", [{"metric": {"job": "a"}, "value": [1767225600, "98.40"]}], "an instant vector"),
        ("vector", [], "an instant vector"),
        ("scalar", [1767225600, "1"], "one scalar"),
        ("matrix", [], "an empty result"),
    ],
)
def test_an_answer_of_prometheus_without_rows_is_named(tmp_path, kind, result, told):
    answer = {"status": "success", "data": {"resultType": kind, "result": result}}
    with pytest.raises(InputError, match=f"holds {told} of Prometheus"):
        table_of(file(tmp_path, json.dumps(answer), "x.json"))


@pytest.mark.parametrize("text", ['{"status": "success"}', '{"ok": true, "note": "x"}'])
def test_a_lone_truth_word_is_no_table(tmp_path, text):
    path = file(tmp_path, text, "x.json")
    with pytest.raises(InputError, match="one object without a number"):
        table_of(path)
    assert table_of(path, path).tasks == 2  # each file a task


def test_columns_of_different_lengths_are_no_table(tmp_path):
    with pytest.raises(InputError, match=r"columns of different lengths \(2, 3\)"):
        table_of(file(tmp_path, '{"x": [1, 2, 3], "y": [1, 2]}', "x.json"))
