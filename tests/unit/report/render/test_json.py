"""JSON output against its schema."""

import json
from dataclasses import replace

import pytest
from jsonschema import Draft202012Validator

from crackle_cli.detectors.phase_transition.findings import Change
from crackle_cli.report.render import json_report
from tests.worlds import reports
from tests.worlds.schema import SCHEMA

WHOLE = Draft202012Validator(SCHEMA)
LINE = Draft202012Validator({**SCHEMA, "$ref": "#/$defs/line"})

CHANGES = (
    Change("duration", 0.0, float("inf"), None, None),
    Change("tests", 1.0, 2.0, float("inf"), float("nan")),
)
ODD = reports.pattern(
    replace(reports.SHIFT, changes=CHANGES, p_value=float("nan")),
    description="\ud800 \x00 ☃",
)


@pytest.mark.parametrize(
    "report",
    [reports.report(), reports.report(reports.pattern()), reports.report(ODD), reports.known()],
    ids=["empty", "plain", "odd", "known"],
)
def test_every_output_fits_the_schema(report):
    whole = json.loads(json_report.render(report), parse_constant=pytest.fail)
    WHOLE.validate(whole)
    lines = [json.loads(line) for line in json_report.render_lines(report).splitlines()]
    for line in lines:
        LINE.validate(line)
    assert [line.pop("record") for line in lines] == ["pattern"] * (len(lines) - 1) + ["summary"]
    assert [*lines[:-1]] == whole.pop("patterns")
    assert lines[-1] == whole


def test_the_schema_refuses_what_it_should():
    whole = json.loads(json_report.render(reports.report(reports.pattern())))
    Draft202012Validator.check_schema(SCHEMA)
    for broken in ({"schema_version": 1}, {"patterns": [{}]}, {"summary": {}}):
        assert not WHOLE.is_valid({**whole, **broken})


def test_numbers_that_json_cannot_hold_are_null():
    (found,) = json.loads(json_report.render(reports.report(ODD)))["patterns"]
    names = ("before", "after", "change_pct", "p_value")
    assert [found["metrics"][name] for name in names] == [0.0, None, None, None]
    _, second = found["evidence"]["changes"]
    assert (second["after"], second["change_pct"], second["noise_units"]) == (2.0, None, None)


def test_what_the_table_holds_is_counted():
    source = json.loads(json_report.render(reports.report()))["source"]
    assert (source["tasks"], source["metrics"], source["rejected_rows"]) == (60, 2, 1)
    assert source["unused_columns"] == [{"name": "branch", "reason": "text"}]


def test_long_lists_of_tasks_are_cut_and_counted():
    many = reports.pattern(involved_tasks=[str(i) for i in range(20_000)])
    (found,) = json.loads(json_report.render(reports.report(many)))["patterns"]
    assert (len(found["involved_tasks"]), found["involved_task_count"]) == (10_000, 20_000)
