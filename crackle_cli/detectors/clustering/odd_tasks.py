"""Odd tasks: by their values, by a relation that they break, or by how their values meet.

Each way has a share of alpha; a task is told by the first that tells it, with others that are odd
in the same way.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np

from crackle_cli.detectors.clustering.findings import Oddity
from crackle_cli.detectors.clustering.odd_relations import Related, related
from crackle_cli.detectors.clustering.odd_values import (
    Column,
    FarValue,
    OddRow,
    far_values,
    odd_rows,
    table_p_value,
)
from crackle_cli.detectors.clustering.standardization import spacing_of
from crackle_cli.statistics.sampling import spread_out
from crackle_cli.statistics.tails import Tail
from crackle_cli.table.arrays import Indices

RELATION_SHARE = 0.125  # of alpha; the values have the rest
TOGETHER_SHARE = 0.125
EFFECT = 0.5  # spreads of a metric that a value differs from what is foretold at least, as a step
ALIKE = 0.5  # more of the metrics of two tasks in which both are odd make them of one kind
MOST_CONTRIBUTING = 3  # metrics that are told of a task that is odd in how they meet
CONTRIBUTES = 0.1  # share of the square of its distance that each of them has at least


class Deviation(NamedTuple):
    """A metric in which a task is odd; on side 0 it is low, on side 1 high.

    expected  of a broken relation: what the other metrics foretell
    """

    metric: str
    side: int
    expected: float | None = None


class Odd(NamedTuple):
    """A task, in which metrics it is odd, and how seldom a table of noise has one so odd.

    nearer  how far from the middle the others are at most, as a share of how far it is
    """

    row: int
    deviations: tuple[Deviation, ...]
    p_value: float
    nearer: float


class Kind(NamedTuple):
    """Tasks that are odd in the same way, by their rows.

    looked_at  how many tasks were
    partner    of the relation that they break
    """

    oddity: Oddity
    tasks: tuple[Odd, ...]
    looked_at: int
    partner: str | None = None


class Looks(NamedTuple):
    """The metrics by name, the rows of them that are looked at (None: all), and their tails."""

    names: Sequence[str]
    sample: Indices | None
    tails: Sequence[Tail]
    alpha: float


def kinds_of_odd(
    metrics: Mapping[str, Column], families: Sequence[Sequence[str]], alpha: float, seed: int
) -> list[Kind]:
    """The odd tasks of some metrics (n,); families: those that move together, each in one."""
    names, columns = list(metrics), list(metrics.values())
    tasks = columns[0].values.size
    places = [np.array([names.index(name) for name in family]) for family in families]
    far = far_values(columns)
    rows = odd_rows(far, places, tasks, alpha)
    kinds = list(_alike([_by_values(odd, names) for odd in rows], tasks))
    known = {odd.row for odd in rows}
    sample = spread_out(tasks, seed)
    found = related([c.values if sample is None else c.values[sample] for c in columns])
    if found is None:
        return kinds
    by = Looks(names, sample, far.tails, alpha)
    rest = chain(_breaking(found, by), _meeting(found, by))
    for kind in rest:
        tasks_left = tuple(odd for odd in kind.tasks if odd.row not in known)
        if tasks_left:
            kinds.append(kind._replace(tasks=tasks_left))
            known |= {odd.row for odd in tasks_left}
    return kinds


def _by_values(odd: OddRow, names: Sequence[str]) -> Odd:
    deviations = tuple(Deviation(names[v.column], v.side) for v in odd.values)
    return Odd(odd.row, deviations, odd.p_value, odd.nearer)


def _alike(every: Sequence[Odd], looked_at: int) -> Iterator[Kind]:
    """Each task with those that are odd in mostly the same metrics, the surest first."""
    kinds: list[list[Odd]] = []
    for odd in sorted(every, key=lambda odd: (odd.p_value, odd.row)):
        same = next((kind for kind in kinds if _is_alike(kind[0], odd)), None)
        if same is None:
            kinds.append([odd])
        else:
            same.append(odd)
    for kind in kinds:
        yield Kind(Oddity.VALUES, tuple(sorted(kind, key=lambda odd: odd.row)), looked_at)


def _is_alike(one: Odd, other: Odd) -> bool:
    a, b = ({(d.metric, d.side) for d in odd.deviations} for odd in (one, other))
    return len(a & b) > ALIKE * len(a | b)


def _breaking(found: Related, by: Looks) -> Iterator[Kind]:
    """The tasks that break a relation, by the metric that is furthest from what others foretell."""
    columns = [Column(r.residual, spacing_of(r.residual)) for r in found.relations]
    far = far_values(columns, by.tails)
    clearest: dict[int, FarValue] = {}
    for value in sorted(far.values, key=lambda v: (v.p_value, v.nearer, v.column)):
        clearest.setdefault(value.row, value)
    by_column: dict[int, list[Odd]] = {}
    for row, value in sorted(clearest.items()):
        p_value = table_p_value(value.p_value, far.looks, found.distance.size, RELATION_SHARE)
        if p_value <= by.alpha and found.relations[value.column].effect(row) >= EFFECT:
            relation = found.relations[value.column]
            deviation = Deviation(
                by.names[relation.metric], value.side, float(relation.expected[row])
            )
            odd = Odd(_whole(row, by.sample), (deviation,), p_value, value.nearer)
            by_column.setdefault(value.column, []).append(odd)
    for column, odd_ones in by_column.items():
        partner = by.names[found.relations[column].partner]
        yield Kind(Oddity.RELATION, tuple(odd_ones), found.distance.size, partner)


def _meeting(found: Related, by: Looks) -> Iterator[Kind]:
    """The tasks whose values are odd only together, by the metrics that have most part in it."""
    far = far_values([Column(found.distance, spacing_of(found.distance), one_sided=True)], by.tails)
    odd_ones = []
    for value in far.values:
        p_value = table_p_value(value.p_value, far.looks, found.distance.size, TOGETHER_SHARE)
        if p_value > by.alpha:
            continue
        shares = found.shares[value.row]
        parts = np.argsort(-shares, kind="stable")[:MOST_CONTRIBUTING]
        telling = [j for j in parts.tolist() if shares[j] >= CONTRIBUTES * shares.sum()]
        deviations = tuple(Deviation(by.names[j], 1) for j in telling)
        odd_ones.append(Odd(_whole(value.row, by.sample), deviations, p_value, value.nearer))
    for kind in _alike(odd_ones, found.distance.size):
        yield kind._replace(oddity=Oddity.TOGETHER)


def _whole(row: int, sample: Indices | None) -> int:
    """The row of the table that a row of a sample is."""
    return row if sample is None else int(sample[row])
