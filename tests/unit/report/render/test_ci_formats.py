"""Formats for CI: what they hold, and that nothing from a file becomes markup."""

import csv
import io
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
import xmlschema

from crackle_cli.detectors.finding import PatternKind
from crackle_cli.report.render import csv_report, github, junit, markdown
from tests.worlds import reports
from tests.worlds.findings import correlated, law_finding

SCHEMA = xmlschema.XMLSchema(Path(__file__).parent / "junit.xsd")
GATED = frozenset({PatternKind.PHASE_TRANSITION})
HOSTILE = "x%0A::error::y\n|<b>&\"' \x00\x1b[31m \ud800 @all `z` $1"


def test_gated_patterns_are_errors_and_others_notices():
    both = reports.report(
        reports.pattern(), reports.pattern(correlated("duration", "tests")), fail_on=GATED
    )
    error, notice = github.render(both).splitlines()
    assert error == (
        "::error file=builds.csv,line=32,title=crackle%3A phase transition::"
        "duration rose by 23.9 %25 at b30: 45.1 → 55.9 (0.93)"
    )
    assert notice.startswith("::notice title=crackle%3A correlation::")


def test_a_hostile_description_stays_one_command():
    (line,) = github.render(reports.report(reports.pattern(description=HOSTILE))).splitlines()
    assert line.count("::error") == 1  # the escaped one within the text
    assert line.startswith("::notice ")


def test_markdown_is_a_table_with_everything_escaped():
    hostile = reports.pattern(description=HOSTILE, id="phase_transition-89abcdef")
    text = markdown.render(reports.report(reports.pattern(), hostile, fail_on=GATED))
    rows = [line for line in text.splitlines() if line.startswith("| ❌")]
    assert rows[0] == (
        "| ❌ | 0.93 | phase transition | duration rose by 23.9 % at b30: 45.1 → 55.9 |"
    )
    assert r"\|\<b\>\&" in rows[1]
    assert "gate: exit 1 for 2 patterns" in text


def test_markdown_is_bounded():
    many = [reports.pattern(description="word " * 200) for _ in range(1000)]
    text = markdown.render(reports.report(*many))
    assert len(text.encode()) < 520_000
    assert "more" in text


def test_csv_cells_are_no_formulas():
    grouped = reports.pattern(group={"os": "a,b"}, id="phase_transition-89abcdef")
    report = reports.report(reports.pattern(description="=cmd()"), grouped)
    first, second = csv.DictReader(io.StringIO(csv_report.render(report)))
    assert first["description"] == "'=cmd()"
    assert (second["group"], second["line"], second["gates"]) == ("os=a,b", "32", "false")


@pytest.mark.parametrize("description", ["plain", HOSTILE])
def test_junit_fails_the_case_of_a_gated_pattern(description):
    gated = reports.pattern(description=description, group={"os": "mac"})
    text = junit.render(reports.report(gated, fail_on=GATED))
    SCHEMA.validate(text)
    root = ElementTree.fromstring(text)
    (suite,) = root
    cases = {case.get("name"): case for case in suite}
    assert len(cases) == 5
    assert cases["os=mac: phase transition"].find("failure").text.startswith("builds.csv:32\n")
    assert cases["correlation"].find("skipped") is not None
    counts = {name: suite.get(name) for name in ("tests", "failures", "errors", "skipped")}
    assert counts == {"tests": "5", "failures": "1", "errors": "0", "skipped": "1"}


def test_junit_lists_what_did_not_gate():
    text = junit.render(reports.report(reports.pattern()))
    SCHEMA.validate(text)
    root = ElementTree.fromstring(text)
    outputs = [case.findtext("system-out") for case in root[0]]
    assert outputs == [None, "duration rose by 23.9 % at b30: 45.1 → 55.9", None, None]


def test_junit_and_csv_tell_what_stands():
    report = reports.report(reports.pattern(law_finding("tests = 412")), reports.pattern())
    text = junit.render(report)
    SCHEMA.validate(text)
    (suite,) = ElementTree.fromstring(text)
    outputs = {case.get("name"): case.findtext("system-out") for case in suite}
    assert outputs["conservation law"] == "1 metric is constant: tests 412"
    rows = csv.DictReader(io.StringIO(csv_report.render(report)))
    assert [row["standing"] for row in rows] == ["true", "false"]
