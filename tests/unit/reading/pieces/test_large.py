"""Files that are read in pieces tell what they tell when they are read whole."""

import json
import pickle

import numpy as np
import pytest

from crackle_cli.errors import InputError, UsageError
from crackle_cli.progress import silent
from crackle_cli.reading import read
from crackle_cli.reading.opening import opened_tasks
from crackle_cli.reading.options import ReadOptions
from crackle_cli.reading.pieces import spooled_tasks
from crackle_cli.reading.pieces.parquet_tasks import ParquetTasks
from crackle_cli.table.metric_table import MetricTable
from crackle_cli.table.units import Unit

ROWS = 3000


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch):
    monkeypatch.setattr(spooled_tasks, "PIECE_BYTES", 15_000)


def size(i):
    return 7 * i + i % 3


def csv(folder, line=lambda i, cells: ",".join(cells), name="builds.csv", rows=ROWS):
    rng = np.random.default_rng(0)
    lines = ["job,image,seconds,bytes"]
    for i in range(rows):
        cells = [f"job-{i}", "warm" if i % 3 else "cold", f"{rng.normal(5, 1):.3f}", str(size(i))]
        lines.append(line(i, cells))
    path = folder / name
    path.write_text("\n".join(lines) + "\n")
    return path


def in_pieces(*paths, **options):
    return opened_tasks(list(map(str, paths)), ReadOptions(**options), 0, silent)


