"""JUnit XML: one test case for each kind of pattern and --by group; it fails where one gates."""

import re
from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr

from crackle_cli.detectors.finding import PatternKind
from crackle_cli.report.render.words import group_prefix
from crackle_cli.report.report import Entry, Report

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Case = tuple[PatternKind, tuple[tuple[str, str], ...]]

STANDING: Case = (PatternKind.CONSERVATION, ())  # the case that also tells what stands


def render(report: Report) -> str:
    """A test suite; ends with a newline."""
    cases: dict[Case, list[Entry]] = {(kind, ()): [] for kind in PatternKind}
    for entry in report.told:
        group = tuple(entry.pattern.group.items())
        cases.setdefault((entry.pattern.kind, group), []).append(entry)
    failed = sum(any(e.judged.gates for e in entries) for entries in cases.values())
    skipped = sum(_skipped(case, report) for case in cases)
    counts = f'tests="{len(cases)}" failures="{failed}" errors="0" skipped="{skipped}" time="0"'
    body = "".join(_case(case, entries, report) for case, entries in cases.items())
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<testsuites>\n <testsuite name="crackle" {counts}>\n{body} </testsuite>\n</testsuites>\n'
    )


def _skipped(case: Case, report: Report) -> bool:
    return case[0] in report.insufficient and not case[1]


def _case(case: Case, entries: list[Entry], report: Report) -> str:
    kind, group = case
    name = attribute(group_prefix(dict(group)) + kind.words)
    head = f'  <testcase classname="crackle.{kind}" name={name} time="0"'
    parts = [_failure(e) for e in entries if e.judged.gates]
    if _skipped(case, report):
        parts.append('   <skipped message="too few tasks"/>\n')
    told = [e.pattern.description for e in entries if not e.judged.gates]
    told += report.standing if case == STANDING else ()
    others = "\n".join(told)
    if others:
        parts.append(f"   <system-out>{text(others)}</system-out>\n")
    return f"{head}>\n{''.join(parts)}  </testcase>\n" if parts else f"{head}/>\n"


def _failure(entry: Entry) -> str:
    pattern = entry.pattern
    place = f"{entry.location[0]}:{entry.location[1]}\n" if entry.location else ""
    numbers = _lines(pattern.metrics)
    return (
        f'   <failure type="{pattern.kind}" message={attribute(pattern.description)}>'
        f"{text(place + numbers)}</failure>\n"
    )


def _lines(numbers: Mapping[str, float | None]) -> str:
    return "\n".join(f"{name}: {value}" for name, value in numbers.items())


def text(content: str) -> str:
    return escape(_NO_XML.sub("\ufffd", content))


def attribute(content: str) -> str:
    return quoteattr(_NO_XML.sub("\ufffd", content))
