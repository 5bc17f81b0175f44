"""The only exit: every outcome of a command becomes an exit code, every mistake one sentence."""

import signal
import sys
from typing import Annotated, Any, NoReturn

import typer

from crackle_cli import __version__
from crackle_cli.cli.cool import cool
from crackle_cli.cli.flatten import flattened
from crackle_cli.cli.profile import profile_commands
from crackle_cli.errors import CrackleError, ExitCode
from crackle_cli.visible import visible

app = typer.Typer(
    name="crackle",
    help="Find the patterns nobody designed in files of metrics.",
    rich_markup_mode=None,
    add_completion=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    pretty_exceptions_enable=False,
)
app.command(no_args_is_help=False)(flattened(cool))
app.add_typer(profile_commands, name="profile")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"crackle {__version__}")
        raise typer.Exit


@app.callback()
def _crackle(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print it.")
    ] = False,
) -> None:
    """Find the patterns nobody designed in files of metrics."""


def main() -> NoReturn:
    """Run the command line and leave with its exit code."""
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # end quietly, as other filters do
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    sys.exit(_run())


def _run() -> int:
    try:
        code: Any = app(prog_name="crackle", standalone_mode=False)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except CrackleError as error:
        return _refused(str(error))
    except Exception as error:  # noqa: BLE001  # the last resort: never a traceback, never exit 1
        return _unexpected(error)
    return int(code or ExitCode.CLEAN)


def _unexpected(error: Exception) -> int:
    """A mistake in the options, or one of ours: its traceback only under --verbose."""
    in_options = getattr(error, "format_message", None)
    if in_options:
        return _refused(f"{in_options().rstrip('.')} - see crackle --help")
    if "-v" in sys.argv or "--verbose" in sys.argv:
        import traceback

        traceback.print_exc()
    return _refused(f"internal error ({type(error).__name__}: {error}); -v shows where")


def _refused(sentence: str) -> int:
    print(f"crackle: {visible(sentence)}", file=sys.stderr)  # noqa: T201  # this is the way out
    return ExitCode.NO_ANSWER
