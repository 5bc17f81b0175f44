"""A row for each pattern as CSV; no cell can be taken for a formula by a spreadsheet."""

import csv
from io import StringIO

from crackle_cli.report.render.words import group_prefix
from crackle_cli.report.report import Report
from crackle_cli.visible import visible

COLUMNS = (
    "id", "kind", "confidence", "description", "group", "metrics", "tasks",
    "status", "direction", "gates", "file", "line", "standing",
)  # fmt: skip
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def render(report: Report) -> str:
    """A header and the patterns, strongest first."""
    stream = StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for entry in report.entries:
        pattern, judged = entry.pattern, entry.judged
        file, line = entry.location or ("", "")
        cells = (
            pattern.id,
            str(pattern.kind),
            f"{pattern.confidence:.4f}",
            pattern.description,
            group_prefix(pattern.group).removesuffix(": "),
            "; ".join(pattern.involved_metrics),
            len(pattern.involved_tasks),
            judged.status,
            judged.direction or "",
            str(judged.gates).lower(),
            file,
            line,
            str(pattern.standing).lower(),
        )
        writer.writerow([harmless(visible(str(cell))) for cell in cells])
    return stream.getvalue()


def harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell
