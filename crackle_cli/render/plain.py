"""One unwrapped line for each pattern: what a pipe gets when no format is named."""

from crackle_cli.render.words import description
from crackle_cli.report import Report


def render(report: Report) -> str:
    """`[phase transition] duration rose by 23.9 % at b311: 45.1 → 55.9 (confidence: 0.93)`."""
    lines = [
        f"[{p.kind.words}] {description(p.group, p.description)} (confidence: {p.confidence:.2f})\n"
        for p in (entry.pattern for entry in report.entries)
    ]
    return "".join(lines)
