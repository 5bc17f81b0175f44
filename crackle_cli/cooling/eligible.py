"""Which metrics a kind of pattern is sought in: categories and times have no amount."""

from crackle_cli.detectors.finding import PatternKind
from crackle_cli.table.metric_table import MetricTable


def eligible(table: MetricTable, kind: PatternKind) -> MetricTable:
    """The table with the metrics that can have a pattern of a kind.

    Categories have shares, which change along the order; times have sums, which laws bind.
    """
    names = eligible_names(table, kind)
    if len(names) == len(table.metrics):
        return table
    return table.with_metrics({name: table.metrics[name] for name in names})


def eligible_names(table: MetricTable, kind: PatternKind) -> tuple[str, ...]:
    """Their names, in the order of the table."""
    also = {
        PatternKind.PHASE_TRANSITION: table.census.nominal,
        PatternKind.CONSERVATION: table.census.moments,
    }.get(kind, frozenset())
    if not also:
        return table.measured
    measured = {*table.measured, *also}
    return tuple(name for name in table.metrics if name in measured)
