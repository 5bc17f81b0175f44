"""Whether weights make a law: exactly, within printed decimals, or within a narrow band.

The tolerance must be small against the smallest term, else any small term "fits".
"""

from dataclasses import dataclass
from math import exp

import numpy as np

from crackle_cli.detectors.conservation.rational import simplest
from crackle_cli.detectors.conservation.space import Space
from crackle_cli.laws.law import FLOAT_ERROR, Law, LawForm, LawKind, Term
from crackle_cli.table import Floats

ROUNDED_SHARE = 0.35  # of the smallest term's spread: its steps remain visible over the rounding
APPROXIMATE_SHARE = 0.02  # "within 2 %": what people accept as the same
BAND = 3.5  # standard deviations: .05 % of normal rows break it
RANK = {LawKind.EXACT: 0, LawKind.ROUNDED: 1, LawKind.APPROXIMATE: 2}


@dataclass(frozen=True, eq=False)
class Judged:
    """A law that holds in most tasks, with what its significance is computed from.

    parts (m, k): the terms; slack (m,): the largest residual that holds; over the m known tasks.
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

    @property
    def share(self) -> float:
        return float(self.holding.mean())

    @property
    def order(self) -> tuple[float, ...]:
        """Exact before rounded before approximate, few terms first, simple weights first."""
        return (RANK[self.kind], len(self.support), self.bits, *self.support)


def judged(
    space: Space, support: tuple[int, ...], weights: tuple[float, ...], least: float, bits: float
) -> Judged | None:
    """The strictest kind of which at least the share `least` of the tasks holds the law."""
    columns = list(support)
    values = space.values[:, columns]
    known = ~np.isnan(values).any(axis=1)
    if known.sum() < len(support) + 3:
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
    for kind in LawKind:
        slack, narrow = _slack(kind, float_error, rounding, smallest, sigma)
        if not narrow:
            continue
        for constant in _constants(space.form, total, slack, sigma):
            holding = np.abs(total - constant) <= slack + FLOAT_ERROR * abs(constant)
            if holding.mean() >= least:
                cost = bits + _constant_bits(constant)
                tolerance = 0.0 if kind is LawKind.EXACT else float(np.median(slack))
                return Judged(
                    support, weights, kind, constant, tolerance, cost, parts, slack, holding
                )
    return None


def _slack(
    kind: LawKind, float_error: Floats, rounding: Floats, smallest: float, sigma: float
) -> tuple[Floats, bool]:
    """Largest residual of each task, and whether it is small enough to mean anything."""
    if kind is LawKind.EXACT:
        return float_error, True
    if kind is LawKind.ROUNDED:
        typical = float(np.median(rounding))
        return rounding + float_error, 0 < typical <= ROUNDED_SHARE * smallest
    return np.full(rounding.shape, BAND * sigma), 0 < sigma <= APPROXIMATE_SHARE * smallest


def _scale(total: Floats, least: float) -> float:
    """Standard deviation of the tasks that hold, from the quantile at half of their share."""
    distance = np.abs(total - np.median(total))
    return 1.4826 * float(np.quantile(distance, 0.5 * (1 + least) / 2 + 0.025))


def _constants(form: LawForm, total: Floats, slack: Floats, sigma: float) -> list[float]:
    """Zero first, then the simplest number near the middle, then the middle itself."""
    middle = float(np.median(total))
    narrow = float(np.median(slack))
    width = min(narrow, max(4 * sigma / np.sqrt(total.size), FLOAT_ERROR * abs(middle)))
    choices = [0.0]
    if form is LawForm.POWER:
        found = simplest(exp(min(700.0, middle - width)), exp(min(700.0, middle + width)))
        choices += [float(np.log(float(found)))] if found else []
    else:
        found = simplest(middle - width, middle + width)
        choices += [float(found)] if found else []
    return [*choices, middle]


def _constant_bits(constant: float) -> float:
    """A constant costs what a decimal of four digits does; zero costs one bit."""
    return 1.0 if constant == 0 else 28.0


def as_law(space: Space, found: Judged, steps: dict[str, float]) -> Law:
    """The law in the words of the table: terms in its order, the first one positive.

    `steps`: the quantum of each metric.
    """
    features = [space.features[j] for j in found.support]
    power = space.form is LawForm.POWER
    sign = 1.0 if found.weights[0] > 0 else -1.0
    terms = tuple(
        Term(factors, sign * weight, tuple(steps[f] for f in factors))
        for factors, weight in zip(features, found.weights, strict=True)
    )
    constant, tolerance = sign * found.constant, found.tolerance
    if power:
        constant, tolerance = exp(constant), exp(tolerance) - 1.0
        nearest = float(f"{constant:.12g}")
        constant = nearest
    mixed = any(len(t.factors) > 1 for t in terms)
    form = space.form if power or mixed else LawForm.LINEAR
    n, holds = len(found.holding), int(found.holding.sum())
    return Law(form, found.kind, terms, constant + 0.0, tolerance, n, holds)
