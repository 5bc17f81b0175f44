"""Dates that say another order than the rows of a file."""

import random

import pytest

from crackle_cli.table.metric_table import Unordered
from tests.worlds.files import file, table_of

DAYS = [f"2026-{1 + i // 28:02}-{1 + i % 28:02}" for i in range(120)]


def unordered(folder, dates, more=None, **options):
    """Why the tasks are in no order; `more`: another column, its name first."""
    name, *cells = more or ["z", *dates]
    rows = [f"{d},{i * 37 % 11},{c}" for i, (d, c) in enumerate(zip(dates, cells, strict=True))]
    path = file(folder, "\n".join([f"at,x,{name}", *rows]))
    table = table_of(path, **options)
    assert not table.census.warnings  # it is said once
    return table.unordered


BACKWARDS = [f"b{i},2026-01-{28 - i:02},{'uv'[i % 3 == 0]},{i}" for i in range(20)]


def backwards(folder, rows=BACKWARDS):
    return file(folder, "\n".join(["build,at,host,x", *rows]))


def test_a_file_with_the_newest_task_first_is_taken_from_its_end(tmp_path):
    table = table_of(backwards(tmp_path))
    (warning,) = table.census.warnings
    assert warning == (
        'the dates in "at" run backwards: the tasks are taken from the last row to the first'
    )
    assert table.metrics["x"].tolist() == list(range(19, -1, -1)) and table.order == "at"
    assert list(table.labels) == [f"b{i}" for i in range(19, -1, -1)]
    assert table.lines.tolist() == list(range(21, 1, -1))


def test_what_is_chosen_or_grouped_is_turned_round_too(tmp_path):
    path = backwards(tmp_path)
    assert table_of(path, where="x < 5").metrics["x"].tolist() == [4, 3, 2, 1, 0]
    table = table_of(path, by=("host",))
    groups = {g.values["host"]: table.metrics["x"][g.rows].tolist() for g in table.groups}
    assert groups["v"] == [18, 15, 12, 9, 6, 3, 0] and len(groups["u"]) == 13


def test_a_chosen_order_and_dates_that_ascend_are_left_as_they_are(tmp_path):
    path = backwards(tmp_path)
    assert table_of(path, order_by="host").metrics["x"].tolist()[:2] == [1, 2]
    assert not table_of(path, order_by="at").census.warnings
    assert not table_of(backwards(tmp_path, BACKWARDS[::-1])).census.warnings


SHUFFLED = random.Random(0).sample(DAYS, 120)
IN_NO_ORDER = {
    "shuffled": SHUFFLED,
    "two files that overlap": [*DAYS[:60], *DAYS[30:90]],
    "two files of the same days": [*DAYS[:60], *DAYS[:60]],
    "the later file first": [*DAYS[60:], *DAYS[:60]],
    "seconds since 1970": [1767225600 + 60 * (i * 7 % 120) for i in range(120)],
}
IN_ORDER = {
    "sorted": DAYS,
    "ties": sorted(DAYS[:30] * 4),
    "a few are late": [*DAYS[5:50], *DAYS[:5], *DAYS[50:]],
    "one clock is wrong": ["2030-01-01", *DAYS[1:]],
    "as tasks end": [DAYS[i + 4 * (-1) ** i] for i in range(4, 116)],
    "two dates": ["2026-01-02", "2026-01-01"] * 60,
}


@pytest.mark.parametrize("name", IN_NO_ORDER)
def test_dates_in_no_order_speak_against_one(tmp_path, name):
    dates = IN_NO_ORDER[name]
    assert unordered(tmp_path, dates) == Unordered(
        'the dates in "at" are in no order', '--order-by "at" puts them in order'
    )
    assert not unordered(tmp_path, dates, order_by="at")


@pytest.mark.parametrize("name", IN_ORDER)
def test_dates_in_order_do_not(tmp_path, name):
    assert not unordered(tmp_path, IN_ORDER[name])


def test_one_column_of_dates_in_order_is_enough(tmp_path):
    assert not unordered(tmp_path, SHUFFLED, more=["started", *DAYS])


def test_each_group_has_an_order_of_its_own(tmp_path):
    dates, branch = [*DAYS[:60], *DAYS[:60]], ["branch", *["main"] * 60, *["dev"] * 60]
    assert unordered(tmp_path, dates, more=branch, no_pivot=True)
    assert not unordered(tmp_path, dates, more=branch, by=("branch",))
    assert unordered(tmp_path, SHUFFLED, more=branch, by=("branch",))
    assert not unordered(tmp_path, dates, more=branch, no_pivot=True, where="branch = 'dev'")
