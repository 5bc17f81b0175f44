"""A finding as a pattern: its sentence, the labels of its tasks, and an id that stays."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from crackle_cli.cooling.pattern import CracklePattern
from crackle_cli.detectors.finding import Finding, PatternKind, Place
from crackle_cli.table.labels import SomeLabels
from crackle_cli.table.metric_table import MetricTable
from crackle_cli.table.part import Part
from crackle_cli.wording import sentence

MANY = 1000  # labels: to make each takes a fifth of a microsecond, and few of so many are read
MOST_STARTS = 100  # labels kept of the tasks at which a transition may begin


def named(finding: Finding, part: Part, table: MetricTable) -> CracklePattern:
    """The pattern that a finding in one part of the table is; its rows are those of the table."""
    begins = table.labels[finding.place.row] if finding.place else ""
    return CracklePattern(
        kind=finding.kind,
        description=sentence(finding, table),
        confidence=finding.strength_low,
        involved_tasks=_labels(finding, table),
        metrics=_numbers(finding, part),
        involved_metrics=finding.metrics,
        group=part.group,
        id=pattern_id(finding, part.group, begins),
        evidence=_evidence(finding, part, table),
    )


def pattern_id(finding: Finding, group: Mapping[str, str], begins: str) -> str:
    """Kind and a hash of the sorted metrics, the group, what identifies it and where it begins.

    `begins` is the label of the task at which a transition begins, else empty. Row numbers,
    confidence and estimates stay out: they change from run to run.
    """
    parts = [*sorted(finding.metrics), "|", *(f"{k}={v}" for k, v in sorted(group.items()))]
    text = "\x1f".join([*parts, "|", finding.identity, begins])
    import hashlib  # 3 ms that a run without patterns does not need

    digest = hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:8]
    return f"{finding.kind}-{digest}"


def told_apart(ids: Sequence[str]) -> list[str]:
    """The ids, the second of equal ones with `-2`, the third with `-3`."""
    seen: Counter[str] = Counter()
    result = []
    for name in ids:
        seen[name] += 1
        result.append(name if seen[name] == 1 else f"{name}-{seen[name]}")
    return result


def _labels(finding: Finding, table: MetricTable) -> Sequence[str]:
    """The labels of the rows; where they are many, made when asked for.

    Of a sample: all that follow a shift until it is taken back, those of a group that were looked
    at, else all.
    """
    rows = finding.rows
    if table.sampled and finding.kind is not PatternKind.CLUSTERING:
        stop = finding.back.row if finding.back else None
        return table.labels[finding.place.row : stop] if finding.place else table.labels
    if rows.size == table.tasks:
        return table.labels
    some = SomeLabels(table.labels, rows)
    return some if rows.size > MANY else tuple(some)


def _numbers(finding: Finding, part: Part) -> dict[str, float | None]:
    numbers = {**finding.numbers, "p_value": finding.p_value}
    place = finding.place
    if place:
        after = part.tasks - part.first_of(place.row)
        numbers |= {"row": place.row, "row_low": place.low, "row_high": place.high}
        numbers["tasks_after"] = after
    back = finding.back
    if back:
        numbers |= {"row_back": back.row, "row_back_low": back.low, "row_back_high": back.high}
    return numbers


def _evidence(finding: Finding, part: Part, table: MetricTable) -> dict[str, Any]:
    evidence = {"strength": finding.strength, **finding.evidence}
    if finding.violators:
        evidence["violators"] = [
            {
                "label": table.labels[v.row],
                "row": v.row,
                "residual": v.residual,
                "suspect": v.suspect or None,
            }
            for v in finding.violators
        ]
    if finding.place:
        evidence["begins"] = table.labels[finding.place.row]
        evidence["may_begin"] = _starts(finding.place, part, table)
    if finding.back:
        evidence["back"] = table.labels[finding.back.row]
    if finding.since is not None:
        evidence["ends"] = pattern_id(finding, part.group, table.labels[finding.since])
    return evidence


def _starts(place: Place, part: Part, table: MetricTable) -> list[str]:
    """Labels of the tasks in the 95 % interval of a place, those nearest to it first."""
    near = sorted(part.between(place.low, place.high), key=lambda row: abs(row - place.row))
    return [table.labels[row] for row in near[:MOST_STARTS]]
