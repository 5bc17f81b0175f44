"""The only exit: every outcome of a command becomes an exit code, every mistake one sentence."""

import gc
import os
import signal
import sys
from contextlib import suppress
from typing import Any, NoReturn

from crackle_cli.errors import CrackleError, ExitCode

SELDOM = 100_000  # objects more than before, until garbage in cycles is looked for


def main() -> NoReturn:
    """Run the command line and leave with its exit code."""
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # end quietly, as other filters do
    if sys.stdout is None or sys.stderr is None:  # the shell has closed it
        from crackle_cli.cli.streams import nowhere

        sys.stdout, sys.stderr = sys.stdout or nowhere(), sys.stderr or nowhere()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    _leave(_run())


def _leave(code: int) -> NoReturn:
    """End at once: to take the interpreter apart first takes 7 ms, a sixth of `crackle --help`.

    Files are closed and threads have ended by now, or are not waited for after an interrupt.
    """
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):
            stream.flush()
    os._exit(code)


def _run() -> int:
    interrupt = _Interrupt()
    signal.signal(signal.SIGINT, interrupt)
    try:
        code: Any = _app()(prog_name="crackle", standalone_mode=False)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except CrackleError as error:
        return _refused(str(error))
    except Exception as error:  # noqa: BLE001  # the last resort: never a traceback, never exit 1
        return ExitCode.INTERRUPTED if interrupt.came else _unexpected(error)
    return int(code or ExitCode.CLEAN)


class _Interrupt:
    """Python's own answer to Ctrl-C, remembered: libraries turn it into errors of theirs."""

    came = False

    def __call__(self, number: int, frame: Any) -> NoReturn:
        self.came = True
        signal.default_int_handler(number, frame)
        raise KeyboardInterrupt


def _app() -> Any:
    """The commands. Imports and tables leave no cycles: looking for some takes 7 % of a start."""
    gc.set_threshold(SELDOM)
    from crackle_cli.cli.app import app

    return app


def _unexpected(error: Exception) -> int:
    """A mistake in the options, or one of ours: its traceback only under --verbose."""
    if hasattr(error, "format_message"):
        from crackle_cli.cli.mistakes import in_options

        return _refused(in_options(error))
    if "-v" in sys.argv or "--verbose" in sys.argv:
        import traceback

        traceback.print_exc()
    return _refused(f"internal error ({type(error).__name__}: {error}); -v shows where")


def _refused(sentence: str) -> int:
    from crackle_cli.visible import visible

    print(f"crackle: {visible(sentence)}", file=sys.stderr)  # noqa: T201  # this is the way out
    return ExitCode.NO_ANSWER
