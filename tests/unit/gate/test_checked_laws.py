"""Saved laws on new tasks: what is said of each, and the exit code."""

import numpy as np
import pytest

from crackle_cli import MetricTable
from crackle_cli.cooling.views import TableView
from crackle_cli.errors import ExitCode
from crackle_cli.gate.checked_laws import checked
from crackle_cli.laws.parse import parse_law

TABLE = MetricTable.from_columns(
    {
        "a": [1.0, 2.0, 3.0, 4.0],
        "b": [2.0, 4.0, 6.0, 9.0],
        "c": [1.0, 2.0, 3.0, 4.0],
        "gone": [np.nan] * 4,
    },
    ["t1", "t2", "t3", "t4"],
)
KEPT, BROKEN, UNTOLD = (parse_law(text) for text in ("a = c", "2 * a = b", "a = gone"))


@pytest.mark.parametrize(
    ("laws", "code", "gates"),
    [
        ([KEPT], ExitCode.CLEAN, [False]),
        ([KEPT, BROKEN], ExitCode.GATED, [False, True]),
        ([UNTOLD, BROKEN], ExitCode.GATED, [False, True]),
        ([UNTOLD, KEPT], ExitCode.NO_ANSWER, [False, False]),
        ([], ExitCode.NO_ANSWER, []),
    ],
    ids=["kept", "one broken", "broken and untold", "untold", "no laws"],
)
def test_the_exit_code_is_that_of_the_worst_law(laws, code, gates):
    verdict = checked(laws, TableView(TABLE))
    assert verdict.exit_code is code
    assert [one.gates for one in verdict.judged] == gates


def test_what_is_said_of_each():
    told = [
        one.pattern.description for one in checked([KEPT, BROKEN, UNTOLD], TableView(TABLE)).judged
    ]
    assert told[0] == "kept: a = c holds in all 4 tasks"
    assert told[1].startswith("broken: 2 * a = b holds in 3 of 4 tasks; ")
    assert told[2] == "untold: a = gone: no task has all of its metrics"


def test_the_record_is_told_where_there_is_one():
    (one,) = checked([KEPT._replace(n=20, holds=19)], TableView(TABLE)).judged
    assert one.pattern.description.endswith(" (recorded: 19 of 20)")


def test_laws_of_one_text_are_told_apart():
    ids = [one.pattern.id for one in checked([KEPT, KEPT], TableView(TABLE)).judged]
    assert len(set(ids)) == 2


def test_a_law_is_told_of_its_metrics_and_of_the_tasks_that_have_them_all():
    some = MetricTable.from_columns({"a": [1, 2, 4, 9], "b": [1, np.nan, 2, 5]}, TABLE.labels)
    told = checked([parse_law("a = previous(a) + b"), parse_law("a + b = 2")], TableView(some))
    balance, total = (one.pattern for one in told.judged)
    assert balance.involved_metrics == total.involved_metrics == ("a", "b")
    assert list(balance.involved_tasks) == ["t3", "t4"]
    assert list(total.involved_tasks) == ["t1", "t3", "t4"]
    (every,) = checked([KEPT], TableView(TABLE)).judged
    assert list(every.pattern.involved_tasks) == list(TABLE.labels)


def test_it_says_how_far_it_has_come():
    heard = []
    checked([KEPT, BROKEN], TableView(TABLE), lambda *state: heard.append(state))
    assert heard == [
        ("checking", 0, 2, "laws"),
        ("telling", 0, 2, "laws"),
        ("telling", 1, 2, "laws"),
    ]
