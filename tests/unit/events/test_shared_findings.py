"""What several --by groups tell alike is told once, and what one group tells with its name."""

import json

import numpy as np
import pytest

from crackle_cli import ThermalProfile, cool
from crackle_cli.cooling.pipeline import cooled
from crackle_cli.cooling.views import TableView
from crackle_cli.gate.baseline import Accepted, Baseline
from crackle_cli.gate.verdict import judge, judged_table, rules_of
from crackle_cli.report.explanation import explanation
from crackle_cli.report.render.json_report import render
from crackle_cli.report.report import build_report
from tests.worlds.files import file, table_of
from tests.worlds.parts import split, valley

GROUPS = ("auth", "cart", "mail", "pay")
TIMES, CHANGE = 60, 40


def table(folder, steps, by_group=False):
    """A row for each group at each time; `steps`: by how much each group's latency is raised."""
    rng = np.random.default_rng(5)
    rows = [
        (t, g, 100 + 9 * i + rng.normal(0, 2) + steps.get(g, 0.0) * (t >= CHANGE))
        for t in range(TIMES)
        for i, g in enumerate(GROUPS)
    ]
    rows = sorted(rows, key=lambda row: row[1]) if by_group else rows
    lines = [f"2026-03-02T08:{t:02}:00Z,{g},{ms:.2f}" for t, g, ms in rows]
    return table_of(file(folder, "\n".join(["time,service,ms", *lines])), by=("service",))


def told(one):
    return [(p.description, dict(p.group)) for p in cool(one, ThermalProfile.default())]


@pytest.mark.parametrize("by_group", [False, True], ids=["by time", "by group"])
def test_a_change_of_several_groups_at_one_time_is_one(tmp_path, by_group):
    one = table(tmp_path, {"auth": 50.0, "cart": 40.0, "pay": 60.0}, by_group)
    ((description, group),) = told(one)
    assert group == {}
    assert description.startswith("in 3 of 4 groups by service (auth, cart, pay): ms rose by 3")
    assert description.endswith(" % at 2026-03-02T08:40:00Z")


def test_of_all_groups_it_is_said_so(tmp_path):
    ((description, _),) = told(table(tmp_path, dict.fromkeys(GROUPS, 50.0)))
    assert description.startswith("in each of 4 groups by service: ms rose by ")


def test_the_other_direction_another_time_and_one_group_are_told_apart(tmp_path):
    assert told(table(tmp_path, {"auth": 50.0, "pay": -50.0}))[0][1] in (
        {"service": "auth"},
        {"service": "pay"},
    )
    assert len(told(table(tmp_path, {"auth": 50.0, "pay": -50.0}))) == 2
    ((description, group),) = told(table(tmp_path, {"auth": 50.0}))
    assert group == {"service": "auth"} and description.startswith("ms rose by ")


def test_changes_at_different_times_are_told_apart(tmp_path):
    rng = np.random.default_rng(2)
    lines = [
        f"2026-03-02T08:{t:02}:00Z,{g},{100 + rng.normal(0, 2) + 60 * (t >= at):.2f}"
        for t in range(TIMES)
        for g, at in (("auth", 40), ("cart", 40), ("pay", 45))
    ]
    one = table_of(file(tmp_path, "\n".join(["time,service,ms", *lines])), by=("service",))
    assert sorted(group.get("service", "") for _, group in told(one)) == ["", "pay"]


def test_an_outage_of_several_groups_is_one_with_its_end(tmp_path):
    rng = np.random.default_rng(1)
    lines = [
        f"2026-03-02T08:{t:02}:00Z,{g},{100 + rng.normal(0, 2) + 60 * (20 <= t < 35):.2f}"
        for t in range(TIMES)
        for g in GROUPS
    ]
    one = table_of(file(tmp_path, "\n".join(["time,service,ms", *lines])), by=("service",))
    whole, end = sorted(cool(one, ThermalProfile.default()), key=lambda p: p.onset.row)
    assert whole.description.endswith("at 2026-03-02T08:20:00Z, back at 2026-03-02T08:35:00Z")
    assert end.ends == whole.id


def test_each_group_keeps_its_own_numbers(tmp_path):
    (pattern,) = cool(table(tmp_path, {"auth": 50.0, "pay": 60.0}), ThermalProfile.default())
    assert [dict(p.group) for p in pattern.of_groups] == [{"service": "auth"}, {"service": "pay"}]
    assert pattern.confidence == max(p.confidence for p in pattern.of_groups)
    lines = explanation(pattern, {})
    assert lines[0].startswith("service=auth: ms rose by ")


def test_the_gate_counts_it_once_and_by_the_gravest_group(tmp_path):
    one = table(tmp_path, {"auth": 20.0, "pay": 60.0})
    verdict = judge(one, fail_on="phase_transition", recent=0, better={"ms": "lower"})
    (judged,) = verdict.judged
    assert judged.gates and judged.direction == "worse" and len(verdict.gated) == 1
    better = judge(one, fail_on="phase_transition", recent=0, better={"ms": "higher"})
    assert better.judged[0].spared == "a change for the better"
    for ids in ([p.id for p in judged.pattern.of_groups], [judged.pattern.id]):
        known = Baseline(tuple(map(Accepted, ids)))
        again = judge(one, fail_on="phase_transition", recent=0, baseline=known)
        assert again.judged[0].status == "known" and not again.gated


def test_the_id_is_the_same_whichever_groups_tell_it(tmp_path):
    few = table(tmp_path, {"auth": 50.0, "pay": 60.0})
    (one,) = cool(few, ThermalProfile.default())
    (other,) = cool(table(tmp_path, {"cart": 50.0, "mail": 60.0}), ThermalProfile.default())
    assert one.id == other.id


def test_json_names_the_groups(tmp_path):
    one, profile = table(tmp_path, {"auth": 50.0, "pay": 60.0}), ThermalProfile.default()
    outcome = cooled(TableView(one), profile)
    verdict = judged_table(one, outcome.patterns, rules_of(profile, {}), profile)
    report = json.loads(render(build_report(one, profile, outcome, verdict)))
    (entry,) = report["patterns"]
    assert entry["group"] == {}
    assert [g["group"]["service"] for g in entry["groups"]] == ["auth", "pay"]
    assert entry["groups"][1]["metrics"]["after"] > entry["groups"][0]["metrics"]["after"]


def test_a_relation_that_ends_in_several_groups_is_told_once(tmp_path):
    rng = np.random.default_rng(1)
    pairs = [zip(*split(rng, TIMES * 2, CHANGE * 2, 0.9, -0.9), strict=True) for _ in range(2)]
    lines = [
        f"t{t},{g},{x:.3f},{y:.3f}"
        for t, both in enumerate(zip(*pairs, strict=True))
        for g, (x, y) in zip("ab", both, strict=True)
    ]
    one = table_of(file(tmp_path, "\n".join(["build,team,x,y", *lines])), by=("team",))
    ((description, group),) = told(one)
    assert description.startswith("in each of 2 groups by team: x and y move together before t")
    assert description.endswith(", in opposite directions from there on")
    assert group == {}


def test_a_valley_in_several_groups_is_told_once(tmp_path):
    rng = np.random.default_rng(2)
    lines = []
    for team in "ab":
        x, y = valley(rng, 100, noise=0.1)
        lines += [f"{team},{a:.3f},{b:.3f}" for a, b in zip(x, y, strict=True)]
    one = table_of(file(tmp_path, "\n".join(["team,load,cost", *lines])), by=("team",))
    assert told(one) == [
        (
            "in each of 2 groups by team: cost is lowest in the middle of load, higher on both "
            "sides",
            {},
        )
    ]
