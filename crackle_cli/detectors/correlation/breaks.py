"""Pairs of metrics that move together in one part of the order, and in the other not so.

The largest difference of Fisher's z before and after a split (compare Wied, Krämer, Dehling, 2012);
the tasks are summed up in blocks of neighbours, between which the order is split. O(n d^2).
"""

from collections.abc import Iterator
from itertools import pairwise
from math import exp, log, pi, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from crackle_cli.detectors.correlation.findings import WEAK
from crackle_cli.detectors.correlation.pairs import passing
from crackle_cli.detectors.correlation.pairwise_missing import fresh
from crackle_cli.detectors.correlation.prewhitening import Whitened
from crackle_cli.detectors.finding import Place
from crackle_cli.statistics.discovery import SMALLEST_P_VALUE
from crackle_cli.statistics.ranks import distinct, ranks
from crackle_cli.table.arrays import Floats

MOST_METRICS = 100  # beyond, to ask each of so many pairs that change takes seconds
BLOCKS = 32  # of neighbours
LEAST_SQUARES = 1e-12  # sum over some of the tasks; 1 over all
LARGEST_R = 0.999  # at 1 the difference would be infinite
FEWEST = 20  # tasks on each side of a split that both metrics have; of fewer, |r| of .4 is chance
LONG = 0.1  # share of the tasks that it holds in; ends of levels are alike in fewer
LESS = 0.35  # of both slopes is left at most: of more noise in one metric only one falls
WIDER = 3.0  # times the variance of the other side: then it is the spread that changes
FEWEST_VALUES = 5  # distinct steps on each side
PLACE = 7.35  # 95 % limit of what the place loses of the statistic at its best (Hansen, 2000)


class BrokenPairs(NamedTuple):
    """Pairs (one, other) of metrics by index whose correlation changes, all (k,).

    split          how many blocks lie before the change
    before, after  correlations on either side of it
    z              of their difference, positive
    """

    one: NDArray[np.intp]
    other: NDArray[np.intp]
    split: NDArray[np.intp]
    before: Floats
    after: Floats
    z: Floats

    def taken(self, which: NDArray[np.intp] | NDArray[np.bool_]) -> "BrokenPairs":
        return BrokenPairs(
            self.one[which],
            self.other[which],
            self.split[which],
            self.before[which],
            self.after[which],
            self.z[which],
        )


class Sums(NamedTuple):
    """Of k pairs (x, y) in each of b blocks, (b, k): the number of tasks, and sums over these."""

    tasks: Floats
    xy: Floats
    xx: Floats
    yy: Floats

    def running(self) -> "Sums":
        """Of all blocks up to each but the last, (b - 1, k)."""
        return Sums(*(part.cumsum(axis=0)[:-1] for part in self))

    def total(self) -> "Sums":
        return Sums(*(part.sum(axis=0) for part in self))

    def less(self, other: "Sums") -> "Sums":
        return Sums(*(mine - its for mine, its in zip(self, other, strict=True)))

    def correlation(self) -> Floats:
        """Of metrics around 0."""
        powers = np.sqrt(np.maximum(self.xx * self.yy, 0.0))
        r: Floats = np.divide(self.xy, powers, out=np.zeros_like(powers), where=powers > 0)
        return np.clip(r, -LARGEST_R, LARGEST_R)

    def at(self, split: NDArray[np.intp]) -> "Sums":
        """Each pair (k,) at a split of its own."""
        return Sums(*(part[split, np.arange(split.size)] for part in self))


