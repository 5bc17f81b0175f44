"""crackle cool as a process: streams, formats, exit codes."""

import json
import os
import pty
import shlex
import signal
import subprocess
import time
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tests.cli.run import COMMAND, ROOT, SAMPLES, clean_environment, crackle, started
from tests.worlds.schema import SCHEMA

SENSORS = SAMPLES / "sensors.csv"
ORIGINAL = ("-p", "original", "--rate", "fast")


def test_plain_lines_when_piped():
    run = crackle("cool", SENSORS, *ORIGINAL, "--only", "clustering")
    assert run.returncode == 0
    assert run.stdout == (
        "[clustering] 2 tasks clustered together in metric space "
        "(average distance: 0.600) (confidence: 0.60)\n"
    )
    assert run.stderr == "1 pattern in 3 tasks × 2 metrics, profile original\n"


def test_quiet_says_nothing_aside():
    assert crackle("cool", SENSORS, *ORIGINAL, "-q").stderr == ""


@pytest.mark.parametrize("sample", ["sensors.csv", "builds.csv"])
@pytest.mark.parametrize("profile", ["fast", "default", "slow", "none", "original"])
def test_json_of_every_profile_fits_the_schema(sample, profile):
    run = crackle("cool", SAMPLES / sample, "-p", profile, "--json")
    assert run.returncode == 0
    report = json.loads(run.stdout)
    Draft202012Validator(SCHEMA).validate(report)
    assert report["summary"]["exit_code"] == 0
    assert report["profile"]["name"] == profile


def test_json_lines_end_with_the_summary():
    run = crackle("cool", SENSORS, *ORIGINAL, "-f", "jsonl")
    records = [json.loads(line)["record"] for line in run.stdout.splitlines()]
    assert records == ["pattern"] * (len(records) - 1) + ["summary"]
    assert len(records) > 1


def test_stdin_is_read_for_a_dash_and_for_no_path():
    text = SENSORS.read_text()
    one, other = crackle("cool", "-", *ORIGINAL, stdin=text), crackle("cool", *ORIGINAL, stdin=text)
    assert one.stdout == other.stdout != ""
    assert crackle("cool", "-", stdin="").returncode == 2


def test_same_input_same_bytes():
    runs = {started("cool", SAMPLES / "load_test.jsonl", "--json").stdout for _ in range(2)}
    assert len(runs) == 1


def test_the_gate_trips_only_on_what_it_is_told():
    gate = ("cool", SENSORS, *ORIGINAL, "--fail-on")
    tripped = crackle(*gate, "phase_transition")
    assert tripped.returncode == 1
    assert "gate: exit 1 for 2 patterns: is_anomaly rose at s2" in tripped.stderr
    assert crackle(*gate, "phase_transition", "--min-confidence", "0.9").returncode == 0
    assert crackle(*gate, "phase_transition", "--only", "correlation").returncode == 0
    assert crackle(*gate, "any", "--only", "phase_transition").returncode == 1
    assert crackle(*gate, "phase_transition", "--limit", "0").returncode == 1
    report = json.loads(crackle(*gate, "phase_transition", "--json").stdout)
    assert (report["summary"]["exit_code"], report["summary"]["gated"]) == (1, 2)


def test_the_gate_passes_over_what_no_recent_task_begins():
    spared = crackle("cool", SENSORS, *ORIGINAL, "--fail-on", "clustering")
    assert spared.returncode == 0
    assert "gate: passed over: 2 tasks clustered together" in spared.stderr
    assert "no task begins it" in spared.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("missing.csv",), "crackle: missing.csv: no such file\n"),
        ((SENSORS, "--label", "idd"), 'no column "idd" - did you mean "id"?'),
        ((SENSORS, "-p", "defalt"), 'no profile "defalt" - did you mean "default"?'),
        ((SENSORS, "--only", "clusterng"), '--only: no kind "clusterng" - did you mean'),
        ((SENSORS, "--only", "shfits"), '--only: no kind "shfits" - did you mean "shift"?'),
        ((SENSORS, "--fail-on", "all"), '--fail-on: no kind "all"'),
        ((SENSORS, "--fail-on", ""), "--fail-on: name some of clustering"),
        ((SENSORS, "--glaze", "x"), "write NAME=EXPR"),
        ((SENSORS, "--where", "valu > 1"), 'no column "valu" - did you mean "value"?'),
        (
            (SAMPLES / "builds.csv", "--where", "started > 2026-03-20"),
            "a date stands in single quotes: started > '2026-03-20'",
        ),
        ((SENSORS, "--json", "-f", "jsonl"), "exclude each other"),
        ((SENSORS, "-f", "yaml"), "'yaml' is not one of"),
        ((SENSORS, "--min-confidence", "2"), "--min-confidence"),
        ((SENSORS, "-o", "no/such/folder/x.json"), "cannot be written: No such file"),
    ],
)
def test_mistakes_are_one_sentence_and_exit_2(arguments, message):
    run = crackle("cool", *arguments)
    assert run.returncode == 2
    assert message in run.stderr
    assert run.stdout == ""
    assert len(run.stderr.splitlines()) == 1


