"""Laws of groups and laws that all groups share."""

from dataclasses import replace

import numpy as np

from crackle_cli import MetricTable, ThermalProfile, cool
from crackle_cli.table.metric_table import RowGroup


def test_a_law_of_every_group_is_told_once_and_a_law_of_one_group_with_its_name():
    rng = np.random.default_rng(0)
    n = 300
    left, right = rng.integers(10, 900, (2, n)).astype(float)
    total = left + right
    total[7] += 5
    net = rng.lognormal(4, 0.5, n).round(2)
    region = np.arange(n) % 2
    gross = (net * np.where(region, 1.19, 1.08)).round(2)
    columns = {"left": left, "right": right, "total": total, "net": net, "gross": gross}
    table = MetricTable.from_columns(columns, [f"t{i}" for i in range(n)])
    groups = tuple(RowGroup({"region": r}, np.flatnonzero(region == i)) for i, r in enumerate("ab"))
    patterns = cool(replace(table, groups=groups), ThermalProfile.default())
    laws = {p.description: p.group for p in patterns if p.kind == "conservation"}
    assert laws == {
        "left + right = total, exact in 299 of 300 tasks; broken by t7 (+5)": {},
        "1.08 * net = gross, within rounding (±0.0104) in all 150 tasks": {"region": "a"},
        "1.19 * net = gross, within rounding (±0.0109) in all 150 tasks": {"region": "b"},
    }
    assert not any(p.kind == "correlation" for p in patterns)
