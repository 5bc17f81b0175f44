from dataclasses import replace

import numpy as np
import pytest

from crackle_cli.detectors.phase_transition.findings import Mix
from crackle_cli.detectors.phase_transition.where import MeanParts, Mixed, Scope, Sides
from crackle_cli.table.metric_table import MetricTable
from crackle_cli.wording import sentence, told_columns
from tests.worlds.findings import shift

TABLE = MetricTable.from_columns({"latency": np.arange(100.0)}, [f"r{i}" for i in range(100)])
ROSE = "latency rose by 60 % at r50: 100 → 160"
SEARCH = Mixed("endpoint", "/search", 0.1, 0.5)


def scope(moved, unchanged, values):
    def sides(value):
        return Sides(value, 20, 20, 100.0, 160.0)

    return Scope("region", tuple(map(sides, moved)), tuple(map(sides, unchanged)), values)


def told(**where):
    return sentence(replace(shift("latency", 50, levels=(100.0, 160.0)), **where), TABLE)


@pytest.mark.parametrize(
    ("moved", "unchanged", "values", "expected"),
    [
        (["eu"], ["us", "ap", "sa"], 4, f"region = eu: {ROSE}; us, ap and sa unchanged"),
        (["eu", "us"], ["sa"], 4, f"region = eu and us: {ROSE}; sa unchanged"),
        (["eu"], [], 4, f"region = eu: {ROSE}"),
        (["eu"], list("abcd"), 5, f"region = eu: {ROSE}; the 4 others unchanged"),
        (["eu"], list("abcd"), 9, f"region = eu: {ROSE}; 4 others unchanged"),
        (list("abcd"), ["sa"], 5, f"region other than sa: {ROSE}; sa unchanged"),
        (list("abcd"), ["sa"], 9, f"region = a, b and 2 more: {ROSE}; sa unchanged"),
    ],
)
def test_the_values_that_move_come_first_and_those_that_do_not_last(
    moved, unchanged, values, expected
):
    assert told(scope=scope(moved, unchanged, values)) == expected


def test_a_change_of_every_value_has_the_levels_of_each():
    every = scope(["eu", "us"], [], 3)._replace(each=True)
    each = "eu 100 → 160 and us 100 → 160"
    assert told(scope=every) == f"latency within each region rose by 60 % at r50: {each}"
    one, other = (shift(name, 50, levels=(100.0, 160.0)) for name in ("latency", "size"))
    both = replace(one, metrics=("latency", "size"), changes=(*one.changes, *other.changes))
    sentences = sentence(replace(both, scope=every), TABLE)
    assert sentences.startswith("latency and size shifted within each region at r50: latency rose")


def test_a_share_that_changes_with_it_is_told_after_it():
    also = "the share of endpoint = /search"
    assert told(mixed=SEARCH) == f"{ROSE}; {also} rose too, from 10 to 50 %"
    less = SEARCH._replace(before=0.5, after=0.1)
    assert told(mixed=less) == f"{ROSE}; {also} fell, from 50 to 10 %"


def test_a_mix_is_told_as_the_share_that_changes():
    found = replace(shift("latency", 50, form=Mix), mixed=SEARCH)
    start = "the share of endpoint = /search rose from 10 to 50 % at r50"
    assert sentence(found, TABLE) == f"{start}; latency within each endpoint is unchanged"
    parts = MeanParts(0.0, 40.0, value_level=180.0, others_level=60.0)
    apart = replace(found, changes=(found.leading._replace(parts=parts),))
    assert sentence(apart, TABLE).endswith("is unchanged: /search 180, others 60")
    several = replace(apart, metrics=("latency", "size"))
    assert sentence(several, TABLE).endswith("latency and size within each endpoint are unchanged")


def test_the_columns_that_a_sentence_tells_of():
    found = replace(shift("latency", 50), scope=scope(["eu"], [], 4), mixed=SEARCH)
    assert told_columns(found) == ("region", "endpoint")