def test_output_goes_to_a_file_whole(tmp_path):
    target = tmp_path / "report.json"
    run = crackle("cool", SENSORS, *ORIGINAL, "--json", "-o", target)
    assert run.stdout == ""
    assert json.loads(target.read_text())["summary"]["patterns"] > 0
    assert [path.name for path in tmp_path.iterdir()] == ["report.json"]


def test_verbose_says_how_the_input_was_read():
    run = crackle("cool", SAMPLES / "builds.csv", "-v")
    assert "builds.csv: comma-separated, header on line 1" in run.stderr
    assert 'no metric: column "branch": text' in run.stderr


def test_a_closed_pipe_ends_quietly():
    command = " ".join(f"'{part}'" for part in COMMAND)
    run = subprocess.run(
        ["bash", "-c", f"{command} cool {SAMPLES / 'pipeline.csv'} -p original --json | head -n 1"],
        capture_output=True,
        text=True,
        check=False,
        env=clean_environment(),
    )
    assert (run.stdout, run.returncode) == ("{\n", 0)
    assert "Traceback" not in run.stderr
    assert "Broken" not in run.stderr


def test_an_interrupt_exits_130_without_a_traceback():
    process = subprocess.Popen(
        [*COMMAND, "cool", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=clean_environment(),
    )
    process.stdin.write("x\n1\n")
    process.stdin.flush()
    time.sleep(1.0)  # until it waits for more input
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=10)
    assert process.returncode == 130
    assert (out, err) == ("", "")


def in_a_terminal(*arguments, columns):
    """What the command prints on a terminal of that width, and its exit code."""
    parent, child = pty.openpty()
    process = subprocess.Popen(
        [*COMMAND, *map(str, arguments)],
        stdin=child,
        stdout=child,
        stderr=child,
        env={**clean_environment(), "COLUMNS": str(columns), "TERM": "xterm"},
    )
    os.close(child)
    output = b""
    while True:
        try:
            part = os.read(parent, 65536)
        except OSError:  # Linux says so at the end of a closed terminal
            break
        if not part:
            break
        output += part
    os.close(parent)
    return output.decode(), process.wait(timeout=10)


def test_a_table_on_a_terminal():
    text, code = in_a_terminal("cool", SENSORS, *ORIGINAL, columns=100)
    assert code == 0
    assert "pattern" in text
    assert "\x1b[" in text
    assert "▁│▁█" in text
    plain, _ = in_a_terminal("cool", SENSORS, *ORIGINAL, "--no-color", columns=100)
    assert "\x1b[" not in plain


def test_the_gate_on_a_terminal_keeps_words_whole():
    text, code = in_a_terminal(
        "cool", SAMPLES / "builds.csv", "--fail-on", "any", "-f", "github", columns=41
    )
    told = text.splitlines()
    start = next(i for i, line in enumerate(told) if line.startswith("gate:"))
    assert code == 1 and max(map(len, told[start:])) <= 41
    assert "(177 → 8.50)" in " ".join(told[start:])


def test_no_path_on_a_terminal_is_help():
    text, code = in_a_terminal("cool", columns=80)
    assert code == 2
    assert "Usage: crackle cool" in text


@pytest.mark.parametrize(
    ("environment", "coloured"),
    [({"FORCE_COLOR": "1"}, True), ({}, False), ({"NO_COLOR": "1"}, False)],
)
def test_colour_in_a_pipe(environment, coloured):
    run = crackle("cool", SENSORS, *ORIGINAL, "-f", "table", **environment)
    assert ("\x1b[" in run.stdout) == coloured
    assert run.returncode == 0


def test_a_pattern_is_explained_by_its_id():
    whole = crackle("cool", SAMPLES / "pipeline.csv", "--explain", "all", "--json")
    patterns = json.loads(whole.stdout)["patterns"]
    assert all(p["explanation"] for p in patterns)
    law = next(p for p in patterns if p["kind"] == "conservation")
    for form in ((), ("-f", "table"), ("-f", "markdown")):
        run = crackle("cool", SAMPLES / "pipeline.csv", "--explain", law["id"], *form)
        assert run.returncode == 0
        assert "job-213" in run.stdout and law["id"] in run.stdout
        assert "clustering" not in run.stdout


