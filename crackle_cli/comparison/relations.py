"""What held between the metrics of base and does not in new: laws, and metrics moving together.

Also groups of tasks and odd tasks that base has none of. All with the detectors there are.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from crackle_cli.comparison.findings import BrokenLaw, Newcomers
from crackle_cli.comparison.rates import rate_p_value
from crackle_cli.comparison.sides import Sides
from crackle_cli.cooling.found_laws import found_laws
from crackle_cli.cooling.pattern import CracklePattern
from crackle_cli.cooling.pipeline import cool
from crackle_cli.cooling.views import TableView
from crackle_cli.detectors.clustering.findings import Group, NamedGroup, OddTasks, OddValue
from crackle_cli.detectors.conservation.findings import LawFinding
from crackle_cli.detectors.finding import Finding, PatternKind
from crackle_cli.gate.checked_laws import checked
from crackle_cli.laws.law import Law
from crackle_cli.laws.previous import metric_of
from crackle_cli.laws.text import formula
from crackle_cli.profile.thermal_profile import ThermalProfile
from crackle_cli.table.arrays import Floats
from crackle_cli.table.metric_table import MetricTable, Unordered

MOST_RELATED = 300  # metrics; to look for relations of more takes longer than all else
FEWER = 0.01  # chance of so many fewer tasks like those of a group in base
IN_NO_ORDER = Unordered("sides are compared whatever their order")  # a step is a group, too


def broken_laws(sides: Sides, every: MetricTable, profile: ThermalProfile) -> tuple[BrokenLaw, ...]:
    """The laws of base that tasks of new break, in the order of their confidence in base.

    every: all tasks of new, of which the side may hold a part. A constant is no relation: that it
    changed is told as a level, or a rate. Of more than MOST_RELATED metrics none is sought.
    """
    if not 1 < len(sides.metrics) <= MOST_RELATED:
        return ()
    base = _shared(sides, sides.base)
    laws = found_laws(cool(base, _only(profile, PatternKind.CONSERVATION)))
    new = _shared(sides, every)
    known = [law for law in laws if len(law.metrics) > 1]
    if not known:
        return ()
    judged = checked(known, TableView(new)).judged
    return tuple(
        _broken(law, one.pattern, one.pattern.finding)
        for law, one in zip(known, judged, strict=True)
        if one.gates and isinstance(one.pattern.finding, LawFinding) and one.pattern.finding.broken
    )


def newcomers(sides: Sides, profile: ThermalProfile, alpha: float) -> tuple[Newcomers, ...]:
    """The groups and odd tasks of new, of metrics in which base has none."""
    if not sides.metrics:
        return ()
    seeking = replace(_only(profile, PatternKind.CLUSTERING), alpha=alpha)
    base = _shared(sides, sides.base)
    found = [
        one
        for one in _clusters(_shared(sides, sides.new), seeking)
        if _is_new(one.finding, base, sides.new.tasks)
    ]
    if not found:
        return ()
    known = {m for p in _clusters(base, seeking) for m in p.involved_metrics}
    return tuple(
        Newcomers(tuple(p.involved_metrics), None, _sort(p), p.description, len(p.involved_tasks))
        for p in found
        if not known & set(p.involved_metrics)
    )


def _sort(pattern: CracklePattern) -> str:
    return "odd tasks" if isinstance(pattern.finding, OddTasks) else "group"


def _is_new(found: Finding, base: MetricTable, tasks: int) -> bool:
    """Whether base has no tasks like those of a group, or surely a smaller share of them.

    tasks: of new in all. Whether base has a group of them by itself depends on more than that.
    """
    if isinstance(found, OddTasks):
        far = [value for one in found.odd for value in one.values]
        return not any(_reaches(base.metrics[one.metric], one) for one in far)
    assert isinstance(found, Group | NamedGroup)
    like = _named_like(found, base) if isinstance(found, NamedGroup) else _lying_in(found, base)
    counts = float(np.count_nonzero(like)), float(found.rows.size)
    smaller = counts[0] / base.tasks < counts[1] / tasks
    return smaller and rate_p_value(counts, (base.tasks, tasks)) <= FEWER


def _named_like(found: NamedGroup, table: MetricTable) -> NDArray[np.bool_]:
    """The tasks (n,) that have the texts by which a group is named."""
    like = np.ones(table.tasks, bool)
    for name in found.named:
        column = table.texts.get(name.column)
        if column is None or name.text not in column.categories:
            return np.zeros(table.tasks, bool)
        like &= column.codes == column.categories.index(name.text)
    return like


def _lying_in(found: Group, table: MetricTable) -> NDArray[np.bool_]:
    """The tasks (n,) within the ranges of the metrics that set a group apart."""
    like = np.ones(table.tasks, bool)
    for one in found.apart:
        values = table.metrics[one.metric]
        like &= (values >= one.inside[0]) & (values <= one.inside[1])
    return like


def _reaches(values: Floats, odd: OddValue) -> bool:
    """Whether any of the values (n,) lies as far out as an odd one, on its side."""
    low, high = odd.usual
    if odd.value > high:
        return bool((values >= odd.value).any())
    return odd.value < low and bool((values <= odd.value).any())


def _shared(sides: Sides, table: MetricTable) -> MetricTable:
    """A side with the metrics that are compared alone."""
    return table.with_metrics({name: table.metrics[name] for name in sides.metrics})


def _only(profile: ThermalProfile, kind: PatternKind) -> ThermalProfile:
    for other in PatternKind:
        if other is not kind:
            profile = profile.without(other)
    return profile


def _clusters(table: MetricTable, profile: ThermalProfile) -> list[CracklePattern]:
    patterns = cool(replace(table, unordered=IN_NO_ORDER), profile)
    return [one for one in patterns if isinstance(one.finding, Group | NamedGroup | OddTasks)]


def _broken(law: Law, pattern: CracklePattern, found: LawFinding) -> BrokenLaw:
    tasks = tuple((b.label, b.residual) for b in pattern.breaches if not b.recorded)
    return BrokenLaw(
        tuple(dict.fromkeys(map(metric_of, law.metrics))), None, formula(law), found.broken, tasks
    )
