"""What to say of an option that there is not: the one that was meant, and never one by accident."""

from collections.abc import Sequence
from typing import Any

from crackle_cli.cli.options import OutputFormat
from crackle_cli.suggest import nearest

# What other programs call an option of ours, or what looks like one of ours and is none.
OPTIONS_MEANT = {
    "format": ("-f", "--input-format"),
    "type": ("-f", "--input-format", "--only"),
    "delimiter": ("--input-format",),
    "separator": ("--input-format",),
    "columns": ("--metrics",),
    "select": ("--metrics",),
    "exclude": ("--ignore", "--without"),
    "skip": ("--ignore", "--without"),
    "filter": ("--where",),
    "query": ("--where",),
    "group": ("--by",),
    "group-by": ("--by",),
    "groupby": ("--by",),
    "sort": ("--order-by",),
    "sort-by": ("--order-by",),
    "date": ("--order-by", "--where"),
    "time": ("--order-by", "--where"),
    "name": ("--label",),
    "id": ("--label",),
    "top": ("--limit",),
    "head": ("--limit",),
    "threshold": ("--min-confidence",),
    "kind": ("--only",),
    "kinds": ("--only",),
    "config": ("--profile",),
    "settings": ("--profile",),
    "sensitivity": ("--rate", "--profile"),
    "jobs": ("--threads",),
    "workers": ("--threads",),
    "silent": ("--quiet",),
    "debug": ("--verbose",),
}
ABSENT = {
    "html": f"crackle writes no HTML yet; -f takes {', '.join(OutputFormat)}",
    "file": "files are named without an option, such as `crackle cool builds.csv`",
    "input": "files are named without an option, such as `crackle cool builds.csv`",
}
SHORT = {"md": "markdown", "xml": "junit"} | {str(name): str(name) for name in OutputFormat}


def in_options(error: Any) -> str:
    """The sentence for what typer raises when options cannot be meant."""
    context = error.ctx
    if hasattr(error, "possibilities"):
        return _no_such_option(error.option_name, context)
    help_ = f"{context.command_path if context else 'crackle'} --help"
    return f"{error.format_message().rstrip('.')} - see {help_}"


def _no_such_option(given: str, context: Any) -> str:
    command = context.command
    own = _options(command, context)
    name = given.lstrip("-").casefold()
    told = f'no option "{given}"'
    behind = getattr(command, "commands", {}).get("cool")
    if name in ABSENT and name not in own:
        return f"{told}: {ABSENT[name]}"
    if behind is not None and given in _options(behind, context):
        return f"{told} here; it belongs behind a command: crackle cool {given}"
    hint = _hint(name, own)
    return f"{told}{hint} - see {context.command_path} --help"


def _hint(name: str, own: Sequence[str]) -> str:
    if name in SHORT and "--output-format" in own:
        return f" - write -f {SHORT[name]}"
    meant = [option for option in OPTIONS_MEANT.get(name, ()) if option in own]
    if name not in OPTIONS_MEANT:
        long = {option.lstrip("-"): option for option in own if option.startswith("--")}
        near = nearest(name, long)
        meant = [long[near]] if near else []
    return f" - did you mean {' or '.join(meant)}?" if meant else ""


def _options(command: Any, context: Any) -> list[str]:
    return [option for parameter in command.get_params(context) for option in parameter.opts]
