"""The commands as one typer application."""

from typing import Annotated

import typer

from crackle_cli import __version__
from crackle_cli.cli.check import check
from crackle_cli.cli.commands import Command, Commands
from crackle_cli.cli.compare import compare
from crackle_cli.cli.cool import cool
from crackle_cli.cli.flatten import flattened
from crackle_cli.cli.profile import profile_commands

# \b keeps the lines of a paragraph.
COOL = """\b
Examples:
  crackle cool builds.csv                        what nobody designed in it
  crackle cool builds.csv --explain 1            the numbers behind the first pattern
  crackle cool builds.csv --fail-on shifts       exit 1 for a shift in the last 10 builds
  crackle cool "runs/*.jsonl" --where "status = 200" -o report.md"""
CHECK = """\b
Example:
  crackle cool monday.csv --save-laws laws.yaml
  crackle check laws.yaml tuesday.csv"""
COMPARE = """\b
Examples:
  crackle compare base.csv new.csv                      what changed, and how surely
  crackle compare 'base-*.json' 'new-*.json' --fail-on worse --lower-is-better '*_ms'
  crackle compare runs.csv --between branch=main,feature"""
CRACKLE = """\b
Example:
  crackle builds.csv       short for: crackle cool builds.csv
  crackle cool --help      every option"""

app = typer.Typer(
    name="crackle",
    cls=Commands,
    epilog=CRACKLE,
    rich_markup_mode=None,  # halves the time of --help
    add_completion=False,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    pretty_exceptions_enable=False,
)
app.command(cls=Command, epilog=COOL)(flattened(cool))
app.command(cls=Command, epilog=CHECK, short_help="Re-verify saved laws on new data.")(
    flattened(check)
)
app.command(cls=Command, epilog=COMPARE)(flattened(compare))
app.add_typer(profile_commands, name="profile")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"crackle {__version__}")
        raise typer.Exit


@app.callback()
def _crackle(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print it.")
    ] = False,
) -> None:
    """Find the patterns nobody designed in files of metrics."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
