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

from crackle_cli.laws.law import ARITHMETIC_ERROR, Law, LawForm, LawKind
from crackle_cli.statistics.ranks import median
from crackle_cli.table.arrays import Floats

TAIL = 1e-8  # of a law, one file of 300 healthy tasks fails in 300,000
FEWEST = 3  # residuals that have a spread, and a worst that says something of the tail
NORMAL_BAND = 3.5  # standard deviations in the tolerance of an approximate law of version 1
SIMPLE = 10_000  # denominators of numbers that are known: any other is one of these once in 10,000
MOST_PRINTED = 12  # significant digits that somebody cut; full precision has 15 to 17
MOST_READ = 1000  # values whose digits are looked at
SAME = 1e-12  # share by which two numbers are one, after digits were cut


def guarded(law: Law) -> Law:
    """The law as a check judges tasks by it: by its record, else as it is written."""
    return law._replace(guard=_guard(law))


def _guard(law: Law) -> float:
    """What exponential residuals with that root mean square, or that worst among so many, reach.

    The spread of n of them is uncertain by 1.1 / sqrt(n).
    """
    if law.holds < FEWEST:
        return law.worst
    by_spread = -log(TAIL) * law.spread / sqrt(2) * (1 + 2 / sqrt(law.holds))
    by_worst = -log(TAIL) * law.worst / log(law.holds)
    return max(by_spread, by_worst)


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
    if law.form is LawForm.BOUND:
        return law  # a task is as far within it as it likes
    leftover = law.leftover(columns)
    keeps = leftover.holds & leftover.known & ~leftover.zero
    n, holds = int(leftover.known.sum()), int(keeps.sum())
    if holds < FEWEST:
        return law
    total, side = _totals(law, leftover.residual, columns)
    found = _scattered(law, total[keeps], side[keeps])
    if law.kind is LawKind.APPROXIMATE:
        return found
    if law.kind is LawKind.EXACT:
        errs = max(abs(found.offset), found.worst)
        return found if errs > 2 * ARITHMETIC_ERROR else law
    law = law._replace(digits=_digits(law, columns))
    found = found._replace(digits=law.digits)
    rounding = law._replace(guard=0.0).leftover(columns)
    beside = guarded(found._replace(n=n, holds=holds)).leftover(columns)
    if (beside.holds & ~rounding.holds).any():
        return found  # printed decimals do not explain what is near
    return law if _is_known(law) else _fitted(law, median(side[keeps]))


def _digits(law: Law, columns: Mapping[str, Floats]) -> tuple[tuple[str, int], ...]:
    """The most significant digits of each metric, where they are not those of full precision."""
    most = {name: _most_digits(columns[name]) for name in law.metrics}
    return tuple((name, digits) for name, digits in most.items() if digits <= MOST_PRINTED)


def _most_digits(values: Floats) -> int:
    """Of (n,) values, of which MOST_READ are looked at."""
    known = np.abs(values[np.isfinite(values) & (values != 0)])
    read = known[:: 1 + known.size // MOST_READ]
    return max(map(_digits_of, read.tolist()), default=1)


def _digits_of(value: float) -> int:
    """Of the shortest text that is read as the value."""
    mantissa = repr(value).partition("e")[0].replace(".", "")
    return len(mantissa.strip("0")) or 1


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

    Of two normal densities the one under which the residuals are likelier. An exact law errs by
    digits, which are shares.
    """
    told = np.isfinite(total) & (side > 0)
    total, side = total[told], side[told]
    if not total.size:
        return law
    of_all, of_shares = _with_record(law, total, False), _with_record(law, total / side, True)
    if law.kind is LawKind.EXACT:
        return of_shares
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
    return all(map(_is_simple, (law.constant, *(term.weight for term in law.terms))))


def _is_simple(number: float) -> bool:
    near = Fraction(number).limit_denominator(SIMPLE)
    return abs(float(near) - number) <= SAME * abs(number)


def _fitted(law: Law, side: float) -> Law:
    """With what rounding leaves unknown of its numbers: it grows with the sides."""
    worst = law.tolerance if law.form is LawForm.POWER else law.tolerance / (side or 1.0)
    return law._replace(worst=worst, relative=law.form is not LawForm.POWER)
