"""Reading: round trips in every dialect, both engines equal, nothing but CrackleError on noise."""

import csv
import io
import json
from collections import Counter

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crackle_cli.errors import CrackleError
from crackle_cli.reading import read, read_cells, unite
from crackle_cli.reading.options import ReadOptions
from tests.worlds.effort import examples

CALM = settings(
    examples(40),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
LABELS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1).map(
    lambda text: "t" + text.strip()
)
NUMBERS = st.floats(-1e15, 1e15, allow_nan=False).map(lambda x: float(f"{x:.6g}"))
ROWS = st.lists(st.tuples(LABELS, NUMBERS, st.none() | NUMBERS), min_size=3, max_size=30)
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be")


def written(rows, delimiter, end):
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=delimiter, lineterminator=end)
    writer.writerow(["task", "x", "y"])
    writer.writerows([label, repr(x), "" if y is None else repr(y)] for label, x, y in rows)
    return stream.getvalue()


def assert_is(table, rows):
    times = Counter(label for label, _, _ in rows)
    assert list(table.labels) == [
        label if times[label] == 1 else f"{label} (row {i})" for i, (label, _, _) in enumerate(rows)
    ]
    np.testing.assert_array_equal(table.metrics["x"], [x for _, x, _ in rows])
    if any(y is not None for _, _, y in rows):
        expected = [np.nan if y is None else y for _, _, y in rows]
        np.testing.assert_array_equal(table.metrics["y"], expected)
    assert table.census.rejected_rows == table.census.bad_cell_count == 0


@CALM
@given(ROWS, st.sampled_from(",;\t|"), st.sampled_from(("\n", "\r\n")), st.sampled_from(ENCODINGS))
def test_what_is_written_is_read(tmp_path, rows, delimiter, end, encoding):
    path = tmp_path / "x.csv"
    path.write_bytes(written(rows, delimiter, end).encode(encoding))
    assert_is(read([str(path)], ReadOptions(label="task")), rows)


@CALM
@given(ROWS)
def test_what_is_written_as_json_is_read(tmp_path, rows):
    objects = [{"task": label, "x": x, "y": y} for label, x, y in rows]
    path = tmp_path / "x.jsonl"
    path.write_text("".join(json.dumps(o) + "\n" for o in objects))
    assert_is(read([str(path)], ReadOptions(label="task")), rows)
    path.write_text(json.dumps(objects))
    assert_is(read([str(path)], ReadOptions(label="task")), rows)


PIECES = ["1", "2.5", "-3", "1e3", "", "NA", "x", "1_0", "+-5", "inf", "1e400", " 7", "true", "é",
          '"q"', '"a,b"', '"a\nb"', "0", "9007199254740993", "1.50", "nan", "12 ms",
          "25:03:15", "passed", "PT1M", "1767225600"]  # fmt: skip
CELLS = st.sampled_from(PIECES)
PLAIN = st.sampled_from(["1", "2.5", "-3", "4e2", "0.125"])
LINES = st.lists(
    st.one_of(
        st.tuples(PLAIN, PLAIN, PLAIN).map(",".join),
        st.tuples(PLAIN, PLAIN, PLAIN).map(",".join),
        st.lists(CELLS, min_size=0, max_size=5).map(",".join),
    ),
    min_size=1,
    max_size=25,
)


def outcome(path, large):
    """Everything that reading gives, or the message that it ends with."""
    try:
        table = read([str(path)], ReadOptions())
    except CrackleError as error:
        return str(error)
    finally:
        assert large == (unite.LARGE == 0)
    metrics = {name: values.tolist() for name, values in table.metrics.items()}
    return repr((metrics, list(table.labels), table.lines.tolist(), table.census))


@CALM
@given(LINES, st.sampled_from(("\n", "\r\n")), st.booleans())
def test_both_engines_read_the_same_text(tmp_path, lines, end, last):
    head = ["a,b,c", *["1,2,3", "4.5,6,7", "-2,5,3"] * 8]
    path = tmp_path / "x.csv"
    path.write_text(end.join(head + lines) + (end if last else ""), newline="")
    assert_engines_agree(path)


SINGLE = st.lists(st.sampled_from(["1.5", "", '""', " ", "7", "x", '"2"']), max_size=12)


@CALM
@given(SINGLE, st.sampled_from(("\n", "\r\n")), st.booleans())
def test_both_engines_read_the_same_single_column(tmp_path, cells, end, last):
    path = tmp_path / "x.csv"
    cells = ["a", *["1", "4.5", "-2"] * 8, *cells]
    path.write_text(end.join(cells) + (end if last else ""), newline="")
    assert_engines_agree(path)


VALUES = st.sampled_from(["1", "2.5", "null", "true", '"7"', '"x"', "1e400", "[1, 2]", '{"c": 1}'])
OBJECTS = st.lists(
    st.one_of(
        st.just('{"a": 1, "b": 2.5}'),
        st.tuples(st.sampled_from("abc"), VALUES).map(lambda p: f'{{"{p[0]}": {p[1]}}}'),
        st.tuples(VALUES, VALUES).map(lambda p: f'{{"a": {p[0]}, "b":{p[1]}}}'),
        st.sampled_from(["", "{", '{"a": 1, "a": 2}', "[1]", '{"a": "x\\": y", "b": 1}']),
    ),
    max_size=12,
)


@CALM
@given(OBJECTS)
def test_both_engines_read_the_same_json(tmp_path, objects):
    path = tmp_path / "x.jsonl"
    path.write_text("\n".join(['{"a": 3, "b": 4.5}', '{"a": 5.5, "b": 1}'] * 40 + objects))
    assert_engines_agree(path)


def assert_engines_agree(path):
    small = outcome(path, large=False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(unite, "LARGE", 0)
        assert outcome(path, large=True) == small


@CALM
@given(st.binary(max_size=400))
def test_bytes_are_read_or_refused(tmp_path, data):
    assert_read_or_refused(tmp_path / "x.csv", data)


@CALM
@given(
    st.sampled_from(
        [
            b"a,b\nx,1\ny,2\nz,3\n",
            b'{"a": 1, "b": {"c": [1, 2]}}\n{"a": 2}\n',
            b'[{"a": 1}, {"a": 2.5e3}]',
            "a;b\n1,5;2\n3,5;4\n".encode("utf-16"),
        ]
    ),
    st.lists(st.tuples(st.integers(0, 60), st.binary(max_size=3)), max_size=6),
)
def test_mutated_files_are_read_or_refused(tmp_path, data, changes):
    for at, new in changes:
        data = data[:at] + new + data[at + len(new) // 2 :]
    assert_read_or_refused(tmp_path / "x.csv", data)


@pytest.mark.fuzz
@settings(CALM, max_examples=500)
@given(st.sampled_from((b"", b"a,b\n1,2\n3,4\n", b'{"a": 1}\n')), st.binary(max_size=20_000))
def test_many_more_bytes_are_read_or_refused(tmp_path, before, data):
    assert_read_or_refused(tmp_path / "x.csv", before + data)


def assert_read_or_refused(path, data):
    path.write_bytes(data)
    for attempt in (lambda: read([str(path)], ReadOptions()), lambda: read_cells(path)):
        try:
            attempt()
        except CrackleError as error:
            assert str(error).startswith(str(path))
            assert str(error).strip()
