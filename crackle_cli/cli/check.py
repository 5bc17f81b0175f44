"""crackle check: saved laws against new data. Imports stand in the bodies: `--help` loads none."""

from contextlib import ExitStack
from dataclasses import dataclass
from typing import Annotated

import typer

from crackle_cli.cli.options import InputOptions, OutputOptions
from crackle_cli.errors import UsageError


@dataclass(eq=False, repr=False)
class LawOptions:
    """Which laws."""

    laws: Annotated[str, typer.Argument(metavar="LAWS", help="File that --save-laws wrote.")]


def check(
    context: typer.Context, laws: LawOptions, source: InputOptions, output: OutputOptions
) -> None:
    """Re-verify saved laws on new data; exit 1 when one is broken, 2 when it cannot be told."""
    from pathlib import Path

    from crackle_cli.cli.choices import read_options
    from crackle_cli.cli.outputs import deliver, refuse_mistakes, say_aside
    from crackle_cli.cli.resources import most_memory, use_threads
    from crackle_cli.cli.ticker import Ticker
    from crackle_cli.cooling.views import view_of
    from crackle_cli.gate.checked_laws import checked
    from crackle_cli.laws.previous import metric_of
    from crackle_cli.laws.saved import read_laws

    if not source.paths:
        raise UsageError("name the data to check, such as `crackle check laws.yaml new.csv`")
    if source.by:
        raise UsageError("--by: a file of laws knows no groups; take one of them with --where")
    refuse_mistakes(output)
    use_threads(source)
    from crackle_cli.reading.opening import opened_tasks
    from crackle_cli.report.report import report_of_laws

    saved = read_laws(Path(laws.laws))
    options, most = read_options(source), most_memory(source)
    options = options._replace(
        ordered=True, bound=tuple(metric_of(m) for law in saved for m in law.metrics)
    )
    with ExitStack() as stack:  # the files outlast the ticker: labels are read when they are shown
        with Ticker(quiet=output.quiet) as ticker:
            tasks = stack.enter_context(opened_tasks(source.paths, options, most, ticker))
            view = view_of(tasks, seed=0, progress=ticker)  # nothing is left to chance
            verdict = checked(saved, view, ticker)
            report = report_of_laws(view.outline, verdict)
        deliver(report, output)
    if not output.quiet:
        say_aside(report, output)
    raise typer.Exit(report.exit_code)
