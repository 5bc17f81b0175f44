"""crackle check: saved laws against new data. Imports stand in the bodies: `--help` loads none."""

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

    from crackle_cli.checking import checked
    from crackle_cli.cli.choices import read_options
    from crackle_cli.cli.outputs import deliver, refuse_mistakes, say_aside
    from crackle_cli.cooling import Cooled
    from crackle_cli.laws.saved import read_laws
    from crackle_cli.profile import ThermalProfile
    from crackle_cli.reading import read
    from crackle_cli.report import build_report

    if not source.paths:
        raise UsageError("name the data to check, such as `crackle check laws.yaml new.csv`")
    refuse_mistakes(output)
    profile = ThermalProfile.no_detection()
    saved = read_laws(Path(laws.laws))
    table = read(source.paths, read_options(source, profile))
    verdict = checked(saved, table)
    report = build_report(table, profile, Cooled(()), verdict)
    deliver(report, output)
    if not output.quiet:
        say_aside(report, output)
    raise typer.Exit(report.exit_code)
