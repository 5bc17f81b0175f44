"""Whole numbers that are names of something, and amounts that look alike."""

import numpy as np
import pytest

from crackle_cli.reading.columns.nominal import Categories, categories_in
from tests.worlds.files import file, table_of

RNG = np.random.default_rng(8)
CODES = np.where(RNG.random(60) < 0.2, 500, 200)
MIXED = RNG.integers(1, 6, 60)
SHARES = {
    "answers": ("status", CODES),
    "answers under any name": ("n", np.where(RNG.random(60) < 0.3, 404, CODES)),
    "one outage": ("status_code", np.repeat([200, 503, 200], [40, 10, 10])),
    "exits": ("exitCode", RNG.choice([0, 0, 0, 1, 137], 60)),
    "stores": ("store", MIXED),
    "a missing cell": ("store", np.r_[MIXED, np.nan]),
}
TEXT = {
    "sorted by it": ("group", np.repeat([1, 2, 3], 20)),
    "in turn": ("firm", np.tile(np.arange(1, 11), 6)),
    "codes of rows": ("region_code", RNG.permutation(60)),
    "many persons": ("student", RNG.permutation(60)),
    "versions": ("app_version", np.repeat([2.8, 2.9], 30)),
    "one version for a while": ("release", np.repeat([3.0, 4.0, 3.0], 20)),
    "too many": ("county", RNG.permutation(np.repeat(np.arange(25), 3))),
}
AMOUNTS = {
    "flag": ("status", RNG.integers(0, 2, 60)),
    "each its own": ("store", RNG.permutation(60)),
    "few persons": ("child", RNG.integers(0, 4, 60)),
    "one value": ("status", np.full(60, 200)),
    "fractions": ("zone", MIXED + 0.5),
    "a version for each": ("version", RNG.permutation(60) / 10),
    "one version": ("version", np.full(60, 2.8)),
    "stars": ("rating", MIXED),
    "cores": ("cores", RNG.choice([1, 2, 4, 8], 60)),
    "lines of code": ("lines_of_code", MIXED),
    "years at a company": ("YearsAtCompany", MIXED),
    "size of a group": ("group_size", MIXED),
    "doses in hundreds": ("dose", RNG.choice([200, 300, 400], 60)),
    "an answer among latencies": ("ms", np.r_[200, RNG.integers(100, 600, 59)]),
}


@pytest.mark.parametrize("case", SHARES)
def test_codes_are_told_as_shares(case):
    name, values = SHARES[case]
    assert categories_in(name, values.astype(float)) is Categories.SHARES


@pytest.mark.parametrize("case", TEXT)
def test_what_the_table_is_sorted_by_is_text(case):
    name, values = TEXT[case]
    assert categories_in(name, values.astype(float)) is Categories.TEXT


@pytest.mark.parametrize("case", AMOUNTS)
def test_amounts_and_flags_are_metrics(case):
    name, values = AMOUNTS[case]
    assert categories_in(name, values.astype(float)) is None


def test_categories_explain_and_are_metrics_when_asked_for(tmp_path):
    rows = [f"{s},{t},{RNG.normal():.3f}" for s, t in zip(CODES, np.arange(60) // 20, strict=True)]
    path = file(tmp_path, "\n".join(["status,team,x", *rows]))
    table = table_of(path)
    assert table.census.nominal == {"status"} and table.measured == ("x",)
    assert 'column "status": categories, told as shares' in table.census.notes
    assert set(table.texts["status"].categories) == {"200", "500"}
    assert [(c.name, c.reason) for c in table.census.unused_columns] == [("team", "category")]
    assert set(table.texts["team"].categories) == {"0", "1", "2"}
    assert table_of(path, metrics=("status",)).measured == ("status",)
