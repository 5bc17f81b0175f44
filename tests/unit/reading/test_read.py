"""Every input format as the same table, and what is said of the rest."""

import gzip
import json

import duckdb
import numpy as np
import pytest

from crackle_cli.errors import InputError, UsageError
from crackle_cli.reading import unite
from tests.worlds.files import file, table_of

ROWS = [
    {"job": "a", "os": "linux", "seconds": 1.5, "rows": 10},
    {"job": "b", "os": "mac", "seconds": 2.5, "rows": 20},
    {"job": "c", "os": "linux", "seconds": None, "rows": 30},
]


def delimited(delimiter):
    lines = [delimiter.join(ROWS[0])]
    lines += [delimiter.join("" if v is None else str(v) for v in r.values()) for r in ROWS]
    return "\n".join(lines) + "\n"


TEXTS = {
    "plain.csv": delimited(","),
    "semicolon.csv": delimited(";"),
    "bars.txt": delimited("|"),
    "tabs.tsv": delimited("\t"),
    "crlf.csv": delimited(",").replace("\n", "\r\n"),
    "rows.jsonl": "".join(json.dumps(row) + "\n" for row in ROWS),
    "rows.json": json.dumps(ROWS, indent=2),
}


def assert_is_the_table(table):
    assert list(table.labels) == ["a", "b", "c"]
    assert list(table.metrics) == ["seconds", "rows"]
    np.testing.assert_array_equal(table.metrics["seconds"], [1.5, 2.5, np.nan])
    np.testing.assert_array_equal(table.metrics["rows"], [10, 20, 30])
    assert [(c.name, c.reason) for c in table.census.unused_columns] == [("os", "text")]
    assert table.census.missing_cells == 1


@pytest.mark.parametrize("name", TEXTS)
def test_every_text_format_gives_the_same_table(tmp_path, name):
    table = table_of(file(tmp_path, TEXTS[name], name))
    assert_is_the_table(table)
    if not name.endswith(".json"):
        first = 1 if name.endswith("jsonl") else 2
        assert [table.location(row)[1] for row in range(3)] == [first, first + 1, first + 2]


@pytest.mark.parametrize("name", TEXTS)
def test_gzip_is_read_as_what_it_holds(tmp_path, name):
    path = tmp_path / f"{name}.gz"
    path.write_bytes(gzip.compress(TEXTS[name].encode()))
    assert_is_the_table(table_of(path))


def test_parquet_gives_the_same_table(tmp_path):
    source = file(tmp_path, TEXTS["plain.csv"])
    target = tmp_path / "rows.parquet"
    duckdb.sql(f"COPY (FROM read_csv('{source}')) TO '{target}' (FORMAT parquet)")
    assert_is_the_table(table_of(target))


def test_parquet_columns_without_a_value(tmp_path):
    target = tmp_path / "rows.parquet"
    nothing = "NULL::VARCHAR AS a, NULL::DATE AS duration, NULL::DOUBLE AS ts"
    duckdb.sql(f"COPY (SELECT range AS x, {nothing} FROM range(9)) TO '{target}'")
    table = table_of(target)
    assert list(table.metrics) == ["x", "ts"] and table.tasks == 9


def test_files_are_united_by_name(tmp_path):
    one = file(tmp_path, "job,x\na,1\nb,2\n", "1.csv")
    other = file(tmp_path, '{"y": 5, "job": "c", "x": 3}\n', "2.jsonl")
    table = table_of(one, other)
    assert list(table.labels) == ["a", "b", "c"]
    np.testing.assert_array_equal(table.metrics["x"], [1, 2, 3])
    np.testing.assert_array_equal(table.metrics["y"], [np.nan, np.nan, 5])
    assert [table.location(row) for row in (1, 2)] == [(str(one), 3), (str(other), 1)]


def test_globs_are_expanded_in_order(tmp_path):
    for i in (2, 1):
        file(tmp_path, f"x\n{i}\n", f"{i}.csv")
    assert table_of(tmp_path / "*.csv").metrics["x"].tolist() == [1, 2]


