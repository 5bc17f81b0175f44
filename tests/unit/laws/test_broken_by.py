"""The tasks that a law is on record for being broken by."""

import numpy as np
import pytest

from crackle_cli import MetricTable, ThermalProfile, cool
from crackle_cli.cooling.found_laws import found_laws
from crackle_cli.cooling.views import PiecesView, TableView
from crackle_cli.errors import InputError, ProfileError
from crackle_cli.gate.checked_laws import checked
from crackle_cli.laws.saved import laws_as_yaml, parse_laws
from crackle_cli.table.labels import TextColumn, TextLabels
from tests.worlds.pieces import TableInPieces

DEFAULT = ThermalProfile.default()


def table(n, broken, labels=None, noise=0.0):
    """`b = 2 a` in n tasks b0, b1, … but those that are `broken`."""
    rng = np.random.default_rng(5)
    a = rng.integers(1, 900, n).astype(float)
    b = 2 * a + noise * rng.normal(size=n)
    b[list(broken)] += 7
    return MetricTable.from_columns({"a": a, "b": b}, labels or [f"b{i}" for i in range(n)])


def saved(found_in):
    """The laws of a table, as their file says them."""
    return parse_laws(laws_as_yaml(found_laws(cool(found_in, DEFAULT))), "laws.yaml")


def told(laws, tasks):
    (one,) = checked(laws, TableView(tasks)).judged
    return one.pattern.description


@pytest.mark.parametrize("noise", [0.0, 0.001])
def test_the_tasks_that_break_a_law_are_saved_by_name(noise):
    (law,) = saved(table(400, [17, 80], noise=noise))
    assert law.broken_by == ("b17", "b80")
    assert law.broken_rows == ()


@pytest.mark.parametrize(
    "labels",
    [[f"row {i}" for i in range(400)], [f"branch-{i % 50}" for i in range(400)]],
    ids=["without names", "names of many"],
)
def test_tasks_without_a_name_of_their_own_are_saved_by_row(labels):
    (law,) = saved(table(400, [17, 80], labels))
    assert (law.broken_by, law.broken_rows) == ((), ((17, 7.0), (80, 7.0)))


def test_a_task_without_a_name_is_excused_where_it_leaves_what_it_left():
    rows = [f"row {i}" for i in range(400)]
    first = table(400, [17], rows)
    laws = saved(first)
    assert told(laws, first) == (
        "kept: 2 * a = b holds in 399 of 400 tasks; as recorded, row 17 (+7) breaks it"
    )
    first.metrics["b"][17] += 1
    assert told(laws, first).startswith("broken: 2 * a = b holds in 399 of 400 tasks; row 17 (+8)")


def test_a_law_that_too_many_tasks_break_is_left_out_and_said():
    """Their names cannot all be listed, and a check would fail on the file that it was found in."""
    text = laws_as_yaml(found_laws(cool(table(12_000, range(0, 12_000, 11)), DEFAULT)))
    assert "#   not guarded: 1,091 tasks break it, too many to be excused by name\n" in text
    assert '#   - law: "2 * a = b"' in text
    assert "\nlaws: []\n" in text


def test_the_same_history_grown_excuses_those_on_record_only():
    laws = saved(table(400, [17, 80]))
    assert told(laws, table(600, [17, 80])) == (
        "kept: 2 * a = b holds in 598 of 600 tasks; as recorded, b17 (+7) and b80 (+7) break it"
    )
    assert told(laws, table(600, [17, 80, 590])) == (
        "broken: 2 * a = b holds in 597 of 600 tasks; b590 (+7) breaks it; "
        "b17 (+7) and b80 (+7) were recorded"
    )
    assert told(laws, table(600, [80, 590, 591])) == (
        "broken: 2 * a = b holds in 597 of 600 tasks; b590 (+7) and b591 (+7) break it; "
        "b80 (+7) was recorded"
    )


def test_no_other_task_is_excused():
    laws = saved(table(400, [17, 80]))
    others = [f"c{i}" for i in range(600)]
    assert told(laws, table(600, [5], labels=others)) == (
        "broken: 2 * a = b holds in 599 of 600 tasks; c5 (+7) breaks it (recorded: 398 of 400)"
    )
    assert told(laws, table(600, [5])).endswith("b5 (+7) breaks it (recorded: 398 of 400)")


def test_one_task_of_a_name_is_excused_not_every_one():
    laws = saved(table(400, [17]))
    assert told(laws, table(400, [17, 18], labels=["b17"] * 400)).startswith("broken: ")


def test_a_metric_that_stays_is_told_in_its_own_words():
    laws = parse_laws(
        "crackle_laws: 1\nlaws:\n  - law: a = 412\n    broken_by: [b3]\n", "laws.yaml"
    )
    tasks = MetricTable.from_columns(
        {"a": np.where(np.arange(50) == 3, 409, 412)}, [f"b{i}" for i in range(50)]
    )
    assert (
        told(laws, tasks) == "kept: a stays at 412 in 49 of 50 tasks; as recorded, b3 (409) differs"
    )


def test_tasks_in_pieces_are_judged_by_name_as_well():
    laws = saved(table(400, [17]))
    pieces = TableInPieces(table(600, [17, 590]), (100,))
    verdict = checked(laws, PiecesView(pieces, seed=0))
    assert verdict.judged[0].pattern.description == told(laws, table(600, [17, 590]))


def test_names_are_counted_where_they_are():
    column = TextColumn(np.array([0, 1, 1, -1, 2], np.int32), ("x", "y", "w"))
    labels = TextLabels(column, range(5))
    for name in ("x", "y", "y (row 1)", "z", "row 3"):
        assert labels.count(name) == list(labels).count(name)
    assert labels[2:].count("x") == 0


@pytest.mark.parametrize("version", [1, 2])
def test_a_law_that_excuses_all_tasks_is_a_mistake(version):
    text = f"crackle_laws: {version}\nlaws:\n  - law: a = b\n"
    with pytest.raises(ProfileError, match=r"laws\.yaml:3: excuses all of its 2 tasks"):
        parse_laws(f"{text}    n: 2\n    broken_by: [x, y]\n", "laws.yaml")
    laws = parse_laws(f"{text}    broken_by: [x, y]\n", "laws.yaml")
    with pytest.raises(InputError, match="`a = b` excuses every task that has its metrics"):
        told(laws, MetricTable.from_columns({"a": [1, 2], "b": [3, 5]}, ["x", "y"]))
    assert told(laws, MetricTable.from_columns({"a": [1, 2], "b": [1, 5]}, ["x", "y"]))
