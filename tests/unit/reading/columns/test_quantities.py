"""Numbers with units: always in the same one, to the last digit."""

import math

import pytest

from tests.worlds.files import file, table_of


def metric(folder, cells, name="x"):
    """The column `name` and its notes."""
    rows = "".join(f'j{i},"{cell}"\n' for i, cell in enumerate(cells))
    table = table_of(file(folder, f"job,{name}\n{rows}"))
    notes = [note for note in table.census.notes if note.startswith("column")]
    return table.metrics[name].tolist(), notes


@pytest.mark.parametrize(
    ("cells", "values", "note"),
    [
        (["956ms", "993 ms"], [0.956, 0.993], "in s (converted from ms)"),
        (["956ms", "1.08s"], [0.956, 1.08], "in s (converted from ms)"),
        (["1.08s", "1.1s"], [1.08, 1.1], "in s"),
        (["7 us", "3 ns"], [7e-6, 3e-9], "in s (converted from ns, us)"),
        (["1m3.5s", "2m"], [63.5, 120.0], "in s (read from durations)"),
        (["PT3M14S", "P1DT2H", "PT0.5S"], [194.0, 93600.0, 0.5], "in s (read from durations)"),
        (["1.5 GiB", "10 B"], [1.5 * 2**30, 10.0], "in bytes (converted from gib)"),
        (["2 MB/s", "3 MB/s"], [2e6, 3e6], "in bytes/s (converted from mb/s)"),
        (["2 MHz", "3 kHz"], [2e6, 3e3], "in Hz (converted from khz, mhz)"),
        (["87%", "3 %"], [87.0, 3.0], "in %"),
        (["3m 21s", "1h 0m 1.5s", "40s"], [201.0, 3601.5, 40.0], "in s (read from durations)"),
        (["412Mi", "2Gi"], [412 * 2.0**20, 2.0**31], "in bytes (converted from gi, mi)"),
        (
            ["180.3G", "4.0K", "0"],
            [180.3e9, 4e3, 0.0],
            "without a unit, G = 1,000,000,000, K = 1,000",
        ),
        (["198.2 ± 2.1", "1.5±0"], [198.2, 1.5], "the numbers before ±"),
        (
            ["98 ± 2 ms", "1.5 +/- 0.1 s"],
            [0.098, 1.5],
            "the numbers before ±, in s (converted from ms)",
        ),
    ],
)
def test_a_unit_has_one_meaning_in_every_file(tmp_path, cells, values, note):
    assert metric(tmp_path, cells) == (values, [f'column "x": {note}'])


@pytest.mark.parametrize(
    "cells",
    [["200m", "150m"], ["3m", "2Mi"], ["4G", "5g"], ["± 3", "± 4"], ["1 ± 2 s", "1 ± 2 MB"]],
)
def test_what_may_be_two_things_stays_text(tmp_path, cells):
    rows = "".join(f"j{i},{cell},1\n" for i, cell in enumerate(cells))
    assert list(table_of(file(tmp_path, f"job,x,y\n{rows}")).metrics) == ["y"]


@pytest.mark.parametrize(
    ("name", "cells", "values"),
    [
        ("duration", ["0:03:15", "00:03:15.250", ""], [195.0, 195.25, None]),
        ("elapsed_time", ["3:15", "0:07"], [195.0, 7.0]),
        ("x", ["59:58", "1:00:02"], [3598.0, 3602.0]),
        ("x", ["01:00:00", "125:10:00"], [3600.0, 450600.0]),
        ("x", ["0 days 00:03:15", "1 day, 0:00:01"], [195.0, 86401.0]),
    ],
)
def test_what_a_clock_shows_is_a_duration(tmp_path, name, cells, values):
    found, notes = metric(tmp_path, cells, name)
    assert [None if math.isnan(v) else v for v in found] == values
    assert notes == [f'column "{name}": in s (read from durations)']


@pytest.mark.parametrize("cells", [["10:03:15", "23:59:59"], ["9:15", "17:30"]])
def test_times_of_day_are_dates(tmp_path, cells):
    rows = "".join(f"j{i},{cell},1\n" for i, cell in enumerate(cells))
    table = table_of(file(tmp_path, f"job,at,x\n{rows}"))
    assert [(c.name, c.reason) for c in table.census.unused_columns] == [("at", "date")]
    told = 'column "at": read as times of day; as "at_duration" it would be of durations'
    assert told in table.census.notes


def test_the_dates_of_a_web_server_are_dates(tmp_path):
    rows = "".join(f"02/Mar/2026:08:0{i}:00 +0000,{i}\n" for i in (1, 1, 2, 3))
    table = table_of(file(tmp_path, f"time_local,x\n{rows}"))
    assert table.labels[0] == "02/Mar/2026:08:01:00 +0000 (row 0)"


def test_what_passed_is_1(tmp_path):
    assert metric(tmp_path, ["passed", "Failed", ""])[0][:2] == [1.0, 0.0]
    assert metric(tmp_path, ["success", "failure"])[0] == [1.0, 0.0]
