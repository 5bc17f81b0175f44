"""Bounds: metrics that never exceed others, where their names or their values say it is meant.

Values say so where two metrics come as near to each other as they can, oftener the nearer, and then
do not cross; and where without a bound (values of other tasks) they would. What is less than
something of another size by chance does not come near it. O(n d^2) for d metrics.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from math import log

import numpy as np
from numpy.typing import NDArray

from crackle_cli.detectors.conservation.named_bounds import are_statistics, chains, is_share
from crackle_cli.laws.law import Law, LawForm, LawKind, Term
from crackle_cli.laws.precision import Precision
from crackle_cli.statistics.shares import log_binomial_tail
from crackle_cli.table.arrays import Floats

MOST_ROWS = 1000  # looked at
FEWEST_SHARED = 10  # tasks that have both metrics
KEPT = 0.95  # share of tasks that keep what names say
KEPT_BY_VALUES = 0.995  # and what values alone say: numbers of events cross times in some
CHANCE = 1 / 200  # tables without a bound in which one is told
FEWEST_DISTINCT = 6  # values of one of them: a flag that implies another is no bound of amounts
FEWEST_PAIRS = 20  # different ones: settings that go with a host have as many as there are hosts
MOST_METRICS = 60  # whose values are compared: 3,540 pairs in 0.1 s
NEAR = (0.05, 0.1, 0.25)  # share of the gaps that is called near
FLAT = 0.8  # gaps just above 0 are this much as many as those twice as far, or more
Precisions = Mapping[str, Precision]


def bounds(
    columns: Mapping[str, Floats],
    precisions: Precisions,
    laws: Sequence[Law],
    chance: float = CHANCE,
) -> list[Law]:
    """Bounds among the columns (n,), NaN = missing, that most tasks keep; those of names first.

    `laws`: what binds two metrics says more of them than a bound.
    """
    bound = _bound_pairs(laws)
    some = _some_rows(columns)
    found = []
    for chain in chains(some):
        pairs = list(pairwise(chain))
        if any(frozenset(pair) in bound for pair in pairs) or not _kept(chain, some):
            continue
        found.append(_law(chain, precisions))
    bound |= _bound_pairs(found)
    others = [pair for pair in _by_values(some, chance) if frozenset(pair) not in bound]
    found += [_law(chain, precisions) for chain in _lines(others)]
    found += [
        _law((0.0, name, 100.0), precisions) for name in some if _is_within_100(name, some, chance)
    ]
    return found


def _bound_pairs(laws: Sequence[Law]) -> set[frozenset[str]]:
    """Every two metrics that a law speaks of."""
    return {frozenset((a, b)) for law in laws for a in law.metrics for b in law.metrics if a != b}


def _some_rows(columns: Mapping[str, Floats]) -> dict[str, Floats]:
    """In their order, since neighbours may be alike."""
    n = next((values.size for values in columns.values()), 0)
    rows = np.linspace(0, n - 1, min(n, MOST_ROWS)).astype(int)
    return {name: values[rows] for name, values in columns.items()}


def _law(members: Sequence[str | float], precisions: Precisions) -> Law:
    errs = {m: _erring(precisions[m]) for m in members if isinstance(m, str)}
    alike = len(set(errs.values())) == 1  # then rounding keeps their order
    terms = tuple(
        Term((), m) if isinstance(m, float) else Term((m,), 1.0, (errs[m].quantum,))
        for m in members
    )
    kind = LawKind.EXACT if alike else LawKind.ROUNDED
    digits = tuple((m, one.digits) for m, one in errs.items() if one.digits)
    return Law(LawForm.BOUND, kind, terms, 0.0, digits=digits)


def _erring(precision: Precision) -> Precision:
    """Whole numbers are taken for counts, which do not."""
    counts = precision.quantum >= 1 and not precision.digits
    return Precision() if counts else precision


def _kept(chain: tuple[str, ...], columns: Mapping[str, Floats]) -> bool:
    """Whether most tasks keep what names say; not by chance, where they may mean something else."""
    law = _law(chain, dict.fromkeys(chain, Precision()))
    leftover = law.leftover(columns)
    n, holds = int(leftover.known.sum()), int(leftover.holds.sum())
    if n < FEWEST_SHARED or holds < min(n - 1, KEPT * n):
        return False
    if holds == n or are_statistics(chain):
        return True
    return all(
        _is_against_chance(columns[a], columns[b], n - holds, log(CHANCE))
        for a, b in pairwise(chain)
    )


def _by_values(columns: Mapping[str, Floats], chance: float) -> Iterator[tuple[str, str]]:
    """The pairs of which the first is at most the second as their values say."""
    amounts = {name: v for name, v in columns.items() if np.unique(v[~np.isnan(v)]).size > 2}
    if not 2 <= len(amounts) <= MOST_METRICS:
        return
    names = list(amounts)
    values = np.column_stack(list(amounts.values()))
    level = log(chance / len(names) ** 2)
    for i, name in enumerate(names):
        with np.errstate(invalid="ignore"):
            crossed = (values[:, i : i + 1] > values).sum(axis=0)
            apart = (values[:, i : i + 1] < values).sum(axis=0)
        shared = crossed + apart
        few = (crossed <= (1 - KEPT_BY_VALUES) * shared) & (apart >= FEWEST_SHARED)
        for j in np.flatnonzero(few).tolist():
            if _is_bound(values[:, i], values[:, j], int(crossed[j]), level):
                yield name, names[j]


def _is_bound(below: Floats, above: Floats, crossed: int, level: float) -> bool:
    known = ~np.isnan(below) & ~np.isnan(above)
    below, above = below[known], above[known]
    if not _is_against_chance(below, above, crossed, level):
        return False
    active = (below != _usual(below)) | (above != _usual(above))  # 0 and 0 prove nothing
    below, above = below[active], above[active]
    return _are_many(below, above) and _has_edge(below, above, level)


def _are_many(below: Floats, above: Floats) -> bool:
    """Whether they are amounts, and not flags, or settings that go with one of some hosts."""
    sizes = sorted(np.unique(values).size for values in (below, above))
    pairs = len(np.unique(np.column_stack([below, above]), axis=0))
    return sizes[0] > 2 and sizes[1] >= FEWEST_DISTINCT and pairs >= FEWEST_PAIRS


def _usual(values: Floats) -> float:
    distinct, counts = np.unique(values, return_counts=True)
    return float(distinct[counts.argmax()])


def _is_against_chance(below: Floats, above: Floats, crossed: int, level: float) -> bool:
    """Whether values of other tasks would cross oftener."""
    below, above = below[~np.isnan(below)], np.sort(above[~np.isnan(above)])
    rate = float(np.searchsorted(above, below, side="left").mean()) / above.size
    n = min(below.size, above.size)
    return rate > 0 and log_binomial_tail(n, n - crossed, 1 - rate) <= level


def _has_edge(below: Floats, above: Floats, level: float) -> bool:
    """Whether the gap, and the ratio where both are positive, come near 0 and do not cross it."""
    gaps = [above - below]
    if (below > 0).all() and (above > 0).all():
        gaps.append(np.log(above / below))
    return all(_stops_at_0(gap, level) for gap in gaps)


def _stops_at_0(gap: Floats, level: float) -> bool:
    """Whether (n,) gaps, in task order, are dense above 0 and all but absent below.

    Neighbours that are near are one event: what wanders stays near for long.
    """
    positive = gap[gap > 0]
    for width in np.quantile(positive, NEAR) if positive.size else ():
        near = (gap >= 0) & (gap < width)
        further = (gap >= width) & (gap < 2 * width)
        visits, crossings = _stretches(near), int(((gap < 0) & (gap >= -width)).sum())
        dense = near.sum() >= FLAT * further.sum()
        total = visits + crossings
        if dense and log_binomial_tail(total, visits, 0.5) <= level - log(len(NEAR)):
            return True
    return False


def _stretches(which: NDArray[np.bool_]) -> int:
    """Runs of neighbours in (n,) that are true."""
    return int(which[:1].sum() + (which[1:] & ~which[:-1]).sum())


def _is_within_100(name: str, columns: Mapping[str, Floats], chance: float) -> bool:
    """Whether a metric in per cent comes near 100 and does not exceed it, nor 0."""
    values = columns[name][~np.isnan(columns[name])]
    if not is_share(name) or np.unique(values).size < FEWEST_DISTINCT:
        return False
    outside = int(((values < 0) | (values > 100)).sum())
    if outside > (1 - KEPT_BY_VALUES) * values.size:
        return False
    return _stops_at_0(100.0 - values, log(chance))


def _lines(pairs: Sequence[tuple[str, str]]) -> Iterator[tuple[str, ...]]:
    """Chains that say every pair (a <= b), each pair that others imply left out."""
    known = set(pairs)
    middle = {b for _, b in pairs}
    needed = [
        (a, c) for a, c in pairs if not any((a, b) in known and (b, c) in known for b in middle)
    ]
    while needed:
        chain = list(needed.pop(0))
        while following := next((pair for pair in needed if pair[0] == chain[-1]), None):
            needed.remove(following)
            chain.append(following[1])
        while leading := next((pair for pair in needed if pair[1] == chain[0]), None):
            needed.remove(leading)
            chain.insert(0, leading[0])
        yield tuple(chain)
