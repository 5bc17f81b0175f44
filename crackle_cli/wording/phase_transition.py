"""Phase transitions in words."""

from crackle_cli.pattern import Finding
from crackle_cli.table import MetricTable
from crackle_cli.wording.numbers import number, percent


def sentence(finding: Finding, table: MetricTable) -> str:
    """`duration rose by 23.9 % at b311: 45.1 → 55.9`."""
    before, after = finding.numbers["before"], finding.numbers["after"]
    change = finding.numbers["change_pct"]
    assert before is not None and after is not None and finding.place
    verb = "rose" if after > before else "fell"
    by = "" if change is None else f" by {percent(change)}"
    where = table.labels[finding.place.row]
    return f"{finding.metrics[0]} {verb}{by} at {where}: {number(before)} → {number(after)}"
