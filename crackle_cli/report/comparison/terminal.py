"""The changes for people, each with its verdict beside it; drawn with rich."""

from collections.abc import Sequence
from functools import partial

from rich.console import Console
from rich.table import Table
from rich.text import Text

from crackle_cli.comparison.comparison import Comparison
from crackle_cli.report.comparison.words import same_lines, summary, verdict
from crackle_cli.report.render.console import drawn
from crackle_cli.visible import glued, visible

COLOURS = {"better": "green", "worse": "red", "changed": "yellow"}


def render(comparisons: Sequence[Comparison], width: int = 80, colour: bool = False) -> str:
    """The changes as a table `width` columns wide, what is not told apart, and the sum."""
    return "\n".join(drawn(partial(_draw, one), width, colour) for one in comparisons)


def _draw(comparison: Comparison, console: Console) -> None:
    if comparison.changes:
        console.print(_table(comparison))
    for line in same_lines(comparison):
        console.print(Text(glued(line), style="dim"))
    console.print(Text(summary(comparison), style="dim" if comparison.changes else ""))
    for warning in comparison.warnings:
        console.print(Text(visible(warning), style="dim"))


def _table(comparison: Comparison) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), expand=True, show_header=False)
    table.add_column(ratio=1, overflow="fold")
    table.add_column(no_wrap=True)
    for one in comparison.changes:
        mark = Text("✗ ", style="bold red") if one.gates else Text()
        told = verdict(one)
        table.add_row(mark + Text(glued(visible(one.sentence))), Text(told, style=COLOURS[told]))
    return table
