"""crackle profile: list, show and begin thermal profiles. Imports stand in the bodies."""

from dataclasses import dataclass
from typing import Annotated

import typer

from crackle_cli.cli.flatten import flattened
from crackle_cli.errors import UsageError

profile_commands = typer.Typer(
    help="List, show and begin thermal profiles.",
    rich_markup_mode=None,
)


@profile_commands.callback(invoke_without_command=True)
def profile(context: typer.Context) -> None:
    """List, show and begin thermal profiles."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


TEMPLATE = """\
# A thermal profile of this project: crackle cool FILE --profile {name}
# `crackle profile show default` prints every setting that can stand here.
extends: default
# rate: slow                      # fast, normal or slow
# label: build                    # the column that names the tasks
# ignore: [worker_id]             # numeric columns that are no metrics
# glaze:
#   seconds_per_test: duration / tests
# min_change: {{duration: 60s}}     # smaller changes fail no build
# correlation: {{enabled: false}}
"""


@profile_commands.command("list")
def list_() -> None:
    """The built-in profiles, a line each."""
    from crackle_cli.cli.streams import write
    from crackle_cli.profile.thermal_profile import BUILT_IN, ThermalProfile

    width = max(map(len, BUILT_IN))
    for name in BUILT_IN:
        write(f"{name:{width}}  {ThermalProfile.load(name).description}\n", None)


@profile_commands.command()
def show(
    profile: Annotated[str, typer.Argument(metavar="NAME|FILE", help="A profile.")] = "default",
) -> None:
    """Every setting of a profile, at its cooling rate, as YAML."""
    from crackle_cli.cli.streams import write
    from crackle_cli.profile.thermal_profile import ThermalProfile

    write(ThermalProfile.load(profile).as_yaml(), None)


@dataclass(frozen=True)
class InitOptions:
    """Where a new profile goes."""

    path: Annotated[str, typer.Argument(metavar="[FILE]", help="The new file.")] = "crackle.yaml"
    force: Annotated[bool, typer.Option("--force", help="Replace a file that exists.")] = False


@profile_commands.command()
@flattened
def init(context: typer.Context, options: InitOptions) -> None:
    """Write a profile to begin with."""
    from pathlib import Path

    from crackle_cli.cli.streams import say, write_file

    path = Path(options.path)
    if path.exists() and not options.force:
        raise UsageError(f"{path} exists already; --force replaces it")
    write_file(TEMPLATE.format(name=path), path)
    say(f"wrote {path}")
