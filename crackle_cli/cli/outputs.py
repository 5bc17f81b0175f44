"""Which report goes where: the format of stdout, -o FILE, and every --report FORMAT=FILE."""

import sys
from pathlib import PurePath
from typing import TYPE_CHECKING

from crackle_cli.cli.options import OutputFormat, OutputOptions
from crackle_cli.cli.streams import say, terminal_width, wants_colour, write, write_file
from crackle_cli.errors import UsageError
from crackle_cli.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from crackle_cli.comparison.comparison import Comparison
    from crackle_cli.report.report import Report

STDERR = "-"
FORMATS = {
    ".json": OutputFormat.JSON,
    ".jsonl": OutputFormat.JSONL,
    ".ndjson": OutputFormat.JSONL,
    ".csv": OutputFormat.CSV,
    ".md": OutputFormat.MARKDOWN,
    ".markdown": OutputFormat.MARKDOWN,
    ".xml": OutputFormat.JUNIT,
}
PLAIN_SUFFIXES = ("", ".txt", ".log")  # what plain lines are kept in; a device has no suffix
RENDERERS = {
    None: ("plain", "render"),
    OutputFormat.TABLE: ("terminal", "render"),
    OutputFormat.JSON: ("json_report", "render"),
    OutputFormat.JSONL: ("json_report", "render_lines"),
    OutputFormat.CSV: ("csv_report", "render"),
    OutputFormat.MARKDOWN: ("markdown", "render"),
    OutputFormat.GITHUB: ("github", "render"),
    OutputFormat.JUNIT: ("junit", "render"),  # whose XML library loads urllib: 14 ms
}


def chosen_format(output: OutputOptions) -> OutputFormat | None:
    """The format asked for, else that of the file's suffix, else the table on a terminal.

    None stands for plain lines. Raises UsageError.
    """
    if output.json:
        if output.output_format not in (None, OutputFormat.JSON):
            raise UsageError(f"--json and -f {output.output_format} exclude each other")
        return OutputFormat.JSON
    if output.output_format is None and output.output is None and sys.stdout.isatty():
        return OutputFormat.TABLE
    return output.output_format or FORMATS.get(_suffix(output.output))


def _suffix(path: str | None) -> str:
    return PurePath(path or "").suffix.lower()


def odd_suffix(output: OutputOptions) -> str:
    """What is to be said of a suffix that no format is known for; else nothing."""
    suffix = _suffix(output.output)
    if chosen_format(output) is not None or suffix in PLAIN_SUFFIXES:
        return ""
    known = ", ".join(OutputFormat)
    return f"-o {output.output}: no format is known by {suffix}: plain lines; -f takes {known}"


def further_reports(output: OutputOptions) -> list[tuple[OutputFormat, str]]:
    """The pairs of --report. Raises UsageError."""
    return [_pair(text) for text in output.report or []]


def _pair(text: str) -> tuple[OutputFormat, str]:
    """`FORMAT=FILE`, or a file whose suffix names the format."""
    name, equals, target = text.partition("=")
    by_suffix = FORMATS.get(_suffix(text))
    if not equals and by_suffix:
        return by_suffix, text
    known = [str(format_) for format_ in OutputFormat]
    if name not in known:
        hint = did_you_mean(name, known)
        raise UsageError(
            f'--report: no format "{name}"{hint}; write FORMAT=FILE with one of {", ".join(known)}'
        )
    if not target:
        raise UsageError(f"--report {text}: write FORMAT=FILE, such as {name}=report.txt")
    return OutputFormat(name), target


def refuse_mistakes(output: OutputOptions) -> None:
    """Raises UsageError for what deliver() would stumble over: before the work, not after it."""
    chosen_format(output)
    further_reports(output)


def deliver(
    report: "Report | Sequence[Comparison]", output: OutputOptions, room: str = "render"
) -> None:
    """Write every report; stdout gets one, files get theirs whole or not at all.

    room: of `report`, where its renderers are.
    """
    from pathlib import Path

    format_ = chosen_format(output)
    reports = further_reports(output)
    write(rendered(report, format_, output, room), output.output)
    for further, target in reports:
        text = rendered(report, further, output, room)
        if target == STDERR:
            sys.stderr.write(text)
        else:
            write_file(text, Path(target))


def rendered(
    report: "Report | Sequence[Comparison]",
    format_: OutputFormat | None,
    output: OutputOptions,
    room: str = "render",
) -> str:
    """A report as text; each renderer is loaded when it is used."""
    render = _renderer(format_, room)
    if format_ is OutputFormat.TABLE:
        colour = wants_colour(output.no_color) and output.output is None
        return render(report, terminal_width(), colour)
    return render(report)


def _renderer(format_: OutputFormat | None, room: str) -> "Callable[..., str]":
    from importlib import import_module

    module, name = RENDERERS[format_]
    render: Callable[..., str] = getattr(import_module(f"crackle_cli.report.{room}.{module}"), name)
    return render


def say_aside(report: "Report", output: OutputOptions) -> None:
    """On stderr, what the answer itself does not say."""
    from crackle_cli.report.render.words import gate_lines, reading_lines, summary

    if odd := odd_suffix(output):
        say(odd)
    if output.verbose:
        for line in reading_lines(report):
            say(line)
    if chosen_format(output) is not OutputFormat.TABLE:
        say(summary(report))
        for warning in report.warnings:
            say(warning)
    for line in gate_lines(report):
        say(line)
