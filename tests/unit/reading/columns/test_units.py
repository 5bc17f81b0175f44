"""The unit that a column is read with stays with its numbers."""

import numpy as np
import pytest

from crackle_cli.table.units import Unit
from tests.worlds.files import file, table_of


def units(table):
    return dict(table.census.units)


@pytest.mark.parametrize(
    ("cells", "unit"),
    [
        (("12ms", "3.4s"), Unit("s")),
        (("1m30s", "2s"), Unit("s")),
        (("PT3M", "PT0.5S"), Unit("s")),
        (("0:03:15", "25:10:00"), Unit("s")),
        (("2 MB", "512 bytes"), Unit("bytes")),
        (("1.5 GiB", "10 MB"), Unit("bytes", binary=True)),
        (("2 MiB/s", "3 MB/s"), Unit("bytes/s", binary=True)),
        (("2 MHz", "3 kHz"), Unit("Hz")),
        (("87%", "3 %"), Unit("%")),
        (("21 °C", "22 °C"), Unit("°C")),
        (("120 rps", "90 rps"), Unit("rps")),
        (("$3", "$4"), None),
        (("12", "13"), None),
        (("passed", "failed"), None),
    ],
)
def test_a_column_has_the_unit_of_its_cells(tmp_path, cells, unit):
    path = file(tmp_path, "job,x,latency_ms\n" + "".join(f"j,{cell},5\n" for cell in cells))
    assert units(table_of(path)) == ({"x": unit} if unit else {})


def test_what_is_derived_or_left_out_has_no_unit(tmp_path):
    path = file(tmp_path, "job,wait,run\na,1ms,2ms\nb,2ms,4ms\n")
    table = table_of(path, glaze={"share": "wait / run"}, ignore=("run",))
    assert list(table.metrics) == ["wait", "share"]
    assert units(table) == {"wait": Unit("s")}


def test_some_rows_of_a_table_have_its_units(tmp_path):
    path = file(tmp_path, "job,t\na,1ms\nb,2s\nc,3s\n")
    table = table_of(path, where="t > 1", order_by="t", metrics=("t",))
    assert units(table) == units(table.subset(np.array([0]))) == {"t": Unit("s")}


def two(folder, one, other):
    """The table of two files with one column `t` each."""
    paths = [
        file(folder, "job,t\n" + "".join(f"{name}{i},{c}\n" for i, c in enumerate(cells)), name)
        for name, cells in (("a.csv", one), ("b.csv", other))
    ]
    return table_of(*paths, metrics=("t*",))


def test_files_of_one_kind_of_unit_have_it(tmp_path):
    table = two(tmp_path, ["956ms"], ["1m1s", "2s"])
    assert table.metrics["t"].tolist() == [0.956, 61.0, 2.0]
    assert units(table) == {"t": Unit("s")}
    assert units(two(tmp_path, ["2 MB"], ["2 MiB"])) == {"t": Unit("bytes", binary=True)}
    assert units(two(tmp_path, ["2 MB"], ["", "NA"])) == {"t": Unit("bytes")}


def test_a_file_without_the_unit_of_another_is_told_of(tmp_path):
    table = two(tmp_path, ["956ms"], ["0.956", "1.2"])
    assert (units(table), table.metrics["t"].tolist()) == ({}, [0.956, 0.956, 1.2])
    (said,) = table.census.warnings
    assert said.startswith('column "t": in s in ') and "a.csv, without a unit in " in said
    assert said.endswith("b.csv; its numbers are taken as they are")
    ignored = table_of(tmp_path / "a.csv", tmp_path / "b.csv", ignore=("t",), glaze={"x": "t + 1"})
    assert ignored.census.warnings == ()


def test_a_column_of_two_kinds_of_unit_is_no_metric(tmp_path):
    one = file(tmp_path, "job,t,x\na,5ms,1\n", "a.csv")
    other = file(tmp_path, "job,t,x\nb,5 MB,2\n", "b.csv")
    table = table_of(one, other)
    (unused,) = [c for c in table.census.unused_columns if c.name == "t"]
    assert unused.reason == f"in s in {one}, in bytes in {other}"
    assert list(table.metrics) == ["x"]
    assert table.texts["t"].categories == ("5ms", "5 MB")
