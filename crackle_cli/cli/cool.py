"""crackle cool: read, cool, judge, report. Imports stand in the bodies: `--help` loads none."""

import sys
from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING

import typer

from crackle_cli.cli.options import (
    DetectOptions,
    FilterOptions,
    GateOptions,
    InputOptions,
    OutputOptions,
)
from crackle_cli.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from crackle_cli.cooling.pattern import CracklePattern
    from crackle_cli.cooling.pipeline import Cooled
    from crackle_cli.gate.rules import GateRules
    from crackle_cli.profile.thermal_profile import ThermalProfile
    from crackle_cli.progress import Progress
    from crackle_cli.reading.pieces.parquet_tasks import ParquetTasks
    from crackle_cli.report.report import Report
    from crackle_cli.table.metric_table import MetricTable


def cool(
    context: typer.Context,
    source: InputOptions,
    detect: DetectOptions,
    gate: GateOptions,
    show: FilterOptions,
    output: OutputOptions,
) -> None:
    """Find patterns in a table of metrics ("-" = stdin)."""
    from crackle_cli.cli.choices import (
        gate_choices,
        order_meant,
        profile_of,
        read_options,
        with_profile,
    )
    from crackle_cli.cli.outputs import deliver, refuse_mistakes, say_aside
    from crackle_cli.cli.resources import most_memory, use_threads
    from crackle_cli.cli.streams import say
    from crackle_cli.cli.ticker import Ticker

    if not source.paths and (sys.stdin is None or sys.stdin.isatty()):
        typer.echo(context.get_help(), err=True)  # never a wait for a keyboard
        raise typer.Exit(ExitCode.NO_ANSWER)
    refuse_mistakes(output)
    lanes = use_threads(source)
    from crackle_cli.gate.verdict import rules_of
    from crackle_cli.reading.opening import opened_tasks

    profile = profile_of(detect)
    if show.min_confidence is not None:
        profile = profile.with_min_confidence(show.min_confidence)
    rules = rules_of(profile, gate_choices(gate))
    options = order_meant(with_profile(read_options(source), profile), detect, rules)
    most = most_memory(source)
    if show.save_laws and options.by:
        raise UsageError(
            "--save-laws: a law found with --by holds within its group, and a file of laws knows "
            "no groups; take one of them with --where, or leave out --by"
        )
    with ExitStack() as stack:  # the files outlast the ticker: labels are read when they are shown
        with Ticker(quiet=output.quiet) as ticker:
            paths = source.paths or ["-"]
            tasks = stack.enter_context(opened_tasks(paths, options, most, ticker))
            report, remarks = _report(
                tasks, profile, show, gate, rules, partial(_cooled, lanes, ticker)
            )
        deliver(report, output)
    if not output.quiet:
        say_aside(report, output)
        for remark in remarks:
            say(remark)
    raise typer.Exit(report.exit_code)


def _report(
    tasks: "MetricTable | ParquetTasks",
    profile: "ThermalProfile",
    show: FilterOptions,
    gate: GateOptions,
    rules: "GateRules",
    look: "Callable[[MetricTable | ParquetTasks, ThermalProfile], tuple[MetricTable, Cooled]]",
) -> "tuple[Report, list[str]]":
    """Cool and judge; the report, and what is to be said of the files written."""
    from crackle_cli.cli.choices import (
        refuse_few_rows,
        refuse_other_units,
        refuse_unknown_metrics,
    )
    from crackle_cli.gate.verdict import judged_table, looked_by
    from crackle_cli.report.report import build_report

    refuse_few_rows(tasks.tasks, gate, profile)
    refuse_unknown_metrics(gate, tasks.metrics)
    refuse_other_units(rules.min_change, profile, tasks)
    table, outcome = look(tasks, looked_by(profile, rules))
    verdict = judged_table(table, outcome.patterns, rules, profile)
    patterns = [one.pattern for one in verdict.judged]
    report = build_report(table, profile, outcome, verdict, show.limit, show.explain)
    if gate.write_baseline:
        from pathlib import Path

        from crackle_cli.cli.streams import write_file
        from crackle_cli.gate.baseline import render_baseline

        write_file(render_baseline(patterns), Path(gate.write_baseline))
    remarks: list[str] = []
    if show.save_laws:
        remarks = _save_laws(patterns, show.save_laws)
    return report, remarks


def _save_laws(patterns: "list[CracklePattern]", path: str) -> list[str]:
    """Write the laws among the patterns; what is to be said of the file."""
    from pathlib import Path

    from crackle_cli.cli.streams import write_file
    from crackle_cli.cooling.found_laws import found_laws
    from crackle_cli.laws.saved import laws_as_yaml

    laws = found_laws(patterns)
    write_file(laws_as_yaml(laws), Path(path))
    return [] if laws else [f"{path}: no law was found; `crackle check` refuses a file without any"]


def _cooled(
    lanes: int,
    progress: "Progress",
    tasks: "MetricTable | ParquetTasks",
    profile: "ThermalProfile",
) -> "tuple[MetricTable, Cooled]":
    """What came of a table, or of pieces of one; and the table to show."""
    from crackle_cli.cooling.pipeline import cooled
    from crackle_cli.cooling.views import view_of

    view = view_of(tasks, profile.seed, progress=progress)
    outcome = cooled(view, profile, progress, lanes)
    return view.table, outcome
