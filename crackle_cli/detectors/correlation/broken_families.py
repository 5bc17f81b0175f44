"""Relations that hold in a part of the order as findings: of one moment a family is one."""

import numpy as np
from numpy.typing import NDArray

from crackle_cli.detectors.correlation.breaks import (
    FEWEST,
    BrokenPairs,
    broken_pairs,
    edges_of,
    is_seen,
    p_value,
    place_of,
)
from crackle_cli.detectors.correlation.families import Graph, Star, families
from crackle_cli.detectors.correlation.findings import WEAK, Broken
from crackle_cli.detectors.correlation.pairs import Pairs
from crackle_cli.detectors.correlation.selection import (
    SHARE,
    Looked,
    rows_of,
    selected_quantile,
)
from crackle_cli.detectors.finding import Place

NEAR = 2  # blocks: a split lies in the block of the change, or beside it


def broken_families(looked: Looked) -> list[Broken]:
    """Metrics that move together before a task or from there on, the surest first."""
    alpha, least_r = looked.settings.alpha * SHARE, looked.settings.threshold
    pairs = broken_pairs(looked.white, least_r, alpha)
    pairs = _seen(pairs, looked)
    pairs = pairs.taken(_once_per_family(pairs, looked.leaders))
    found: list[Broken] = []
    while pairs.one.size:
        together = _of_one_moment(pairs, looked)
        stars = families(_graph(pairs.taken(together), len(looked.columns)))
        found += [_finding(star, pairs.taken(together), looked) for star in stars]
        told = {metric for star in stars for metric in (star.leader, *star.members)}
        inside = np.isin(pairs.one, [*told]) & np.isin(pairs.other, [*told])
        pairs = pairs.taken(~together & ~inside)
    return found


def _seen(pairs: BrokenPairs, looked: Looked) -> BrokenPairs:
    """The pairs of which neighbours tell the same."""
    edges = edges_of(looked.columns[0].size)[pairs.split]
    ends = zip(pairs.one.tolist(), pairs.other.tolist(), edges.tolist(), strict=True)
    columns = looked.columns
    kept = [is_seen(columns[one], columns[other], row) for one, other, row in ends]
    return pairs.taken(np.array(kept, np.bool_))


def _once_per_family(pairs: BrokenPairs, leaders: dict[int, int]) -> NDArray[np.intp]:
    """Of the pairs between two families that move together throughout the surest."""
    told: set[frozenset[int]] = set()
    kept = []
    for i, pair in enumerate(zip(pairs.one.tolist(), pairs.other.tolist(), strict=True)):
        both = frozenset(leaders.get(metric, metric) for metric in pair)
        if len(both) == 1 or both not in told:
            kept.append(i)
        told.add(both)
    return np.array(kept, np.intp)


def _of_one_moment(pairs: BrokenPairs, looked: Looked) -> NDArray[np.bool_]:
    """Which pairs change as the surest of them does, and with it."""
    edges = edges_of(looked.columns[0].size)
    slack = NEAR * int(np.diff(edges).max())
    place, at = _place(pairs, looked), edges[pairs.split]
    together = (at >= place.low - slack) & (at <= place.high + slack)
    for same in (_is_earlier(pairs), _turns(pairs)):
        together &= same == same[0]
    together[0] = True
    return together


def _is_earlier(pairs: BrokenPairs) -> NDArray[np.bool_]:
    """Whether they move together before the change; what turns does so on both sides."""
    return _turns(pairs) | (np.abs(pairs.before) >= np.abs(pairs.after))


def _turns(pairs: BrokenPairs) -> NDArray[np.bool_]:
    """Whether they move the other way on the other side."""
    weaker = np.minimum(np.abs(pairs.before), np.abs(pairs.after))
    return (pairs.before * pairs.after < 0) & (weaker > WEAK)


def _place(pairs: BrokenPairs, looked: Looked) -> Place:
    """Where the surest pair changes, in rows that were looked at."""
    first = int(pairs.one[0]), int(pairs.other[0])
    return place_of(looked.white, first, int(pairs.split[0]))


def _graph(pairs: BrokenPairs, d: int) -> Graph:
    graph = Graph(d)
    r = np.where(_is_earlier(pairs), pairs.before, pairs.after)
    graph.add(Pairs(pairs.one, pairs.other, r, r, pairs.z), np.ones(r.size, np.bool_))
    return graph


def _finding(star: Star, together: BrokenPairs, looked: Looked) -> Broken:
    """Of a family the middle of its correlations, and the place that its surest pair has."""
    ends = (together.one == star.leader) | (together.other == star.leader)
    inside = np.isin(together.one + together.other - star.leader, star.members)
    pairs = together.taken(ends & inside)
    before, after = _middle(pairs)
    z, strength = float(pairs.z[0]), min(1.0, abs(before - after))
    quantile = selected_quantile(together.one.size, looked.pairs)
    metrics = tuple(looked.names[j] for j in (star.leader, *star.members))
    place = _place(pairs, looked)
    return Broken(
        metrics=metrics,
        rows=rows_of(metrics, looked.table),
        strength=strength,
        confidence=strength * max(0.0, 1 - quantile / z),
        p_value=p_value(z, FEWEST / len(looked.white.innovations)),
        correlation=max(before, after, key=abs),
        before=before,
        after=after,
        place=place if looked.rows is None else place.moved(looked.rows),
    )


def _middle(pairs: BrokenPairs) -> tuple[float, float]:
    """The correlations before and after: of a pair its own, of more the medians.

    Then above 0 where they are strong, and below it where they turn.
    """
    if pairs.z.size == 1:
        return float(pairs.before[0]), float(pairs.after[0])
    sign = np.sign(np.where(_is_earlier(pairs), pairs.before, pairs.after))
    return float(np.median(sign * pairs.before)), float(np.median(sign * pairs.after))
