"""A term that is 0 in most tasks, found by what is left over in the tasks that break a law.

Where `skipped` is 0 in nineteen of twenty tasks, correlations see `source = target`; what the tasks
that break it leave over is `skipped`. O(violators * rare columns) for each law and pivot.
"""

from fractions import Fraction
from typing import NamedTuple

import numpy as np

from crackle_cli.detectors.conservation.acceptance import AcceptedLaw, judged
from crackle_cli.detectors.conservation.design_matrix import Space
from crackle_cli.detectors.conservation.rational import bits_of, scale_of, simplest
from crackle_cli.laws.law import LawForm, LawKind
from crackle_cli.table.arrays import Floats

PARTLY = 0.6  # share that a law without its rare terms must hold in: two in five tasks have some
FEW_BROKEN = 3  # broken tasks that one more term may explain; two always lie on some line
MOST_ADDED_TERMS = 3  # added to one law
MOST_PIVOTS = 40  # broken tasks that a weight is read from


class Rare(NamedTuple):
    """The columns (n, r) of a space that mostly have one value, less that value; and which."""

    columns: tuple[int, ...]
    values: Floats


def rare_columns(space: Space) -> Rare:
    """Of a space of sums; powers have none. NaN, which is no value, stays."""
    columns: list[int] = []
    values: list[Floats] = []
    if space.form is LawForm.POWER:
        return Rare((), np.empty((0, 0)))
    for j in np.flatnonzero(~np.isnan(space.usual)).tolist():
        left = space.values[:, j] - space.usual[j]
        if np.count_nonzero(np.nan_to_num(left)) >= FEW_BROKEN:
            columns.append(j)
            values.append(left)
    return Rare(tuple(columns), np.column_stack(values) if values else np.empty((0, 0)))


def mended(space: Space, rare: Rare, law: AcceptedLaw, least: float) -> AcceptedLaw | None:
    """The law with terms added that explain FEW_BROKEN or more of the tasks that break it, or None.

    An approximate law leaves something over everywhere, which shows nothing.
    """
    best = None
    if law.kind is LawKind.APPROXIMATE or law.broken < FEW_BROKEN:
        return None
    for _ in range(MOST_ADDED_TERMS):
        more = _with_one_more(space, rare, law)
        if more is None:
            break
        law = more
        best = judged(space, law.support, law.weights, least, law.bits) or best
    return best


def _with_one_more(space: Space, rare: Rare, law: AcceptedLaw) -> AcceptedLaw | None:
    columns = list(law.support)
    known = np.flatnonzero(~np.isnan(space.values[:, columns]).any(axis=1))
    broken = ~law.holding
    residual = law.parts[broken].sum(axis=1) - law.constant
    slack = law.slack[broken]
    found: tuple[int, int, Fraction] | None = None
    for position, column in enumerate(rare.columns):
        if column in law.support:
            continue
        explained, weight = _explained(rare.values[known[broken], position], residual, slack)
        if explained >= FEW_BROKEN and (found is None or explained > found[0]):
            found = (explained, column, weight)
    if found is None:
        return None
    _, column, weight = found
    scale = scale_of([weight])
    weights = {**dict(zip(law.support, law.weights, strict=True)), column: float(weight)}
    support = tuple(sorted(weights))
    bits = law.bits + bits_of(weight)
    scaled = tuple(scale * weights[j] for j in support)
    more = judged(space, support, scaled, PARTLY, bits)
    return more if more and more.broken + FEW_BROKEN <= law.broken else None


def _explained(values: Floats, residual: Floats, slack: Floats) -> tuple[int, Fraction]:
    """How many residuals a multiple of the (v,) values takes away, and the best such multiple."""
    best = (0, Fraction(0))
    some = np.flatnonzero(np.nan_to_num(values) != 0)
    tried: set[Fraction] = set()
    for pivot in some[:MOST_PIVOTS]:
        middle, width = -residual[pivot] / values[pivot], slack[pivot] / abs(values[pivot])
        weight = simplest(middle - width, middle + width)
        if weight is None or weight == 0 or weight in tried:
            continue
        tried.add(weight)
        left = residual[some] + float(weight) * values[some]
        count = int((np.abs(left) <= slack[some]).sum())
        best = max(best, (count, weight))
    return best
