"""Whether weights make a law: exactly, within printed decimals, or within a narrow band.

The tolerance must be small against the smallest term, else any small term "fits".
"""

from collections.abc import Iterator, Mapping
from math import exp, inf, log2, sqrt
from typing import NamedTuple

import numpy as np

from crackle_cli.detectors.conservation.conditional_spread import smallest_spread
from crackle_cli.detectors.conservation.constancy import counts_on, drifts
from crackle_cli.detectors.conservation.design_matrix import Space
from crackle_cli.detectors.conservation.rational import REAL_BITS, bits_of, simplest
from crackle_cli.detectors.conservation.rounding import Rounding, Roundings, roundings
from crackle_cli.laws.guard import exponential_reach
from crackle_cli.laws.law import ARITHMETIC_ERROR, Law, LawForm, LawKind, Term
from crackle_cli.laws.precision import READ_DIGITS, Precision
from crackle_cli.statistics.noise import MAD_TO_SIGMA
from crackle_cli.statistics.ranks import median, quantiles
from crackle_cli.table.arrays import Floats

# Of what the smallest term says that the others do not: its steps remain visible over the rounding.
ROUNDED_SHARE = 0.35
FAR_OFF = 3.0  # times what a law may leave over: 1.5 * 2, about the median of what holds it
NEAR_ROUNDINGS = 3.0  # times what rounding allows
FEW_NEAR = 3  # tasks: two may be off by a little
APPROXIMATE_SHARE = 0.02  # "within 2 %": what people accept as the same
# Points that a law goes through besides those that it was fitted to. Of whole numbers up to 60 one
# in 60 fits an exact law by chance, and one in 20 where it is rounded.
SURPLUS = {LawKind.EXACT: 2, LawKind.ROUNDED: 4, LawKind.APPROXIMATE: 4}
HEAVIEST_TAIL = 2.0  # root mean square over robust deviation: 1 of normal, 1.4 of Laplace residuals
NORMAL_WIDTH = 4.13  # standard deviations whose logarithm is the entropy of a normal density
BAND_BITS = 2.0  # more for each task: of two laws that are as near the one with a reason
MOST_SEEN = 2000  # tasks among which different ones are counted
# The stricter the smaller.
RANK = {LawKind.EXACT: 0, LawKind.ROUNDED: 1, LawKind.APPROXIMATE: 2}


class AcceptedLaw(NamedTuple):
    """A law that holds in most tasks, with what its significance is computed from.

    bits, code: to tell the law alone, and with what it leaves over in all tasks.
    parts (m, k): the terms; slack (m,): the largest residual that holds; active (m,): whether a
    term differs from its usual value; over the m known tasks. rounded: the metrics that err.
    """

    support: tuple[int, ...]
    weights: tuple[float, ...]
    kind: LawKind
    constant: float
    tolerance: float
    bits: float
    code: float
    parts: Floats
    slack: Floats
    holding: np.ndarray
    active: np.ndarray
    rounded: frozenset[str] = frozenset()

    @property
    def share(self) -> float:
        """Of the tasks, or of the active ones where that is less: the rest prove nothing."""
        return _share(self.holding, self.active)

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
    """Of the readings that at least the share `least` of the tasks hold the one told shortest.

    Exact, with ever more metrics rounded, or within a band (`_readings`); if none, then one that
    as many hold by chance.
    """
    columns = list(support)
    known = np.flatnonzero(~np.isnan(space.values[:, columns]).any(axis=1))
    active = ~space.at_rest(columns)[known]
    if active.sum() < len(support) + 3:
        return None
    row = np.array(weights)
    parts = space.values[known][:, columns] * row
    total = parts.sum(axis=1)
    enough = least - 2 * np.sqrt(least * (1 - least) / active.sum())  # not surely below it
    spread = float((space.spread[columns] * np.abs(row)).max())
    rounded = roundings(space, support, row, known)
    sigma = _scale(total, least)
    loosest = float(np.median(rounded.each[-1].bound))
    far = sigma > FAR_OFF * loosest
    if far and sigma > FAR_OFF * APPROXIMATE_SHARE * smallest_spread(parts):
        return None
    terms = _Terms(parts, total, sigma, rounded.step, spread)
    best: AcceptedLaw | None = None
    shortest = (True, inf)
    for kind, rounding in _kinds(space.form, terms, rounded):
        for constant, cost in _constants(space.form, kind, total, rounding.bound, terms.sigma):
            slack = rounding.bound * (1 + 1 / total.size) + ARITHMETIC_ERROR * abs(constant)
            holding = np.abs(total - constant) <= slack
            if _share(holding, active) < enough:
                continue
            law = AcceptedLaw(
                support,
                weights,
                kind,
                constant,
                _tolerance(kind, rounding.bound),
                bits + cost,
                bits + cost + _code(kind, total - constant, holding, rounding, terms),
                parts,
                slack,
                holding,
                active,
                rounding.metrics,
            )
            order = law.share < least, law.code
            if order < shortest and _is_narrow(law, terms):
                best, shortest = law, order
    return best


