"""Groups at an end of one metric, however few: a gap that its tail does not explain.

Two things must be chance for a gap inside of the m-th furthest value to be none: that it is so wide
beside the gaps further inside (`statistics/tails.py`), and that the values beyond it lie so near
each other. A density that falls outwards has no fewer of m values in the gap than in a range of its
width beyond it, and leaves it out with a chance of (1 + gap / range)^-(m - 1) at most.
"""

from collections.abc import Mapping, Sequence
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
SIDES = 2
SHARED = 4.0  # times as often noise shows a p-value: the gap is in both chances, which are no two
COUNTED = 12  # of a larger group no more count: they say of a gap what the values inside of it say


class EndGroup(NamedTuple):
    """The rows (m,) of a metric beyond a gap, and the valley that it is."""

    rows: Indices
    valley: Valley


def end_groups(
    metrics: Mapping[str, Floats], spacings: Mapping[str, int], level: float
) -> dict[str, list[EndGroup]]:
    """The groups at the ends of each metric (n,), as it is, NaN where missing. O(n log n) each."""
    deepest = max(FEWEST, int(MOST * max((v.size for v in metrics.values()), default=0)))
    every: list[tuple[str, float, Tail]] = []
    for name, values in metrics.items():
        both = tails(values, spacings[name], deepest)
        every += [(name, sign, t) for sign, t in zip((-1.0, 1.0), both or (), strict=False)]
    found: dict[str, list[EndGroup]] = {}
    if not every:
        return found
    priors = shapes([tail for _, _, tail in every])
    for (name, sign, tail), shape in zip(every, priors, strict=True):
        group = _surest(metrics[name], sign, gap_p_values(tail, shape, deepest), level)
        if group:
            found.setdefault(name, []).append(group)
    return found


def _surest(values: Floats, sign: float, chances: Floats, level: float) -> EndGroup | None:
    """Of the gaps at one end; `chances`: (m,) of their width, from outside."""
    rows = np.flatnonzero(np.isfinite(values))
    order = rows[np.argsort(-sign * values[rows], kind="stable")]
    descending = values[order]
    scales = _scales(descending)
    wide = np.minimum(1.0, chances * chances.size)
    best: tuple[float, int] | None = None
    for m in (np.flatnonzero(wide <= WIDE) + 1).tolist():
        if m < FEWEST:
            continue
        emptier = 1.0 + min(gap / width for gap, width in (_gap_and_range(s, m) for s in scales))
        if emptier ** (1 - m) > DENSE:
            continue
        dense = emptier ** (1 - min(m, COUNTED))
        both = max(SMALLEST_P_VALUE, SIDES * SHARED * float(wide[m - 1]) * dense)
        p_value = both * (1.0 - log(both))  # of a product of two (Fisher, 1932)
        if p_value <= level and (best is None or p_value < best[0]):
            best = p_value, m
    if best is None:
        return None
    p_value, m = best
    emptiness, least = min(_emptiness(side, m) for side in scales)
    ends = int(order[m]), int(order[m - 1])
    return EndGroup(order[:m], Valley(*ends, emptiness, least, p_value))


def _scales(descending: Floats) -> Sequence[Floats]:
    """The values and, where they have any, their logarithms: a group must be one in both."""
    return (descending, np.log(descending)) if descending.min() > 0 else (descending,)


def _gap_and_range(descending: Floats, m: int) -> tuple[float, float]:
    """Of the m first: the gap behind them, and the range of most of them, at least a usual step."""
    inner = max(2, int(np.ceil(INNER * m)))
    gap = abs(float(descending[m - 1] - descending[m]))
    steps = np.abs(np.diff(descending[m:]))
    step = float(np.median(steps[steps > 0])) if steps.any() else gap
    return gap, max(abs(float(descending[m - 1] - descending[m - inner])), step)


def _emptiness(descending: Floats, m: int) -> tuple[float, float]:
    """How much emptier the gap is than the group, and the lower end of that."""
    gap, width = _gap_and_range(descending, m)
    return of_group_by_count(0.0, (m - 1) * gap / width)


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
