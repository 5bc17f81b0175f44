"""Two groups that touch, seen along the line that parts them.

Every projection of a density with one convex peak has one peak (Prekopa, 1973), so a valley on a
line refutes it. Lines are sought from where the tasks spread widest and from the extremes of
their fourth moments, which hold the line between two groups (Cardoso, 1989; Pena, Prieto, 2001),
and each is turned towards the one that parts its two sides best (Fisher, 1936). O(n d^2).

A bent shape, a noisy ring, has a valley on a line and none along itself. So the valley must also
be one by the distance from it along paths through the tasks (Tenenbaum, de Silva, Langford, 2000),
and along those through the planes in which they may be bent.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from crackle_cli.detectors.clustering.neighbours import distances
from crackle_cli.detectors.clustering.spacings import Thin, p_value, thinnest
from crackle_cli.detectors.clustering.standardization import FAR_OUT
from crackle_cli.statistics.ranks import median
from crackle_cli.table.arrays import Floats

FEWEST_TASKS = 40  # tasks; of fewer no valley can be sure
TURNS = 2  # times that a line is turned
SHRUNK = 0.1  # of the covariance, towards equal variances (Ledoit, Wolf, 2004)
FLAT = 1e-9  # share of the largest variance under which a direction has none
PATH_NEIGHBOURS = 7  # of a task that a path may go to: fewer are in pieces, more jump over valleys
DEEP = 0.75  # of its depth a valley keeps along the tasks: rings .7 or less, groups .85 or more
MOST_POINTS = 2_000  # tasks that paths go through
MOST_BENT = 1_000  # of those of a plane, which needs fewer


class Cut(NamedTuple):
    """Tasks (n,) beyond the valley or not, its `ratio` of densities and `tasks`, its p-value."""

    beyond: NDArray[np.bool_]
    one: int
    other: int
    ratio: float
    tasks: int
    p_value: float


def split(points: Floats, level: float) -> Cut | None:
    """The two sides of `points` (n, d), d >= 2, where a valley between them is real at `level`.

    In robust standard deviations.
    """
    if len(points) < FEWEST_TASKS:
        return None
    sphere, axes = _as_sphere(points)
    found = _best_line(sphere, axes)
    if found is None or p_value(found[1]) > level:
        return None
    direction, thin = found
    cut = sphere @ direction - thin.middle
    thins = [thin]
    for shape in _shapes(sphere[:: -(-cut.size // MOST_POINTS)], direction):
        straight = cut[:: -(-cut.size // MOST_POINTS)]
        near = round(thin.tasks / 2 * straight.size / cut.size)
        along = thinnest(along_paths(distances(shape), straight, near), 0.0)
        if along is None or p_value(along) > level:
            return None
        thins.append(along)
    fullest = max(thins, key=lambda t: t.ratio)
    beyond = cut > 0
    return Cut(
        beyond,
        int(np.where(beyond, -np.inf, cut).argmax()),
        int(np.where(beyond, cut, np.inf).argmin()),
        fullest.ratio,
        fullest.tasks,
        max(p_value(thin) for thin in thins),
    )


def is_bend(metric: int, points: Floats, cut: float) -> bool:
    """Whether a valley of one metric at `cut` is filled along the tasks, as in a ring or an arc.

    `points`: (n, d), in robust standard deviations; the metric is one of the columns. Only a
    valley that many tasks show is judged.
    """
    straight = points[:, metric] - cut
    thin = thinnest(straight, 0.0)
    spread = float(straight.std())
    if thin is None or not spread:
        return False
    step = -(-len(points) // MOST_BENT)
    line, near = straight[::step] / spread, round(thin.tasks / 2 / step)
    others = np.delete(points[::step], metric, axis=1)
    for other in _bending(line, others):
        plane = np.column_stack([line, other])
        along = thinnest(along_paths(distances(plane), line, near), 0.0)
        if along is None or along.depth < DEEP * thin.depth:
            return True
    return False


def _bending(line: Floats, others: Floats) -> Iterator[Floats]:
    """Of other metrics (n, d) those in which tasks near the middle of a line lie widest and aside.

    In standard deviations, without what moves straight along the line.
    """
    centred = np.clip(others - others.mean(axis=0), -FAR_OUT, FAR_OUT)
    from_mean = line - line.mean()
    rest = centred - np.outer(from_mean, from_mean @ centred) / float(from_mean @ from_mean)
    rest /= np.maximum(rest.std(axis=0), FLAT)
    inside = np.abs(line) <= median(np.abs(line))
    one, other = rest[inside], rest[~inside]
    yield rest[:, int((one.var(axis=0) - other.var(axis=0)).argmax())]
    yield rest[:, int(np.abs(one.mean(axis=0) - other.mean(axis=0)).argmax())]


def between(points: Floats, beyond: NDArray[np.bool_]) -> Thin | None:
    """The thinnest place between two groups (n, d) along the line that parts them; None of few."""
    sphere, _ = _as_sphere(points)
    line = sphere @ _fisher(sphere, sphere.T @ sphere, beyond)
    return thinnest(line, (median(line[beyond]) + median(line[~beyond])) / 2)


def _shapes(sphere: Floats, direction: Floats) -> Iterator[Floats]:
    """All, and the planes through the line in which the tasks are most likely bent around it.

    There the half that is near the middle of the line lies wider than the others, as in a ring, or
    aside of them, as in a U. The noise of more metrics would hide that.
    """
    yield sphere
    if sphere.shape[1] > 2:
        yield from _planes(sphere, direction)


def _planes(sphere: Floats, direction: Floats) -> Iterator[Floats]:
    """The planes through a line (d,) in which the tasks (n, d) are most likely bent around it."""
    line = sphere @ direction
    rest = sphere - np.outer(line, direction)
    inside = np.abs(line) <= median(np.abs(line))
    seen = np.clip(rest, -FAR_OUT, FAR_OUT)
    one, other = seen[inside], seen[~inside]
    wider = np.linalg.eigh(one.T @ one / len(one) - other.T @ other / max(1, len(other)))[1][:, -1]
    for axis in (wider, one.mean(axis=0) - other.mean(axis=0)):
        yield np.column_stack([line, rest @ axis / max(float(np.linalg.norm(axis)), FLAT)])


def _as_sphere(points: Floats) -> tuple[Floats, Floats]:
    """(n, d') turned and scaled to variance 1 in every direction that has any, the widest last.

    What is far out counts as less far: it would pull every line to it.
    """
    centred = points - points.mean(axis=0)
    near = np.clip(centred, -FAR_OUT, FAR_OUT)
    variances, axes = np.linalg.eigh(near.T @ near / len(near))
    known = variances > FLAT * variances[-1]
    lines = axes[:, known] * np.sqrt(variances[known])
    lines /= np.maximum(np.linalg.norm(lines, axis=1), FLAT)[:, None]
    return np.asarray(centred @ (axes[:, known] / np.sqrt(variances[known]))), lines


def _best_line(sphere: Floats, axes: Floats) -> tuple[Floats, Thin] | None:
    """The direction (d,) of the line with the deepest valley."""
    scatter = sphere.T @ sphere
    best: tuple[Floats, Thin] | None = None
    for direction in (*_first_lines(sphere), *axes):
        for turn in range(TURNS + 1):
            line = sphere @ direction
            thin = thinnest(line)
            if thin is None:
                break
            if best is None or thin.depth > best[1].depth:
                best = direction, thin
            if turn < TURNS:
                direction = _fisher(sphere, scatter, line > thin.middle)
    return best


def _first_lines(sphere: Floats) -> Iterator[Floats]:
    """Directions of the widest spread, and of the least and the greatest fourth moment."""
    yield from np.eye(sphere.shape[1])[-1:]
    if sphere.shape[1] > 1:
        near = np.clip(sphere, -FAR_OUT, FAR_OUT)
        radii = np.einsum("ij,ij->i", near, near)
        axes = np.linalg.eigh((near * radii[:, None]).T @ near)[1]
        yield axes[:, 0]
        yield axes[:, -1]


def _fisher(sphere: Floats, scatter: Floats, beyond: NDArray[np.bool_]) -> Floats:
    """(d,) of length 1: the direction that parts two sides best for their spread within."""
    n, many = beyond.size, int(np.count_nonzero(beyond))
    sums = beyond @ sphere
    gap = sums / many + sums / (n - many)  # the sums of both sides are opposite
    within = scatter - many * (n - many) / n * np.outer(gap, gap)
    size = len(gap)
    even = max(float(within.trace()) / size, FLAT)
    shrunk = (1 - SHRUNK) * within + SHRUNK * even * np.eye(size)
    direction = np.linalg.solve(shrunk, gap)
    return np.asarray(direction / max(float(np.linalg.norm(direction)), FLAT))


def along_paths(between: NDArray[np.float32], cut: Floats, near: int) -> Floats:
    """(n,) distances from the valley along paths between near tasks, below 0 on its first side.

    `between` (n, n) distances; `cut` (n,) signed, straight from the valley: the `near` tasks keep
    it, and those that no path reaches.
    """
    n = cut.size
    k = min(PATH_NEIGHBOURS, n - 1)
    reach = np.partition(between, k, axis=1)[:, k]
    here, there = np.nonzero(between <= reach[:, None])
    steps = between[here, there].astype(np.float64)
    starts = np.searchsorted(here, np.arange(n))  # a task is near itself: none is left out
    straight = np.abs(cut)
    found = np.where(straight <= np.partition(straight, near)[near], straight, np.inf)
    while True:
        nearer = np.minimum.reduceat(found[there] + steps, starts)
        if not (nearer < found).any():
            break
        found = np.minimum(found, nearer)
    found = np.where(np.isfinite(found), found, straight)
    return np.where(cut > 0, found, -found)