def agrees(tasks, *paths, **options):
    """The whole of what was read in pieces is what is read at once."""
    whole = read(list(map(str, paths)), ReadOptions(**options))
    assert isinstance(tasks, ParquetTasks)
    assert tasks.tasks == whole.tasks
    assert list(tasks.metrics) == list(whole.metrics)
    pieces = list(tasks.pieces(tasks.metrics, range(tasks.tasks)))
    for name, values in whole.metrics.items():
        together = np.concatenate([piece.metrics[name] for piece in pieces])
        assert np.array_equal(together, values, equal_nan=True), name
    assert [tasks.labels[i] for i in range(tasks.tasks)] == list(whole.labels)
    some = np.arange(0, tasks.tasks, 7)
    sent = pickle.loads(pickle.dumps(tasks))  # and read elsewhere
    for name, values in sent.values(tasks.metrics, some).items():
        assert np.array_equal(values, whole.metrics[name][some], equal_nan=True), name
    for row in (0, tasks.tasks // 2, tasks.tasks - 1):
        assert tasks.location(row) == whole.location(row)
    for name, column in tasks.texts(some).items():
        expected = whole.texts[name].taken(some)
        assert [column.categories[c] for c in column.codes] == [
            expected.categories[c] for c in expected.codes
        ]
    assert tasks.said_before == whole.said_before
    assert tasks.census.named_by == whole.census.named_by
    assert tasks.census.rejected == whole.census.rejected
    assert tasks.census.bad_cells == whole.census.bad_cells
    assert tasks.census.unused_columns == whole.census.unused_columns
    assert tasks.census.derived == whole.census.derived
    assert tasks.census.units == whole.census.units
    return whole


def test_what_fits_in_memory_is_a_table(tmp_path):
    with opened_tasks([str(csv(tmp_path))], ReadOptions(), 1 << 30, silent) as tasks:
        assert isinstance(tasks, MetricTable)


def test_csv(tmp_path):
    path = csv(tmp_path)
    with in_pieces(path) as tasks:
        agrees(tasks, path)
        assert len(tasks.files) > 5


def test_odd_cells_and_ragged_rows_are_said_with_their_lines(tmp_path):
    def line(i, cells):
        if i % 500 == 77:
            return ",".join(cells[:2])
        if i % 500 == 99:
            cells[2] = "n/k"
        return ",".join(cells)

    path = csv(tmp_path, line)
    with in_pieces(path) as tasks:
        whole = agrees(tasks, path)
    assert len(whole.census.rejected) == len(whole.census.bad_cells) == 6


def test_columns_may_be_called_as_the_columns_of_the_reader_are(tmp_path):
    import duckdb

    path = tmp_path / "odd.parquet"
    rows = "SELECT i AS row, 'x' || i AS wanted, i * 0.5 AS file, i AS c0 FROM range(500) t(i)"
    duckdb.sql(f"COPY ({rows}) TO '{path}'")
    with in_pieces(path, metrics=("row", "file", "c0")) as tasks:
        agrees(tasks, path, metrics=("row", "file", "c0"))


def test_a_plan_is_sent_without_the_names_that_were_read(tmp_path):
    with in_pieces(csv(tmp_path)) as tasks:
        before = len(pickle.dumps(tasks))
        tasks.prepare_labels(np.arange(ROWS))
        assert len(pickle.dumps(tasks)) == before


def test_newlines_in_quotes_are_no_ends_of_records(tmp_path):
    def line(i, cells):
        cells[0] = f'"job\n{i}, ""quoted"""'
        return ",".join(cells)

    path = csv(tmp_path, line)
    with in_pieces(path) as tasks:
        agrees(tasks, path)


@pytest.mark.parametrize("header", [True, False])
def test_empty_lines_in_a_single_column_are_missing_cells(tmp_path, header, monkeypatch):
    monkeypatch.setattr(spooled_tasks, "PIECE_BYTES", 7_000)
    lines = [str(i % 7 + 0.5) if i % 5 == 1 else "" for i in range(9000)]
    path = tmp_path / "x.csv"
    path.write_text("\n".join([*(["v"] if header else []), *lines]) + "\n")
    with in_pieces(path, header=header) as tasks:
        assert agrees(tasks, path, header=header).tasks == 8997  # the last three end the file
        assert len(tasks.files) > 2


def test_units(tmp_path):
    def line(i, cells):
        cells[2] = f"{i % 7}m{cells[2]}s" if i < 90 else f"{cells[2]}s"  # in the first piece alone
        return ",".join([*cells[:3], f"{i} MiB" if i > 2000 else f"{i} MB"])

    path = csv(tmp_path, line)
    with in_pieces(path, glaze={"rate": "bytes / seconds"}) as tasks:
        whole = agrees(tasks, path, glaze={"rate": "bytes / seconds"})
    assert whole.census.units == {"seconds": Unit("s"), "bytes": Unit("bytes", binary=True)}


def test_json_lines_with_keys_that_come_and_go(tmp_path):
    rows = [
        {"job": f"j{i}", "time": {"wall": i * i / 3}, **({"late": i} if i > 2000 else {})}
        for i in range(ROWS)
    ]
    path = tmp_path / "load.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    with in_pieces(path) as tasks:
        agrees(tasks, path)


def test_several_files_and_a_condition(tmp_path):
    paths = [csv(tmp_path, name="a.csv"), csv(tmp_path, name="b.csv", rows=500)]
    options = {"where": "bytes > 9000", "glaze": {"rate": "bytes / seconds"}}
    with in_pieces(*paths, **options) as tasks:
        agrees(tasks, *paths, **options)


@pytest.mark.parametrize("label", ["image", "at", "bytes", "digit"])
def test_names_that_repeat_and_names_that_are_numbers(tmp_path, label):
    import duckdb

    source, path = csv(tmp_path), tmp_path / "builds.parquet"
    duckdb.sql(
        f"COPY (SELECT *, 1767225600 + bytes // 7 AS at, bytes // 7 % 5 AS digit FROM '{source}')"
        f"TO '{path}' (ROW_GROUP_SIZE 2048)"
    )
    with in_pieces(path, label=label) as tasks:
        agrees(tasks, path, label=label)
    duckdb.sql(f"COPY (FROM '{path}') TO '{source}'")
    with in_pieces(source, label=label) as tasks:
        agrees(tasks, source, label=label)


@pytest.mark.parametrize("options", [{}, {"label": "image"}, {"where": "seconds > 5"}])
def test_parquet(tmp_path, options):
    import duckdb

    path = tmp_path / "builds.parquet"
    source = csv(tmp_path)
    duckdb.sql(f"COPY (FROM '{source}') TO '{path}' (ROW_GROUP_SIZE 2048)")
    with in_pieces(path, **options) as tasks:
        agrees(tasks, path, **options)


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_durations_are_those_of_the_first_piece(tmp_path, suffix):
    import duckdb

    source, path = csv(tmp_path), tmp_path / f"runs.{suffix}"
    at = "TIMESTAMP '2026-01-01' + INTERVAL (60 * bytes) SECOND"
    duckdb.sql(
        f"COPY (SELECT job, {at} AS a, a + INTERVAL (bytes // 7 * 3 % 11) SECOND AS b "
        f"FROM '{source}') TO '{path}'"
    )
    with in_pieces(path) as tasks:
        assert list(agrees(tasks, path).metrics) == ["a_to_b"]


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_categories_are_text_too_and_times_are_metrics_for_laws(tmp_path, suffix):
    import duckdb

    source, path = csv(tmp_path), tmp_path / f"runs.{suffix}"
    duckdb.sql(
        f"COPY (SELECT *, [200, 404, 500][1 + bytes % 3] AS status, "
        f"1767225600 + 60 * bytes AS started, started + bytes % 11 AS ended "
        f"FROM '{source}') TO '{path}'"
    )
    with in_pieces(path) as tasks:
        whole = agrees(tasks, path)
        assert tasks.census.nominal == whole.census.nominal == {"status"}
        assert tasks.census.moments == whole.census.moments == {"started", "ended"}
    assert "status" in whole.texts


@pytest.mark.parametrize("kind", ["BIGINT", "DOUBLE"])
def test_identifiers_are_text(tmp_path, kind):
    import duckdb

    source, path = csv(tmp_path), tmp_path / "builds.parquet"
    duckdb.sql(
        f"COPY (SELECT *, (bytes // 7 * 3 % 11)::{kind} AS store_id FROM '{source}') TO '{path}'"
    )
    with in_pieces(path) as tasks:
        assert "store_id" in agrees(tasks, path).texts
    duckdb.sql(f"COPY (FROM '{path}') TO '{source}'")
    with in_pieces(source) as tasks:
        assert "store_id" in agrees(tasks, source).texts


def test_infinities_in_parquet_are_missing_and_counted(tmp_path):
    import duckdb

    path = tmp_path / "x.parquet"
    duckdb.sql(
        f"COPY (SELECT CASE WHEN i = 5 THEN 'infinity'::DOUBLE ELSE i END AS a "
        f"FROM range(100) t(i)) TO '{path}'"
    )
    with in_pieces(path) as tasks:
        (piece,) = tasks.pieces(["a"], range(100))
    assert np.isnan(piece.metrics["a"][5])
    assert piece.infinite == 1


def test_rows_from_the_middle(tmp_path):
    path = csv(tmp_path)
    with in_pieces(path) as tasks:
        pieces = list(tasks.pieces(["bytes"], range(1000, 1010)))
        together = np.concatenate([piece.metrics["bytes"] for piece in pieces])
    assert pieces[0].start == 1000
    assert together.tolist() == [*map(size, range(1000, 1010))]


def test_a_slice_of_labels_reads_when_it_is_looked_into(tmp_path):
    with in_pieces(csv(tmp_path)) as tasks:
        later = tasks.labels[2990:]
        assert len(later) == 10
        assert list(later[:2]) == ["job-2990", "job-2991"]


def test_a_counter_stays_one_in_a_last_piece_of_few_rows(tmp_path, monkeypatch):
    monkeypatch.setattr(spooled_tasks, "PIECE_BYTES", 1_000)
    path = csv(tmp_path, lambda i, cells: ",".join([*cells, str(i)]), rows=96)
    path.write_text(path.read_text().replace("seconds,bytes", "seconds,bytes,build", 1))
    with in_pieces(path) as tasks:
        agrees(tasks, path)


def test_a_column_that_loses_its_unit_is_refused(tmp_path):
    sizes = csv(tmp_path, lambda i, cells: ",".join([*cells[:3], f"{i} MB"]), "a.csv", rows=99)
    with pytest.raises(InputError, match='"bytes" is numbers in bytes at first and numbers from'):
        in_pieces(sizes, csv(tmp_path, name="b.csv", rows=99)).__enter__()


def test_a_column_that_stops_being_numbers_is_refused(tmp_path):
    def line(i, cells):
        cells[2] = "slow" if i > 2500 else cells[2]
        return ",".join(cells)

    path = csv(tmp_path, line)
    with pytest.raises(InputError, match='column "seconds" is numbers at first and text'):
        in_pieces(path).__enter__()


@pytest.mark.parametrize("options", [{"by": ("image",)}, {"order_by": "bytes"}])
def test_what_needs_the_whole_table_says_so(tmp_path, options):
    with pytest.raises(UsageError, match="needs the whole table in memory"):
        in_pieces(csv(tmp_path), **options).__enter__()


def test_a_condition_that_no_row_meets(tmp_path):
    with pytest.raises(InputError, match="no row"):
        in_pieces(csv(tmp_path), where="bytes < 0").__enter__()


def test_nothing_is_left_on_disk(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    with in_pieces(csv(tmp_path)):
        assert list((tmp_path / "tmp").iterdir())
    assert not list((tmp_path / "tmp").iterdir())


def test_labels_that_were_prepared_are_not_read_again(tmp_path, monkeypatch):
    with in_pieces(csv(tmp_path)) as tasks:
        tasks.prepare_labels(np.array([3, 1000, 2999]))
        monkeypatch.setattr(ParquetTasks, "names", None)
        assert [tasks.labels[i] for i in (2999, 3, 1000)] == ["job-2999", "job-3", "job-1000"]


def test_names_are_counted_in_pieces(tmp_path):
    with in_pieces(csv(tmp_path)) as tasks:
        name = tasks.labels[7]
        assert tasks.labels.count(name) == 1
        assert tasks.labels.count("nobody") == 0
