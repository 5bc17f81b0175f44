"""How a line is taken for a command: a bare file stands for `cool`."""

from pathlib import Path
from typing import Any

from typer.core import TyperGroup

from crackle_cli.errors import UsageError
from crackle_cli.suggest import did_you_mean

STDIN = "-"
MARKS = "./\\*?["  # a suffix, a folder or a glob: no command has them


class Commands(TyperGroup):
    """The commands by name, and `cool` for what names a file: `crackle builds.csv`."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command and what it is given. Raises UsageError where there is none."""
        name = args[0]
        known = self.list_commands(ctx)
        if name not in known and _is_file(name):
            args = ["cool", *args]
        elif name not in known:
            hint = did_you_mean(name, known)
            raise UsageError(
                f'no command "{name}"{hint}; commands: {", ".join(known)}, or name a file'
            )
        return super().resolve_command(ctx, args)


def _is_file(name: str) -> bool:
    """Whether an argument is a file, or is written as one."""
    written = name == STDIN or any(mark in name for mark in MARKS)
    return written or (name != "" and Path(name).exists())
