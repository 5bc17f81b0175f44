"""Dates as programs and people write them."""

from datetime import UTC, datetime

import numpy as np
import pytest

from crackle_cli.reading.columns.dates import moments, seconds_of
from crackle_cli.reading.columns.types import OtherColumn, typed
from tests.worlds.files import file, table_of


def reason(texts):
    column = typed(texts)
    return column.reason if isinstance(column, OtherColumn) else "metric"


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-01-02", "2026-01-02T00:00:00"),
        ("2026-01-02 10:00:40,123", "2026-01-02T10:00:40.123000"),
        ("2026-01-02 10:00:40.1 +0000 UTC", "2026-01-02T10:00:40.100000"),
        ("2026-01-02 10:00:40 +0100", "2026-01-02T09:00:40"),
        ("2026/01/02 10:00:40.123", "2026-01-02T10:00:40.123000"),
        ("2026/1/2", "2026-01-02T00:00:00"),
        ("2026.01.02", "2026-01-02T00:00:00"),
        ("20260102T100040Z", "2026-01-02T10:00:40"),
        ("2026-02", "2026-02-01T00:00:00"),
        ("2026-W05", "2026-01-26T00:00:00"),
        ("2026Q2", "2026-04-01T00:00:00"),
        ("02-Jan-2026", "2026-01-02T00:00:00"),
        ("02-JAN-26", "2026-01-02T00:00:00"),
        ("2 January 1999", "1999-01-02T00:00:00"),
        ("02/Jan/2026:10:00:40 +0130", "2026-01-02T08:30:40"),
        ("Fri, 02 Jan 2026 10:00:40 GMT", "2026-01-02T10:00:40"),
        ("Jan 2, 2026, 12:00:40 AM", "2026-01-02T00:00:40"),
        ("Jan 2 2026", "2026-01-02T00:00:00"),
        ("Fri Jan  2 10:00:40 UTC 2026", "2026-01-02T10:00:40"),
        ("Fri Jan 2 10:00:40 2026 -0100", "2026-01-02T11:00:40"),
        ("Jan 2026", "2026-01-01T00:00:00"),
        ("13/01/2026", "2026-01-13T00:00:00"),
        ("1/13/26 3:05 PM", "2026-01-13T15:05:00"),
        ("02.01.2026 10:00", "2026-01-02T10:00:00"),
    ],
)
def test_a_date_is_known_and_told_in_seconds(text, moment):
    assert reason([text, "", text]) == "date"
    seconds = datetime.fromisoformat(moment).replace(tzinfo=UTC).timestamp()
    assert seconds_of([text]) == pytest.approx([seconds], abs=1e-6)


@pytest.mark.parametrize("text", ["10:00", "3:05 PM", "Jan  2 10:00:40", "02/03/2026"])
def test_of_a_date_that_leaves_its_day_open_nothing_is_computed(text):
    assert reason([text]) == "date"
    with pytest.raises(ValueError, match=text):
        seconds_of([text])


@pytest.mark.parametrize("text", ["1.2.26", "2025-26", "main 2026", "v2026-01", "2026-01-02-b"])
def test_what_looks_like_a_date_is_none(text):
    assert reason([text]) == "text"


def test_the_other_dates_tell_whether_the_day_stands_first():
    one_day = 86_400
    assert np.diff(seconds_of(["31/01/2026", "01/02/2026"])) == [one_day]
    assert np.diff(seconds_of(["01/31/2026", "02/01/2026"])) == [one_day]


def test_dates_are_in_the_order_of_time_whatever_their_texts():
    assert moments(["02-Jan-2026", "01-Feb-2026", "03-Jan-2026"]).argsort().tolist() == [0, 2, 1]
    assert moments(["2026/1/9", "2026/1/10"]).argsort().tolist() == [0, 1]
    assert moments(["2026-01-09", "2026-01-08"]).argsort().tolist() == [1, 0]
    assert moments(["10:00"]) is None


DAYS = [f"{1 + i % 28:02}-{('Jan', 'Feb', 'Mar')[i // 28]}-2026" for i in range(70)]


def test_the_newest_date_first_is_turned_and_a_column_of_dates_sorts(tmp_path):
    rows = "\n".join(["at,x", *(f"{day},{i}" for i, day in enumerate(DAYS))])
    assert not table_of(file(tmp_path, rows)).census.warnings
    turned = "\n".join(["at,x", *(f"{day},{i}" for i, day in enumerate(DAYS[::-1]))])
    (warning,) = table_of(file(tmp_path, turned)).census.warnings
    assert "run backwards" in warning
    table = table_of(file(tmp_path, turned), order_by="at")
    assert table.metrics["x"].tolist() == list(range(69, -1, -1))
    assert 'ordered by "at" as dates' in table.census.notes
