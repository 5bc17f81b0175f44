"""One conservation law, and what it leaves over in each task."""

from collections.abc import Mapping
from enum import StrEnum
from math import log
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from crackle_cli.laws.bound import excess
from crackle_cli.laws.precision import Precision
from crackle_cli.table.arrays import LARGEST_EXACT, Floats

# Of the sizes of what is added: 2^-53 for each of a dozen steps, and as much again for sums that
# another program made of very many parts.
ARITHMETIC_ERROR = 2.0**-46
LARGEST_RESIDUAL = 1e300  # of a relative residual: one that JSON can hold


class LawForm(StrEnum):
    """constant: x = c · linear: sums of metrics · mixed: sums with products · power: products.

    bound: metrics and numbers in ascending order.
    """

    CONSTANT = "constant"
    LINEAR = "linear"
    MIXED = "mixed"
    POWER = "power"
    BOUND = "bound"


class LawKind(StrEnum):
    """How nearly a law holds: to the last digit, to the decimals printed, or to a tolerance."""

    EXACT = "exact"
    ROUNDED = "rounded"
    APPROXIMATE = "approximate"


class Term(NamedTuple):
    """`weight` times the product of the factors; in a power law the exponent of its one factor.

    In a bound a metric has weight 1, and a number is a weight without a factor.

    quanta: the step of the printed decimals of each factor (.01 for `3.25`); 0 of one that does not
    err, or that has no last decimal.
    """

    factors: tuple[str, ...]
    weight: float
    quanta: tuple[float, ...] = ()

    @property
    def name(self) -> str:
        return " * ".join(self.factors)


class Leftover(NamedTuple):
    """What a law leaves in each task: `residual` (n,), NaN where it cannot be told, and `holds`.

    beyond: (n,) tasks further off than the worst that kept the law on record, where it is checked
    by that record; else none.

    zero: (n,) tasks in which both sides are 0, whatever the weights: they prove nothing. No task is
    zero for a law of one metric, which says that it is 0.

    The residual is the right side of the law minus the left (of a power law: their ratio minus
    one; where the left is 0, a whole 1), so that -50 means that 50 are missing on the right. Of a
    constant metric it is the value minus the constant.
    """

    residual: Floats
    holds: NDArray[np.bool_]
    zero: NDArray[np.bool_]
    beyond: NDArray[np.bool_]

    @property
    def known(self) -> NDArray[np.bool_]:
        return ~np.isnan(self.residual)


