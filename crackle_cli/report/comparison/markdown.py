"""A GitHub table of the metrics that changed, for a pull request; a bot finds it by its marker."""

from collections.abc import Sequence

from crackle_cli.comparison.comparison import Comparison
from crackle_cli.comparison.judging import Told
from crackle_cli.report.comparison.words import gate_lines, same_lines, summary, verdict
from crackle_cli.report.render.markdown import escaped

MARKER = "<!-- crackle compare -->"  # hidden; whoever posts it anew updates the comment that has it
HEADER = "| | metric | base | new | change (95 %) | verdict |\n|---|---|---|---|---|---|\n"
MOST_ROWS = 500  # a comment may have 65,536 characters, a job summary a million bytes


def render(comparisons: Sequence[Comparison]) -> str:
    """A line that sums up, the table, what has no row in it, and what is not told apart."""
    return f"{MARKER}\n" + "\n".join(map(_one, comparisons))


def _one(comparison: Comparison) -> str:
    lines = [f"**crackle**: {escaped(summary(comparison))}\n"]
    rows = [one for one in comparison.changes if one.cells]
    if rows:
        lines.append(HEADER + "".join(map(_row, rows[:MOST_ROWS])))
    others = [_mark(o) + escaped(o.sentence) for o in comparison.changes if not o.cells]
    if len(rows) > MOST_ROWS:
        others.append(f"… and {len(rows) - MOST_ROWS} more")
    below = (*same_lines(comparison), *gate_lines(comparison), *comparison.warnings)
    lines += [f"- {line}" for line in (*others, *map(escaped, below))]
    return "\n".join(lines) + "\n"


def _row(one: Told) -> str:
    assert one.cells
    cells = (one.finding.metrics[0], *one.cells, verdict(one))
    return f"| {_mark(one)}| {' | '.join(map(escaped, cells))} |\n"


def _mark(one: Told) -> str:
    return "❌ " if one.gates else ""
