"""The numbers behind a sentence."""

from dataclasses import replace

import numpy as np
import pytest

from crackle_cli import MetricTable, ThermalProfile, cool
from crackle_cli.detectors.clustering.findings import Apart, Frequency
from crackle_cli.detectors.finding import Place
from crackle_cli.detectors.phase_transition.findings import TurningPoint
from crackle_cli.report.explanation import explanation
from tests.worlds.findings import bent, broken, named_group, shift, wander
from tests.worlds.reports import pattern

TABLE = MetricTable.from_columns({})  # of which the lines looked at say nothing


def explained(columns, kind):
    table = MetricTable.from_columns(columns)
    found = [p for p in cool(table, ThermalProfile.default()) if p.kind == kind]
    return explanation(found[0], table)


def test_a_transition_says_how_large_and_where():
    values = np.random.default_rng(0).normal(100, 2, 80) + 30 * (np.arange(80) >= 50)
    lines = explained({"duration": values}, "phase_transition")
    assert lines[0].startswith("duration: 100.2 → 130.4, +30.1 %")
    assert any(line.startswith("it begins at row 50") for line in lines)
    assert "tasks from there on: 30" in lines
    assert lines[-1].startswith("id phase_transition-")


def test_an_outage_says_when_it_is_over():
    values = np.random.default_rng(0).normal(100, 2, 120)
    values[50:80] += 30
    away, back = cool(MetricTable.from_columns({"duration": values}), ThermalProfile.default())
    assert "it is back at the level before at row 80, surely (95 %)" in explanation(away, TABLE)
    assert f"it is told in one line with {away.id}" in explanation(back, TABLE)
    wide = replace(away, where=away.onset._replace(row_back_low=78))
    (line,) = (line for line in explanation(wide, TABLE) if "it is back" in line)
    assert line.endswith("at row 80, surely (95 %) in one of the rows 78 to 80")


def test_what_wanders_says_how_surely_it_turns():
    places = [Place(row, row - 2, row + 3) for row in range(10, 150, 10)]
    turns = tuple(TurningPoint(place, "up", "down", True, 0.01) for place in places)
    lines = explanation(pattern(finding=wander("a", turns=turns)), TABLE)
    surely = "surely (95 %) in one of the rows 8 to 13"
    assert lines[0] == f"it goes another way after row 10, counted from 0, {surely}"
    assert lines[11].startswith("it goes another way after row 120")
    assert lines[12] == "and 2 more turns" and lines[13].startswith("confidence")


def test_a_law_names_those_that_break_it():
    rng = np.random.default_rng(0)
    out, rejected = rng.integers(100, 999, 200), rng.integers(0, 99, 200)
    total = out + rejected
    total[7] += 50
    lines = explained({"total": total, "out": out, "rejected": rejected}, "conservation")
    assert lines[0] == "a law of 3 terms, exact: total = out + rejected"
    assert lines[1] == "it holds in 199 of 200 tasks (99.5 %)"
    assert lines[2] == "broken by row 7: right side − left side = −50"


def test_a_product_says_by_what_share_a_task_breaks_it():
    rng = np.random.default_rng(0)
    price, quantity = rng.integers(100, 999, 200), rng.integers(2, 50, 200)
    total = price * quantity
    total[7] //= 2
    columns = {"price": price, "quantity": quantity, "total": total}
    lines = explained(columns, "conservation")
    assert lines[0] == "a law of 3 terms, exact: price * quantity = total"
    assert lines[2].startswith("broken by row 7: the right side is 50")
    assert " % lower than the left" in lines[2]


def test_a_family_lists_its_members():
    rng = np.random.default_rng(0)
    shared = rng.normal(size=200)
    columns = {
        n: s * shared + 0.4 * rng.normal(size=200) for n, s in zip("abc", (1, 1, -1), strict=True)
    }
    lines = explained(columns, "correlation")
    assert sum(" moves with " in line for line in lines) == 1
    assert sum(" moves against " in line for line in lines) == 1


