"""Laws of groups and laws that all groups share."""

from dataclasses import replace

import numpy as np

from crackle_cli import MetricTable, ThermalProfile, cool
from crackle_cli.cooling.views import TableView
from crackle_cli.events.shared_laws import with_common_laws
from crackle_cli.laws.law import LawKind
from crackle_cli.table.metric_table import RowGroup
from tests.worlds.findings import drift, law_finding


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


def test_strict_laws_of_one_task_that_every_group_has_are_told_of_all_tasks():
    """With the loosest tolerance and the least sure p-value of them."""
    columns = {"a": np.arange(20.0), "b": np.ones(20), "c": np.arange(20.0) + 1}
    view = TableView(MetricTable.from_columns(columns))
    exact, near = law_finding("a + b = c"), law_finding("a = c", kind=LawKind.APPROXIMATE)
    since = law_finding("a = previous(a) + b")
    own = [near, since, drift("a")]
    sure = replace(exact, p_value=1e-9, law=exact.law._replace(tolerance=0.5))
    alone = law_finding("b + b = c")
    first, second, (part, whole) = with_common_laws(
        [(view.part, (exact, *own, alone)), (view.part, (sure, *own))], view
    )
    assert first[1] == (*own, alone) and second[1] == tuple(own) and part == view.part
    (law,) = whole
    assert (law.metrics, law.n, law.p_value) == (("a", "b", "c"), 20, 1e-4)
    assert law.law.tolerance == 0.5
    untested = [(view.part, (replace(exact, p_value=None),))] * 2
    assert with_common_laws(untested, view)[-1][1][0].p_value is None
