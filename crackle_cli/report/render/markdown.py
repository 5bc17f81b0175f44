"""A GitHub table, strongest first: for $GITHUB_STEP_SUMMARY and pull requests."""

import re

from crackle_cli.report.render.words import description, gate_lines, summary
from crackle_cli.report.report import Entry, Report
from crackle_cli.visible import visible
from crackle_cli.wording.numbers import certainty

MOST_SUMMARY_BYTES = 500_000  # a job summary may have 1 MiB in all, and other steps write to it
TABLE_HEADER = "| | confidence | kind | pattern |\n|---|---|---|---|\n"
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+!|~&@$])")


def render(report: Report) -> str:
    """A line that sums up, the table, what stands, and the gate's verdict; ends with a newline."""
    lines = [f"**crackle**: {escaped(summary(report))}\n", ""]
    rows = [_row(entry) for entry in report.told]
    kept = _fitting(rows)
    if rows:
        lines.append(TABLE_HEADER + "".join(rows[:kept]))
    if kept < len(rows):
        lines.append(f"… and {len(rows) - kept} more\n")
    lines += [_explanation(entry) for entry in report.told[:kept] if entry.explanation]
    below = (*report.standing, *gate_lines(report), *report.warnings)
    lines += [f"- {escaped(line)}" for line in below]
    return "\n".join(lines).rstrip("\n") + "\n"


def _row(entry: Entry) -> str:
    pattern = entry.pattern
    mark = "❌" if entry.judged.gates else ""
    told = escaped(description(pattern.group, pattern.description))
    return (
        f"| {mark} | {escaped(certainty(pattern.confidence))} | {pattern.kind.words} | {told} |\n"
    )


def _explanation(entry: Entry) -> str:
    pattern = entry.pattern
    told = escaped(description(pattern.group, pattern.description))
    return f"{told}\n\n" + "".join(f"- {escaped(line)}\n" for line in entry.explanation)


def _fitting(rows: list[str]) -> int:
    """How many rows fit into MOST_SUMMARY_BYTES."""
    size = 0
    for i, row in enumerate(rows):
        size += len(row.encode(errors="backslashreplace"))
        if size > MOST_SUMMARY_BYTES:
            return i
    return len(rows)


def escaped(text: str) -> str:
    """Text in which nothing is markup, a mention or HTML."""
    return _SPECIAL.sub(r"\\\1", visible(text))
