"""The table for people, drawn with rich; data never passes through its markup."""

from functools import partial

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from crackle_cli.detectors.finding import PatternKind
from crackle_cli.report.render.console import drawn
from crackle_cli.report.render.sparkline import sparkline
from crackle_cli.report.render.words import description, summary
from crackle_cli.report.report import Entry, Report
from crackle_cli.visible import glued, visible
from crackle_cli.wording.numbers import certainty

NARROW = 70  # below this many columns the trend gives its room to the sentence
NARROWER = 50  # below this many two levels and their arrow are longer than a line of the sentence

COLOURS = {
    PatternKind.CLUSTERING: "cyan",
    PatternKind.PHASE_TRANSITION: "yellow",
    PatternKind.CONSERVATION: "green",
    PatternKind.CORRELATION: "magenta",
}


def render(report: Report, width: int = 80, colour: bool = False) -> str:
    """The patterns as a table `width` columns wide, and below it what stands, and one line more."""
    return drawn(partial(_draw, report, width), width, colour)


def _draw(report: Report, width: int, console: Console) -> None:
    if report.told:
        console.print(_table(report, width))
    for entry in report.told:
        _print_explanation(console, entry)
    for line in report.standing:
        console.print(Text(glued(visible(line))))
    console.print(Text(summary(report), style="dim" if report.told else ""))
    for warning in report.warnings:
        console.print(Text(warning, style="dim"))


def _print_explanation(console: Console, entry: Entry) -> None:
    if entry.explanation:
        pattern = entry.pattern
        told = glued(description(pattern.group, pattern.description))
        console.print(Text(told, style="bold"))
        for line in entry.explanation:
            console.print(Text(f"  {glued(visible(line))}"))


def _table(report: Report, width: int) -> Table:
    table = Table(
        box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), expand=True, show_edge=False
    )
    table.add_column("#", justify="right", no_wrap=True)
    table.add_column("conf.", justify="right", no_wrap=True)
    table.add_column("kind", no_wrap=True)
    table.add_column("pattern", ratio=1, overflow="fold")
    trends = width >= NARROW and any(entry.trend for entry in report.told)
    if trends:
        table.add_column("trend", no_wrap=True)
    for entry in report.told:
        cells = _cells(entry, width)
        table.add_row(*(cells if trends else cells[:-1]))
    return table


def _cells(entry: Entry, width: int) -> list[Text]:
    pattern = entry.pattern
    told = description(pattern.group, pattern.description)
    gates = Text("✗ ", style="bold red") if entry.judged.gates else Text()
    return [
        Text(str(entry.number or "")),
        Text(certainty(pattern.confidence), style="bold"),
        Text(pattern.kind.words, style=COLOURS[pattern.kind]),
        gates + Text(told if width < NARROWER else glued(told)),
        Text(sparkline(entry.trend) if entry.trend else "", style="dim"),
    ]