def _share(holding: np.ndarray, active: np.ndarray) -> float:
    """As `AcceptedLaw.share`."""
    among = np.count_nonzero(holding & active) / np.count_nonzero(active)
    return min(np.count_nonzero(holding) / holding.size, among)


class _Terms(NamedTuple):
    """Of a law in m known tasks.

    parts (m, k), total (m,): the terms and their sum; sigma, step: robust standard deviation of the
    sum, and between neighbouring values of it; spread: of the largest term
    """

    parts: Floats
    total: Floats
    sigma: float
    step: float
    spread: float


def _kinds(form: LawForm, terms: _Terms, rounded: Roundings) -> Iterator[tuple[LawKind, Rounding]]:
    """Each kind that a law may be of, and what its tasks may be off by."""
    for rounding in rounded.each:
        yield LawKind.ROUNDED if rounding.metrics else LawKind.EXACT, rounding
    pair = form is LawForm.LINEAR and terms.parts.shape[1] == 2  # a ratio is in per cent
    if form is LawForm.MIXED or pair or terms.sigma <= 0:
        return  # products bend: some combination comes near to anything
    n = terms.total.size
    bound = np.full(n, exponential_reach(terms.sigma, n))
    yield LawKind.APPROXIMATE, Rounding(frozenset(), bound, np.full(n, terms.sigma))


def _tolerance(kind: LawKind, bound: Floats) -> float:
    """Of a usual task: 0.03, not 0.030000000000000002."""
    return 0.0 if kind is LawKind.EXACT else float(f"{np.median(bound):.6g}")


def _code(
    kind: LawKind, left: Floats, holding: np.ndarray, rounding: Rounding, terms: _Terms
) -> float:
    """Bits to tell what a law leaves over in all tasks (Rissanen, 1978).

    A task that holds is told to the step of the sum within what rounding allows; one that breaks
    the law by its row and as any value of its largest term.
    """
    width = np.minimum(2 * rounding.bound, NORMAL_WIDTH * rounding.spread)
    kept = np.log2(width / terms.step + 1) + (BAND_BITS if kind is LawKind.APPROXIMATE else 0.0)
    anywhere = np.maximum(np.abs(left), terms.spread)
    alone = log2(left.size) + 1 + np.log2(anywhere / terms.step + 1)
    return float(np.where(holding, kept, alone).sum())


def _is_narrow(law: AcceptedLaw, terms: _Terms) -> bool:
    """Whether what is left over is small against each term, as far as the others do not say it."""
    if law.kind is LawKind.EXACT:
        return True
    left = terms.total[law.holding] - law.constant
    size = sqrt(float((left**2).mean()))
    kept = terms.parts[law.holding]
    if law.kind is LawKind.ROUNDED:
        return not _goes_on(law, terms) and size <= ROUNDED_SHARE * smallest_spread(kept)
    heavy = size > HEAVIEST_TAIL * terms.sigma
    return (
        not heavy
        and size <= APPROXIMATE_SHARE * smallest_spread(kept)
        and not _common_trend(terms.parts, terms.total, law.holding)
    )


def _goes_on(law: AcceptedLaw, terms: _Terms) -> bool:
    """Whether what is left over does not end where rounding ends: most of what breaks it is near.

    Who breaks a law is off by anything; where many are off by a little more, they scatter.
    """
    distance = np.abs(terms.total - law.constant)
    near = int((~law.holding & (distance <= NEAR_ROUNDINGS * law.slack)).sum())
    return near >= FEW_NEAR and 2 * near > law.broken


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
    width = min(narrow, max(4 * sigma / np.sqrt(total.size), ARITHMETIC_ERROR * abs(middle)))
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


def as_law(space: Space, found: AcceptedLaw, precisions: Mapping[str, Precision]) -> Law:
    """The law in the words of the table: terms in its order, the first one positive.

    With the `precisions` of the metrics that err.
    """
    errs = {name: precisions[name] for name in found.rounded}
    sign = 1.0 if found.weights[0] > 0 else -1.0
    terms = tuple(
        Term(f, sign * weight, tuple(errs.get(name, Precision()).quantum for name in f))
        for f, weight in zip(
            map(space.features.__getitem__, found.support), found.weights, strict=True
        )
    )
    constant, tolerance = sign * found.constant, found.tolerance
    if space.form is LawForm.POWER:
        constant, tolerance = _brief(exp(constant)), exp(tolerance) - 1.0
    names = dict.fromkeys(name for term in terms for name in term.factors)
    digits = tuple((m, errs[m].digits) for m in names if m in errs and errs[m].digits)
    n, holds = len(found.holding), int(found.holding.sum())
    law = Law(space.form, found.kind, terms, constant + 0.0, tolerance, n, holds)  # 0, not -0
    return law._replace(digits=digits)


def _brief(constant: float) -> float:
    """The factor of a power law; or the inverse of a whole number, as it is said."""
    inverse = round(1 / constant) if constant < 1 else 0
    if inverse and abs(1 / constant - inverse) <= 1e-10 * inverse:
        return 1.0 / inverse
    return float(f"{constant:.{READ_DIGITS}g}")
