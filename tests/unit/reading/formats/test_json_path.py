"""Rows inside JSON documents: how they are reached, and what is said of those that are not."""

import json
import re
import shlex

import pytest

from crackle_cli.errors import InputError
from tests.worlds.files import file, table_of

BENCHES = [{"name": "parse", "value": 48}, {"name": "sort", "value": 9.5}]
RUNS = [{"commit": {"id": f"c{i}"}, "day": i * i, "benches": BENCHES} for i in range(3)]
WRITTEN = {"updated": 1, "entries": {"Rust Benchmark": RUNS}}


def written(tmp_path, value):
    return file(tmp_path, json.dumps(value), "x.json")


def path_said_in(error):
    """The path of the option that a message says, as a shell would take it."""
    option = str(error).partition("--json-path ")[2]
    return shlex.split(option)[0]


@pytest.mark.parametrize("path", [None, "entries"])
def test_the_path_that_is_said_works_as_it_is_typed(tmp_path, path):
    source = written(tmp_path, WRITTEN)
    with pytest.raises(InputError, match="the rows are inside the object") as error:
        table_of(source, json_path=path)
    assert path_said_in(error.value) == "entries.Rust Benchmark"
    assert table_of(source, json_path=path_said_in(error.value)).tasks == 3


def test_rows_with_rows_inside_are_opened_as_it_is_said(tmp_path):
    source = written(tmp_path, WRITTEN)
    (warning,) = table_of(source, json_path="entries.Rust Benchmark").census.warnings
    assert warning.endswith(
        "--json-path 'entries.Rust Benchmark.benches' --by benches.name looks at them"
    )
    table = table_of(source, json_path=path_said_in(warning), by=("benches.name",), metrics=("*",))
    assert list(table.metrics) == ["day", "benches.value"]
    assert table.metrics["day"].tolist() == [0, 0, 1, 1, 4, 4]
    assert table.metrics["benches.value"].tolist() == [48, 9.5] * 3
    assert [group.values["benches.name"] for group in table.groups] == ["parse", "sort"]
    assert not table.census.warnings


def test_arrays_within_arrays_are_repeated_for_each_element(tmp_path):
    value = [
        {"a": 1, "b": [{"c": [{"x": 1}, {"x": 2}]}, {"c": [{"x": 3}], "d": 7}]},
        {"a": 2},
        {"a": 3, "b": [{"c": []}]},
    ]
    table = table_of(written(tmp_path, value), json_path="b.c")
    assert table.metrics["b.c.x"].tolist() == [1, 2, 3]
    assert table.metrics["a"].tolist() == [1, 1, 1]


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("benchs", 'no "benchs" on the way to --json-path benchs; here: commit, day, benches'),
        ("day", '"day" is no array of objects in every row'),
    ],
)
def test_a_path_that_leads_nowhere(tmp_path, path, message):
    with pytest.raises(InputError, match=re.escape(message)):
        table_of(written(tmp_path, RUNS), json_path=path)


def test_arrays_without_numbers_inside_are_no_rows(tmp_path):
    rows = [{"x": i, "tags": [{"name": "a"}], "times": [1, 2]} for i in range(3)]
    assert not table_of(written(tmp_path, rows)).census.warnings


def test_files_without_a_common_column_are_said(tmp_path):
    one, other = file(tmp_path, "a,b\n1,2\n3,4\n"), file(tmp_path, "c,d\n1,2\n3,4\n", "y.csv")
    (warning,) = table_of(one, other).census.warnings
    assert warning.startswith(f"{other} has no column in common with {one}")
    third = file(tmp_path, "b,c\n1,2\n3,4\n", "z.csv")
    assert not table_of(one, third, other).census.warnings
