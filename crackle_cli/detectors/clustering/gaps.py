"""Groups at an end of one metric, however few: a gap that its tail does not explain.

Two things must be chance for a gap inside of the m-th furthest value to be none: that it is so wide
beside the gaps further inside (`statistics/tails.py`), and that the values beyond it lie so near
each other. A density that falls outwards has no fewer of m values in the gap than in a range of its
width beyond it, and leaves it out with a chance of (1 + gap / range)^-(m - 1) at most.
"""

from collections.abc import Iterator, Mapping, Sequence
from math import log
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from crackle_cli.detectors.clustering.assign import nearest
from crackle_cli.detectors.clustering.hierarchy import by_size
from crackle_cli.detectors.clustering.neighbours import SortedMetric
from crackle_cli.detectors.clustering.order import changes_at_random
from crackle_cli.detectors.clustering.partition import Partition, average_distances
from crackle_cli.detectors.clustering.subspaces import Candidate
from crackle_cli.detectors.clustering.valley import Valley
from crackle_cli.statistics.confidence import of_group_by_count
from crackle_cli.statistics.discovery import SMALLEST_P_VALUE
from crackle_cli.statistics.tails import Tail, gap_p_values, shapes, tails
from crackle_cli.table.arrays import Floats, Indices

FEWEST = 3  # tasks of a group
MOST = 0.15  # share of the tasks; the density shows a larger group
ALIKE = 0.8  # share of the tasks of two groups that are in both, if they are one
INNER = 0.875  # share of a group whose range counts: one of it may be odd
WIDE = 0.1  # chance of so wide a gap, however dense the group beyond it
DENSE = 0.05  # chance of so dense a group, however wide the gap before it
MOST_STRAGGLERS = 3  # values in a gap that take it for none: more are a thin place, no gap
SIDES = 2
SHARED = 4.0  # times as often noise shows a p-value: the gap is in both chances, which are no two
COUNTED = 12  # of a larger group no more count: they say of a gap what the values inside of it say


class EndGroup(NamedTuple):
    """The rows (m,) of a metric beyond a gap, and the valley that it is."""

    rows: Indices
    valley: Valley


class _End(NamedTuple):
    """One end of a metric: its rows (n,), the furthest first, and their values.

    scales  the values (n,) and, where they have any, their logarithms: a group is one in both
    steps   the usual step between values that are not far out, of each scale
    """

    name: str
    sign: float
    rows: Indices
    scales: Sequence[Floats]
    steps: Sequence[float]

    def ratios(self, m: Indices, stragglers: int) -> Floats:
        """(k,) width of the gap inside of the m-th value (k,) and so many stragglers.

        By the range of most values beyond it, which is a usual step at least.
        """
        inner = np.maximum(2, np.ceil(INNER * m).astype(np.intp))
        found = np.full(m.size, np.inf)
        for values, step in zip(self.scales, self.steps, strict=True):
            width = np.abs(values[m - 1] - values[m + stragglers])
            beyond = np.maximum(np.abs(values[m - 1] - values[m - inner]), step)
            np.minimum(found, width / beyond, out=found)
        return found


class _Gap(NamedTuple):
    """A gap inside of the m-th value, but for some stragglers, and its width by the range beyond.

    dense  chance that the values beyond it lie so near each other
    """

    m: int
    stragglers: int
    ratio: float
    dense: float


def end_groups(
    metrics: Mapping[str, Floats], spacings: Mapping[str, int], level: float
) -> dict[str, list[EndGroup]]:
    """The groups at the ends of each metric (n,), as it is, NaN where missing. O(n log n) each."""
    deepest = max(FEWEST, int(MOST * max((v.size for v in metrics.values()), default=0)))
    ends = [e for name, v in metrics.items() for e in _ends(name, v, deepest)]
    gaps = [_dense_beyond(end, deepest) for end in ends]
    found: dict[str, list[EndGroup]] = {}
    if not any(gaps):
        return found
    every = {name: tails(v, spacings[name], deepest) for name, v in metrics.items()}
    known = [tail for both in every.values() if both for tail in both]
    priors = iter(shapes(known) if known else ())
    prior = {name: (next(priors), next(priors)) for name, both in every.items() if both}
    for end, mine in zip(ends, gaps, strict=True):
        both = every[end.name]
        if mine and both:
            side = int(end.sign > 0)
            group = _surest(end, mine, _Side(both[side], prior[end.name][side], deepest), level)
            if group:
                found.setdefault(end.name, []).append(group)
    return found


def _ends(name: str, values: Floats, deepest: int) -> Iterator[_End]:
    """The lower and the upper one; none of too few values."""
    rows = np.flatnonzero(np.isfinite(values))
    ascending = rows[np.argsort(values[rows], kind="stable")]
    if rows.size <= 2 * FEWEST or values[ascending[0]] == values[ascending[-1]]:
        return
    for sign, order in ((-1.0, ascending), (1.0, ascending[::-1])):
        own = values[order]
        scales = (own, np.log(own)) if own.min() > 0 else (own,)
        yield _End(name, sign, order, scales, [_usual_step(one, deepest) for one in scales])


