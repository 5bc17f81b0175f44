"""The gate as a CI step meets it: golden stderr and exit codes of whole runs."""

import json

import numpy as np
import pytest

from tests.cli.run import crackle

NOISE = np.random.default_rng(5).normal(0, 2, 60).round(1)
STEP = np.arange(60) >= 54
TRANSITIONS = ("--only", "phase_transition", "--fail-on", "phase_transition")


def builds(folder, durations):
    path = folder / "builds.csv"
    rows = "".join(f"b{i},{value:g}\n" for i, value in enumerate(durations))
    path.write_text("build,duration\n" + rows)
    return path


def gate(path, *options):
    run = crackle("cool", path, *TRANSITIONS, *options)
    lines = [line for line in run.stderr.splitlines() if line.startswith(("gate", "insuff"))]
    return run.returncode, lines


ROSE = "duration rose by 21.8 % at b54: 99.5 → 121"
CASES = {
    "clean": (100 + NOISE, (), 0, []),
    "worse": (100 + NOISE + 20 * STEP, (), 1, [f"gate: exit 1 for 1 pattern: {ROSE}"]),
    "better": (
        100 + NOISE + 20 * STEP,
        ("--higher-is-better", "duration"),
        0,
        [f"gate: passed over: {ROSE}: a change for the better"],
    ),
    "old": (
        100 + NOISE + 20 * STEP,
        ("--recent", "4"),
        0,
        [f"gate: passed over: {ROSE}: begins before the last 4 tasks"],
    ),
    "small": (
        100 + NOISE + 20 * STEP,
        ("--min-change", "duration=25%"),
        0,
        [f"gate: passed over: {ROSE}: smaller than min_change"],
    ),
    "few": (
        [100.0, 101.0],
        (),
        0,
        ["insufficient: 2 tasks are too few for phase transition (at least 8)"],
    ),
    "nine": (
        [100.3, 99.7, 101.3, 100.2, 148.9, 150.7, 152.6, 151.9, 148.6],
        (),
        0,
        ["insufficient: 9 tasks are too few for phase transition in 1 metric (at least about 12)"],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_gate(tmp_path, name):
    durations, options, code, lines = CASES[name]
    assert gate(builds(tmp_path, durations), *options) == (code, lines)


def test_one_odd_last_task_is_suspect_until_a_second_shows_it(tmp_path):
    odd = 100 + NOISE
    odd[-1] += 40
    code, lines = gate(builds(tmp_path, odd))
    assert code == 0
    assert [line for line in lines if line.endswith("suspect until 2 tasks show it")] == lines != []
    odd[-4:-1] += 40
    assert gate(builds(tmp_path, odd))[0] == 1


def test_a_zero_baseline_prints_before_and_after(tmp_path):
    run = crackle("cool", builds(tmp_path, 8.0 * STEP), *TRANSITIONS, "--json")
    (found,) = json.loads(run.stdout)["patterns"]
    assert run.returncode == 1
    assert found["metrics"]["change_pct"] is None
    assert found["description"] == "duration rose at b54: 0 → 8"


def test_what_is_accepted_does_not_fail_again(tmp_path):
    path, known = builds(tmp_path, 100 + NOISE + 20 * STEP), tmp_path / "known.json"
    assert gate(path, "--write-baseline", known)[0] == 1
    code, lines = gate(path, "--baseline", known)
    assert (code, lines) == (0, [f"gate: passed over: {ROSE}: acknowledged in the baseline"])
    later = np.append(100 + NOISE + 20 * STEP, [119.0, 121.5, 118.2])
    assert gate(builds(tmp_path, later), "--baseline", known)[0] == 0
    summary = json.loads(crackle("cool", path, *TRANSITIONS, "--baseline", known, "--json").stdout)[
        "summary"
    ]
    assert (summary["new"], summary["known"]) == (0, 1)


def test_entries_that_no_longer_occur_are_named(tmp_path):
    known = tmp_path / "known.json"
    gate(builds(tmp_path, 100 + NOISE + 20 * STEP), "--write-baseline", known)
    run = crackle("cool", builds(tmp_path, 100 + NOISE), "--baseline", known)
    assert "no longer occurs (duration rose by 21.8 % at b54" in run.stderr


def test_exit_zero_and_min_rows(tmp_path):
    path = builds(tmp_path, 100 + NOISE + 20 * STEP)
    assert gate(path, "--exit-zero")[0] == 0
    run = crackle("cool", path, "--min-rows", "61")
    assert (run.returncode, run.stderr) == (
        2,
        "crackle: 60 tasks are fewer than the 61 of --min-rows\n",
    )


def test_a_missing_baseline_is_no_answer(tmp_path):
    run = crackle("cool", builds(tmp_path, NOISE), "--baseline", tmp_path / "none.json")
    assert run.returncode == 2
    assert "no such baseline" in run.stderr


def test_the_gate_of_a_profile(tmp_path):
    path = builds(tmp_path, 100 + NOISE + 20 * STEP)
    profile = tmp_path / "crackle.yaml"
    for kinds in ("[phase_transition]", "phase_transition", "shifts"):
        profile.write_text(f"extends: default\ngate: {{fail_on: {kinds}}}\n")
        assert crackle("cool", path, "-p", profile).returncode == 1
    for more in ("better: {dur*: higher}", "min_change: {duration: {absolute: 30}}"):
        profile.write_text(f"extends: default\ngate: {{fail_on: [phase_transition]}}\n{more}\n")
        assert crackle("cool", path, "-p", profile).returncode == 0
    assert crackle("cool", path, "-p", profile, "--min-change", "duration=1").returncode == 1


def test_an_option_goes_before_the_profile_with_a_glob_too(tmp_path):
    path, profile = builds(tmp_path, 100 + NOISE + 20 * STEP), tmp_path / "crackle.yaml"
    profile.write_text("extends: default\nmin_change: {'*': 90}\n")
    assert gate(path, "-p", profile)[0] == 0
    assert gate(path, "-p", profile, "--min-change", "dur*=1")[0] == 1


def test_further_reports_in_one_run(tmp_path):
    path = builds(tmp_path, 100 + NOISE + 20 * STEP)
    targets = {name: tmp_path / f"{name}.out" for name in ("json", "markdown", "junit", "csv")}
    further = [f"--report={name}={target}" for name, target in targets.items()]
    run = crackle("cool", path, *TRANSITIONS, *further, "--report", "github=-", "-q")
    assert run.returncode == 1
    assert run.stderr.startswith(
        f"::error file={path},line=56,title=crackle%3A phase transition::duration rose by 21.8 %25"
    )
    assert json.loads(targets["json"].read_text())["summary"]["exit_code"] == 1
    assert all(ROSE.split()[0] in target.read_text() for target in targets.values())


@pytest.mark.parametrize("text", ["yaml=x", "json", "json="])
def test_a_report_that_cannot_be_meant(tmp_path, text):
    run = crackle("cool", builds(tmp_path, NOISE), "--report", text)
    assert run.returncode == 2
    assert "--report" in run.stderr


@pytest.mark.parametrize("option", ["--lower-is-better=durations", "--min-change=durations=5%"])
def test_a_misspelt_metric_of_an_option_is_refused(tmp_path, option):
    run = crackle("cool", builds(tmp_path, 100 + NOISE), *TRANSITIONS, option)
    assert run.returncode == 2
    name = option.split("=")[0]
    assert f'{name}: no metric "durations" - did you mean "duration"?' in run.stderr


def test_a_glob_may_fit_no_metric(tmp_path):
    path = builds(tmp_path, 100 + NOISE)
    assert gate(path, "--lower-is-better", "lat*", "--min-change", "lat*=5%") == (0, [])


def test_what_is_both_lower_and_higher_is_refused(tmp_path):
    both = ("--lower-is-better", "duration", "--higher-is-better", "x,duration")
    run = crackle("cool", builds(tmp_path, 100 + NOISE), *both)
    assert run.returncode == 2
    assert "--lower-is-better and --higher-is-better both name duration" in run.stderr


def test_the_beginning_of_a_kind_is_enough_to_suggest_it(tmp_path):
    run = crackle("cool", builds(tmp_path, 100 + NOISE), "--fail-on", "phase")
    assert run.returncode == 2
    assert 'no kind "phase" - did you mean "phase_transition"?' in run.stderr