def edges_of(n: int) -> NDArray[np.intp]:
    """Where the blocks of n tasks begin, and where the last one ends."""
    return np.linspace(0, n, min(BLOCKS, n // 2) + 1).astype(np.intp)


def broken_pairs(white: Whitened, least_r: float, alpha: float) -> BrokenPairs:
    """The pairs that pass the step-up control at `alpha`, the surest first.

    On one side |r| is `least_r` or more, on the other next to none, or of the other sign.
    """
    index = np.flatnonzero(white.eligible)
    n = len(white.innovations)
    ends, sizes = np.empty(0, np.intp), np.empty(0)
    empty = BrokenPairs(ends, ends, ends, sizes, sizes, sizes)
    if not 2 <= index.size <= MOST_METRICS or n < 2 * FEWEST:
        return empty
    row, column = np.triu_indices(index.size, 1)
    one, other = index[row], index[column]
    sums = _sums(white, index, (row, column))
    split = _split(sums)
    before = sums.running().at(split)
    after = sums.total().less(before)
    fitted = np.maximum(white.fitted[one], white.fitted[other]) / 2  # of each side its part
    z = _score(before, after, fitted)
    found = BrokenPairs(one, other, split + 1, before.correlation(), after.correlation(), z)
    promising = (z >= _least_z(alpha, FEWEST / n)) & _is_change(before, after, least_r)
    found = found.taken(promising)
    z = found.z / np.sqrt([_wider(white, *ends) for ends in _ends(found)])
    p = np.array([p_value(score, FEWEST / n) for score in z.tolist()])
    order = np.argsort(p, kind="stable")
    return found._replace(z=z).taken(order[: passing(p[order], alpha / one.size)])


def p_value(z: float, share: float) -> float:
    """Of the largest score of all splits with such a share or more on each side.

    After James, James, Siegmund (1987).
    """
    if z < 1.0:
        return 1.0
    density = exp(-(z**2) / 2) / sqrt(2 * pi)
    tail = density * ((z - 1 / z) * 2 * log((1 - share) / share) + 4 / z)
    return min(1.0, max(SMALLEST_P_VALUE, tail))


def _least_z(p: float, share: float) -> float:
    """About the least score that has so small a p-value."""
    return next((z / 10 for z in range(10, 400) if p_value(z / 10, share) <= p), 40.0)


def _ends(pairs: BrokenPairs) -> Iterator[tuple[int, int, int]]:
    return zip(pairs.one.tolist(), pairs.other.tolist(), pairs.split.tolist(), strict=True)


def _wider(white: Whitened, one: int, other: int, split: int) -> float:
    """By how much the difference of Fisher's z varies more than of normal values, at least 1.

    A task adds u v - r (u^2 + v^2) / 2 to a correlation r of u and v of variance 1, and that varies
    by (1 - r^2)^2 if these are normal.
    """
    x, y = white.innovations[:, one], white.innovations[:, other]
    both = np.ones(x.size, np.bool_)
    if white.present is not None:
        both = white.present[:, one] & white.present[:, other]
    both[0] = False
    row = edges_of(x.size)[split]
    error, normal = 0.0, 0.0
    for side in (slice(None, row), slice(row, None)):
        u, v = x[side][both[side]], y[side][both[side]]
        u, v = u / np.sqrt(np.mean(u**2)), v / np.sqrt(np.mean(v**2))
        r = float(np.clip(np.mean(u * v), -LARGEST_R, LARGEST_R))
        spread = float(np.mean((u * v - r * (u**2 + v**2) / 2) ** 2))
        error += max(1.0, spread / (1 - r**2) ** 2) / u.size
        normal += 1.0 / u.size
    return error / normal


def place_of(white: Whitened, pair: tuple[int, int], split: int) -> Place:
    """The first row after a change that lies near a split, to the task, and where it may be."""
    x, y = (white.innovations[:, j] for j in pair)
    n = x.size
    edges = edges_of(n)
    sides = (slice(None, edges[split]), slice(edges[split], None))
    both = np.ones(n) if white.present is None else fresh(white.present[:, pair]).prod(axis=1)
    r = float(x @ y) / sqrt(float(x @ x * (y @ y)))
    adds = (x * y - r * (x**2 + y**2) / 2) * both
    tasks = both.cumsum()[:-1]
    total, count = adds.sum(), both.sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        squares = (
            (adds.cumsum()[:-1] - total * tasks / count) ** 2 * count / (tasks * (count - tasks))
        )
    squares[(tasks < FEWEST) | (tasks > count - FEWEST)] = 0.0
    spread = np.mean([np.var(adds[side][both[side] > 0]) for side in sides])
    squares /= spread
    likely = np.flatnonzero(squares >= squares.max() - PLACE) + 1
    return Place(int(squares.argmax()) + 1, int(likely[0]), int(likely[-1]))


def is_seen(one: Floats, other: Floats, row: int) -> bool:
    """Whether neighbours tell the same of two metrics (n,) that change at a row.

    The steps from task to task follow each other on one side, and less than half so on the other;
    trend and level have no part in these. A metric that stays has nothing to follow with.
    """
    found = []
    for side in (slice(None, row), slice(row, None)):
        steps = np.diff(one[side] / 2), np.diff(other[side] / 2)  # none is infinite
        both = ~np.isnan(steps[0]) & ~np.isnan(steps[1])
        x, y = (part[both] for part in steps)
        if min(distinct(x).size, distinct(y).size) < FEWEST_VALUES:
            return False
        found.append(float(np.corrcoef(ranks(x), ranks(y))[0, 1]))
    weak, strong = sorted(found, key=abs)
    return bool(weak * np.sign(strong) <= abs(strong) / 2)


def _sums(white: Whitened, index: NDArray[np.intp], at: tuple[NDArray[np.intp], ...]) -> Sums:
    row, column = at
    values = white.innovations[:, index]
    if white.present is None:
        there = np.ones(values.shape)
        there[0] = 0.0
    else:
        there = fresh(white.present[:, index])
    edges = edges_of(len(values))
    every = [
        _of_block(values[low:high], there[low:high], row, column)
        for low, high in pairwise(edges.tolist())
    ]
    return Sums(*(np.stack(part) for part in zip(*every, strict=True)))


def _of_block(
    values: Floats, there: Floats, row: NDArray[np.intp], column: NDArray[np.intp]
) -> Sums:
    squares = (values**2).T @ there
    return Sums(
        tasks=(there.T @ there)[row, column],
        xy=(values.T @ values)[row, column],
        xx=squares[row, column],
        yy=squares[column, row],
    )


def _split(sums: Sums) -> NDArray[np.intp]:
    """(k,) the split at which the sides of each pair seem to differ most."""
    before = sums.running()
    after = sums.total().less(before)
    able = np.minimum(before.tasks, after.tasks) >= FEWEST
    tasks = before.tasks * after.tasks / np.maximum(before.tasks + after.tasks, 1.0)
    size = np.where(able, _apart(before, after) * np.sqrt(tasks), 0.0)
    split: NDArray[np.intp] = size.argmax(axis=0)
    return split


def _apart(before: Sums, after: Sums) -> Floats:
    """How far Fisher's z of two sides are apart."""
    r, s = before.correlation(), after.correlation()
    result: Floats = np.abs(np.arctanh(r) - np.arctanh(s))
    return result


def _score(before: Sums, after: Sums, fitted: Floats) -> Floats:
    """(k,) normal scores of how far two sides are apart, of normal values; 0 where one is short."""
    error = sum(1 / np.maximum(side.tasks - 3 - fitted, 1.0) for side in (before, after))
    able = np.minimum(before.tasks, after.tasks) >= FEWEST
    return np.where(able, _apart(before, after) / np.sqrt(error), 0.0)


def _is_change(before: Sums, after: Sums, least_r: float) -> NDArray[np.bool_]:
    """(k,) whether one side is strong, the other not so, and no change of spread makes it."""
    r, s = before.correlation(), after.correlation()
    earlier = np.abs(r) >= np.abs(s)
    held = Sums(*(np.where(earlier, *parts) for parts in zip(before, after, strict=True)))
    left = Sums(*(np.where(earlier, *parts) for parts in zip(after, before, strict=True)))
    r, s = held.correlation(), left.correlation()
    change = (np.abs(r) >= least_r) & ((np.abs(s) <= WEAK) | (r * s < 0))
    change &= held.tasks >= LONG * (held.tasks + left.tasks)
    for strong, weak in ((held.xx, left.xx), (held.yy, left.yy)):
        slope, other = held.xy / _some(strong), left.xy / _some(weak)
        change &= other * np.sign(slope) <= LESS * np.abs(slope)
        wider = _some(weak) * held.tasks / (_some(strong) * np.maximum(left.tasks, 1.0))
        change &= (wider <= WIDER) & (wider >= 1 / WIDER)
    return change


def _some(squares: Floats) -> Floats:
    return np.maximum(squares, LEAST_SQUARES)