def _usual_step(values: Floats, deepest: int) -> float:
    steps = np.abs(np.diff(values[min(deepest, values.size // 2) :]))
    return float(np.median(steps[steps > 0])) if steps.any() else float(np.abs(values).max())


def _dense_beyond(end: _End, deepest: int) -> list[_Gap]:
    """The gaps beyond which values lie nearer each other than chance would have them."""
    found = []
    for stragglers in range(MOST_STRAGGLERS + 1):
        least, most = FEWEST + stragglers, min(deepest, end.rows.size - stragglers - 1)
        m = np.arange(least, most + 1)
        ratios = end.ratios(m, stragglers)
        for place in np.flatnonzero(_chance_of_none(ratios, m, stragglers) <= DENSE).tolist():
            ratio, counted = ratios[place : place + 1], np.minimum(m[place : place + 1], COUNTED)
            dense = float(_chance_of_none(ratio, counted, stragglers)[0])
            found.append(_Gap(int(m[place]), stragglers, float(ratio[0]), dense))
    return found


def _chance_of_none(ratios: Floats, m: Indices, stragglers: int) -> Floats:
    """(k,) how seldom hardly any of the values from the gap on lie in it: a binomial tail."""
    n = m - 1 + stragglers
    share = ratios / (1.0 + ratios)
    term = (1.0 - share) ** n
    found = term.copy()
    for i in range(stragglers):
        term = term * ratios * (n - i) / (i + 1)
        found += term
    return found


class _Side(NamedTuple):
    """The tail of an end, how likely each shape of it is, and how deep it is looked at."""

    tail: Tail
    shape: Floats
    deepest: int


def _surest(end: _End, gaps: Sequence[_Gap], side: _Side, level: float) -> EndGroup | None:
    """Of the gaps at one end."""
    wide = {
        s: gap_p_values(side.tail, side.shape, side.deepest, 1 + s)
        for s in {gap.stragglers for gap in gaps}
    }
    best: tuple[float, _Gap] | None = None
    for gap in gaps:
        chances = wide[gap.stragglers]
        if gap.m > chances.size or (own := float(chances[gap.m - 1]) * chances.size) > WIDE:
            continue
        both = max(SMALLEST_P_VALUE, SIDES * SHARED * own * gap.dense)
        p_value = both * (1.0 - log(both))  # of a product of two (Fisher, 1932)
        if p_value <= level and (best is None or p_value < best[0]):
            best = p_value, gap
    return _end_group(end, best[1], best[0]) if best else None


def _end_group(end: _End, gap: _Gap, p_value: float) -> EndGroup:
    """What lies beyond the middle of a gap."""
    emptiness, least = of_group_by_count(float(gap.stragglers), (gap.m - 1) * gap.ratio)
    inside = gap.m + gap.stragglers
    (values, *_) = end.scales
    near = np.abs(values[gap.m : inside] - values[gap.m - 1])
    nearer = near < np.abs(values[gap.m : inside] - values[inside])
    ends = int(end.rows[inside]), int(end.rows[gap.m - 1])
    size = gap.m + int(np.count_nonzero(nearer))
    return EndGroup(end.rows[:size], Valley(*ends, emptiness, least, p_value))


def with_end_groups(
    found: Partition | None, looked_at: Candidate, ends: Sequence[EndGroup], ordered: bool
) -> Partition | None:
    """The groups of one metric and those at its ends; None where there are neither.

    Rows one after another are no group, but a change or a burst, where the tasks are in an order.
    """
    rows, points = looked_at.rows, looked_at.points
    labels = np.zeros(rows.size, np.intp)
    valleys: list[Valley] = []
    if found:
        labels = nearest(points, found.points, found.labels)
        place = np.searchsorted(rows, found.rows)
        labels[place] = found.labels
        valleys += [
            v._replace(one=int(place[v.one]), other=int(place[v.other])) for v in found.valleys
        ]
    for end in ends:
        inside = np.isin(rows, end.rows)
        if inside.sum() < FEWEST or (ordered and not changes_at_random(inside.astype(np.intp))):
            continue
        at = np.searchsorted(rows, [end.valley.one, end.valley.other])
        valleys.append(_between(end.valley, at[0], at[1]))
        if not any(_are_alike(inside, labels == g) for g in range(labels.max() + 1)):
            labels[inside] = labels.max() + 1
    if len(valleys) == len(found.valleys if found else ()):
        return found
    labels = by_size(labels)
    return Partition(
        looked_at.metrics,
        rows,
        points,
        labels,
        tuple(v for v in valleys if labels[v.one] != labels[v.other]),
        found.k if found else 0,
        min(v.p_value for v in valleys),
        average_distances(SortedMetric(points[:, 0]), labels),
    )


def _between(valley: Valley, one: np.intp, other: np.intp) -> Valley:
    return valley._replace(one=int(one), other=int(other))


def _are_alike(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> bool:
    return bool((one & other).sum() >= ALIKE * (one | other).sum())
