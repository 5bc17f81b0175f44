"""What is drawn beside a pattern."""

from dataclasses import replace

import numpy as np
import pytest

from crackle_cli.detectors.clustering.findings import Frequency
from crackle_cli.report.trend import trend, trend_of
from crackle_cli.table.labels import TextColumn
from crackle_cli.table.metric_table import MetricTable
from tests.worlds.findings import group, named_group
from tests.worlds.reports import pattern


def test_both_ends_of_an_event_are_marked():
    values = np.where((np.arange(200) >= 120) & (np.arange(200) < 123), 5.0, 1.0)
    drawn = trend(values, [120, 123])
    first, second = drawn.marks
    assert len(drawn.values) <= 16 and second == first + 1
    assert drawn.values[first] == 5.0 and set(drawn.values) == {1.0, 5.0}
    assert trend(np.array([1.0, 5.0]), [1, 1]).marks == (1,)  # both ends in one of a sample


@pytest.mark.parametrize("n", [2, 3, 10, 24, 25, 100, 1000])
@pytest.mark.parametrize("share", [0.01, 0.3, 0.5, 0.99])
def test_a_step_stays_a_step_in_its_trend(n, share):
    mark = min(n - 1, max(1, int(n * share)))
    drawn = trend(np.where(np.arange(n) < mark, 1.0, 5.0), [mark])
    assert len(drawn.values) <= 16
    (mark,) = drawn.marks
    assert drawn.values == (1.0,) * mark + (5.0,) * (len(drawn.values) - mark)


def test_a_trend_skips_missing_values():
    drawn = trend(np.array([1.0, np.nan, 3.0]))
    assert drawn.values[0] == 1 and np.isnan(drawn.values[1]) and drawn.values[2] == 3
    assert trend(np.array([np.nan, np.nan])) is None
    assert trend(np.array([])) is None


def test_groups_of_one_grouping_have_trends_of_their_own():
    table = MetricTable.from_columns({"x": np.repeat([1.0, 2.0, 3.0], 200)})
    groups = [pattern(group(range(9), ("x",), inside=(v, v))) for v in (1, 2)]
    first, second = (trend_of(one, table).values for one in groups)
    assert first[:5] == (1, 1, 1, 1, 1) and first[-10:] == (0,) * 10
    assert second[0] == second[-1] == 0 and max(second) == 1


def test_what_has_no_place_and_no_order_is_not_drawn():
    noise = np.random.default_rng(2).normal(size=300)
    table = MetricTable.from_columns({"x": noise})
    assert trend_of(pattern(group(range(9), ("x",), inside=(-1, 1))), table) is None


def test_the_trend_of_how_often_tasks_fail_is_that_of_the_failures():
    failed = np.arange(600) >= 400
    table = MetricTable.from_columns({"x": np.arange(600.0), "late": failed.astype(float)})
    status = TextColumn(failed.astype(np.int32), ("ok", "failed"))
    table = replace(table, texts={"status": status})
    for column, value in (("status", "failed"), ("late", None)):
        rate = Frequency(column, value, 0.2, 0.03)
        found = named_group("host", "a", range(9), rates=(rate,))
        drawn = trend_of(pattern(found), table).values
        assert drawn[0] == 0 and drawn[-1] == 1
