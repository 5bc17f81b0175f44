"""A metric that keeps one value, or stays within a narrow band around it. O(n log n)."""

from typing import Any, NamedTuple

import numpy as np

from crackle_cli.laws.law import Law, LawForm, LawKind, Term
from crackle_cli.statistics.noise import MAD_TO_SIGMA
from crackle_cli.statistics.ranks import median, ranks
from crackle_cli.statistics.shares import lower_bound
from crackle_cli.table.arrays import Floats

SAME_VALUE = 0.98  # share of tasks with the most common value
BAND = 3.5  # standard deviations: .05 % of normal rows break it
SURE_ZERO = 0.95  # rare events leave zeros by chance: 95 % sure that they are 5 % rare (73 tasks)
COUNTING = 0.9  # a broken task spoils one step in its direction; of white noise half agree
TREND = 3.3  # two-sided p = .001 that neighbouring tasks are alike
WANDERING = 2.0  # p = .05: a random walk of 20 tasks shows no more than 3.3, and stays nowhere


class Steady(NamedTuple):
    """The law of one metric and whether no task at all breaks it."""

    law: Law
    constant: bool


def steady(name: str, values: Floats, tolerance: float, quantum: float) -> Steady | None:
    """The value that (n,) finite values keep, or None where they vary.

    A band is not claimed of a clock or a counter, or of what wanders: with a large offset it
    varies little in per cent, and stays nowhere.
    """
    distinct, counts = np.unique(values, return_counts=True)
    usual, most = float(distinct[counts.argmax()]), int(counts.max())
    sure = usual != 0 or lower_bound(most, values.size) >= SURE_ZERO
    if most >= SAME_VALUE * values.size and sure:
        terms = (Term((name,), 1.0, (quantum,)),)
        law = Law(LawForm.CONSTANT, LawKind.EXACT, terms, usual, 0.0, values.size, most)
        return Steady(law, distinct.size == 1)
    middle = median(values)
    sigma = MAD_TO_SIGMA * median(np.abs(values - middle))
    if middle == 0 or sigma == 0 or sigma > tolerance * abs(middle):
        return None
    if counts_on(values) or drifts(values, WANDERING):
        return None
    band = BAND * sigma
    holds = int((np.abs(values - middle) <= band).sum())
    if holds < SAME_VALUE * values.size:
        return None
    terms = (Term((name,), 1.0, (quantum,)),)
    law = Law(LawForm.CONSTANT, LawKind.APPROXIMATE, terms, middle, band, values.size, holds)
    return Steady(law, False)


def counts_on(parts: Floats) -> Any:
    """Whether nearly all steps of (n,) or of each column of (n, k) go the same way."""
    steps = np.sign(np.diff(parts, axis=0))
    share = np.maximum((steps > 0).mean(axis=0), (steps < 0).mean(axis=0))
    return share >= COUNTING


def drifts(values: Floats, least: float = TREND) -> bool:
    """Whether neighbours are more alike than chance (Bartels, 1982: the ratio of ranks).

    By `least` standard errors or more.
    """
    n = values.size
    if n < 8:
        return True
    places = ranks(values)
    spread = float(((places - places.mean()) ** 2).sum())
    if spread == 0:
        return False
    ratio = float((np.diff(places) ** 2).sum()) / spread
    return bool((2.0 - ratio) / (2.0 / np.sqrt(n)) > least)
