"""crackle cool: read, cool, judge, report. Imports stand in the bodies: `--help` loads none."""

import sys
from typing import TYPE_CHECKING

import typer

from crackle_cli.cli.options import (
    DetectOptions,
    FilterOptions,
    GateOptions,
    InputOptions,
    OutputOptions,
)
from crackle_cli.errors import ExitCode

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
    from crackle_cli.cli.outputs import deliver, refuse_mistakes, say_aside

    if not source.paths and (sys.stdin is None or sys.stdin.isatty()):
        typer.echo(context.get_help(), err=True)  # never a wait for a keyboard
        raise typer.Exit(ExitCode.NO_ANSWER)
    refuse_mistakes(output)
    report = _report(source, detect, show, gate)
    deliver(report, output)
    if not output.quiet:
        say_aside(report, output)
    raise typer.Exit(report.exit_code)


def _report(
    source: InputOptions, detect: DetectOptions, show: FilterOptions, gate: GateOptions
) -> "Report":
    """Read, cool and judge."""
    from crackle_cli.cli.choices import gate_rules, profile_of, read_options, refuse_few_rows
    from crackle_cli.cooling import cooled
    from crackle_cli.gate import judge
    from crackle_cli.reading import read
    from crackle_cli.report import build_report

    profile = profile_of(detect)
    rules = gate_rules(gate, profile)
    table = read(source.paths or ["-"], read_options(source, profile))
    refuse_few_rows(table.tasks, gate, profile)
    outcome = cooled(table, profile)
    patterns = [p for p in outcome.patterns if p.confidence >= show.min_confidence]
    report = build_report(table, profile, outcome, judge(patterns, rules), show.limit, show.explain)
    if gate.write_baseline:
        from pathlib import Path

        from crackle_cli.baseline import render_baseline
        from crackle_cli.cli.streams import write_file

        write_file(render_baseline(patterns), Path(gate.write_baseline))
    if show.save_laws:
        from pathlib import Path

        from crackle_cli.cli.streams import write_file
        from crackle_cli.laws.saved import laws_as_yaml, laws_of

        write_file(laws_as_yaml(laws_of(patterns)), Path(show.save_laws))
    return report
