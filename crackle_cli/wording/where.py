"""Where a change is, by a text column, in words: never because."""

from collections.abc import Sequence

from crackle_cli.detectors.phase_transition.findings import Change, ChangePoint, Mix, Placed
from crackle_cli.detectors.phase_transition.where import Mixed, Scope
from crackle_cli.table.metric_table import MetricTable
from crackle_cli.table.units import Unit
from crackle_cli.wording.amounts import Written, arrow, estimates, written

MOST_VALUES = 3  # of a column that a sentence names
MOST_METRICS = 5
PER_CENT = Written(Unit("%"))


def switched(finding: Placed) -> str:
    """The text column that turns at the same task, after its name."""
    if not isinstance(finding, ChangePoint) or not finding.switch:
        return ""
    column, before, after = finding.switch
    return f", where {column} turns {before} → {after}"


def scoped(finding: ChangePoint, sentence: str) -> str:
    """`region = eu: …; us, ap and sa unchanged`, `…; the share of endpoint = /search rose too`."""
    if finding.scope and not finding.scope.each:
        return f"{_moved(finding.scope)}: {sentence}{_unchanged(finding.scope)}"
    if finding.mixed and not isinstance(finding, Mix):
        mixed = finding.mixed
        verb = "rose" if mixed.after > mixed.before else "fell"
        also = verb if _is_other_way(finding) else f"{verb} too"
        return f"{sentence}; {_share(mixed)} {also}, {_from_to(mixed)}"
    return sentence


def mix(finding: Mix, mixed: Mixed, at: str, table: MetricTable) -> str:
    """`the share of endpoint = /search rose from 10 to 50 % at r202; latency within each …`."""
    metrics = finding.metrics
    verb = "rose" if mixed.after > mixed.before else "fell"
    named = listed(metrics, MOST_METRICS)
    are = "is" if len(metrics) == 1 else "are"
    return (
        f"{_share(mixed)} {verb} {_from_to(mixed)} at {at}; {named} within each {mixed.column} "
        f"{are} unchanged{_level(finding.leading, mixed, table) if len(metrics) == 1 else ''}"
    )


def _level(change: Change, mixed: Mixed, table: MetricTable) -> str:
    """`: /search 180 ms, others 60 ms`: why another share moves the metric."""
    if change.parts is None:
        return ""
    levels = change.parts.value_level, change.parts.others_level
    own, others = estimates(levels, written(table, change.metric))
    return f": {mixed.value} {own}, others {others}"


def _is_other_way(finding: ChangePoint) -> bool:
    """Whether the share goes the other way than the metric."""
    assert finding.mixed is not None
    change = finding.changes[0]
    return (change.after > change.before) != (finding.mixed.after > finding.mixed.before)


def _share(mixed: Mixed) -> str:
    return f"the share of {mixed.column} = {mixed.value}"


def _from_to(mixed: Mixed) -> str:
    told = arrow(100.0 * mixed.before, 100.0 * mixed.after, PER_CENT, digits=2)
    before, _, after = told.partition(" → ")
    return f"from {before} to {after}"


def _moved(scope: Scope) -> str:
    """`region = eu and us`; of many all but the others."""
    moved = [one.value for one in scope.moved]
    others = [one.value for one in scope.unchanged]
    if len(moved) > MOST_VALUES and len(moved) + len(others) == scope.values:
        return f"{scope.column} other than {listed(others)}"
    return f"{scope.column} = {listed(moved)}"


def _unchanged(scope: Scope) -> str:
    others = [one.value for one in scope.unchanged]
    if not others:
        return ""
    if len(others) <= MOST_VALUES:
        return f"; {listed(others)} unchanged"
    rest = len(scope.moved) + len(others) == scope.values
    return f"; {'the ' * rest}{len(others)} others unchanged"


def listed(names: Sequence[str], most: int = MOST_VALUES) -> str:
    """`a`, `a, b and c`, `a, b and 4 more`."""
    few = len(names) <= most
    first = names[:-1] if few else names[: most - 1]
    last = names[-1] if few else f"{len(names) - len(first)} more"
    return f"{', '.join(first)} and {last}" if first else last
