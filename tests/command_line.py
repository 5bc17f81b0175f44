"""The help of every command, for docs/command_line.md."""

from collections.abc import Iterator

import typer

from crackle_cli.cli.app import app
from tests.cli.run import crackle

WIDTH = "100"


def commands() -> str:
    """A heading and the help of each command, those inside others after them."""
    parts = [
        f"## {' '.join(('crackle', *path))}\n\n```text\n{helped(path)}```\n"
        for path in _paths(typer.main.get_command(app))
    ]
    return "\n".join(parts)


def helped(path: tuple[str, ...]) -> str:
    """What `--help` prints at the width of the page."""
    return crackle(*path, "--help", COLUMNS=WIDTH).stdout


def _paths(command: object, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield path
    for name, inner in getattr(command, "commands", {}).items():
        yield from _paths(inner, (*path, name))