def test_a_group_says_how_far_each_metric_sets_it_apart():
    rng = np.random.default_rng(0)
    inside = rng.random(300) < 0.3
    lines = explained(
        {"a": rng.normal(size=300) + 12 * inside, "b": rng.normal(size=300)}, "clustering"
    )
    assert lines[0] == "one of 2 groups in a"
    assert (
        lines[1] == "where it comes nearest to another group it is 100 % emptier than in its middle"
    )
    assert lines[2] == "ranges hold the middle 95 % of the tasks"
    assert lines[3].startswith("a: ") and lines[3].endswith("(100 % of them outside)")


@pytest.mark.parametrize(
    ("p_value", "told"),
    [
        (0.0123, "by chance alone: 1 in 81 tables (p = 0.012)"),
        (1.28e-7, "by chance alone: 1 in 7,800,000 tables (p = 1.3e-07)"),
        (1e-300, "by chance alone: less than 1 in 1,000,000,000,000 tables"),
        (None, "this method tests nothing against chance"),
    ],
)
def test_the_chance_is_said_in_tables(p_value, told):
    assert told in explanation(pattern(shift("duration", 30, p_value=p_value)), TABLE)


@pytest.mark.parametrize("names", ["ab", "abc"])
def test_what_r_is_of_is_said_once(names):
    rng = np.random.default_rng(0)
    shared = rng.normal(size=200)
    columns = {n: shared + 0.4 * rng.normal(size=200) for n in names}
    said = [line for line in explained(columns, "correlation") if "Pearson" in line]
    assert len(said) == 1 and "without trend and memory" in said[0]


def test_a_constant_metric_was_not_tested_and_says_so():
    (found,) = cool(MetricTable.from_columns({"tests": [412.0] * 100}), ThermalProfile.default())
    assert "that a metric keeps a value is counted, not tested against chance" in explanation(
        found, TABLE
    )
    assert found.metrics["p_value"] is None


def test_a_valley_says_what_its_correlation_is_of():
    table = MetricTable.from_columns({"load": np.linspace(10, 90, 161), "cost": np.zeros(161)})
    lines = explanation(pattern(finding=bent("load", "cost", turn=42.5, share=0.4)), table)
    assert lines[:2] == (
        "r = 0.70, of the ranks of cost and of a line that turns at load 42.5, without trend and "
        "memory",
        "40 % of the tasks have less load",
    )
    assert (
        lines[2] == "confidence 0.60: |r| is 0.70, and at the lower end of its 95 % interval 0.60"
    )


@pytest.mark.parametrize(
    ("place", "more"),
    [((40, 38, 41), ("it changes at one of the rows 38 to 41 (95 %)",)), ((40, 40, 40), ())],
)
def test_a_part_of_the_order_says_how_surely_it_ends(place, more):
    lines = explanation(pattern(finding=broken("a", "b", place=place)), TABLE)
    assert lines[0].startswith("r = 0.90 before and 0.05 after, of the ranks of what is new")
    assert lines[1:-3] == more
    assert lines[-3].startswith("confidence 0.70: the difference of the correlations is 0.80, and")


def test_how_sure_a_rate_is_speaks_of_odds_and_a_level_of_ranks():
    rate = Frequency("failed", None, 0.2, 0.03)
    found = named_group("host", "a", range(9), ("failed",), rates=(rate,))
    lines = explanation(pattern(finding=found), TABLE)
    assert lines[0] == "failed: 20 % of these tasks, 3 % of the others"
    assert "how far the odds are apart (Yule's Q) is 1.00" in lines[1]
    apart = (Apart("ms", (98.0, 131.0), (41.0, 64.0), 1.0),)
    level = named_group("host", "a", range(9), ("ms",), apart=apart)
    (sure,) = (one for one in explanation(pattern(finding=level), TABLE) if "confidence" in one)
    assert "lies to that side of one of the others" in sure
