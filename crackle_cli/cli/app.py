"""The commands as one typer application."""

from typing import Annotated

import typer

from crackle_cli import __version__
from crackle_cli.cli.check import check
from crackle_cli.cli.commands import Commands
from crackle_cli.cli.cool import cool
from crackle_cli.cli.flatten import flattened
from crackle_cli.cli.profile import profile_commands

app = typer.Typer(
    name="crackle",
    cls=Commands,
    rich_markup_mode=None,  # halves the time of --help
    add_completion=False,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    pretty_exceptions_enable=False,
)
app.command()(flattened(cool))
app.command()(flattened(check))
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
