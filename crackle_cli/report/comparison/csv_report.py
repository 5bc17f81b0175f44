"""A row for each change and each metric that is not told apart, as CSV."""

import csv
from collections.abc import Sequence
from io import StringIO

from crackle_cli.comparison.comparison import Comparison
from crackle_cli.comparison.findings import Finding, LevelChange, Same
from crackle_cli.report.comparison.words import verdict
from crackle_cli.report.render.csv_report import harmless
from crackle_cli.visible import visible

COLUMNS = (
    "base", "new", "kind", "metric", "verdict", "gates", "before", "after",
    "change", "change_low", "change_high", "ratio", "ratio_low", "ratio_high", "p_value",
    "smallest_seen", "description",
)  # fmt: skip
NUMBERS = range(COLUMNS.index("before"), COLUMNS.index("description"))


def render(comparisons: Sequence[Comparison]) -> str:
    """A header, and the rows of every comparison."""
    stream = StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in comparisons:
        names = one.base.name, one.new.name
        for told in one.changes:
            found = told.finding
            gates = str(told.gates).lower()
            head = (*names, found.kind, found.metrics[0], verdict(told), gates)
            writer.writerow(_row((*head, *_numbers(found), "", told.sentence)))
        for same in one.same:
            seen = "" if same.smallest is None else repr(same.smallest)
            head = (*names, "same", same.metric, "same", "false")
            writer.writerow(_row((*head, *_numbers(same), seen, "")))
    return stream.getvalue()


def _numbers(found: Finding | Same) -> tuple[str, ...]:
    p = "" if found.p_value is None else repr(found.p_value)
    if not isinstance(found, LevelChange | Same):
        return (*[""] * 8, p)
    size = found.size
    ratio = [""] * 3 if size.ratio is None else [repr(end) for end in size.ratio]
    return (repr(size.before), repr(size.after), *map(repr, size.change), *ratio, p)


def _row(cells: Sequence[str]) -> list[str]:
    """Cells of text begin with nothing that makes a formula; numbers may with a minus sign."""
    return [cell if i in NUMBERS else harmless(visible(cell)) for i, cell in enumerate(cells)]
