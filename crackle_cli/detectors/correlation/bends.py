"""Metrics that have a valley, or a peak, where another is in its middle.

A line that turns at a place is what only rises and how far it is from there. The latter is a metric
too, whose trend and memory are taken out as those of any other; what moves with it, more than the
metric itself tells, turns there. O(turns n d^2).
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from crackle_cli.detectors.correlation.pairs import (
    Pairs,
    correlations,
    p_values,
    pairs_between,
    passing,
)
from crackle_cli.detectors.correlation.prewhitening import Whitened, exchangeable
from crackle_cli.statistics.ranks import distinct, ranks
from crackle_cli.table.arrays import Floats

MOST_BENT = 200  # metrics; beyond, the distances of all from all turns take seconds
TURNS = (0.2, 0.35, 0.5, 0.65, 0.8)  # shares of the tasks below the place
SEEN = 0.5  # |r| of the ranks as they are; of less, nobody sees a valley or a peak
TRIES = 2 * len(TURNS)  # of a pair; either metric may be the one that bends
MORE = 0.1  # by which the correlation with the line that turns exceeds that with the metric
FEWEST_LEVELS = 16  # distinct values; of fewer, each is a category, or a rung of a scale
SIDE = 0.25  # |r| on each side of the turn, which is seen
SURE = 2.0  # standard errors of it: the turn itself is tested, this only that it is one

Whiten = Callable[[Sequence[Floats]], Whitened]


class Bend(NamedTuple):
    """Metric `other`, by index, turns where metric `one` is `turn`.

    r      correlation of the other with the line that turns there: above 0 in a valley
    z      normal score of what the turn adds to it
    share  of the tasks that are below the turn
    """

    one: int
    other: int
    r: float
    z: float
    turn: float
    share: float


class Distances(NamedTuple):
    """How far metrics are from turns of theirs, and what seems to move with that.

    one, other  (k,) the metric and what moves with its distance, by index
    far         (k,) which of the `columns`, each of shares (n,), is that distance
    """

    one: NDArray[np.intp]
    other: NDArray[np.intp]
    far: NDArray[np.intp]
    columns: Sequence[Floats]


def bends(
    columns: Sequence[Floats],
    whiten: Whiten,
    least_r: float,
    alpha: float,
    leaders: Mapping[int, int],
) -> list[Bend]:
    """The surest first; `columns`: d arrays (n,), NaN = missing.

    Those that pass the step-up control at `alpha` over all pairs, and have |r| of `least_r`. Of
    the members of two families, whose `leaders` these are, the surest; within one there are none:
    what moves with a metric that bends, bends with it.
    """
    d = len(columns)
    seen = _seen(columns) if d <= MOST_BENT else None
    if seen is None or not seen.one.size:
        return []
    pairs = _whitened(columns, seen, whiten, least_r)
    p = np.minimum(1.0, TRIES * p_values(pairs.z))
    sure = pairs.taken(np.arange(passing(p, alpha / (d * (d - 1) // 2))))
    told: dict[frozenset[int], Bend] = {}
    for i, pair in enumerate(zip(sure.one.tolist(), sure.other.tolist(), strict=True)):
        both = frozenset(leaders.get(metric, metric) for metric in pair)
        bend = _bend(columns, sure, i) if len(both) > 1 and both not in told else None
        if bend:
            told[both] = bend
    return list(told.values())


def _seen(columns: Sequence[Floats]) -> Distances | None:
    """What the ranks as they are show in a plot, each pair at the turn that shows it best."""
    d = len(columns)
    scales = [j for j in range(d) if _has_levels(columns[j])]
    if not scales:
        return None
    placed = np.column_stack([shares(columns[j]) for j in scales])
    far = [column for turn in TURNS for column in distance(placed, turn).T]
    ranked = exchangeable([*columns, *far])
    index = np.arange(len(scales))
    straight = np.abs(correlations(ranked, np.array(scales), np.arange(d))[0])
    straight[index, scales] = np.inf  # no metric turns where it is itself
    size, which = np.zeros(straight.shape), np.zeros(straight.shape, np.intp)
    for turn in range(len(TURNS)):
        here = index + turn * len(scales)
        r = correlations(ranked, d + here, np.arange(d))[0]
        better = _turns(r, straight, SEEN) & (np.abs(r) > size)
        size, which = np.where(better, np.abs(r), size), np.where(better, here[:, None], which)
    scale, other = np.nonzero(size)
    return Distances(np.array(scales)[scale], other, which[scale, other], far)


def _whitened(columns: Sequence[Floats], seen: Distances, whiten: Whiten, least_r: float) -> Pairs:
    """Those pairs of what is new in each task, the surest first, that bend more than they move."""
    metrics, places = np.unique(np.append(seen.one, seen.other), return_inverse=True)
    distances, far = np.unique(seen.far, return_inverse=True)
    white = whiten([*(columns[j] for j in metrics), *(seen.columns[j] for j in distances)])
    one, other = places.reshape(2, -1)
    here, later = np.arange(metrics.size), metrics.size + np.arange(distances.size)
    as_they_are = pairs_between(white, here, here, (one, other))
    bent = pairs_between(white, later, here, (far, other))
    turns = _turns(bent.r, as_they_are.r, least_r) | (
        _turns(bent.ranked, as_they_are.ranked, least_r) & (bent.r * bent.ranked > 0)
    )
    able = white.eligible[bent.one] & white.eligible[bent.other]
    kept = np.flatnonzero(turns & able)
    kept = kept[np.argsort(-bent.z[kept], kind="stable")]
    r = np.sign(bent.r) * np.minimum(np.hypot(bent.r, as_they_are.r), 1.0)
    return bent._replace(one=seen.one, other=seen.other, r=r).taken(kept)


def _turns(bent: Floats, straight: Floats, least_r: float) -> NDArray[np.bool_]:
    """Whether a line that turns is worth telling, by what it is made of, and not a straight one."""
    r: Floats = np.hypot(bent, straight)
    return (r >= least_r) & (r >= np.abs(straight) + MORE) & np.isfinite(r)


def shares(values: Floats) -> Floats:
    """The share of the known `values` (n,) that is below each; NaN = missing."""
    known = ~np.isnan(values)
    result = np.full(values.size, np.nan)
    result[known] = (ranks(values[known]) - 0.5) / max(int(np.count_nonzero(known)), 1)
    return result


def distance(place: Floats, turn: float) -> Floats:
    """How far shares (n, …) are from a turn, without what only rises or falls with them.

    NaN = missing.
    """
    known = ~np.isnan(place)
    rising = np.where(known, place - 0.5, 0.0)  # the mean of shares is 1/2
    far = np.where(known, np.abs(place - turn), 0.0)
    slope = (far * rising).sum(axis=0) / (rising**2).sum(axis=0)
    return np.where(known, far - slope * rising, np.nan)


def _has_levels(values: Floats) -> bool:
    return distinct(values[~np.isnan(values)]).size >= FEWEST_LEVELS


def _bend(columns: Sequence[Floats], pairs: Pairs, i: int) -> Bend | None:
    """The i-th of some pairs with the place of its turn; None where a side of it goes on."""
    one, other = int(pairs.one[i]), int(pairs.other[i])
    x, y = columns[one], columns[other]
    both = ~np.isnan(x) & ~np.isnan(y)
    x, y = x[both], y[both]
    place, sign = shares(x), float(np.sign(pairs.r[i]))
    turn = _vertex(place, shares(y))
    for side, way in ((place < turn, -sign), (place >= turn, sign)):
        tasks = np.count_nonzero(side)
        r = way * _r(ranks(x[side]), ranks(y[side])) if tasks > 3 else 0.0
        if r < SIDE or np.arctanh(min(r, 0.999)) * np.sqrt(tasks - 3) < SURE:
            return None
    value = float(np.sort(x)[int(turn * x.size)])
    return Bend(one, other, float(pairs.r[i]), float(pairs.z[i]), value, turn)


def _vertex(place: Floats, height: Floats) -> float:
    """Where the parabola turns that fits best; no nearer to the ends than a side can be seen."""
    basis = np.column_stack([np.ones(place.size), place - 0.5, (place - 0.5) ** 2])
    _, rise, bow = np.linalg.lstsq(basis, height, rcond=None)[0].tolist()
    return min(max(0.5 - rise / (2 * bow), TURNS[0] / 2), 1 - TURNS[0] / 2) if bow else 0.5


def _r(x: Floats, y: Floats) -> float:
    """Pearson's r of two (n,) arrays; 0 where one is constant."""
    x, y = x - x.mean(), y - y.mean()
    norm = np.sqrt((x @ x) * (y @ y))
    return float(x @ y / norm) if norm else 0.0
