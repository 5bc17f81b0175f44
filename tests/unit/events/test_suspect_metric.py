"""The metric that is likely wrong in a task that breaks laws."""

from dataclasses import replace

import numpy as np
import pytest

from crackle_cli import MetricTable, ThermalProfile, cool
from crackle_cli.cooling.views import TableView
from crackle_cli.events.suspect_metric import with_suspects
from tests.worlds.findings import law_finding


def told(columns):
    """Row -> suspect for each law, by its metrics."""
    patterns = cool(MetricTable.from_columns(columns), ThermalProfile.default())
    return {
        frozenset(p.involved_metrics): {
            v["row"]: v["suspect"] for v in p.evidence.get("violators", ())
        }
        for p in patterns
        if p.kind == "conservation"
    }


def billing(seed=0, n=200):
    """gross = net + tax, and paid = gross + tip."""
    rng = np.random.default_rng(seed)
    net, tax, tip = (rng.integers(100, 9000, n).astype(float) for _ in range(3))
    return {"net": net, "tax": tax, "gross": net + tax, "tip": tip, "paid": net + tax + tip}


def test_the_metric_of_all_broken_laws_is_blamed():
    columns = billing()
    columns["gross"][7] += 50
    found = told(columns)
    assert len(found) == 2
    suspects = [rows[7] for rows in found.values() if 7 in rows]
    assert suspects and set(suspects) == {"gross"}


def test_nothing_is_blamed_where_several_metrics_may_be_wrong():
    columns = billing()
    columns["tip"][7] += 50
    (rows,) = [rows for rows in told(columns).values() if 7 in rows]
    assert rows[7] in (None, "tip")
    alone = {name: columns[name] for name in ("gross", "tip", "paid")}
    assert told(alone) == {frozenset(alone): {7: None}}


@pytest.mark.parametrize(
    ("second", "suspect"),
    [
        (law_finding("b = c", broken=[7]), "b"),
        (law_finding("b = 0", broken=[7]), ""),  # which says nothing of another metric
        (replace(law_finding("b = c", broken=[7]), broken=2), ""),  # which it does not both name
    ],
)
def test_laws_that_bind_two_metrics_and_name_all_their_violators_accuse(second, suspect):
    zeros = np.zeros(9)
    columns = {"a": zeros, "b": np.where(np.arange(9) == 7, 5.0, 0.0), "c": zeros}
    view = TableView(MetricTable.from_columns(columns))
    found = with_suspects([law_finding("a = b", broken=[7]), second], view)
    assert {v.suspect for law in found for v in law.violators} == {suspect}


def test_no_task_is_read_where_none_could_be_blamed():
    nobody = None  # to read from
    one = [law_finding("a + b = c", broken=[7])]
    kept = [law_finding("a + b = c"), law_finding("c + d = e")]
    for laws in ([], one, kept):
        assert with_suspects(laws, nobody) == tuple(laws)


def test_the_sentence_says_what_looks_wrong():
    columns = billing()
    columns["gross"][7] += 50
    patterns = cool(MetricTable.from_columns(columns), ThermalProfile.default())
    assert any("gross looks wrong)" in p.description for p in patterns)


def test_many_tasks_are_told_in_parts(monkeypatch):
    monkeypatch.setattr("crackle_cli.events.suspect_metric.ROWS_AT_ONCE", 2)
    columns = billing()
    rows = [3, 50, 90, 120, 170]
    columns["gross"][rows] += 50
    for broken in told(columns).values():
        assert broken == dict.fromkeys(rows, "gross")
