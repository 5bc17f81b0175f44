"""Which report goes where: the format of stdout, -o FILE, and every --report FORMAT=FILE."""

import sys
from typing import TYPE_CHECKING

from crackle_cli.cli.options import OutputFormat, OutputOptions
from crackle_cli.cli.streams import say, terminal_width, wants_colour, write, write_file
from crackle_cli.errors import UsageError
from crackle_cli.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable

    from crackle_cli.report.report import Report

STDERR = "-"
RENDERERS = {
    None: ("plain", "render"),
    OutputFormat.JSON: ("json_report", "render"),
    OutputFormat.JSONL: ("json_report", "render_lines"),
    OutputFormat.CSV: ("csv_report", "render"),
    OutputFormat.MARKDOWN: ("markdown", "render"),
    OutputFormat.GITHUB: ("github", "render"),
    OutputFormat.JUNIT: ("junit", "render"),  # whose XML library loads urllib: 14 ms
}


def chosen_format(output: OutputOptions) -> OutputFormat | None:
    """The format asked for, else the table on a terminal, else None for plain lines."""
    if output.json:
        if output.output_format not in (None, OutputFormat.JSON):
            raise UsageError(f"--json and -f {output.output_format} exclude each other")
        return OutputFormat.JSON
    if output.output_format is None and output.output is None and sys.stdout.isatty():
        return OutputFormat.TABLE
    return output.output_format


def further_reports(output: OutputOptions) -> list[tuple[OutputFormat, str]]:
    """The pairs of --report. Raises UsageError."""
    return [_pair(text) for text in output.report or []]


def _pair(text: str) -> tuple[OutputFormat, str]:
    name, equals, target = text.partition("=")
    known = [str(format_) for format_ in OutputFormat]
    if name not in known:
        hint = did_you_mean(name, known)
        raise UsageError(f'--report: no format "{name}"{hint}; formats: {", ".join(known)}')
    if not equals or not target:
        raise UsageError(f"--report {text}: write FORMAT=FILE, such as {name}=report.txt")
    return OutputFormat(name), target


def refuse_mistakes(output: OutputOptions) -> None:
    """Raises UsageError for what deliver() would stumble over: before the work, not after it."""
    chosen_format(output)
    further_reports(output)


def deliver(report: "Report", output: OutputOptions) -> None:
    """Write every report; stdout gets one, files get theirs whole or not at all."""
    from pathlib import Path

    format_ = chosen_format(output)
    reports = further_reports(output)
    write(rendered(report, format_, output), output.output)
    for further, target in reports:
        text = rendered(report, further, output)
        if target == STDERR:
            sys.stderr.write(text)
        else:
            write_file(text, Path(target))


def rendered(report: "Report", format_: OutputFormat | None, output: OutputOptions) -> str:
    """A report as text; each renderer is loaded when it is used."""
    if format_ is OutputFormat.TABLE:
        from crackle_cli.report.render import terminal

        colour = wants_colour(output.no_color) and output.output is None
        return terminal.render(report, terminal_width(), colour)
    return _renderer(format_)(report)


def _renderer(format_: OutputFormat | None) -> "Callable[[Report], str]":
    from importlib import import_module

    module, name = RENDERERS[format_]
    render: Callable[[Report], str] = getattr(
        import_module(f"crackle_cli.report.render.{module}"), name
    )
    return render


def say_aside(report: "Report", output: OutputOptions) -> None:
    """On stderr, what the answer itself does not say."""
    from crackle_cli.report.render.words import gate_lines, reading_lines, summary

    if output.verbose:
        for line in reading_lines(report):
            say(line)
    if chosen_format(output) is not OutputFormat.TABLE:
        say(summary(report))
        for warning in report.warnings:
            say(warning)
    for line in gate_lines(report):
        say(line)
