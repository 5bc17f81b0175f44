"""Phase transitions in words."""

from collections.abc import Mapping, Sequence
from typing import Any

from crackle_cli.detectors.finding import Finding
from crackle_cli.table.metric_table import MetricTable
from crackle_cli.table.units import Unit
from crackle_cli.wording.amounts import arrow
from crackle_cli.wording.numbers import relative

MOST_NAMED = 5  # metrics of one transition that its sentence goes through


def sentence(finding: Finding, table: MetricTable) -> str:
    """One line, such as these.

    `duration rose by 23.9 % at b311: 45.1 → 55.9`
    `duration rose by 23.9 % at b311, back at b340: 45.1 → 55.9`
    `p99 fell back by 20 % at b9: 90 → 72 ms`
    """
    where = table.task(finding.place.row) if finding.place else ""
    if finding.back:
        where += f", back at {table.task(finding.back.row)}"
    again = "" if finding.since is None else " back"
    units = table.census.units
    changes = finding.evidence.get("changes", ())
    if len(changes) > 1:
        named = [
            f"{c['metric']} {_change(c)} ({_levels(c, units.get(c['metric']))})"
            for c in changes[:MOST_NAMED]
        ]
        rest = len(changes) - MOST_NAMED
        more = [f"{rest} more"] if rest > 0 else []
        verb = "changed in spread" if finding.evidence["form"] == "spread" else "shifted"
        return f"{_listed(finding.metrics)} {verb}{again} at {where}: {', '.join([*named, *more])}"
    metric, numbers = finding.metrics[0], finding.numbers
    told = _levels(numbers, units.get(metric))
    match finding.evidence["form"]:
        case "drift" if finding.place:
            return f"{metric} drifts differently from {where}: {told} per task"
        case "drift":
            pace = finding.evidence.get("pace", "even")
            drifted = f"{metric} {_drift(numbers)} {_along(finding, table)}: {told}"
            return drifted if pace == "even" else f"{drifted}, {pace}"
        case "spread":
            return f"{metric}: spread {_change(numbers, again)} at {where}: {told}"
        case "spike":
            return f"{metric} is odd at {where}, the last task: {told} (suspect)"
    return f"{metric} {_change(numbers, again)} at {where}: {told}"


def _along(finding: Finding, table: MetricTable) -> str:
    """Where a drift was: all along, or in a part of the tasks."""
    if not finding.evidence.get("part") or table.sampled:
        return "along the order"
    return f"from {table.task(int(finding.rows[0]))} to {table.task(int(finding.rows[-1]))}"


def _change(numbers: Mapping[str, Any], again: str = "") -> str:
    verb = ("rose" if numbers["after"] > numbers["before"] else "fell") + again
    change = _relative(numbers)
    return f"{verb} by {change}" if change else verb


def _levels(numbers: Mapping[str, Any], unit: Unit | None) -> str:
    return arrow(numbers["before"], numbers["after"], unit)


def _listed(names: Sequence[str]) -> str:
    """`a, b and c`; the first ones and a count where there are many."""
    if len(names) > MOST_NAMED:
        return f"{', '.join(names[:MOST_NAMED])} and {len(names) - MOST_NAMED} more metrics"
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]


def _drift(numbers: Mapping[str, Any]) -> str:
    way = "up" if numbers["after"] > numbers["before"] else "down"
    change = _relative(numbers)
    return f"drifted {way} by {change}" if change else f"drifted {way}"


def _relative(numbers: Mapping[str, Any]) -> str:
    """The change in per cent; none of what changed its sign."""
    if numbers["before"] * numbers["after"] < 0:
        return ""
    return relative(numbers["change_pct"]) or ""
