"""crackle cool: read, cool, judge, report. Imports stand in the bodies: `--help` loads none."""

import sys
from typing import TYPE_CHECKING

import typer

from crackle_cli.cli.options import (
    DetectOptions,
    FilterOptions,
    GateOptions,
    InputOptions,
    OutputFormat,
    OutputOptions,
)
from crackle_cli.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from crackle_cli.report import Report


def cool(
    context: typer.Context,
    source: InputOptions,
    detect: DetectOptions,
    show: FilterOptions,
    gate: GateOptions,
    output: OutputOptions,
) -> None:
    """Find patterns in a table of metrics ("-" = stdin)."""
    from crackle_cli.cli.streams import write

    if not source.paths and (sys.stdin is None or sys.stdin.isatty()):
        typer.echo(context.get_help(), err=True)  # never a wait for a keyboard
        raise typer.Exit(ExitCode.NO_ANSWER)
    report = _report(source, detect, show, gate)
    format_ = _format(output)
    write(_rendered(report, format_, output), output.output)
    if not output.quiet:
        _say_aside(report, format_, output)
    raise typer.Exit(report.exit_code)


def _report(
    source: InputOptions, detect: DetectOptions, show: FilterOptions, gate: GateOptions
) -> "Report":
    """Read, cool and judge."""
    from crackle_cli.cli.choices import kinds, profile_of, read_options
    from crackle_cli.cooling import cooled
    from crackle_cli.gate import GateRules, judge
    from crackle_cli.reading import read
    from crackle_cli.report import build_report

    profile = profile_of(detect)
    rules = GateRules(fail_on=kinds(gate.fail_on, "--fail-on", wildcard="any"))
    table = read(source.paths or ["-"], read_options(source, profile))
    result = cooled(table, profile)
    patterns = [p for p in result.patterns if p.confidence >= show.min_confidence]
    return build_report(table, profile, judge(patterns, rules), result.notes, show.limit)


def _format(output: OutputOptions) -> OutputFormat | None:
    """The format asked for, else the table on a terminal, else None for plain lines."""
    if output.json:
        if output.output_format not in (None, OutputFormat.JSON):
            raise UsageError(f"--json and -f {output.output_format} exclude each other")
        return OutputFormat.JSON
    if output.output_format is None and output.output is None and sys.stdout.isatty():
        return OutputFormat.TABLE
    return output.output_format


def _rendered(report: "Report", format_: OutputFormat | None, output: OutputOptions) -> str:
    from crackle_cli.cli.streams import terminal_width, wants_colour
    from crackle_cli.render import json_report, plain

    if format_ is OutputFormat.JSON:
        return json_report.render(report)
    if format_ is OutputFormat.JSONL:
        return json_report.render_lines(report)
    if format_ is OutputFormat.TABLE:
        from crackle_cli.render import terminal

        colour = wants_colour(output.no_color) and output.output is None
        return terminal.render(report, terminal_width(), colour)
    return plain.render(report)


def _say_aside(report: "Report", format_: OutputFormat | None, output: OutputOptions) -> None:
    """On stderr, what the answer itself does not say."""
    from crackle_cli.cli.streams import say
    from crackle_cli.render.words import gate_line, reading_lines, summary

    if output.verbose:
        for line in reading_lines(report):
            say(line)
    if format_ is not OutputFormat.TABLE:
        say(summary(report))
        for warning in report.warnings:
            say(warning)
    if report.gated:
        say(gate_line(report))