def test_the_table_numbers_what_can_be_explained():
    sensors = ("cool", SENSORS, *ORIGINAL)
    ids = [p["id"] for p in json.loads(crackle(*sensors, "--json").stdout)["patterns"]]
    table = crackle(*sensors, "-f", "table").stdout.splitlines()
    assert table[0].startswith("#  conf.  kind")
    assert [line[0] for line in table[2:-1] if line[0] != " "] == ["1", "2", "3", "4", "5"]
    for number, id_ in enumerate(ids, start=1):
        whole = crackle(*sensors, "--explain", id_).stdout
        assert whole.endswith(f"  id {id_}\n") and whole.count("[") == 1
        for word in (number, id_[:-3]):
            assert crackle(*sensors, "--explain", word).stdout == whole
    second = crackle(*sensors, "--explain", "2", "-f", "table").stdout.splitlines()
    assert second[2].startswith("2   0.80  phase transition")


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("0", "no pattern 0; the patterns are numbered from 1 to 5"),
        ("6", "no pattern 6; the patterns are numbered from 1 to 5"),
        ("9" * 5000, "9; the patterns are numbered from 1 to 5"),
        ("phase", '2 patterns begin with "phase"; write more of phase_transition-'),
        ("other", 'no pattern "other"; patterns: '),
    ],
)
def test_a_pattern_that_cannot_be_told_is_one_sentence(word, message):
    run = crackle("cool", SENSORS, *ORIGINAL, "--explain", word)
    assert (run.returncode, run.stdout) == (2, "")
    assert message in run.stderr and run.stderr.count("\n") == 1


def test_what_is_numbered_is_said_of_few_patterns():
    run = crackle("cool", SAMPLES / "pipeline.csv", "--only", "conservation", "--explain", "2")
    assert "no pattern 2; there is one pattern, number 1\n" in run.stderr
    run = crackle("cool", SAMPLES / "builds.csv", "--explain", "1", "-p", "none")
    assert "no pattern 1; there are no patterns\n" in run.stderr


def test_an_id_that_is_none_is_a_mistake():
    run = crackle("cool", SAMPLES / "pipeline.csv", "--explain", "conservation-a5fb6159")
    assert run.returncode == 2 and run.stdout == ""
    assert (
        'no pattern "conservation-a5fb6159" - did you mean "conservation-a5fb6195"?' in run.stderr
    )


def test_an_incident_is_three_lines():
    run = crackle("cool", SAMPLES / "incident.csv", "--json")
    deploy, law, workers = json.loads(run.stdout)["patterns"]
    assert law["kind"] == "conservation" and law["metrics"]["violators"] == 2
    assert workers["kind"] == "clustering" and "worker = arm64" in workers["description"]
    assert deploy["kind"] == "phase_transition" and deploy["metrics"]["row"] == 311
    assert set(deploy["involved_metrics"]) >= {"memory_mb", "duration_s", "retries"}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
@pytest.mark.parametrize("target", ["", "-o /dev/full"])
def test_a_full_disk_is_said_in_one_sentence(target):
    command = f"{shlex.join(COMMAND)} cool sample_data/builds.csv -q {target}"
    redirected = command if target else f"{command} > /dev/full"
    run = subprocess.run(redirected, shell=True, capture_output=True, text=True, cwd=ROOT)
    assert run.returncode == 2
    assert run.stderr.endswith("cannot be written: No space left on device\n")
    assert run.stderr.count("\n") == 1


def test_closed_streams_are_no_error():
    command = f"{shlex.join(COMMAND)} cool sample_data/builds.csv"
    run = subprocess.run(f"{command} >&- 2>&-", shell=True, cwd=ROOT)
    assert run.returncode == 0


def test_one_task_is_too_few():
    run = crackle("cool", "-", stdin="job,x\na,1\n")
    assert "insufficient: 1 task is too few for" in run.stderr


@pytest.mark.parametrize("option", ["--only", "--without", "--fail-on"])
def test_kinds_may_be_called_by_other_words(option):
    gate = ("cool", SENSORS, *ORIGINAL, "--recent", "0")
    meant = crackle(*gate, option, "conservation,phase_transition")
    assert meant.returncode == (option == "--fail-on")
    run = crackle(*gate, option, "Conservation law, shifts")
    assert (run.stdout, run.returncode) == (meant.stdout, meant.returncode)


def test_what_names_the_tasks_is_said(tmp_path):
    run = crackle("cool", SENSORS, "-v")
    assert 'tasks are named by column "id"' in run.stderr
    assert json.loads(crackle("cool", SENSORS, "--json").stdout)["source"]["label"] == "id"
    bare = tmp_path / "x.csv"
    bare.write_text("x\n1\n2\n")
    assert "tasks are named by their rows" in crackle("cool", bare, "-v").stderr
    assert json.loads(crackle("cool", bare, "--json").stdout)["source"]["label"] is None