def test_a_column_that_is_text_in_one_file_is_text_in_all(tmp_path):
    one = file(tmp_path, "v,x\n007,1\n008,2\n", "1.csv")
    other = file(tmp_path, "v,x\nseven,1\n", "2.csv")
    assert list(table_of(one, other).labels) == ["007", "008", "seven"]


def test_the_file_can_group(tmp_path):
    one = file(tmp_path, "x\n1\n2\n", "1.csv")
    other = file(tmp_path, "x\n3\n", "2.csv")
    groups = table_of(one, other, by=("file",)).groups
    assert [(g.values["file"], g.rows.tolist()) for g in groups] == [
        (str(one), [0, 1]),
        (str(other), [2]),
    ]


def test_groups_by_text_and_by_number(tmp_path):
    path = file(tmp_path, "os,code,x\nmac,200,1\nwin,404,2\nmac,200,3\n")
    assert [g.rows.tolist() for g in table_of(path, by=("os",)).groups] == [[0, 2], [1]]
    table = table_of(path, by=("code",))
    assert [dict(g.values) for g in table.groups] == [{"code": "200"}, {"code": "404"}]
    assert list(table.metrics) == ["x"]


def test_rows_are_ordered_by_a_column(tmp_path):
    path = file(tmp_path, "day,n,x\n2026-01-03,10,3\n2026-01-01,9,1\n2026-01-02,,2\n")
    by_day = table_of(path, order_by="day")
    assert by_day.metrics["x"].tolist() == [1, 2, 3]
    assert [by_day.location(row)[1] for row in range(3)] == [3, 4, 2]
    by_number = table_of(path, order_by="n")
    assert by_number.metrics["x"].tolist() == [1, 3, 2]
    assert "n" not in by_number.metrics
    assert 'ordered by "n" as numbers, 1 without it at the end' in by_number.census.notes


def test_metrics_and_ignored_columns_by_glob(tmp_path):
    path = file(tmp_path, "a_ms,b_ms,c\n1,2,3\n2,3,4\n")
    assert list(table_of(path, metrics=("*_ms",)).metrics) == ["a_ms", "b_ms"]
    assert list(table_of(path, ignore=("*_ms",)).metrics) == ["c"]


def test_derived_metrics_and_conditions(tmp_path):
    path = file(tmp_path, "os,errors,total\nmac,1,10\nwin,0,0\nmac,5,20\n")
    table = table_of(
        path, glaze={"rate": "errors / total", "pct": "100 * rate"}, where="os = 'mac' or total = 0"
    )
    np.testing.assert_allclose(table.metrics["pct"], [10, np.nan, 25])
    assert table_of(path, where="rate > 0.2", glaze={"rate": "errors/total"}).tasks == 1


def test_a_label_can_be_chosen(tmp_path):
    path = file(tmp_path, "a,b,n\nx,y,7\nz,w,8\n")
    assert list(table_of(path, label="b").labels) == ["y", "w"]
    table = table_of(path, label="n", metrics=(), glaze={"m": "n * 2"})
    assert list(table.labels) == ["7", "8"]
    assert list(table.metrics) == ["m"]


def test_without_a_text_column_rows_are_numbered(tmp_path):
    assert list(table_of(file(tmp_path, "x\n1\n2\n")).labels) == ["row 0", "row 1"]


def test_dates_are_neither_metrics_nor_labels(tmp_path):
    table = table_of(
        file(tmp_path, "when,name,x\n2026-01-01,a,20260101\n2026-01-02 10:00:00Z,b,2\n")
    )
    assert list(table.labels) == ["a", "b"]
    assert [(c.name, c.reason) for c in table.census.unused_columns] == [("when", "date")]
    assert table.metrics["x"][0] == 20260101


