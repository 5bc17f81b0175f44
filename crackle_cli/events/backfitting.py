"""Groups and transitions that hide each other, told apart: each in what the other leaves.

Two groups before and after a shift of a metric that parts them are four clusters, and the chance
runs of one group look like shifts. So groups are sought in the metrics that do not shift, shifts
in what is left when the levels of those groups are taken out, and groups again in what is left
when the levels of those shifts are (backfitting: Friedman, Stuetzle, 1981). What correlates only
between the groups is told by them. Two more looks for groups and one for shifts and correlations,
in tables that need it.
"""

from collections.abc import Callable, Container, Hashable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from crackle_cli.detectors.clustering.findings import (
    PARTS_ALONE,
    Apart,
    Contrast,
    Group,
    NamedGroup,
    OddTasks,
)
from crackle_cli.detectors.clustering.odd_findings import retold
from crackle_cli.detectors.clustering.separation import SETS_APART, sets_apart
from crackle_cli.detectors.correlation.findings import Bent, Correlated
from crackle_cli.detectors.finding import Finding, PatternKind
from crackle_cli.detectors.phase_transition.findings import Shift, Transition
from crackle_cli.events.redundancy import is_crossed, is_group, is_stretch, names
from crackle_cli.events.simultaneous import is_shift
from crackle_cli.events.steps import Levelled, Step, on_grid, step_of, without_steps
from crackle_cli.statistics.ranks import median, medians
from crackle_cli.table.arrays import Floats, Rows
from crackle_cli.table.metric_table import MetricTable

Named = Contrast | NamedGroup
Look = Callable[[PatternKind, MetricTable], Sequence[Finding]]

AROUND = 10  # tasks that one of a group is compared with
SOME = 100  # values of a stretch that are compared
DENSE = 0.1  # share of the differences that lies closest together


def untangled(
    findings: Sequence[Finding], cuts: Sequence[int], table: MetricTable, look: Look
) -> Iterator[list[Finding]]:
    """The findings, not merged yet, with groups and changes as the rest of each other shows them.

    One account for each first guess at the groups: those of the metrics that do not shift, and
    those of all metrics with what comes after each of the `cuts`, the first rows after the shifts
    that are told, brought to what came before. `look` tells the findings of a kind in a table of
    the same tasks.
    """
    moving = names(f for f in findings if is_shift(f)) - table.census.nominal
    steady = {name: v for name, v in table.metrics.items() if name not in moving}
    yield _account(findings, moving, _groups(table.with_metrics(steady), look), table, look)
    parted = moving | names(f for f in findings if is_group(f))
    aligned = {
        name: _aligned(values, cuts) if name in parted else values
        for name, values in table.metrics.items()
    }
    yield _account(findings, moving, _groups(table.with_metrics(aligned), look), table, look)


def simpler(account: Sequence[Finding], told: Sequence[Finding], rows: Rows) -> bool:
    """Whether an account tells less than what is `told`, yet of shifts and groups where that does.

    Where most groups are whole stretches between shifts, in a table sorted by its groups, both
    tell the same. The shifts alone are told where each of them leads from group to group in every
    metric of these; a shape that takes several metrics to see is more than that. Else there must
    be fewer groups, or as many and the changes of no metric lost. `rows`: those looked at.
    """
    if len(account) >= len(told):
        return False
    shifts = [f for f in told if is_shift(f)]
    if shifts and not any(is_shift(f) for f in account):
        return False
    groups = [f for f in told if is_group(f)]
    if 2 * sum(is_stretch(g, shifts, rows) for g in groups) > len(groups):
        return _are_levels(groups, shifts, rows)
    count = sum(is_group(f) for f in account)
    return 0 < count < len(groups) or (
        count == len(groups) and _changing(told) <= _changing(account)
    )


def _changing(findings: Sequence[Finding]) -> set[str]:
    """The metrics of which some change along the order is told."""
    return names(f for f in findings if isinstance(f, Transition))


def _are_levels(groups: Sequence[Group], shifts: Sequence[Shift], rows: Rows) -> bool:
    """Whether each shift leads from group to group in every metric that sets these apart.

    And one metric sets each group apart alone.
    """
    if not all(any(a.share >= PARTS_ALONE for a in g.apart) for g in groups):
        return False
    metrics = {a.metric for g in groups for a in g.apart}
    return all(
        metrics <= set(f.metrics) and any(is_crossed(g, f, shifts, rows) for g in groups)
        for f in shifts
    )


def _account(
    findings: Sequence[Finding],
    moving: set[str],
    groups: Sequence[Group],
    table: MetricTable,
    look: Look,
) -> list[Finding]:
    """What is found when the levels of the groups are taken out, and then those of the shifts."""
    moving = moving | names(groups)
    changes = [f for f in findings if _changes(f, moving)]
    if groups:
        left = {
            name: _without_groups(values, groups)
            for name, values in table.metrics.items()  # in whose order they are told
            if name in moving
        }
        changes = list(look(PatternKind.PHASE_TRANSITION, table.with_metrics(left)))
    steps = [step_of(f, table) for f in changes if is_shift(f)]
    level = table.with_metrics(without_steps(table, steps))
    grouped = [
        _retold(f, table, steps)
        for f in look(PatternKind.CLUSTERING, level)
        if not isinstance(f, Named)
    ]
    grouped += [f for f in findings if isinstance(f, Named)]  # as the values are, not levelled
    told = (PatternKind.CLUSTERING, PatternKind.CORRELATION)
    others = (f for f in findings if f.kind not in told and not _changes(f, moving))
    return [*grouped, *changes, *others, *_correlations(findings, level, grouped, look)]


