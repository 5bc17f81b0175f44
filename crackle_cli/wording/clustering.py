"""Clusters in words."""

from collections.abc import Mapping, Sequence
from typing import Any

from crackle_cli.pattern import Finding
from crackle_cli.table import MetricTable
from crackle_cli.units import Unit
from crackle_cli.wording.amounts import Told, estimates, joined

MOST_TOLD = 3  # metrics of a sentence
MOST_NAMED = 3  # tasks of a sentence


def sentence(finding: Finding, table: MetricTable) -> str:
    """A group, or tasks that are unlike all others.

    `37 of 600 tasks: duration 92–118, others 41–50; cache_hits 0, others 180–220`
    `job-17 is unlike all others: memory 9,120, others 310–420; latency 105 ms, others 30–67 ms`
    """
    if finding.evidence.get("method") == "original":
        return _original(finding)
    units = table.census.units
    told = [_difference(a, units.get(a["metric"])) for a in finding.evidence["apart"][:MOST_TOLD]]
    rest = len(finding.evidence["apart"]) - MOST_TOLD
    told += [f"and {rest} more metric{'s' * (rest > 1)}"] if rest > 0 else []
    if finding.evidence["role"] == "outliers":
        return f"{_named(finding, table)} unlike all others: {'; '.join(told)}"
    size = int(finding.numbers["size"] or 0)
    told += [_explained(e, size) for e in finding.evidence["explained_by"][:1]]
    if not finding.evidence["apart"]:
        together = _listed(finding.evidence["seen_in"])
        told.insert(0, f"a group in {together} together")
    return f"{size:,} of {int(finding.numbers['tasks'] or 0):,} tasks: {'; '.join(told)}"


def _original(finding: Finding) -> str:
    distance = finding.numbers["average_distance"]
    size = finding.rows.size
    return f"{size} tasks clustered together in metric space (average distance: {distance:.3f})"


def _difference(apart: Mapping[str, Any], unit: Unit | None) -> str:
    ends = estimates([*apart["inside"], *apart["others"]], unit)
    return f"{apart['metric']} {_range(ends[:2])}, others {_range(ends[2:])}"


def _range(ends: Sequence[Told]) -> str:
    low, high = ends
    if low == high:
        return str(low)
    return joined(ends, " to " if low.number.startswith("−") else "–")


def _explained(explanation: Mapping[str, Any], size: int) -> str:
    """`all 37 have runner = arm64, and no other task`; of a sample, `all 9 of a sample of them`."""
    inside, others, looked_at = explanation["inside"], explanation["others"], explanation["of"]
    who = f"all {looked_at:,}" if inside == looked_at else f"{inside:,}"
    if looked_at != size:
        who += f" of a sample of {looked_at:,} of them"
    elif inside != size:
        who += " of them"
    rest = f"and {others:,} of the others" if others else "and no other task"
    return f"{who} have {explanation['column']} = {explanation['text']}, {rest}"


def _named(finding: Finding, table: MetricTable) -> str:
    names = [table.labels[row] for row in finding.rows[:MOST_NAMED]]
    rest = int(finding.numbers["size"] or 0) - len(names)
    names += [f"{rest} more"] if rest else []
    return f"{names[0]} is" if len(names) == 1 else f"{_listed(names)} are"


def _listed(names: list[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]