class Law(NamedTuple):
    """sum(weight * product of factors) = constant, or product(factor ** exponent) = constant.

    tolerance  largest |residual| of a task that keeps the law, in a power law relative: .02 is 2 %.
               Of an exact law 0, besides float error; of a rounded law that of a usual task, as
               each has what the precision of its own cells allows
    n, holds   tasks it was recorded on, and those that kept it; 0 where nothing was recorded. Tasks
               in which both sides are 0 are not among them
    broken_by  the names of the tasks that broke it then, where all are on record
    broken_rows  of those without a name of their own: row and residual
    spread, worst  of the residuals of the tasks that kept it, about their median `offset` (left
               side minus right): root of their mean square, and the largest. 0 where arithmetic
               and printed decimals explain them; a worst without a spread is what rounding leaves
               unknown of fitted weights
    relative   these three are shares of one side of the law (half the sum of its absolute
               terms); of a power law they are of its logarithm anyway
    digits     of a rounded law: metrics that err, and the most significant digits of their cells
    guard      of a law that is checked: the largest residual that is let pass, in units of
               `spread`; None of one that is sought, whose tasks must be within the tolerance
    """

    form: LawForm
    kind: LawKind
    terms: tuple[Term, ...]
    constant: float
    tolerance: float = 0.0
    n: int = 0
    holds: int = 0
    broken_by: tuple[str, ...] = ()
    broken_rows: tuple[tuple[int, float], ...] = ()
    spread: float = 0.0
    worst: float = 0.0
    offset: float = 0.0
    relative: bool = False
    digits: tuple[tuple[str, float], ...] = ()
    guard: float | None = None

    @property
    def metrics(self) -> tuple[str, ...]:
        """The metrics it speaks of, each once, in the order of the terms."""
        return tuple(dict.fromkeys(name for term in self.terms for name in term.factors))

    def leftover(self, columns: Mapping[str, Floats]) -> Leftover:
        """Residual and verdict for each task. A task that misses a metric is not told.

        `columns`: name -> (n,), NaN = missing; every metric of the law must be there. The residual
        of a power law is relative; a root of a negative number is not told. O(n k).
        """
        if self.form is LawForm.BOUND:
            return self._bound_leftover(columns)
        if self.form is LawForm.POWER:
            return self._power_leftover(columns)
        size, total = self.sums(columns)
        single = len(self.terms) == 1
        zero = (size == 0) & (not single)
        residual = total if single else -total
        within = self._within(columns) + ARITHMETIC_ERROR * size
        if self.guard is None:
            distance, passed, beyond = np.abs(total), within, np.zeros(zero.shape, bool)
        else:
            unit = size / 2 if self.relative else 1.0
            distance = np.abs(total - self.offset * unit)
            passed = np.maximum(within, self.guard * unit)
            beyond = (distance > np.maximum(within, self.worst * unit)) & (self.spread > 0)
        holds = distance <= passed
        if not self.guard:
            self._hold_whole_numbers_apart(columns, distance, size, holds)
        return Leftover(residual, holds, zero, beyond)

    def _bound_leftover(self, columns: Mapping[str, Floats]) -> Leftover:
        """The residual is what the smaller side is short of, 0 of a task that keeps the bound."""
        over, holds = excess(self.members, columns, {m: self.precision(m) for m in self.metrics})
        nowhere = np.zeros(over.shape, bool)
        return Leftover(-over, holds, nowhere, nowhere)

    @property
    def members(self) -> tuple[str | float, ...]:
        """Of a bound: its metrics and numbers in ascending order."""
        return tuple(term.factors[0] if term.factors else term.weight for term in self.terms)

    def sums(self, columns: Mapping[str, Floats]) -> tuple[Any, Any]:
        """The sum of absolute terms (n,), and that of the terms, less the constant; of no power."""
        size: Any = abs(self.constant)
        total: Any = -self.constant
        for term in self.terms:
            part = columns[term.factors[0]]
            if term.weight != 1:
                part = part * term.weight
            for name in term.factors[1:]:
                part = part * columns[name]
            total = total + part
            size = size + np.abs(part)
        return size, total

    def _within(self, columns: Mapping[str, Floats]) -> Any:
        """What a sum may be off by that is sought; one that is checked, by what is printed alone.

        Where nothing was recorded, the tolerance is somebody's word.
        """
        if self._knows_precision:
            return self._unknown * sum(self._rounding(term, columns) for term in self.terms)
        by_word = self.guard is None or self.kind is LawKind.ROUNDED or self.worst == 0
        return self.tolerance if by_word else 0.0

    @property
    def _unknown(self) -> float:
        """1 and what the tasks on record leave unknown: the worst of n is 1 / n from the limit."""
        return 1.0 + (1.0 / self.n if self.n else 0.0)

    @property
    def _knows_precision(self) -> bool:
        """Whether each task may be off by what the precision of its own cells allows."""
        return self.kind is LawKind.ROUNDED and (
            bool(self.digits) or any(any(term.quanta) for term in self.terms)
        )

    def _hold_whole_numbers_apart(
        self, columns: Mapping[str, Floats], distance: Floats, size: Floats, holds: Any
    ) -> None:
        """Of a sum of whole numbers that is exact, one too many breaks it, however large."""
        numbers = (self.constant, *(term.weight for term in self.terms))
        if self.kind is not LawKind.EXACT or not all(float(x).is_integer() for x in numbers):
            return
        near = np.flatnonzero(holds & (distance >= 0.5) & (size < LARGEST_EXACT))
        if near.size:
            values = np.array([columns[name][near] for name in self.metrics])
            holds[near[(values == np.rint(values)).all(axis=0)]] = False

    def _rounding(self, term: Term, columns: Mapping[str, Floats]) -> Any:
        """Half a step of each factor times the others: what rounding can change, first order."""
        slack: Any = 0.0
        for position, name in enumerate(term.factors):
            others = [columns[f] for i, f in enumerate(term.factors) if i != position]
            size = np.abs(np.prod(others, axis=0)) if others else 1.0
            half = 0.5 * self.precision(name).step(columns[name])
            slack = slack + half * abs(term.weight) * size
        return slack

    def precision(self, metric: str) -> Precision:
        """How its cells are printed as far as it errs; `Precision()` where it does not."""
        return Precision(self.quanta.get(metric, 0.0), dict(self.digits).get(metric, 0))

    def _power_leftover(self, columns: Mapping[str, Floats]) -> Leftover:
        n = columns[self.terms[0].factors[0]].size
        total: Floats = np.full(n, -log(self.constant))
        size: Floats = np.abs(total) + 1
        within: Any = np.zeros(n)
        for term in self.terms:
            values = columns[term.factors[0]]
            with np.errstate(invalid="ignore", divide="ignore"):
                logarithm = np.log(np.where(values > 0, values, np.nan))
            total += term.weight * logarithm
            size += np.abs(term.weight * logarithm)
            if self.kind is LawKind.ROUNDED:
                step = self.precision(term.factors[0]).step(values)
                within += self._unknown * abs(term.weight) * half_step(values, step)
        if self.kind is LawKind.APPROXIMATE and (self.guard is None or self.worst == 0):
            within += np.log1p(self.tolerance)
        within += ARITHMETIC_ERROR * size
        with np.errstate(invalid="ignore", over="ignore"):
            residual = np.expm1(-total)
            distance = np.abs(total if self.guard is None else total - self.offset)
            holds = distance <= np.maximum(within, self.guard or 0.0)
            beyond = (distance > np.maximum(within, self.worst)) & (self.guard is not None)
        beyond &= self.spread > 0
        zero = np.zeros(n, bool)
        odd = np.flatnonzero(np.any([columns[name] <= 0 for name in self.metrics], axis=0))
        if odd.size:
            others = self._signed_leftover({name: columns[name][odd] for name in self.metrics})
            residual[odd], holds[odd], zero[odd], beyond[odd] = others
        residual = np.clip(residual, -LARGEST_RESIDUAL, LARGEST_RESIDUAL)
        return Leftover(residual, holds, zero, beyond)

    def _signed_leftover(self, columns: Mapping[str, Floats]) -> Leftover:
        """A power law by its two products, for tasks with a metric that has no logarithm."""
        sides: list[Any] = [1.0, self.constant]
        widest: list[Any] = [1.0, self.constant]
        with np.errstate(invalid="ignore", over="ignore"):
            for term in self.terms:
                side, values = int(term.weight < 0), columns[term.factors[0]]
                rounded = self.kind is LawKind.ROUNDED
                half = 0.5 * self.precision(term.factors[0]).step(values) if rounded else 0.0
                sides[side] = sides[side] * values ** abs(term.weight)
                widest[side] = widest[side] * (np.abs(values) + half) ** abs(term.weight)
            left, right = sides
            larger = np.maximum(np.abs(left), np.abs(right))
            share = ARITHMETIC_ERROR + np.expm1(self.guard or 0.0)
            if self.kind is LawKind.APPROXIMATE and not self.guard:
                share += self.tolerance
            slack = share * larger
            slack = slack + sum(w - np.abs(s) for w, s in zip(widest, sides, strict=True))
            size = np.where(left != 0, np.abs(left), np.where(larger > 0, larger, 1.0))
            distance = np.abs(right - left)
            nowhere = np.zeros(distance.shape, bool)
            return Leftover((right - left) / size, distance <= slack, larger == 0, nowhere)

    @property
    def quanta(self) -> dict[str, float]:
        """The step to which each of its metrics is printed, 0 where none."""
        return {f: q for t in self.terms for f, q in zip(t.factors, t.quanta, strict=True)}


def counted(known: int, zero: int) -> int:
    """Of `known` tasks those that say something of a law, or all where all of them are zero."""
    return known - zero or known


def half_step(values: Floats, quantum: Any) -> Any:
    """What rounding to steps of `quantum` >= 0 changes the logarithm of positive values by at most.

    2 may have been 1.5.
    """
    larger = np.where(values > quantum, values, np.maximum(quantum, 1e-300))
    return -np.log1p(-0.5 * quantum / larger)


class Violator(NamedTuple):
    """A task that breaks a law, the signed residual it leaves, and the metric likely wrong."""

    row: int
    residual: float
    suspect: str = ""
