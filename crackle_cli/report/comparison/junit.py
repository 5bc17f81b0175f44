"""JUnit XML: a test case for each metric and each other change; it fails where one gates."""

from collections.abc import Sequence

from crackle_cli.comparison.comparison import Comparison
from crackle_cli.comparison.judging import Told
from crackle_cli.report.render.junit import attribute, text


def render(comparisons: Sequence[Comparison]) -> str:
    """A test suite for each comparison; ends with a newline."""
    suites = "".join(map(_suite, comparisons))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n{suites}</testsuites>\n'


def _suite(comparison: Comparison) -> str:
    cases: dict[tuple[str, str], list[Told]] = {
        ("level", one.metric): [] for one in comparison.same
    }
    for told in comparison.changes:
        cases.setdefault((told.finding.kind, told.finding.metrics[0]), []).append(told)
    failed = sum(any(one.gates for one in told) for told in cases.values())
    name = attribute(f"crackle compare {comparison.base.name} {comparison.new.name}")
    counts = f'tests="{len(cases)}" failures="{failed}" errors="0" skipped="0" time="0"'
    body = "".join(_case(kind, metric, told) for (kind, metric), told in cases.items())
    return f" <testsuite name={name} {counts}>\n{body} </testsuite>\n"


def _case(kind: str, metric: str, told: Sequence[Told]) -> str:
    head = f'  <testcase classname="crackle.compare.{kind}" name={attribute(metric)} time="0"'
    parts = [
        f'   <failure type="{kind}" message={attribute(one.sentence)}/>\n'
        for one in told
        if one.gates
    ]
    others = "\n".join(one.sentence for one in told if not one.gates)
    if others:
        parts.append(f"   <system-out>{text(others)}</system-out>\n")
    return f"{head}>\n{''.join(parts)}  </testcase>\n" if parts else f"{head}/>\n"
