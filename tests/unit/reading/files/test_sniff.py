"""Which character tells the cells of a file apart, and when none does."""

import csv

import pytest

from crackle_cli.errors import InputError
from crackle_cli.reading.files.sniff import sniffed
from tests.worlds.files import file, table_of

NUMBERS = ["3", "-5.5", "12", "-7", "1e-3", "8"] * 5
WORDS = {
    "numbers": NUMBERS,
    "units": [f"{n.removeprefix('-')} ms" for n in NUMBERS],
    "per cent": [f"{n}%" for n in NUMBERS],
}


@pytest.mark.parametrize("header", ["latency_ms", "cpu %", "delta-t", "req/s", "a:b", "p_99 x_y"])
@pytest.mark.parametrize("kind", WORDS)
def test_a_column_alone_is_not_split_at_what_is_part_of_its_cells(tmp_path, header, kind):
    table = table_of(file(tmp_path, "\n".join([header, *WORDS[kind]])))
    assert list(table.metrics) == [header]
    assert table.tasks == len(NUMBERS) and not table.census.bad_cells


def test_rare_delimiters_still_delimit(tmp_path):
    for delimiter, rows in ((" ", ["1 200", "2 300", "3 400"]), ("_", ["1_2", "3_4", "5_7"])):
        table = table_of(file(tmp_path, "\n".join([f"x{delimiter}y", *rows])))
        assert list(table.metrics) == ["x", "y"], delimiter
    table = table_of(file(tmp_path, "y-m-d\n2026-01-02\n2026-01-03\n2026-02-03\n"))
    assert table.metrics["d"].tolist() == [2, 3, 3]


def test_columns_that_stand_below_each_other(tmp_path):
    rows = "".join(f"j{i:<12}{i * i:>6}   {i / 3:6.2f}  \n" for i in range(200))
    table = table_of(file(tmp_path, f"  job   size      load\n{rows}"))
    assert table.labels[150] == "j150"
    assert table.metrics["size"].tolist() == [i * i for i in range(200)]
    assert table.location(3)[1] == 5
    assert "aligned by spaces" in table.census.notes[0]


def test_an_aligned_row_that_lacks_a_cell_is_rejected(tmp_path):
    rows = "".join(f"j{i:<5}{i:>5}  {i:>5}\n" for i in range(160))
    table = table_of(file(tmp_path, f"job  a   b\n{rows}j9        7\n"))
    assert [(r.line, r.reason) for r in table.census.rejected] == [
        (162, "2 cells where the header has 3")
    ]


def test_what_prometheus_scrapes_is_named(tmp_path):
    text = '# HELP up Whether it is up\n# TYPE up gauge\nup{job="a"} 1 1395066363000\n'
    with pytest.raises(InputError, match="this is what Prometheus scrapes"):
        table_of(file(tmp_path, text))


@pytest.mark.parametrize(
    "cells",
    [
        ["100.7ms", "0.1s", "99ms"],
        ["101 MB/s", "2 GB/s"],
        ["passed", "failed", "passed"],
        ["true", "null", "false"],
        ['"10,069.1"', '"9,731.5"'],
        ['"$1,100.50"', '"$3"'],
        ["1:40", "1:41"],
        ["101 Mbit", "97 Mbit"],
        ["100", "", "101"],
    ],
)
def test_a_single_column_without_a_header_is_refused(tmp_path, cells):
    path = file(tmp_path, "\n".join(cells * 5))
    with pytest.raises(InputError, match="looks like data, not like column names; write a header"):
        table_of(path)


@pytest.mark.parametrize("cells", [["passed", "1", "0"], ["success", "yes", "no"], ["5m", "0.25"]])
def test_a_name_that_might_be_a_value_of_another_kind_is_a_header(tmp_path, cells):
    assert list(table_of(file(tmp_path, "\n".join(cells))).metrics) == cells[:1]


@pytest.mark.parametrize(
    "cells",
    [
        ["1:10", "1:12", "0:59"],
        ["01:40:00", "01:41:00", "02:00:00"],
        ["2026-01-01", "2026-01-02", "2026-02-03"],
        ["1/1/2026", "2/2/2026", "12/31/2026"],
        ["2026-01-01 10:00:00", "2026-01-02 11:30:00", "2026-01-02 11:30:05"],
        ["1_101", "1_097", "2_000"],
        ["0 days 00:01:11.5", "0 days 00:01:09", "0 days 00:02:00"],
        ["101 Mbit", "97 Mbit", "99.5 Mbit"],
    ],
)
@pytest.mark.parametrize("header", [True, False])
def test_a_rare_delimiter_does_not_split_what_is_one_value(cells, header):
    assert sniffed("\n".join([*(["v"] if header else []), *cells * 5])).delimiter == ","


@pytest.mark.parametrize("text", ["\\", "\\\n"])
def test_a_text_without_a_row_has_no_rare_delimiter(text):
    assert sniffed(text).delimiter == ","


def test_no_character_is_tried_as_delimiter_and_escape_at_once(monkeypatch):
    reader = csv.reader

    def as_of_python_3_13(lines, **dialect):
        if dialect["delimiter"] == dialect["escapechar"]:
            raise ValueError("bad delimiter or escapechar value")
        return reader(lines, **dialect)

    monkeypatch.setattr(csv, "reader", as_of_python_3_13)
    assert sniffed('a,b\n"x, ""y""\nz",1\n"\\",2\n').delimiter == ","
