"""A finding as a pattern: its sentence, the labels of its tasks, and an id that stays."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from crackle_cli.cooling.pattern import Breach, Breaches, CracklePattern, Onset, PartOf
from crackle_cli.detectors.clustering.findings import Cluster
from crackle_cli.detectors.conservation.findings import Check, LawFinding
from crackle_cli.detectors.finding import Finding, Place
from crackle_cli.detectors.phase_transition.findings import Abrupt, Placed
from crackle_cli.detectors.several import SeveralGroups
from crackle_cli.events.shared_findings import REPEATED, Told
from crackle_cli.laws.law import Violator
from crackle_cli.table.labels import SomeLabels
from crackle_cli.table.metric_table import MetricTable
from crackle_cli.table.part import Part
from crackle_cli.wording import sentence, shared
from crackle_cli.wording.shared import groups_told

MOST_MADE = 1000  # labels: to make each takes a fifth of a microsecond, and few of so many are read
MOST_STARTS = 100  # labels kept of the tasks at which a transition may begin


def patterns_of(told: Told, table: MetricTable) -> Iterator[CracklePattern]:
    """The pattern that one event is, and those that the parts of its findings are."""
    whole = named_together(told, table)
    yield whole
    for part, finding in told:
        for one in finding.parts:
            yield named(one, part, table, whole.id)


def named(
    finding: Finding, part: Part, table: MetricTable, whole: str | None = None
) -> CracklePattern:
    """The pattern that a finding in one part of the table is; its rows are those of the table.

    `whole`: the id of the pattern that it is a part of.
    """
    begins = table.labels[finding.place.row] if isinstance(finding, Placed) else ""
    return CracklePattern(
        description=sentence(finding, table),
        involved_tasks=_labels(finding, table),
        group=part.group,
        id=pattern_id(finding, part.group, begins),
        finding=finding,
        where=_where(finding, part, table, whole),
    )


def named_together(told: Told, table: MetricTable) -> CracklePattern:
    """The pattern that one event is, whether one group tells it or several do.

    Of several it has the numbers and the place of the first one, and is as sure as the surest.
    """
    patterns = tuple(named(finding, part, table) for part, finding in told)
    first = patterns[0]
    if len(patterns) == 1:
        return first
    findings = [finding for _, finding in told]
    surest = max(findings, key=lambda f: f.confidence)
    p_values = [f.p_value for f in findings if f.p_value is not None]
    common = replace(
        findings[0],
        strength=surest.strength,
        confidence=surest.confidence,
        p_value=min(p_values, default=None),
    )
    begins = first.onset.begins.partition(REPEATED)[0] if first.onset else ""
    where = groups_told([p.group for p in patterns], len(table.groups))
    return replace(
        first,
        description=f"{where}: {shared.sentence(findings, table)}",
        group={},
        id=pattern_id(common, dict.fromkeys(first.group, ""), begins),
        finding=common,
        of_groups=patterns,
    )


def with_ends_of(patterns: Sequence[CracklePattern]) -> list[CracklePattern]:
    """The patterns, the ends of events among them with the id of what several groups tell."""
    shared_id = {one.id: p.id for p in patterns for one in p.of_groups}
    return [
        replace(p, where=p.onset._replace(ends=shared_id[p.ends]))
        if p.onset and p.ends in shared_id
        else p
        for p in patterns
    ]


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
    if table.sampled and not isinstance(finding, Cluster | SeveralGroups):
        if not isinstance(finding, Placed):
            return table.labels
        back = finding.back if isinstance(finding, Abrupt) else None
        return table.labels[finding.place.row : back.row if back else None]
    if rows.size == table.tasks:
        return table.labels
    some = SomeLabels(table.labels, rows)
    return some if rows.size > MOST_MADE else tuple(some)


def _where(
    finding: Finding, part: Part, table: MetricTable, whole: str | None
) -> Onset | Breaches | PartOf | None:
    match finding:
        case Placed():
            return _onset(finding, part, table, whole)
        case LawFinding(violators=[_, *_]):
            return Breaches(tuple(_breach(v, finding.check, table) for v in finding.violators))
    return None if whole is None else PartOf(whole)


def _onset(finding: Placed, part: Part, table: MetricTable, whole: str | None) -> Onset:
    place, labels = finding.place, table.labels
    onset = Onset(
        *place,
        tasks_after=part.tasks - part.first_of(place.row),
        begins=labels[place.row],
        may_begin=tuple(_starts(place, part, table)),
        ends=whole,
    )
    if not isinstance(finding, Abrupt):
        return onset
    back, since = finding.back, finding.since
    if back:
        onset = onset._replace(
            row_back=back.row,
            row_back_low=back.low,
            row_back_high=back.high,
            back=labels[back.row],
        )
    if since is not None and whole is None:
        onset = onset._replace(ends=pattern_id(finding, part.group, labels[since]))
    return onset


def _breach(violator: Violator, check: Check | None, table: MetricTable) -> Breach:
    row, residual, suspect = violator
    recorded = None if check is None else row in check.excused
    return Breach(table.labels[row], row, residual, suspect or None, recorded)


def _starts(place: Place, part: Part, table: MetricTable) -> list[str]:
    """Labels of the tasks in the 95 % interval of a place, those nearest to it first."""
    near = sorted(part.between(place.low, place.high), key=lambda row: abs(row - place.row))
    return [table.labels[row] for row in near[:MOST_STARTS]]
