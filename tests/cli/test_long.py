"""Long tables from the command line: --pivot, --no-pivot, and tables larger than memory."""

import json

import pytest

from tests.cli.run import SAMPLES, crackle

BENCHES = SAMPLES / "benches.csv"


def test_one_event_of_all_benches_is_one_line():
    run = crackle("cool", BENCHES)
    (line,) = run.stdout.splitlines()
    assert "scan, parse, sort, join and encode shifted at a841bf3b" in line
    assert 'long table: one row for each "bench" at each "commit"' in run.stderr


def test_pivot_names_columns_and_no_pivot_takes_rows():
    asked = json.loads(crackle("cool", BENCHES, "--pivot", "bench=ms", "--json").stdout)
    assert (asked["source"]["tasks"], asked["source"]["metrics"]) == (40, 6)
    rows = json.loads(crackle("cool", BENCHES, "--no-pivot", "--json").stdout)
    assert (rows["source"]["tasks"], rows["source"]["metrics"]) == (240, 1)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--pivot", "bnch=ms"], '--pivot: no column "bnch" - did you mean "bench"'),
        (["--pivot", "bench=sm"], '--pivot: no column "sm" - did you mean "ms"'),
        (["--pivot", "=ms"], '--pivot "=ms": write NAME=VALUE, such as bench=ms'),
        (["--pivot", "bench=ms", "--no-pivot"], "--pivot and --no-pivot exclude each other"),
        (["--pivot", "bench=ms", "--max-memory", "1K"], "--pivot needs the whole table in memory"),
    ],
)
def test_mistakes_are_said_with_what_to_type(options, said):
    run = crackle("cool", BENCHES, *options)
    assert run.returncode == 2 and said in run.stderr and not run.stdout


def test_a_table_larger_than_memory_is_looked_at_row_by_row_and_says_so():
    run = crackle("cool", BENCHES, "--max-memory", "1K")
    assert "larger than --max-memory, it is looked at row by row" in run.stderr
    assert "in 240 tasks × 1 metric" in run.stderr


def test_parquet_larger_than_memory_says_so_too(tmp_path):
    import duckdb

    path = tmp_path / "benches.parquet"
    duckdb.sql(f"COPY (SELECT * FROM '{BENCHES}') TO '{path}'")
    assert "looked at as 6 metrics" in crackle("cool", path).stderr
    assert "it is looked at row by row" in crackle("cool", path, "--max-memory", "1K").stderr
