"""How precisely the cells of a column were printed: decimals, significant digits, or float32.

Of the rules that explain most cells the one that takes the fewest digits to write them (Rissanen,
1978). O(MOST_READ) for each column.
"""

from collections.abc import Iterable
from decimal import Decimal
from math import log10
from typing import Any, NamedTuple

import numpy as np

from crackle_cli.table.arrays import LARGEST_EXACT, Floats, Indices

MOST_READ = 300  # cells whose digits are looked at: a rule that nine in ten follow is sure by then
READ_DIGITS = 15  # that a float64 keeps of any number; sums of decimals differ only behind them
FULL_COST = 53 * log10(2)  # digits of a float64
EXCEPTION_COST = 17.0  # digits that name any float64: of a cell that a rule does not explain
FLOAT32 = 24 * log10(2)  # digits of a float32
FLOAT32_BITS = 24
FEWEST_DIGITS = 3  # of `%.3g`; whole numbers of one or two digits are small, not cut
MORE_THAN_FLOAT32 = 0.02  # share of cells with more digits than are the same in any float32
FEW_CUT = 5  # cells that all end in 0 where others have digits: by chance one in 100,000
NEAR = 0.5  # digits a cell: where significant ones explain all as well, the first cell decides
CUT = 0.9  # share of them that must: the others are broken tasks


class Precision(NamedTuple):
    """The step between neighbouring values as they are printed; 0 where float64 has a finer one.

    quantum  of the last decimal: .01 for `3.25`, 1 for whole numbers; 0 where decimals vary
    digits   the most significant ones, FLOAT32 of a float32; 0 where nothing was cut
    """

    quantum: float = 0.0
    digits: float = 0.0

    def step(self, values: Floats) -> Any:
        """(n,) finite or NaN -> (n,), or one number where every value has the same step."""
        if not self.digits:
            return self.quantum
        sizes = np.abs(values)
        if self.digits == FLOAT32:  # both sides of a sum may be rounded: two spacings
            step = np.ldexp(2.0, np.frexp(sizes)[1] - FLOAT32_BITS)
        else:
            sizes = np.where(sizes > 0, sizes, np.nan)
            step = 10.0 ** (np.floor(np.log10(sizes)) + 1 - self.digits)
        return np.where(values == 0, self.quantum, np.maximum(self.quantum, step))


def precision_of(values: Floats) -> Precision:
    """Of the cells that (n,) values were read from; NaN are skipped.

    Most cells must be so: broken tasks may have other digits.
    """
    known = values[np.isfinite(values) & (values != 0)]
    if not known.size:
        return Precision(1.0)
    read = known[np.linspace(0, known.size - 1, min(known.size, MOST_READ)).astype(int)]
    cells = _Digits.of(read.tolist())
    significant = list(_significant(cells))
    rules = [*_fixed(cells), *significant, *_float32(read, cells)]
    cost, best = min(rules, default=(FULL_COST, Precision()))
    if cost >= FULL_COST:
        return Precision()
    if not best.digits:
        near = any(other <= cost + NEAR for other, _ in significant)
        best = best._replace(digits=_cut(best.quantum, cells, 1 if near else FEW_CUT))
    return best


class _Digits(NamedTuple):
    """Of (n,) cells: decimals, significant digits, and the power of ten of the first digit."""

    decimals: Indices
    significant: Indices
    exponent: Indices

    @classmethod
    def of(cls, values: Iterable[float]) -> "_Digits":
        told = (Decimal(_text(value)).normalize().as_tuple() for value in values)
        table = np.array([(len(digits), exponent) for _, digits, exponent in told], dtype=np.intp)
        significant, last = table.T
        return cls(np.maximum(0, -last), significant, significant + last - 1)

    @property
    def cut(self) -> Any:
        """(n,) whether there are fewer digits than a float64 keeps, or no others."""
        return (self.significant < READ_DIGITS) | (self.decimals == 0)


def _text(value: float) -> str:
    whole = value.is_integer() and abs(value) < LARGEST_EXACT
    return f"{value:.0f}" if whole else f"{value:.{READ_DIGITS}g}"


def _fixed(cells: _Digits) -> Iterable[tuple[float, Precision]]:
    """Digits for a cell, and the rule."""
    for decimals in np.unique(cells.decimals[cells.cut]).tolist():
        written = np.clip(cells.exponent + 1 + decimals, 1, READ_DIGITS)
        explained = (cells.decimals <= decimals) & cells.cut
        yield (
            float(np.where(explained, written, EXCEPTION_COST).mean()),
            Precision(float(f"1e-{decimals}")),
        )


def _significant(cells: _Digits) -> Iterable[tuple[float, Precision]]:
    for digits in np.unique(cells.significant[cells.cut]).tolist():
        if FEWEST_DIGITS <= digits < READ_DIGITS:
            explained = cells.significant <= digits
            cost = float(np.where(explained, digits, EXCEPTION_COST).mean())
            yield cost, Precision(0.0, float(digits))


def _float32(values: Floats, cells: _Digits) -> Iterable[tuple[float, Precision]]:
    if (cells.significant > int(FLOAT32)).mean() <= MORE_THAN_FLOAT32:
        return
    with np.errstate(over="ignore"):
        near = values.astype(np.float32)
    shortest = np.array([float(str(value)) for value in near])
    explained = (near == values) | (shortest == values)
    yield float(np.where(explained, FLOAT32, EXCEPTION_COST).mean()), Precision(0.0, FLOAT32)


def _cut(quantum: float, cells: _Digits, few: int) -> float:
    """The most digits where large cells have fewer decimals than small ones; else 0."""
    decimals = -round(log10(quantum))
    for digits in np.unique(cells.significant[cells.significant < READ_DIGITS]).tolist():
        large = cells.exponent + 1 + decimals > digits
        if digits >= FEWEST_DIGITS and (cells.significant <= digits).mean() >= CUT:
            fewer = (cells.significant[large] <= digits).sum()
            enough = fewer >= max(few, CUT * large.sum())
            return float(digits) if enough else 0.0
    return 0.0
