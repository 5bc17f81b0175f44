"""A law counted over tasks, and what its record makes of the count."""

import numpy as np
import pytest

from crackle_cli import MetricTable
from crackle_cli.errors import InputError
from crackle_cli.laws.check import State, checked_law, require
from crackle_cli.laws.law import LawKind, Violator
from crackle_cli.laws.parse import parse_law
from crackle_cli.laws.tally import BLOCK, MOST_VIOLATORS, LawTally
from crackle_cli.statistics.shares import log_binomial_tail
from crackle_cli.table.labels import RowLabels
from crackle_cli.table.pieces import Piece
from tests.worlds.laws import tallies

LAW = parse_law("a = b")


def judged(law, known, broken, rows=None, **more):
    tally = LawTally(law, law.metrics, rows or known, known, broken, **more)
    return checked_law(tally, RowLabels(range(tally.tasks)))


def test_tasks_are_counted_block_after_block():
    n = 2 * BLOCK + 3
    a, b = np.ones(n), np.ones(n)
    a[[2, BLOCK, n - 1]] = [3, 0, 5]
    b[7] = np.nan
    a[9] = b[9] = 0
    (tally,) = tallies([LAW], MetricTable.from_columns({"a": a, "b": b}))
    assert (tally.tasks, tally.known, tally.broken, tally.zero) == (n, n - 1, 3, 1)
    assert (tally.counted, tally.holds) == (n - 2, n - 5)
    assert tally.violators == (Violator(2, -2), Violator(BLOCK, 1), Violator(n - 1, -4))


def test_all_violations_are_counted_and_some_are_listed():
    n = MOST_VIOLATORS + 5
    (tally,) = tallies([LAW], MetricTable.from_columns({"a": np.ones(n), "b": np.zeros(n)}))
    assert (tally.broken, len(tally.violators)) == (n, MOST_VIOLATORS)
    blocks = MetricTable.from_columns({"a": np.ones(BLOCK + 5), "b": np.zeros(BLOCK + 5)})
    assert len(tallies([LAW], blocks)[0].violators) == MOST_VIOLATORS
    (later,) = tallies([LAW], MetricTable.from_columns({"a": np.ones(n), "b": np.zeros(n)}), n)
    more = tally.merged(later)
    assert (more.tasks, more.broken, len(more.violators)) == (2 * n, 2 * n, MOST_VIOLATORS)


def test_tallies_of_neighbours_add_up_whatever_their_rows():
    one = LawTally(LAW, LAW.metrics, 10, 9, 1, 2, (Violator(3, 1.0),))
    other = LawTally(LAW, LAW.metrics, 5, 5, 1, 1, (Violator(10, 2.0),), start=10)
    both = LawTally(LAW, LAW.metrics, 15, 14, 2, 3, (Violator(3, 1.0), Violator(10, 2.0)))
    assert one.merged(other) == both


BALANCE = parse_law("a = previous(a) + b")


@pytest.mark.parametrize("sizes", [(1, 1, 1, 1, 1, 1, 1, 1), (2, 3, 3), (4, 0, 4), (0, 8), (8, 0)])
def test_a_law_with_the_task_before_is_counted_across_the_seams(sizes):
    columns = {
        "a": np.array([0.0, 0.0, 5.0, 7.0, np.nan, 2.0, 2.0, 9.0]),
        "b": np.array([0.0, 0.0, 4.0, 2.0, 1.0, 1.0, 0.0, 7.0]),
    }
    empty = LawTally(BALANCE, ("a", "b"))
    whole = empty.of(Piece(0, columns))
    assert (whole.tasks, whole.known, whole.broken, whole.zero) == (8, 5, 1, 1)
    assert whole.violators == (Violator(2, -1.0),)
    merged, start = empty, 0
    for size in sizes:
        rows = slice(start, start + size)
        merged = merged.merged(empty.of(Piece(start, {n: v[rows] for n, v in columns.items()})))
        start += size
    assert merged == whole
    ends = [{name: values[row] for name, values in columns.items()} for row in (0, -1)]
    assert [merged.first, merged.last] == ends


def test_a_law_without_the_task_before_needs_no_seams():
    assert not LawTally(LAW, LAW.metrics).of(Piece(0, {"a": np.ones(3), "b": np.ones(3)})).first


def test_what_is_counted_once_is_one_law():
    keys = {LawTally(law).key for law in (LAW, parse_law("a = b"), BALANCE)}
    assert len(keys) == 2


def test_laws_without_tasks_are_untold():
    found = judged(LAW, 0, 0, rows=4)
    assert (found.state, found.p_value, found.excused) == (State.UNTOLD, 1.0, frozenset())


def test_the_p_value_is_that_of_the_rate_on_record():
    law = LAW._replace(n=98, holds=95)
    assert judged(law, 200, 12).p_value == pytest.approx(
        np.exp(log_binomial_tail(200, 12, 4 / 100))
    )
    assert 0 < judged(law, 10**6, 10**6).p_value < 1e-299


@pytest.mark.parametrize("record", [(0, 0), (500, 500), (500, 490), (5000, 2500)])
@pytest.mark.parametrize("kind", LawKind)
def test_a_law_is_broken_by_the_first_task(kind, record):
    law = LAW._replace(kind=kind, n=record[0], holds=record[1])
    assert judged(law, 1000, 0).state is State.KEPT
    assert judged(law, 1000, 1).state is State.BROKEN


@pytest.mark.parametrize(
    ("record", "known", "beyond", "drifted"),
    [
        ((100, 100), 100, 15, 0),  # that all 15 furthest are new ones: p = 1.3e-5
        ((100, 100), 100, 25, 25),  # 2.4e-9
        ((100, 90), 100, 25, 0),  # ten were further off on record too
        ((100, 90), 100, 60, 60),
        ((0, 0), 100, 100, 0),  # nothing was recorded
    ],
)
def test_very_many_tasks_further_off_than_any_on_record_break_it(record, known, beyond, drifted):
    law = LAW._replace(n=record[0], holds=record[1])
    found = judged(law, known, 0, beyond=beyond)
    assert found.drifted == drifted
    assert found.state is (State.BROKEN if drifted else State.KEPT)


def test_tasks_on_record_are_excused_once_for_each_name():
    law = LAW._replace(n=100, holds=98, broken_by=("x", "z"))
    names = ["x", "x", "y", "z"]
    tally = LawTally(law, law.metrics, 4, 4, 2, 0, (Violator(0, 1.0), Violator(3, 1.0)))
    assert checked_law(tally, names).excused == {0, 3}
    assert checked_law(tally, names).state is State.KEPT
    tally = LawTally(law, law.metrics, 4, 4, 2, 0, (Violator(0, 1.0), Violator(1, 1.0)))
    assert checked_law(tally, names).excused == {0}
    assert checked_law(tally, names).state is State.BROKEN


def test_metrics_that_are_not_there_are_named_with_those_that_are():
    laws = [parse_law("rows_uot = b"), parse_law("previous(c) = rows_out")]
    with pytest.raises(InputError) as error:
        require(laws, ["rows_out", "b"])
    assert str(error.value) == (
        "the laws need rows_uot, c, which the table does not have "
        '- did you mean "rows_out"?; it has rows_out, b'
    )
    require(laws, ["rows_uot", "b", "c", "rows_out"])
    require([parse_law("previous(c) = b")], ["previous(c)", "b"])
