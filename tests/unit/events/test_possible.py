"""A level outside the values of its metric is none."""

import numpy as np
import pytest

from crackle_cli import MetricTable
from crackle_cli.events.possible import are_possible
from tests.worlds.findings import shift

TABLE = MetricTable.from_columns({"a": np.array([1.0, 2.0, np.nan, 4.0])})


@pytest.mark.parametrize(
    ("levels", "possible"), [((1.0, 4.0), True), ((0.5, 4.0), False), ((1.0, 4.5), False)]
)
def test_levels_lie_within_the_values(levels, possible):
    assert are_possible([shift("a", 2, levels=levels)], TABLE) == possible
