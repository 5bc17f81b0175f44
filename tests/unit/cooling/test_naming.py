"""A finding as patterns: what is told in the line of another one has its id."""

from dataclasses import replace

import numpy as np

from crackle_cli.cooling.naming import patterns_of
from crackle_cli.detectors.finding import Place
from crackle_cli.events.several import in_one_line
from crackle_cli.table.metric_table import MetricTable
from crackle_cli.table.part import Part
from tests.worlds.findings import shift

TABLE = MetricTable.from_columns({"ms": np.zeros(100)}, [f"b{i}" for i in range(100)])


def test_both_ends_of_an_outage_are_in_the_line_of_several():
    away = [
        replace(shift("ms", row), back=Place(row + 5, row, row + 9)) for row in range(0, 60, 10)
    ]
    back = [replace(shift("ms", row + 5), since=row) for row in range(0, 60, 10)]
    (told,) = in_one_line([((Part({}, 100), one),) for one in (*away, *back)], 0.1)
    whole, *each = patterns_of(told, TABLE)
    assert whole.ends is None and len(each) == 12
    assert {one.ends for one in each} == {whole.id}
