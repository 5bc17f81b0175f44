"""Files whose rows are in no order, as a user meets them."""

import json

import numpy as np
import pytest

from tests.cli.run import crackle

CHANCE = np.random.default_rng(7)
SAID = "order: the rows of each species lie together, so no changes along them were sought; "
REMEDY = "--ordered looks for them"


@pytest.fixture
def flowers(tmp_path):
    levels = {"setosa": 1.5, "versicolor": 4.2, "virginica": 5.6}
    rows = [f"{CHANCE.normal(m, 0.2):.1f},{s}" for s, m in levels.items() for _ in range(50)]
    path = tmp_path / "flowers.csv"
    path.write_text("\n".join(["petal_cm,species", *rows, ""]))
    return path


def test_groups_by_their_cause_are_told_instead_of_shifts(flowers):
    run = crackle("cool", flowers)
    assert run.stdout.startswith("[clustering] petal_cm differs by species: setosa 1")
    assert run.stdout.count("\n") == 1 and SAID + REMEDY in run.stderr.splitlines()
    assert "not used" not in run.stderr


@pytest.mark.parametrize(
    "options",
    [
        ("--ordered",),
        ("--only", "shifts"),
        ("--fail-on", "phase_transition", "--exit-zero"),
        ("--fail-on", "any", "--exit-zero"),
    ],
)
def test_who_asks_for_transitions_means_the_order(flowers, options):
    run = crackle("cool", flowers, *options)
    assert "petal_cm rose by" in run.stdout and "where species turns setosa → " in run.stdout
    assert "order:" not in run.stderr


def test_who_means_no_order_is_told_nothing_of_it(flowers):
    run = crackle("cool", flowers, "--no-ordered", "--fail-on", "phase_transition")
    assert run.returncode == 0 and "differs by species" in run.stdout and "order:" not in run.stderr


def test_a_profile_says_it_for_good(flowers, tmp_path):
    (tmp_path / "p.yaml").write_text("extends: default\nordered: true\n")
    assert "petal_cm rose by" in crackle("cool", flowers, "-p", tmp_path / "p.yaml").stdout


def test_json_says_why(flowers):
    report = json.loads(crackle("cool", flowers, "--json").stdout)
    assert report["source"]["unordered"] == "the rows of each species lie together"
    assert report["warnings"] == [SAID + REMEDY]
    (pattern,) = report["patterns"]
    assert pattern["evidence"]["role"] == "contrast" and pattern["evidence"]["column"] == "species"
    ordered = json.loads(crackle("cool", flowers, "--json", "--ordered").stdout)
    assert ordered["source"]["unordered"] is None
    assert ordered["patterns"][0]["evidence"]["switch"]["column"] == "species"


def test_two_runs_side_by_side_are_compared(tmp_path):
    for name, level in (("run1.csv", 100), ("run2.csv", 130)):
        rows = "".join(f"{CHANCE.normal(level, 2):.1f},{CHANCE.normal():.2f}\n" for _ in range(40))
        (tmp_path / name).write_text("ms,load\n" + rows)
    run = crackle("cool", tmp_path / "run1.csv", tmp_path / "run2.csv")
    assert run.stdout.startswith("[clustering] ms differs by file: ")
    assert "phase transition" not in run.stdout
    assert "order: the files do not continue one another, " in run.stderr
    assert "so changes were sought within each; --ordered looks along all" in run.stderr


def test_a_change_within_one_of_several_files_is_told_and_their_borders_are_none(tmp_path):
    for name, level in (("a.csv", 100), ("b.csv", 140), ("c.csv", 200)):
        values = CHANCE.normal(level, 3, 60) + 45 * ((np.arange(60) >= 35) & (name == "b.csv"))
        rows = "".join(f"{ms:.1f},{CHANCE.normal(500, 20):.0f}\n" for ms in values)
        (tmp_path / name).write_text("ms,mem\n" + rows)
    files = sorted(tmp_path.glob("?.csv"))
    change, contrast = crackle("cool", *files).stdout.splitlines()
    assert change.startswith(f"[phase transition] file={files[1]}: ms rose by ")
    assert contrast.startswith("[clustering] ms differs by file: ")
    report = json.loads(crackle("cool", *files, "--json").stdout)
    assert [p["group"] for p in report["patterns"]] == [{"file": str(files[1])}, {}]
    assert crackle("cool", *files, "--explain", "all").returncode == 0


def test_files_that_continue_one_another_are_one_table(tmp_path):
    values = CHANCE.normal(100, 3, 120) + 45 * (np.arange(120) >= 80)
    for start in (0, 60):
        rows = "".join(f"{401 + i},{values[i]:.1f}\n" for i in range(start, start + 60))
        (tmp_path / f"f{start}.csv").write_text("build,ms\n" + rows)
    run = crackle("cool", *sorted(tmp_path.glob("f*.csv")))
    assert run.stdout.startswith("[phase transition] ms rose by ") and " at build 481" in run.stdout
    assert run.stdout.count("\n") == 1 and "order:" not in run.stderr


def test_the_same_is_told_in_pieces(tmp_path):
    rows = [f"{'abcd'[i // 20_000]},{CHANCE.normal(3 * (i // 20_000)):.4f}" for i in range(80_000)]
    path = tmp_path / "big.csv"
    path.write_text("\n".join(["region,x", *rows, ""]))
    whole, pieces = crackle("cool", path), crackle("cool", path, "--max-memory", "1M")
    assert "x differs by region: a −" in whole.stdout and "summarised:" in pieces.stderr
    assert pieces.stdout.count("\n") == 1 and "x differs by region: a −" in pieces.stdout
    said = "order: the rows of each region lie together"
    assert said in whole.stderr and said in pieces.stderr
    ordered = crackle("cool", path, "--max-memory", "1M", "--ordered").stdout
    assert ordered.count("where region turns") == 3
