"""Many patterns of one sort: one line for people, each by itself for programs and for the gate."""

import csv
import json

import numpy as np
import pytest

from tests.cli.run import crackle

LINE = "lr fell in 6 steps along the order: 6.99 → 6.00 → 5.00 → 3.99 → "
GATE = ("--only", "phase_transition", "--fail-on", "phase_transition")


@pytest.fixture(scope="module")
def stairs(tmp_path_factory):
    """Seven levels of twenty builds each, the last of eight, so that its step is news."""
    path = tmp_path_factory.mktemp("several") / "builds.csv"
    levels = np.repeat(np.arange(7.0, 0.0, -1.0), 20)[:128]
    values = levels + np.random.default_rng(3).normal(0, 0.02, levels.size)
    path.write_text("build,lr\n" + "".join(f"b{i},{v:.3f}\n" for i, v in enumerate(values)))
    return path


def test_programs_get_each_and_people_one_line(stairs, tmp_path):
    reports = [f"--report={f}={tmp_path / f}" for f in ("markdown", "csv", "json")]
    run = crackle("cool", stairs, "--only", "phase_transition", "--limit", "1", *reports)
    assert run.stdout.count("\n") == 1 and LINE in run.stdout
    assert run.stderr.startswith("1 pattern in 128 tasks")
    assert (tmp_path / "markdown").read_text().count("lr fell") == 1
    rows = list(csv.DictReader((tmp_path / "csv").read_text().splitlines()))
    patterns = json.loads((tmp_path / "json").read_text())["patterns"]
    (whole,), steps = patterns, patterns[0]["members"]
    assert len(rows) == 1 + len(steps) == 7
    assert whole["metrics"]["count"] == 6 and whole["evidence"]["several"] == "level"
    assert whole["evidence"]["form"] == "level"
    assert sorted(p["metrics"]["row"] for p in steps) == [20, 40, 60, 80, 100, 120]
    assert {p["evidence"]["ends"] for p in steps} == {whole["id"]}


def test_each_is_explained(stairs):
    first, *rest = crackle(
        "cool", stairs, "--only", "phase_transition", "--explain", "1"
    ).stdout.splitlines()
    assert LINE in first
    assert sum("lr fell by " in line for line in rest) == 6


def test_the_gate_judges_each_and_tells_the_one_that_trips_it_by_itself(stairs, tmp_path):
    run = crackle("cool", stairs, *GATE)
    assert run.returncode == 1
    assert sorted("at b120: " in line for line in run.stdout.splitlines()) == [False, True]
    assert "gate: exit 1 for 1 pattern: lr fell by 50.0 % at b120" in run.stderr
    patterns = json.loads(crackle("cool", stairs, *GATE, "--json").stdout)["patterns"]
    assert sorted(p["metrics"].get("row", 0) for p in patterns) == [0, 120]
    members = [p["metrics"]["row"] for line in patterns for p in line["members"]]
    assert sorted(members) == [20, 40, 60, 80, 100]
    known = tmp_path / "known.json"
    crackle("cool", stairs, "--only", "phase_transition", "--write-baseline", known)
    accepted = json.loads(known.read_text())["accepted"]
    assert len(accepted) == 6 and not any("steps" in one["description"] for one in accepted)
    run = crackle("cool", stairs, *GATE, "--baseline", known, "--json")
    assert run.returncode == 0 and "no longer occurs" not in run.stderr
    assert {p["status"] for p in json.loads(run.stdout)["patterns"]} == {"known"}


def test_steps_that_are_no_news_are_passed_over_in_one_line(stairs):
    run = crackle("cool", stairs, *GATE, "--recent", "2")
    assert run.returncode == 0
    assert run.stderr.count("gate: passed over: lr fell in 6 steps") == 1


def test_what_has_no_place_in_the_order_says_whose_line_it_is_in(tmp_path):
    path, rng = tmp_path / "x.csv", np.random.default_rng(4)
    ramps = [40 * i + np.arange(60) + rng.normal(0, 2, 60) for i in (1, 2, 3)]
    rows = (f"b{t}," + ",".join(f"{ramp[t]:.2f}" for ramp in ramps) for t in range(60))
    path.write_text("build,a,b,c\n" + "\n".join(rows))
    run = crackle("cool", path, "--only", "phase_transition", "--json")
    (whole,) = json.loads(run.stdout)["patterns"]
    assert whole["description"].startswith("3 metrics drifted along the order: ")
    drifts = whole["members"]
    assert sorted(p["involved_metrics"] for p in drifts) == [["a"], ["b"], ["c"]]
    assert {p["evidence"]["ends"] for p in drifts} == {whole["id"]}
