"""Units from the cells of a file to sentences, reports and thresholds."""

import json

import numpy as np
import pytest

from tests.cli.run import crackle

LATE = np.arange(60) >= 54
TRANSITIONS = ("--only", "phase_transition", "--fail-on", "phase_transition")
LEVELS = "239 → 314 ms"
ROSE = f"p99 rose by 31.6 % at r54: {LEVELS}"


def runs(folder, name="runs.csv", spell=lambda ms: f"{ms:.1f}ms"):
    """p99 rises by 72 ms; `plain` is noise without a unit."""
    rng = np.random.default_rng(5)
    p99, plain = 240 + rng.normal(0, 4, 60) + 72 * LATE, rng.normal(5, 1, 60)
    lines = [f"r{i},{spell(a)},{b:.2f}" for i, (a, b) in enumerate(zip(p99, plain, strict=True))]
    path = folder / name
    path.write_text("\n".join(["run,p99,plain", *lines]) + "\n")
    return path


def gate(path, *options):
    run = crackle("cool", path, *TRANSITIONS, *options)
    return run.returncode, [line for line in run.stderr.splitlines() if line.startswith("gate")]


@pytest.mark.parametrize("form", ["table", "markdown", "github", "junit", "csv", "jsonl"])
def test_every_report_tells_the_unit(tmp_path, form):
    told = crackle("cool", runs(tmp_path), *TRANSITIONS, "-f", form, COLUMNS="120").stdout
    assert LEVELS in told


def test_plain_lines_and_what_is_behind_them(tmp_path):
    run = crackle("cool", runs(tmp_path), *TRANSITIONS, "--explain", "all")
    first, behind, *_ = run.stdout.splitlines()
    assert first.startswith(f"[phase transition] {ROSE} (confidence: ")
    assert behind.startswith("  p99: 239.0 → 314.4 ms, +31.6 %, ")


def test_json_keeps_the_numbers_in_the_base_unit_and_names_it(tmp_path):
    run = crackle("cool", runs(tmp_path), *TRANSITIONS, "--json")
    (found,) = json.loads(run.stdout)["patterns"]
    assert found["units"] == {"p99": "s"}
    assert found["metrics"]["before"] == pytest.approx(0.240, abs=2e-3)
    assert found["description"] == ROSE


def test_a_name_is_no_unit(tmp_path):
    path = runs(tmp_path, spell=lambda ms: f"{ms:.1f}")
    path.write_text(path.read_text().replace("p99", "p99_ms", 1))
    run = crackle("cool", path, *TRANSITIONS, "--json")
    (found,) = json.loads(run.stdout)["patterns"]
    assert found["units"] == {}
    assert found["description"] == ROSE.replace("p99", "p99_ms").removesuffix(" ms")


def test_units_do_not_depend_on_how_a_file_is_read(tmp_path):
    whole = crackle("cool", runs(tmp_path), *TRANSITIONS).stdout
    assert crackle("cool", runs(tmp_path), *TRANSITIONS, "--max-memory", "1KiB").stdout == whole
    seconds = runs(tmp_path, "s.csv", lambda ms: f"{ms / 1000:.4f} s")
    own = whole.replace("239 → 314 ms", "0.239 → 0.314 s")  # each file in the unit of its cells
    assert crackle("cool", seconds, *TRANSITIONS).stdout == own != whole
    path = runs(tmp_path)
    head, *rows = path.read_text().splitlines()
    path.write_text("\n".join([f"{head},branch", *(f"{row},main" for row in rows)]) + "\n")
    assert f"branch=main: {ROSE}" in crackle("cool", path, *TRANSITIONS, "--by", "branch").stdout


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("p99=60ms", 1), ("p99=80ms", 0), ("p99=0.06s", 1), ("p99=0.08", 0), ("p9*=80000us", 0),
        ("p99=20%", 1), ("p99=40%", 0),
    ],
)  # fmt: skip
def test_a_threshold_may_have_a_unit(tmp_path, change, code):
    tripped, passed = f"gate: exit 1 for 1 pattern: {ROSE}", f"gate: passed over: {ROSE}"
    lines = [tripped if code else f"{passed}: smaller than min_change"]
    assert gate(runs(tmp_path), "--min-change", change) == (code, lines)


def test_a_threshold_is_per_cent_and_absolute(tmp_path):
    for more, code in (("p99=20%", 1), ("p99=40%", 0)):
        assert gate(runs(tmp_path), "--min-change", "p99=60ms", "--min-change", more)[0] == code
        assert gate(runs(tmp_path), "--min-change", more, "--min-change", "p99=60ms")[0] == code


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("plain=60ms", '--min-change: "plain" has no unit to compare 60 ms with; write plain=N'),
        ("p99=3MB", '--min-change: "p99" is in s; 3 MB cannot be compared with it'),
        ("*=60ms", '--min-change: "plain" has no unit to compare 60 ms with; write plain=N'),
        ("rate=60ms", '--min-change: "rate" has no unit to compare 60 ms with; write rate=N'),
        ("p99=60parsecs", '--min-change "p99=60parsecs": write COL=5%, COL=60ms or COL=2'),
        ("p99=-60ms", '--min-change "p99=-60ms": write COL=5%, COL=60ms or COL=2'),
    ],
)
def test_a_threshold_in_what_the_metric_is_not_in_is_refused(tmp_path, change, said):
    options = ("--glaze", "rate=p99/plain", "--min-change", change)
    run = crackle("cool", runs(tmp_path), *options)
    assert (run.returncode, run.stderr) == (2, f"crackle: {said}\n")


def test_the_thresholds_of_a_profile_have_units(tmp_path):
    path, profile = runs(tmp_path), tmp_path / "mine.yaml"
    for change, code in (("60ms", 1), ("80ms", 0), ("{absolute: 80ms}", 0), ("40%", 0), ("20", 1)):
        profile.write_text(f"min_change: {{p99: {change}}}\n")
        assert gate(path, "-p", profile)[0] == code, change
    profile.write_text("min_change: {plain: 60ms}\n")
    run = crackle("cool", path, "-p", profile)
    assert (run.returncode, run.stderr) == (
        2,
        'crackle: profile mine: min_change: "plain" has no unit to compare 60 ms with; '
        "write plain: {absolute: N}\n",
    )


def test_a_law_is_checked_in_the_unit_of_its_metric(tmp_path):
    path, laws = tmp_path / "x.csv", tmp_path / "laws.yaml"
    path.write_text("job,timeout\n" + "".join(f"j{i},250ms\n" for i in range(60)))
    found = crackle("cool", path, "--only", "conservation", "--save-laws", laws).stdout
    assert found == "1 metric is constant: timeout 250 ms\n"
    assert "timeout = 0.25" in laws.read_text()
    path.write_text(path.read_text().replace("j7,250ms", "j7,0.3s"))
    run = crackle("check", laws, path)
    assert run.returncode == 1
    assert "timeout stays at 250 ms in 59 of 60 tasks; j7 (300 ms) differs" in run.stdout


def test_files_in_different_units_are_told_of(tmp_path):
    one, other = runs(tmp_path, "a.csv"), runs(tmp_path, "b.csv", lambda ms: f"{ms / 1000:.4f}")
    run = crackle("cool", one, other, *TRANSITIONS)
    assert f'column "p99": in s in {one}, without a unit in {other}; its numbers' in run.stderr
    assert " ms" not in run.stdout
