"""One unwrapped line for each pattern, those that explain it, and what stands: for a pipe."""

from itertools import chain

from crackle_cli.report.render.words import description
from crackle_cli.report.report import Entry, Report
from crackle_cli.visible import visible
from crackle_cli.wording.numbers import certainty


def render(report: Report) -> str:
    """`[phase transition] duration rose by 23.9 % at b311: 45.1 → 55.9 (confidence: 0.93)`."""
    return "".join(chain(map(_lines, report.told), (f"{visible(s)}\n" for s in report.standing)))


def _lines(entry: Entry) -> str:
    p = entry.pattern
    told = description(p.group, p.description)
    behind = "".join(f"  {visible(line)}\n" for line in entry.explanation)
    return f"[{p.kind.words}] {told} (confidence: {certainty(p.confidence)})\n{behind}"
