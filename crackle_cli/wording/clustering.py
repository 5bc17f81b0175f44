"""Clusters in words."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from crackle_cli.detectors.finding import Finding
from crackle_cli.statistics.noise import scale
from crackle_cli.statistics.ranks import median
from crackle_cli.table.arrays import Rows
from crackle_cli.table.metric_table import MetricTable
from crackle_cli.table.units import Unit
from crackle_cli.wording.amounts import Told, estimates, joined, value

MOST_TOLD = 3  # metrics of a sentence
MOST_NAMED = 3  # tasks of a sentence
MOST_MIDDLES = 2  # metrics whose medians are told


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
        told.insert(0, _together(finding, table))
    return f"{size:,} of {int(finding.numbers['tasks'] or 0):,} tasks: {'; '.join(told)}"


def _original(finding: Finding) -> str:
    distance = finding.numbers["average_distance"]
    size = finding.rows.size
    return f"{size} tasks clustered together in metric space (average distance: {distance:.3f})"


def _together(finding: Finding, table: MetricTable) -> str:
    """What no metric shows alone, by the metrics whose medians differ most.

    `a group in rows_in and rows_out together (medians: rows_in 84,000, others 120,000)`
    """
    names = finding.evidence["seen_in"]
    told = f"a group in {_listed(names)} together"
    if finding.numbers["tasks"] != table.tasks:  # a sample, in which its rows have other numbers
        return told
    middles = [m for name in names if (m := _middles(name, table, finding.rows))]
    middles.sort(key=lambda middle: -middle.apart)
    sides = [
        (m.metric, estimates([m.inside, m.others], table.census.units.get(m.metric)))
        for m in middles[:MOST_MIDDLES]
    ]
    medians = "; ".join(f"{name} {inside}, others {others}" for name, (inside, others) in sides)
    return f"{told} (medians: {medians})" if sides else told


class _Middles(NamedTuple):
    """The medians of a metric in a group and outside it, and how many spreads they are apart."""

    metric: str
    inside: float
    others: float
    apart: float


def _middles(name: str, table: MetricTable, rows: Rows) -> _Middles | None:
    """None where one side has no values, or the metric no spread."""
    values = table.metrics[name]
    sides = [v[np.isfinite(v)] for v in (values[rows], np.delete(values, rows))]
    if not all(side.size for side in sides):
        return None
    inside, others = map(median, sides)
    spread = scale(np.concatenate([sides[0] - inside, sides[1] - others]))
    return _Middles(name, inside, others, abs(inside - others) / spread) if spread else None


def _difference(apart: Mapping[str, Any], unit: Unit | None) -> str:
    ends = estimates([*apart["inside"], *apart["others"]], unit)
    inside, others = (
        _range(told, side, unit)
        for told, side in ((ends[:2], apart["inside"]), (ends[2:], apart["others"]))
    )
    return f"{apart['metric']} {inside}, others {others}"


def _range(ends: Sequence[Told], values: Sequence[float], unit: Unit | None) -> str:
    """Both ends, or the one value that all have, to the digit: 19.95 is no price of 19.9."""
    low, high = ends
    if values[0] == values[1]:
        return str(value(values[0], unit))
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
    names = [table.task(row) for row in finding.rows[:MOST_NAMED]]
    rest = int(finding.numbers["size"] or 0) - len(names)
    names += [f"{rest} more"] if rest else []
    return f"{names[0]} is" if len(names) == 1 else f"{_listed(names)} are"


def _listed(names: list[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]