def test_cells_that_hold_two_dates_are_text(tmp_path):
    rows = '"2026-01-01\n2026-01-02",1\n,2\n2026-01-03,3\n'
    table = table_of(file(tmp_path, f"when,x\n{rows}"))
    assert "when" in table.texts and not table.census.unused_columns


def test_dates_may_be_missing(tmp_path):
    table = table_of(file(tmp_path, "job,when,x\na,,1\nb,2026-01-02,2\nc,12:30,3\n"))
    assert [(c.name, c.reason) for c in table.census.unused_columns] == [("when", "date")]


def test_rows_keep_their_lines_with_and_without_quotes(tmp_path):
    for name in ("a", '"a"'):
        content = f"job,x\n{name},1\n\n   \nb,2\nc\n" + "".join(f"d,{i}\n" for i in range(40))
        table = table_of(file(tmp_path, content))
        assert table.lines[:2].tolist() == [2, 5]
        assert [r.line for r in table.census.rejected] == [6]


def test_what_is_no_number_is_counted(tmp_path):
    rows = "".join(f"r{i},{i}\n" for i in range(20))
    table = table_of(file(tmp_path, f"job,x\n{rows}odd,fast\ninf,inf\nbig,1e400\ngone,NA\n"))
    bad = [(c.line, c.column, c.text) for c in table.census.bad_cells]
    assert bad == [(22, "x", "fast"), (23, "x", "inf"), (24, "x", "1e400")]
    assert table.census.missing_cells == 4


def test_a_column_that_is_half_text_is_text(tmp_path):
    table = table_of(file(tmp_path, "x,y\n1,1\nfast,2\n3,3\n"))
    assert table.census.unused_columns == ()  # it became the label
    assert list(table.metrics) == ["y"]


def test_ragged_rows_are_rejected_with_their_line(tmp_path):
    good = "".join(f"r{i},{i},{i}\n" for i in range(60))
    table = table_of(file(tmp_path, f"job,x,y\n{good}bad,1\n\nalso,1,2,\nlast,7,8\n"))
    assert [(r.line, r.reason) for r in table.census.rejected] == [
        (62, "2 cells where the header has 3"),
        (64, "4 cells where the header has 3"),
    ]
    assert table.metrics["y"][-1] == 8
    assert table.location(60)[1] == 65


def test_quoted_newlines_and_delimiters_stay_in_their_cell(tmp_path):
    table = table_of(file(tmp_path, 'job,x\n"a, ""b""\nc",1\nd,2\n'))
    assert list(table.labels) == ['a, "b"\nc', "d"]
    assert [table.location(row)[1] for row in (0, 1)] == [2, 4]


def test_nested_json_becomes_dotted_names(tmp_path):
    rows = '{"a": {"p50": 1, "x": {"y": 2}}, "l": [1]}\n{"late": true, "a": {"p50": 3}}\n'
    table = table_of(file(tmp_path, rows, "x.jsonl"))
    assert list(table.metrics) == ["a.p50", "a.x.y", "late"]
    np.testing.assert_array_equal(table.metrics["late"], [np.nan, 1])
    assert [(c.name, c.reason) for c in table.census.unused_columns] == [("l", "array")]


def test_json_lines_that_cannot_be_read_are_rejected(tmp_path):
    good = "".join(f'{{"x": {i}}}\n' for i in range(80))
    text = good + '{"x": 1, "x": 2}\n[3]\n{"x": 4, "y": 5'
    table = table_of(file(tmp_path, text, "x.jsonl"))
    assert [r.line for r in table.census.rejected] == [81, 82, 83]
    assert 'the key "x" stands twice' in table.census.rejected[0].reason
    assert table.tasks == 80


def test_rows_inside_a_json_object(tmp_path):
    path = file(tmp_path, '{"data": {"rows": [{"x": 1}, {"x": 2}]}}', "x.json")
    assert table_of(path, json_path="data.rows").metrics["x"].tolist() == [1, 2]