def _groups(table: MetricTable, look: Look) -> list[Group]:
    return [f for f in look(PatternKind.CLUSTERING, table) if is_group(f)]


def _correlations(
    findings: Sequence[Finding], level: MetricTable, grouped: Sequence[Finding], look: Look
) -> list[Finding]:
    """Those between metrics of groups as they are within the groups; others as they were."""
    groups = [f for f in grouped if is_group(f)]
    parted = names(groups)
    found: list[Finding] = [f for f in findings if isinstance(f, Correlated)]
    doubtful = [f for f in found if parted.intersection(f.metrics)]
    if not doubtful:
        return found
    within = {
        name: _without_groups(values, groups) if name in parted else values
        for name, values in level.metrics.items()
    }
    again = look(PatternKind.CORRELATION, level.with_metrics(within))
    keys = {f.key for f in again}  # of a bend the place is that of the values as they are
    kept = [f for f in found if not parted.intersection(f.metrics) or _stays(f, keys)]
    more = [f for f in again if not isinstance(f, Bent)]
    return [*kept, *(f for f in more if parted.intersection(f.metrics))]


def _stays(finding: Finding, keys: Container[Hashable]) -> bool:
    return isinstance(finding, Bent) and finding.key in keys


def _changes(finding: Finding, moving: set[str]) -> bool:
    return isinstance(finding, Transition) and set(finding.metrics) <= moving


def _without_groups(values: Floats, groups: Sequence[Group]) -> Floats:
    """A metric (n,), each group brought to the level of the tasks in none, or in the largest.

    Each task of a group is compared with those around it, so that no shift matters.
    """
    rest = np.ones(values.size, bool)
    for group in groups:
        rest[group.rows] = False
    if not rest.any():
        rest[max(groups, key=lambda g: g.rows.size).rows] = True
    left = values.copy()
    around = np.flatnonzero(rest & ~np.isnan(values))
    for group in groups:
        rows = group.rows[~np.isnan(values[group.rows])]
        if around.size >= AROUND and rows.size:
            first = np.searchsorted(around, rows) - AROUND // 2
            near = np.clip(first, 0, around.size - AROUND)[:, None] + np.arange(AROUND)
            left[rows] -= on_grid(median(values[rows] - medians(values[around[near]])), values)
    return left


def _aligned(values: Floats, cuts: Sequence[int]) -> Floats:
    """A metric (n,), each stretch between cuts moved to where most of it meets those before it.

    By the densest place of the differences between a value of the stretch and one before it,
    which is the shift of them all though groups with levels of their own mix in any shares.
    """
    left = values.copy()
    for start, stop in pairwise([*cuts, values.size]):
        before, here = _some(left[:start]), _some(left[start:stop])
        if before.size and here.size:
            left[start:stop] -= on_grid(_densest((here[:, None] - before).ravel()), values)
    return left


def _some(values: Floats) -> Floats:
    """At most SOME of those that are present, evenly spread."""
    present = values[~np.isnan(values)]
    return present[:: -(-present.size // SOME)] if present.size else present


def _densest(values: Floats) -> float:
    """The middle of the shortest interval that holds a tenth of `values` (n,)."""
    ascending = np.sort(values)
    count = max(1, int(DENSE * ascending.size))
    widths = ascending[count - 1 :] - ascending[: ascending.size - count + 1]
    first = int(widths.argmin())
    return float(median(ascending[first : first + count]))


def _retold(finding: Finding, table: MetricTable, steps: Sequence[Step]) -> Finding:
    """A group or the odd tasks of a table without steps, with what sets them apart in this one."""
    if finding.tally and table.sampled:
        rows = table.sampled.rows
        everywhere = tuple(step._replace(row=int(rows[step.row])) for step in steps)
        finding = replace(finding, tally=Levelled(finding.tally, everywhere))
    match finding:
        case OddTasks():
            return retold(finding, table)
        case Group():
            apart = _apart(table, finding.rows, table.measured)
            clear = [a for a in apart if a.share >= SETS_APART]
            parted = {a.metric for a in clear} or set(finding.metrics)
            metrics = tuple(n for n in table.metrics if n in parted)
            return replace(finding, metrics=metrics, apart=tuple(clear))
    return finding


def _apart(table: MetricTable, rows: Rows, names: Sequence[str]) -> list[Apart]:
    others = np.delete(np.arange(table.tasks), rows)
    found = (sets_apart(table.metrics[name], rows, others, name) for name in names)
    return sorted((a for a in found if a), key=lambda a: -a.share)
