"""The groups of some tasks by some metrics, and how surely there are any."""

from collections.abc import Callable
from functools import partial
from math import log
from typing import NamedTuple

import numpy as np

from crackle_cli.detectors.clustering.hierarchy import Groups, Merge, Tree, by_size
from crackle_cli.detectors.clustering.neighbours import Room, SortedMetric
from crackle_cli.detectors.clustering.null_distribution import p_value
from crackle_cli.detectors.clustering.projection import between, split
from crackle_cli.detectors.clustering.standardization import FAR_OUT
from crackle_cli.detectors.clustering.subspaces import Candidate
from crackle_cli.detectors.clustering.valley import Valley, across_line, around_edge
from crackle_cli.statistics.confidence import of_group_by_ratio
from crackle_cli.statistics.ranks import median
from crackle_cli.table.arrays import Floats, Indices

SMALLEST_SQUARES = 1e-300  # so that tasks of one place have a quotient too
FEWEST_OF_GROUP = 5  # tasks of a group
REGIONS = 8  # neighbourhoods of k tasks that must fit in; with fewer there is no valley to see
MOST_LOOKS = 400  # n / k beyond which a valley is finer than a person would tell
FEW_TASKS = 1_000  # tasks that are looked at with twice as many k
HALF_EMPTY = 0.5  # emptiness of a valley that anybody would see
FINER = 10.0  # where there are groups, further ones may be this much less surprising


class Partition(NamedTuple):
    """Groups of the rows `rows` of the table by `metrics`.

    labels  (m,) group of each of the rows, the largest 0
    valleys between the groups; `points` (m, d) in scaled units
    k       neighbours by which they were found; 0 where only a line shows them
    """

    metrics: tuple[str, ...]
    rows: Indices
    points: Floats
    labels: Indices
    valleys: tuple[Valley, ...]
    k: int
    p_value: float
    average_distance: Floats


class _Seen(NamedTuple):
    """Labels (m,), the valleys between the groups, k, and how surely there are any."""

    labels: Indices
    valleys: tuple[Valley, ...]
    k: int
    p_value: float


def partition(looked_at: Candidate, level: float) -> Partition | None:
    """The groups by some metrics at `level`; None where there are none.

    Noise that lasts makes near tasks alike, and chance valleys deep. So tasks are compared that are
    far enough apart in the order, and all only if those are too few to show any.
    """
    rows, points, spacing = looked_at.rows, looked_at.points, looked_at.spacing
    found = _partition(looked_at.metrics, rows[::spacing], points[::spacing], level)
    if not found and spacing > 1:
        found = _partition(looked_at.metrics, rows, points, level)
    return found


def _partition(
    metrics: tuple[str, ...], rows: Indices, points: Floats, level: float
) -> Partition | None:
    """The groups that the density tree shows at `level`, and those that a line parts further.

    `points`: (m, d), finite.
    """
    if len(points) < FEWEST_OF_GROUP * REGIONS:
        return None
    space: SortedMetric | Room = (
        SortedMetric(points[:, 0]) if points.shape[1] == 1 else Room(points)
    )
    seen = _by_density(space, level) or _Seen(np.zeros(len(points), np.intp), (), 0, 1.0)
    if points.shape[1] > 1:
        seen = _parted_further(points, seen, level)
    if not any(valley.least > 0.0 for valley in seen.valleys):
        return None  # too few tasks to say that it is emptier anywhere
    average = average_distances(space, seen.labels)
    return Partition(
        metrics, rows, points, seen.labels, seen.valleys, seen.k, seen.p_value, average
    )


def _by_density(space: SortedMetric | Room, level: float) -> _Seen | None:
    """The groups at the resolution that shows them most surely; None where none does at `level`.

    Regions are looked at with k = 5, 7, 10, 14, … neighbours. The finest at which every valley is
    surely half empty follows a shape best, and coarser ones bridge its gaps; where there is none,
    it is the one with the most and the emptiest valleys.
    """
    n = len(space.values)
    ks = neighbourhoods(n)
    cores = dict(zip([*ks, 2 * ks[-1]], space.cores([*ks, 2 * ks[-1]]), strict=True))
    whole = _whole_dimension(space.values)
    seen: list[_Seen] = []
    for k in ks:
        core = cores[k]
        twice = min(cores, key=lambda other: abs(other - 2 * k))
        dimension = min(whole, _dimension(core, cores[twice], twice / k))
        chance = partial(p_value, n=n, dimension=dimension)
        groups = _groups(space, core, k, chance, level)
        if groups:
            found, surest = groups
            valleys = tuple(around_edge(space.values, m, k, chance(m)) for m in found.valleys)
            seen.append(_Seen(found.labels, valleys, k, surest))
            if min(valley.least for valley in valleys) >= HALF_EMPTY:
                break
    if not seen:
        return None
    best = max(seen, key=_surely_parted)
    measured = (_measured(space.values, best.labels, valley) for valley in best.valleys)
    return best._replace(valleys=tuple(measured))


