"""A metric that turns: one line for people, and a row of its own for each turn for programs."""

import csv
import json

import numpy as np
import pytest

from tests.cli.run import crackle

STEPS = np.repeat([1.0, -1.0, 1.0], 60) + 0.5 * np.random.default_rng(2).normal(size=180)
LINE = "x went up and down along the order: 100 → 162 → 103 → 159; turns at b60 and b120"
GATE = ("--only", "phase_transition", "--fail-on", "phase_transition")


@pytest.fixture(scope="module")
def builds(tmp_path_factory):
    path = tmp_path_factory.mktemp("turns") / "builds.csv"
    values = 100 + np.append(0.0, STEPS).cumsum()
    path.write_text("build,x\n" + "".join(f"b{i},{v:.3f}\n" for i, v in enumerate(values)))
    return path


def test_programs_get_each_turn_and_people_one_line(builds, tmp_path):
    for_people = "markdown", "github", "junit"
    reports = [f"--report={f}={tmp_path / f}" for f in (*for_people, "csv", "json")]
    run = crackle("cool", builds, "--limit", "1", *reports)
    assert run.stdout == f"[phase transition] {LINE} (confidence: 0.97)\n"
    assert run.stderr.startswith("1 pattern in 181 tasks")
    for name in for_people:
        text = (tmp_path / name).read_text()
        assert text.count(LINE) == 1 and "before, down after" not in text
    rows = list(csv.DictReader((tmp_path / "csv").read_text().splitlines()))
    assert [(row["description"], row["line"]) for row in rows] == [
        (LINE, ""),
        ("x turns at b60: up before, down after", "62"),
        ("x turns at b120: down before, up after", "122"),
    ]
    whole, *turns = json.loads((tmp_path / "json").read_text())["patterns"]
    assert [p["metrics"]["row"] for p in turns] == [60, 120] and "row" not in whole["metrics"]
    assert {p["evidence"]["ends"] for p in turns} == {whole["id"]}


def test_a_turn_is_explained_by_its_id(builds):
    run = crackle("cool", builds, "--json")
    turn = json.loads(run.stdout)["patterns"][1]
    run = crackle("cool", builds, "--explain", turn["id"])
    first, *rest = run.stdout.splitlines()
    assert first.startswith("[phase transition] x turns at b60: up before, down after")
    assert f"  it is told in one line with {turn['evidence']['ends']}" in rest
    assert "  confidence 0.97: that of the whole that it is a part of" in rest


def test_turns_trip_no_gate_and_are_known_with_the_whole(builds, tmp_path):
    run = crackle("cool", builds, *GATE)
    assert run.returncode == 0 and run.stderr.count("gate: passed over") == 1
    run = crackle("cool", builds, *GATE, "--recent", "0", "--json")
    assert run.returncode == 1
    assert [p["gates"] for p in json.loads(run.stdout)["patterns"]] == [True, False, False]
    known = tmp_path / "known.json"
    crackle("cool", builds, "--write-baseline", known)
    assert [one["description"] for one in json.loads(known.read_text())["accepted"]] == [LINE]
    run = crackle("cool", builds, *GATE, "--recent", "0", "--baseline", known, "--json")
    assert run.returncode == 0 and "no longer occurs" not in run.stderr
    assert {p["status"] for p in json.loads(run.stdout)["patterns"]} == {"known"}
