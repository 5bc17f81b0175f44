"""Standard streams and files: where text leaves the program."""

import os
import shutil
import sys
from pathlib import Path
from typing import TextIO

from crackle_cli.errors import UsageError
from crackle_cli.visible import visible, wrapped


def say(line: str) -> None:
    """One line on stderr, wrapped on a terminal: everything that is not the answer."""
    told = visible(line)
    if sys.stderr.isatty():
        told = wrapped(told, terminal_width())
    sys.stderr.write(told + "\n")


def write(text: str, path: str | None) -> None:
    """To stdout, or to a file, whole or not at all."""
    if path is None or path == "-":
        _write_out(text)
        return
    write_file(text, Path(path))


def nowhere() -> TextIO:
    """A stream that swallows everything."""
    return Path(os.devnull).open("w")  # it lasts as long as the process


def _write_out(text: str) -> None:
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except OSError as error:
        sys.stdout = nowhere()  # what is left would fail again at exit
        raise UsageError(f"stdout: cannot be written: {error.strerror}") from None


def write_file(text: str, path: Path) -> None:
    """Replace a file in one step (a temporary file beside it, then a rename)."""
    import tempfile  # 1 ms that most runs do not need

    try:
        if path.exists() and not path.is_file():  # a device such as /dev/stderr stays
            path.write_text(text, encoding="utf-8", errors="backslashreplace")
            return
        with tempfile.NamedTemporaryFile(
            "w",
            dir=path.parent,
            prefix=f".{path.name}.",
            delete=False,
            encoding="utf-8",
            errors="backslashreplace",
            newline="",
        ) as stream:
            stream.write(text)
        _open_up(stream.name)
        Path(stream.name).replace(path)
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror}") from None


def _open_up(name: str) -> None:
    """The permissions that a plain new file gets; temporary files are private."""
    mask = os.umask(0)
    os.umask(mask)
    Path(name).chmod(0o666 & ~mask)


def terminal_width() -> int:
    """Columns of the terminal (COLUMNS first), 80 where there is none."""
    return max(20, shutil.get_terminal_size((80, 24)).columns)


def wants_colour(refused: bool) -> bool:
    """--no-color, then NO_COLOR, then FORCE_COLOR, then whether stdout is a terminal."""
    if refused or os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
