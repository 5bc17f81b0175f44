"""A term that is 0 in most tasks, found by what is left over in the tasks that break a law.

Where `skipped` is 0 in nineteen of twenty tasks, correlations see `source = target`; what the tasks
that break it leave over is `skipped`. O(violators * rare columns) for each law and pivot.
"""

from collections import Counter
from fractions import Fraction
from math import log
from typing import NamedTuple

import numpy as np

from crackle_cli.detectors.conservation.acceptance import AcceptedLaw, judged
from crackle_cli.detectors.conservation.design_matrix import Space
from crackle_cli.detectors.conservation.rational import bits_of, scale_of, simplest
from crackle_cli.laws.law import ARITHMETIC_ERROR, LawForm, LawKind
from crackle_cli.statistics.shares import log_hypergeometric_tail
from crackle_cli.table.arrays import Floats

PARTLY = 0.6  # share that a law without its rare terms must hold in: two in five tasks have some
FEW_BROKEN = 3  # broken tasks that one more term may explain; two always lie on some line
FEWEST_MENDED = 2  # tasks that a rare term takes out of the broken ones: one is met by any column
MOST_CHANCE = 0.01  # that columns which have nothing to do with a law mend as many of its tasks
MOST_ADDED_TERMS = 3  # added to one law
MOST_PIVOTS = 40  # different broken tasks that a weight is read from


class Rare(NamedTuple):
    """The columns (n, r) of a space that mostly have one value, less that value; and which."""

    columns: tuple[int, ...]
    values: Floats


class Mended(NamedTuple):
    """A law with rare terms, and the law without them that it was made from."""

    law: AcceptedLaw
    without: AcceptedLaw


class _Term(NamedTuple):
    """A multiple of a rare column, and the logarithm of its chance to mend so many tasks."""

    column: int
    weight: Fraction
    mended: int
    chance: float


def rare_columns(space: Space) -> Rare:
    """Of a space of sums; powers have none. NaN, which is no value, stays."""
    columns: list[int] = []
    values: list[Floats] = []
    if space.form is LawForm.POWER:
        return Rare((), np.empty((0, 0)))
    for j in np.flatnonzero(~np.isnan(space.usual)).tolist():
        left = space.values[:, j] - space.usual[j]
        if np.count_nonzero(np.nan_to_num(left)) >= FEWEST_MENDED:
            columns.append(j)
            values.append(left)
    return Rare(tuple(columns), np.column_stack(values) if values else np.empty((0, 0)))


def mended(space: Space, rare: Rare, law: AcceptedLaw, least: float) -> Mended | None:
    """The law with terms added that explain tasks that break it, or None.

    Two failures in 34 tasks suffice, where they are in the very tasks that break the law. An
    approximate law leaves something over everywhere, which shows nothing.
    """
    best, without = None, law
    if law.kind is LawKind.APPROXIMATE:
        return None
    for _ in range(MOST_ADDED_TERMS):
        if law.broken < FEWEST_MENDED:
            break
        more = _with_one_more(space, rare, law)
        if more is None:
            break
        law = more
        best = judged(space, law.support, law.weights, least, law.bits) or best
    return best and Mended(best, without)


def _with_one_more(space: Space, rare: Rare, law: AcceptedLaw) -> AcceptedLaw | None:
    term = _surest_term(space, rare, law)
    if term is None or term.chance > log(MOST_CHANCE):
        return None
    scale = scale_of([term.weight])
    weights = {**dict(zip(law.support, law.weights, strict=True)), term.column: float(term.weight)}
    support = tuple(sorted(weights))
    bits = law.bits + bits_of(term.weight)
    scaled = tuple(scale * weights[j] for j in support)
    more = judged(space, support, scaled, PARTLY, bits)
    return more if more and more.broken + FEWEST_MENDED <= law.broken else None


def _surest_term(space: Space, rare: Rare, law: AcceptedLaw) -> _Term | None:
    """The one of all rare columns that chance explains least; of equal ones, that mends most."""
    columns = list(law.support)
    known = np.flatnonzero(~np.isnan(space.values[:, columns]).any(axis=1))
    broken = ~law.holding
    residual = law.parts[broken].sum(axis=1) - law.constant
    best: _Term | None = None
    for position, column in enumerate(rare.columns):
        if column in law.support:
            continue
        values = rare.values[known, position]
        count, weight = _explained(values[broken], residual, law.slack[broken])
        if count < FEWEST_MENDED:
            continue
        chance = log(len(rare.columns)) + bits_of(weight) * log(2)
        chance += _log_chance(values, law, count)
        term = _Term(column, weight, count, min(0.0, chance))
        if best is None or (term.chance, -term.mended) < (best.chance, -best.mended):
            best = term
    return best


def _log_chance(values: Floats, law: AcceptedLaw, mended: int) -> float:
    """Logarithm of the probability that a column without part in a law mends as many tasks.

    Its (m,) values would be unusual in any tasks (Fisher, 1935), and what they are there would be
    any of those that it has, or another one.
    """
    broken, unusual = ~law.holding, np.nan_to_num(values) != 0
    both = int((broken & unusual).sum())
    rows = log_hypergeometric_tail(values.size, int(broken.sum()), int(unusual.sum()), both)
    distinct = np.unique(values[broken & unusual]).size
    return rows - mended * log(distinct + 1)


def _explained(values: Floats, residual: Floats, slack: Floats) -> tuple[int, Fraction]:
    """How many residuals a multiple of the (v,) values takes away, and the best such multiple."""
    some = np.flatnonzero(np.nan_to_num(values) != 0)
    values, residual, slack = values[some], residual[some], slack[some]
    middle, width = -residual / values, slack / np.abs(values)
    best = (0, Fraction(0))
    for low, high, most in _pivots(middle - width, middle + width):
        if most < best[0]:
            break
        weight = simplest(low, high)
        if weight:
            count = int((np.abs(residual + float(weight) * values) <= slack).sum())
            best = max(best, (count, weight))
    return best


def _pivots(low: Floats, high: Floats) -> list[tuple[float, float, int]]:
    """Different ones of the (v,) intervals of weights that explain a task each.

    With how many tasks a weight in such an interval explains at most, the most first. Those of
    several tasks, and of the others some from everywhere: an outage may break all of the first.
    """
    found = Counter(zip(low.tolist(), high.tolist(), strict=True))
    different = [one for one, times in found.most_common(MOST_PIVOTS) if times > 1]
    once = [one for one, times in found.items() if times == 1]
    if room := MOST_PIVOTS - len(different):
        different += once[:: -(-len(once) // room) or 1]
    ends = np.array(different).reshape(-1, 2)
    error = ARITHMETIC_ERROR * np.maximum(np.abs(low), np.abs(high))
    meets = (low - error <= ends[:, 1:]) & (ends[:, :1] <= high + error)
    most = meets.sum(axis=1).tolist()
    pivots = ((*interval, count) for interval, count in zip(different, most, strict=True))
    return sorted((p for p in pivots if p[2] >= FEWEST_MENDED), key=lambda p: -p[2])