def test_an_encoding_other_than_utf8_is_noted(tmp_path):
    path = tmp_path / "x.csv"
    path.write_bytes("job,x\ncafé,1\nb,2\n".encode("cp1252"))
    table = table_of(path)
    assert list(table.labels) == ["café", "b"]
    assert any("line 2 is not UTF-8" in note for note in table.census.notes)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_encodings(tmp_path, encoding):
    path = tmp_path / "x.csv"
    path.write_bytes("job,x\ncafé,1\nb,2\n".encode(encoding))
    assert list(table_of(path).labels) == ["café", "b"]


def test_a_name_that_nested_keys_give_again_is_rejected(tmp_path):
    good = '{"l": {"p99": 1}}\n' * 30
    table = table_of(file(tmp_path, good + '{"l.p99": 2, "l": {"p99": 3}}\n', "x.jsonl"))
    (rejected,) = table.census.rejected
    assert (rejected.line, rejected.reason) == (
        31,
        'the name "l.p99" stands twice, once as nested keys',
    )


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_json_lines_in_any_unicode_encoding(tmp_path, encoding):
    path = tmp_path / "x.data"
    path.write_bytes('{"x": 1}\n{"x": 2}\n'.encode(encoding))
    assert table_of(path).metrics["x"].tolist() == [1, 2]


def test_binary_data_are_named_as_such(tmp_path):
    path = tmp_path / "x.csv"
    path.write_bytes(bytes(range(256)) * 20)
    with pytest.raises(InputError, match="this is binary data"):
        table_of(path)


@pytest.mark.parametrize(
    ("text", "note"),
    [("x\r1\r2\r", "CR-only line ends"), ("x\r\n1\n2\r\n", "mixed line ends")],
)
def test_line_ends_that_are_normalised_are_noted(tmp_path, text, note):
    path = tmp_path / "x.csv"
    path.write_bytes(text.encode())
    table = table_of(path)
    assert table.metrics["x"].tolist() == [1, 2]
    assert any(note in one for one in table.census.notes)


@pytest.mark.parametrize("end", ["", "\n", "\n\n\n"])
@pytest.mark.parametrize("large", [unite.LARGE, 0])
def test_an_empty_line_in_a_single_column_is_a_missing_cell(tmp_path, monkeypatch, end, large):
    monkeypatch.setattr(unite, "LARGE", large)
    table = table_of(file(tmp_path, "v\n\n1.5\n\n\n3" + end))
    np.testing.assert_array_equal(table.metrics["v"], [np.nan, 1.5, np.nan, np.nan, 3])
    assert table.lines.tolist() == [2, 3, 4, 5, 6]


def test_an_empty_line_beside_more_columns_is_no_row(tmp_path):
    assert table_of(file(tmp_path, "v,w\n\n1,2\n\n3,4\n")).tasks == 2


def test_derived_metrics_are_chosen_and_ignored_as_columns_are(tmp_path):
    path = file(tmp_path, "job,a,b\nj1,6,3\nj2,8,2\n")
    glaze = {"ratio": "a / b", "twice": "ratio * 2"}
    assert list(table_of(path, glaze=glaze, metrics=("ratio",)).metrics) == ["ratio", "twice"]
    table = table_of(path, glaze=glaze, ignore=("ratio", "b"))
    assert list(table.metrics) == ["a", "twice"] and table.metrics["twice"][1] == 8
    assert ("ratio", "ignored") in table.census.unused_columns
    with pytest.raises(UsageError, match=r'no column "ratoi" - did you mean "ratio"\?'):
        table_of(path, glaze=glaze, metrics=("ratoi",))


def test_columns_of_dates_are_subtracted(tmp_path):
    path = file(
        tmp_path, "start,end,x\n2026-03-02T08:00:00Z,2026-03-02T08:00:09Z,1\n,2026-03-02,2\n"
    )
    seconds = table_of(path, glaze={"s": '"end" - start'}).metrics["s"]
    np.testing.assert_array_equal(seconds, [9, np.nan])
