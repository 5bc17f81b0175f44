"""How far off a task may be that a check lets pass: what the record of a law explains.

The residuals of the tasks that keep a law have a spread and a worst. Where their tails are no
heavier than exponential, one healthy task in 1 / TAIL is off by more than the guard, however many
are checked. What float arithmetic or the printed decimals of a law explain has no spread: the guard
is then 0, and they alone are let pass.
"""

from collections.abc import Mapping
from fractions import Fraction
from math import log, sqrt

import numpy as np

from crackle_cli.laws.law import Law, LawForm, LawKind
from crackle_cli.statistics.ranks import median
from crackle_cli.table.arrays import Floats

TAIL = 1e-8  # of a law, one file of 300 healthy tasks fails in 300,000
FEWEST = 3  # residuals that have a spread, and a worst that says something of the tail
NORMAL_BAND = 3.5  # standard deviations in the tolerance of an approximate law of version 1
SIMPLE = 1000  # denominators of numbers that are known and not fitted, as 1.19 and 3.6 are
SAME = 1e-12  # share by which two numbers are one, after digits were cut


def guarded(law: Law) -> Law:
    """The law as a check judges tasks by it: by its record, else as it is written."""
    return law._replace(guard=_guard(law))


def _guard(law: Law) -> float:
    """What exponential residuals with that spread, or that worst among so many, reach."""
    if law.holds < FEWEST:
        return law.worst
    by_spread = exponential_reach(law.spread, law.holds)
    by_worst = -log(TAIL) * law.worst / log(law.holds)
    return max(by_spread, by_worst)


def exponential_reach(spread: float, n: int) -> float:
    """What one exponential residual in 1 / TAIL is beyond, of n with that root mean square.

    The spread of n of them is uncertain by 1.1 / sqrt(n).
    """
    return -log(TAIL) * spread / sqrt(2) * (1 + 2 / sqrt(n))


def of_version_1(law: Law) -> Law:
    """The law with the spread and the worst that its tolerance and its count imply.

    Rounding that did not explain every task then may be rounding of fewer digits.
    """
    if not law.n or not law.tolerance:
        return law
    worst = float(np.log1p(law.tolerance)) if law.form is LawForm.POWER else law.tolerance
    if law.kind is LawKind.ROUNDED:
        return law if law.holds == law.n else law._replace(worst=worst)
    return law._replace(spread=worst / NORMAL_BAND, worst=worst)


def recorded(law: Law, columns: Mapping[str, Floats]) -> Law:
    """The law with the spread and the worst of the residuals that it leaves in some tasks.

    `columns`: as `Law.leftover` takes them, whose tasks it is found in. O(n k).
    """
    if law.kind is LawKind.EXACT or law.form is LawForm.BOUND:
        return law  # a task is as far within a bound as it likes
    leftover = law.leftover(columns)
    keeps = leftover.holds & leftover.known & ~leftover.zero
    if int(keeps.sum()) < FEWEST:
        return law
    total, side = _totals(law, leftover.residual, columns)
    if law.kind is LawKind.APPROXIMATE:
        return _scattered(_as_wide_as(law, total[keeps]), total[keeps], side[keeps])
    return law if _is_known(law) else _fitted(law, median(side[keeps]))


def _as_wide_as(law: Law, total: Floats) -> Law:
    """With the tolerance that the tasks keep."""
    worst = float(np.abs(total).max())
    return law._replace(tolerance=float(np.expm1(worst)) if law.form is LawForm.POWER else worst)


def _totals(law: Law, residual: Floats, columns: Mapping[str, Floats]) -> tuple[Floats, Floats]:
    """(n,) The left side less the right, and how large a side is; of a power in logarithms.

    NaN where the sides have none.
    """
    if law.form is LawForm.POWER:
        with np.errstate(invalid="ignore", divide="ignore"):
            return -np.log1p(residual), np.ones(residual.size)
    size, total = law.sums(columns)
    return total, size / 2


def _scattered(law: Law, total: Floats, side: Floats) -> Law:
    """With offset, spread and worst; in shares of the sides where that makes tasks more alike.

    Of two normal densities the one under which the residuals are likelier.
    """
    told = np.isfinite(total) & (side > 0)
    total, side = total[told], side[told]
    if not total.size:
        return law
    of_all, of_shares = _with_record(law, total, False), _with_record(law, total / side, True)
    alike = law.form in (LawForm.POWER, LawForm.CONSTANT)
    closer = of_shares.spread * float(np.exp(np.log(side).mean())) < of_all.spread
    return of_shares if closer and not alike else of_all


def _with_record(law: Law, values: Floats, relative: bool) -> Law:
    offset = median(values)
    distance = np.abs(values - offset)
    spread = sqrt(float((distance**2).mean()))
    worst = float(distance.max())
    return law._replace(offset=offset, spread=spread, worst=worst, relative=relative)


def _is_known(law: Law) -> bool:
    """Whether its numbers are simple ones, and not such as were fitted to a file."""
    return all(map(is_simple, (law.constant, *(term.weight for term in law.terms))))


def is_simple(number: float) -> bool:
    """Whether a number of a law is one that is known, and not one that was fitted."""
    near = Fraction(number).limit_denominator(SIMPLE)
    return abs(float(near) - number) <= SAME * abs(number)


def _fitted(law: Law, side: float) -> Law:
    """With what rounding leaves unknown of its numbers: it grows with the sides."""
    worst = law.tolerance if law.form is LawForm.POWER else law.tolerance / (side or 1.0)
    return law._replace(worst=worst, relative=law.form is not LawForm.POWER)
