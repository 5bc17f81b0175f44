"""Whether weights make a law: exactly, within printed decimals, or within a narrow band.

The tolerance must be small against the smallest term, else any small term "fits".
"""

from collections.abc import Iterator
from math import exp, log2
from typing import NamedTuple

import numpy as np

from crackle_cli.detectors.conservation.constancy import BAND, counts_on, drifts
from crackle_cli.detectors.conservation.design_matrix import Space, factor_step
from crackle_cli.detectors.conservation.rational import REAL_BITS, bits_of, simplest
from crackle_cli.laws.law import FLOAT_ERROR, Law, LawForm, LawKind, Term
from crackle_cli.statistics.noise import MAD_TO_SIGMA
from crackle_cli.statistics.ranks import median, quantiles
from crackle_cli.table.arrays import Floats

ROUNDED_SHARE = 0.35  # of the smallest term's spread: its steps remain visible over the rounding
APPROXIMATE_SHARE = 0.02  # "within 2 %": what people accept as the same
# Points that a law goes through besides those that it was fitted to. Of whole numbers up to 60 one
# in 60 fits an exact law by chance, and one in 20 where it is rounded.
SURPLUS = {LawKind.EXACT: 2, LawKind.ROUNDED: 4, LawKind.APPROXIMATE: 4}
MOST_SEEN = 2000  # tasks among which different ones are counted
# The stricter the smaller.
RANK = {LawKind.EXACT: 0, LawKind.ROUNDED: 1, LawKind.APPROXIMATE: 2}


