"""One unwrapped line for each change, what is not told apart, and a line that sums up."""

from collections.abc import Sequence

from crackle_cli.comparison.comparison import Comparison
from crackle_cli.report.comparison.words import same_lines, summary, verdict
from crackle_cli.visible import visible


def render(comparisons: Sequence[Comparison]) -> str:
    """`[worse] duration_s is 9.4 % higher (98.8 → 108, …)`."""
    return "".join(map(_lines, comparisons))


def _lines(comparison: Comparison) -> str:
    lines = [f"[{verdict(one)}] {visible(one.sentence)}" for one in comparison.changes]
    return "\n".join([*lines, *same_lines(comparison), summary(comparison), ""])
