"""How a line is taken for a command, and how a command's help is laid out."""

from pathlib import Path
from typing import Any

from typer.core import TyperCommand, TyperGroup

from crackle_cli.errors import UsageError
from crackle_cli.suggest import did_you_mean

DASH = "-"
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


class Command(TyperCommand):
    """A command whose help lists its options under the panels that they belong to."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the arguments, each panel in the order of its first option, then the rest."""
        panels: dict[str, list[tuple[str, str]]] = {}
        for parameter in self.get_params(ctx):
            told = parameter.get_help_record(ctx)
            if told is not None:
                positional = parameter.param_type_name == "argument"
                panel = "Arguments" if positional else getattr(parameter, "rich_help_panel", None)
                panels.setdefault(panel or "Other", []).append(told)
        for panel, records in panels.items():
            with formatter.section(panel):
                formatter.write_dl(records)


def _is_file(name: str) -> bool:
    """Whether an argument is a file, or is written as one."""
    written = name == DASH or any(mark in name for mark in MARKS)
    return written or (name != "" and Path(name).exists())
