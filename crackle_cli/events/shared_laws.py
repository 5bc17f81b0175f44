"""Laws that hold in every --by group are laws of the whole table, told once. O(n) for each."""

from collections import defaultdict
from collections.abc import Hashable, Sequence

from crackle_cli.detectors.conservation.findings import LawFinding
from crackle_cli.detectors.conservation.law_findings import finding
from crackle_cli.detectors.finding import Finding
from crackle_cli.detectors.view import View
from crackle_cli.events.suspect_metric import with_suspects
from crackle_cli.laws.law import LawKind
from crackle_cli.table.metric_table import MetricTable
from crackle_cli.table.part import Part

Events = list[tuple[Part, tuple[Finding, ...]]]
STRICT = (LawKind.EXACT, LawKind.ROUNDED)  # the tolerance of an approximate law is a group's own


def with_common_laws(events: Events, view: View) -> Events:
    """The findings of each group without the laws that all groups share, and these at the end."""
    table = view.table
    same: dict[Hashable, list[LawFinding]] = defaultdict(list)
    for _, found in events:
        for one in found:
            if isinstance(one, LawFinding) and _is_told_of_one_task(one, table):
                same[one.key].append(one)
    common = {key: group for key, group in same.items() if len(group) == len(events)}
    apart = [(part, tuple(f for f in found if f.key not in common)) for part, found in events]
    whole = with_suspects([_joined(group, table) for group in common.values()], view)
    return [*apart, (view.part, whole)]


def _is_told_of_one_task(one: LawFinding, table: MetricTable) -> bool:
    """Whether it is a strict law without a metric of the task before, which is the group's own."""
    return one.law.kind in STRICT and all(metric in table.metrics for metric in one.law.metrics)


def _joined(found: Sequence[LawFinding], table: MetricTable) -> LawFinding:
    loosest = max(found, key=lambda one: one.law.tolerance)
    p_values = [one.p_value for one in found if one.p_value is not None]
    return finding(loosest.law, table, max(p_values, default=None))
