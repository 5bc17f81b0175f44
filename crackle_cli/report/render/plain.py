"""One unwrapped line for each pattern, and those that explain it: what a pipe gets by default."""

from crackle_cli.report.render.words import description
from crackle_cli.report.report import Entry, Report
from crackle_cli.visible import visible
from crackle_cli.wording.numbers import certainty


def render(report: Report) -> str:
    """`[phase transition] duration rose by 23.9 % at b311: 45.1 → 55.9 (confidence: 0.93)`."""
    return "".join(_lines(entry) for entry in report.told)


def _lines(entry: Entry) -> str:
    p = entry.pattern
    told = description(p.group, p.description)
    behind = "".join(f"  {visible(line)}\n" for line in entry.explanation)
    return f"[{p.kind.words}] {told} (confidence: {certainty(p.confidence)})\n{behind}"