class AcceptedLaw(NamedTuple):
    """A law that holds in most tasks, with what its significance is computed from.

    parts (m, k): the terms; slack (m,): the largest residual that holds; active (m,): whether a
    term differs from its usual value; over the m known tasks.
    """

    support: tuple[int, ...]
    weights: tuple[float, ...]
    kind: LawKind
    constant: float
    tolerance: float
    bits: float
    parts: Floats
    slack: Floats
    holding: np.ndarray
    active: np.ndarray

    @property
    def share(self) -> float:
        """Of the tasks, or of the active ones where that is less: the rest prove nothing."""
        return float(min(self.holding.mean(), self.holding[self.active].mean()))

    @property
    def borne_out(self) -> bool:
        """Whether more different tasks keep it than its numbers can be fitted to.

        Settings that go with one of three hosts have three values together, and a law of three of
        them goes through any three points. In 0 = 0 a law without constant fits itself.
        """
        kept = self.parts[self.holding]
        seen = np.unique(kept[:: 1 + len(kept) // MOST_SEEN], axis=0)
        points = len(seen) - int(self.constant == 0 and bool((seen == 0).all(axis=1).any()))
        return points >= len(self.support) - 1 + (self.constant != 0) + SURPLUS[self.kind]

    @property
    def broken(self) -> int:
        return int(self.holding.size - self.holding.sum())

    @property
    def cost(self) -> float:
        """Bits of the law and of tasks that break it: each its row, and as much for what it leaves.

        Digits that only fit a law to one broken task cost more than they save (Rissanen, 1978).
        Only of rounding: beyond it neither a digit more nor a digit less mends a task.
        """
        broken = self.broken if self.kind is LawKind.ROUNDED else 0
        return self.bits + 2 * log2(self.holding.size) * broken

    @property
    def looseness(self) -> float:
        """The tolerance as a share of the largest term."""
        largest = np.abs(self.parts).max(axis=1)
        return self.tolerance / max(float(np.median(largest)), 1e-300)

    @property
    def order(self) -> tuple[float, ...]:
        """Exact before rounded before approximate, few terms first, simple weights first."""
        return (RANK[self.kind], len(self.support), self.bits, *self.support)


def judged(
    space: Space, support: tuple[int, ...], weights: tuple[float, ...], least: float, bits: float
) -> AcceptedLaw | None:
    """The strictest kind of which at least the share `least` of the tasks holds the law."""
    columns = list(support)
    values = space.values[:, columns]
    known = ~np.isnan(values).any(axis=1)
    active = ~space.at_rest(columns)[known]
    if active.sum() < len(support) + 3:
        return None
    row = np.array(weights)
    parts = values[known] * row
    total = parts.sum(axis=1)
    half = np.broadcast_to(space.half_steps[:, columns], values.shape)[known]
    rounding = (half * np.abs(row)).sum(axis=1)
    float_error = FLOAT_ERROR * (
        np.ones(len(parts)) if space.form is LawForm.POWER else np.abs(parts).sum(axis=1)
    )
    smallest = float((space.spread[columns] * np.abs(row)).min())
    sigma = _scale(total, least)
    enough = least - 2 * np.sqrt(least * (1 - least) / active.sum())  # not surely below it
    nearly: AcceptedLaw | None = None  # a law that holds in enough tasks goes before a stricter one
    for kind in LawKind:
        if kind is LawKind.APPROXIMATE and space.form is LawForm.MIXED:
            break  # products bend: some combination comes near to anything
        slack, narrow = _slack(kind, float_error, rounding, smallest, sigma)
        if not narrow:
            continue
        chosen: AcceptedLaw | None = None
        for constant, cost in _constants(space.form, kind, total, slack, sigma):
            holding = np.abs(total - constant) <= slack + FLOAT_ERROR * abs(constant)
            share = min(holding.mean(), holding[active].mean())
            if share < (enough if nearly is None else least):
                continue
            if kind is LawKind.APPROXIMATE and _common_trend(parts, total, holding):
                return nearly
            largest = {LawKind.EXACT: 0.0, LawKind.ROUNDED: rounding, LawKind.APPROXIMATE: slack}
            tolerance = float(f"{np.median(largest[kind]):.12g}")  # 0.03, not 0.030000000000000002
            law = AcceptedLaw(
                support,
                weights,
                kind,
                constant,
                tolerance,
                bits + cost,
                parts,
                slack,
                holding,
                active,
            )
            if chosen is None or law.cost < chosen.cost:
                chosen = law
            if share >= least and (kind is not LawKind.ROUNDED or not law.broken):
                break  # the simplest that holds; a rounded one may yet blame healthy tasks
        if chosen and chosen.share >= least:
            return chosen
        nearly = chosen or nearly
    return nearly


def _slack(
    kind: LawKind, float_error: Floats, rounding: Floats, smallest: float, sigma: float
) -> tuple[Floats, bool]:
    """Largest residual of each task, and whether it is small enough to mean anything."""
    if kind is LawKind.EXACT:
        return float_error, True
    if kind is LawKind.ROUNDED:
        typical = median(rounding)
        return rounding + float_error, 0 < typical <= ROUNDED_SHARE * smallest
    return np.full(rounding.shape, BAND * sigma), 0 < sigma <= APPROXIMATE_SHARE * smallest


def _scale(total: Floats, least: float) -> float:
    """Standard deviation of the tasks that hold, from the quantile at half of their share."""
    distance = np.abs(total - median(total))
    half = 0.5 * (1 + least) / 2 + 0.025  # the median where `least` is .9
    return MAD_TO_SIGMA * float(quantiles(distance, [half]).item())


def _constants(
    form: LawForm, kind: LawKind, total: Floats, slack: Floats, sigma: float
) -> Iterator[tuple[float, float]]:
    """Zero first, then the simplest number near the middle, then the middle; and their bits.

    Of a rounded law also the simplest of those that keep most tasks within rounding.
    """
    middle = median(total)
    narrow = median(slack)
    width = min(narrow, max(4 * sigma / np.sqrt(total.size), FLOAT_ERROR * abs(middle)))
    yield 0.0, 1.0
    yield from _simple(form, middle - width, middle + width)
    if kind is LawKind.ROUNDED:
        yield from _simple(form, *_most_within(total, slack))
    yield middle, REAL_BITS


def _simple(form: LawForm, low: float, high: float) -> Iterator[tuple[float, float]]:
    power = form is LawForm.POWER
    if power:
        low, high = exp(min(700.0, low)), exp(min(700.0, high))
    found = simplest(low, high, fractions=power)
    if found:
        yield float(np.log(float(found))) if power else float(found), bits_of(found)


def _most_within(total: Floats, slack: Floats) -> tuple[float, float]:
    """The interval of constants that most (n,) totals are within their slack of. O(n log n)."""
    starts, ends = np.sort(total - slack), np.sort(total + slack)
    inside = np.arange(1, starts.size + 1) - np.searchsorted(ends, starts, side="left")
    start = starts[int(inside.argmax())]
    return float(start), float(ends[np.searchsorted(ends, start, side="left")])


def _common_trend(parts: Floats, total: Floats, holding: np.ndarray) -> bool:
    """Whether the terms only share a trend: two of them count upwards, or their sum drifts.

    Two counters of the same rate agree within any percentage if they run long enough.
    """
    return bool(counts_on(parts).sum() >= 2) or drifts(total[holding])


def as_law(space: Space, found: AcceptedLaw, steps: dict[str, float]) -> Law:
    """The law in the words of the table: terms in its order, the first one positive.

    `steps`: the quantum of each metric.
    """
    features = [space.features[j] for j in found.support]
    exact_or = factor_step if space.form is LawForm.MIXED else float
    sign = 1.0 if found.weights[0] > 0 else -1.0
    terms = tuple(
        Term(factors, sign * weight, tuple(exact_or(steps[f]) for f in factors))
        for factors, weight in zip(features, found.weights, strict=True)
    )
    constant, tolerance = sign * found.constant, found.tolerance
    if space.form is LawForm.POWER:
        constant, tolerance = _brief(exp(constant)), exp(tolerance) - 1.0
    n, holds = len(found.holding), int(found.holding.sum())
    return Law(space.form, found.kind, terms, constant + 0.0, tolerance, n, holds)  # 0, not -0


def _brief(constant: float) -> float:
    """The factor of a power law in 12 digits; or the inverse of a whole number, as it is said."""
    inverse = round(1 / constant) if constant < 1 else 0
    if inverse and abs(1 / constant - inverse) <= 1e-10 * inverse:
        return 1.0 / inverse
    return float(f"{constant:.12g}")
