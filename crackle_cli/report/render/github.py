"""GitHub annotations: `::error` for what trips the gate, `::notice` for the rest."""

from crackle_cli.report.render.words import description
from crackle_cli.report.report import Entry, Report
from crackle_cli.visible import visible
from crackle_cli.wording.numbers import certainty


def render(report: Report) -> str:
    """One workflow command for each pattern; an error without a place is shown on the job."""
    standing = (f"::notice title=crackle::{data(visible(line))}\n" for line in report.standing)
    return "".join([*map(_command, report.told), *standing])


def _command(entry: Entry) -> str:
    pattern = entry.pattern
    level = "error" if entry.judged.gates else "notice"
    properties = [f"title={_property(f'crackle: {pattern.kind.words}')}"]
    if entry.location:
        file, line = entry.location
        properties = [f"file={_property(file)}", f"line={line}", *properties]
    told = f"{description(pattern.group, pattern.description)} ({certainty(pattern.confidence)})"
    return f"::{level} {','.join(properties)}::{data(told)}\n"


def data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return data(text).replace(":", "%3A").replace(",", "%2C")
