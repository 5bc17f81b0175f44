"""Where reports go, and in which format, when nobody says -f."""

import json

import pytest

from tests.cli.run import SAMPLES, crackle

BUILDS = SAMPLES / "builds.csv"
BEGINNINGS = {
    "json": '{\n "schema_version": ',
    "jsonl": '{"record": "pattern"',
    "ndjson": '{"record": "pattern"',
    "csv": "id,kind,confidence,",
    "md": "**crackle**: ",
    "markdown": "**crackle**: ",
    "XML": "<?xml ",
    "txt": "[phase transition] ",
}


@pytest.mark.parametrize("suffix", BEGINNINGS)
def test_the_suffix_names_the_format(tmp_path, suffix):
    target = tmp_path / f"out.{suffix}"
    run = crackle("cool", BUILDS, "--only", "phase_transition", "-o", target)
    assert (run.returncode, run.stdout) == (0, "")
    assert target.read_text().startswith(BEGINNINGS[suffix])
    assert run.stderr.startswith("1 pattern in 60 tasks")


def test_an_unknown_suffix_is_said(tmp_path):
    target = tmp_path / "out.html"
    run = crackle("cool", BUILDS, "-o", target)
    assert target.read_text().startswith("[phase transition]")
    assert "out.html: no format is known by .html: plain lines; -f takes table" in run.stderr
    assert "html" not in crackle("cool", BUILDS, "-o", target, "-f", "json").stderr
    assert crackle("cool", BUILDS, "-o", target, "-q").stderr == ""


def test_a_format_given_goes_before_the_suffix(tmp_path):
    target = tmp_path / "out.csv"
    for given in (("--json",), ("-f", "json")):
        crackle("cool", BUILDS, "-o", target, *given)
        assert json.loads(target.read_text())["summary"]["patterns"] == 1


def test_a_further_report_takes_its_format_from_the_suffix_too(tmp_path):
    target = tmp_path / "out.md"
    run = crackle("cool", BUILDS, "--report", target)
    assert run.stdout.startswith("[phase transition]")
    assert target.read_text().startswith("**crackle**: ")


@pytest.mark.parametrize(
    ("report", "message"),
    [
        ("out.html", '--report: no format "out.html"; write FORMAT=FILE with one of table, json'),
        ("jsn=x", '--report: no format "jsn" - did you mean "json"?; write FORMAT=FILE'),
        ("json", "--report json: write FORMAT=FILE, such as json=report.txt"),
        ("json=", "--report json=: write FORMAT=FILE"),
    ],
)
def test_a_further_report_that_cannot_be_meant(report, message):
    run = crackle("cool", BUILDS, "--report", report)
    assert (run.returncode, run.stdout) == (2, "")
    assert message in run.stderr and run.stderr.count("\n") == 1