def _measured(points: Floats, labels: Indices, valley: Valley) -> Valley:
    """A valley of the density tree, of several metrics also along the line between its groups.

    In several dimensions few tasks are expected around an edge, and a line counts more of them.
    """
    if valley.least >= HALF_EMPTY or points.shape[1] == 1:
        return valley
    other = labels[valley.other]
    rows = np.flatnonzero((labels == labels[valley.one]) | (labels == other))
    cut = between(points[rows], labels[rows] == other)
    if cut is None:
        return valley
    emptiness, least = of_group_by_ratio(cut.ratio, cut.tasks)
    return valley._replace(emptiness=emptiness, least=least) if least > valley.least else valley


def _surely_parted(seen: _Seen) -> float:
    """Valleys that are surely more than half empty count for a grouping, others against it."""
    return sum(valley.least - HALF_EMPTY for valley in seen.valleys)


def _parted_further(points: Floats, seen: _Seen, level: float) -> _Seen:
    """Each group parted, and its parts again, where a line shows a valley at `level`."""
    labels, valleys, surest = seen.labels.copy(), list(seen.valleys), seen.p_value
    last = int(labels.max())
    unparted = list(range(last + 1))
    while unparted:
        members = np.flatnonzero(labels == (label := unparted.pop()))
        found = split(points[members], level)
        if found:
            last += 1
            labels[members[found.beyond]] = last
            unparted += [label, last]
            valleys.append(across_line(members, found))
            surest = min(surest, found.p_value)
    return _Seen(by_size(labels), tuple(valleys), seen.k, surest)


def neighbourhoods(n: int) -> list[int]:
    """5, 7, 10, 14, 20, 28, …; of very many tasks 5, 10, 20, …, which takes half the time."""
    ratio = 2**0.5 if n <= FEW_TASKS else 2.0
    ks = [round(FEWEST_OF_GROUP * ratio**step) for step in range(40)]
    return [k for k in ks if n / MOST_LOOKS <= k <= n / REGIONS]


def _groups(
    space: SortedMetric | Room, core: Floats, k: int, chance: Callable[[Merge], float], level: float
) -> tuple[Groups, float] | None:
    """Groups, and how surely there are any, where a valley is real at `level`.

    Only where one is, less surprising ones part the tasks too. Looked at together, these would
    hide it: a region that they have parted meets others in pieces, over valleys less sure than
    its own.
    """
    tree = Tree(space, core, k)
    sure = tree.groups(lambda valley: chance(valley) <= level).valleys
    if not sure:
        return None
    found = tree.groups(lambda valley: chance(valley) <= FINER * level)
    return found, min(chance(valley) for valley in sure)


def _whole_dimension(points: Floats) -> float:
    """In how many directions (n, d) tasks spread alike: 1 … d (participation ratio).

    Tasks along a line have the chance valleys of one dimension, however many blur it.
    """
    near = np.clip(points - points.mean(axis=0), -FAR_OUT, FAR_OUT)
    spread = near.T @ near
    return float(spread.trace() ** 2 / max(float((spread * spread).sum()), SMALLEST_SQUARES))


def _dimension(core: Floats, wider: Floats, ratio: float) -> float:
    """d of a neighbourhood: `ratio` times the tasks are in a radius ratio^(1/d) times as long."""
    both = (core > 0) & (wider > core)
    if not both.any():
        return 1.0
    return log(ratio) / median(np.log(wider[both] / core[both]))


def average_distances(space: SortedMetric | Room, labels: Indices) -> Floats:
    """Of each group, from the task nearest its middle to the others."""
    found = np.zeros(labels.max() + 1)
    for label in range(found.size):
        members = np.flatnonzero(labels == label)
        middle = np.median(space.values[members], axis=0)
        centre = members[np.abs(space.values[members] - middle).sum(axis=1).argmin()]
        found[label] = space.distances_from(int(centre))[members].mean()
    return found
