"""One conservation law, and what it leaves over in each task."""

from collections.abc import Mapping
from enum import StrEnum
from math import log
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from crackle_cli.table.arrays import Floats

# A float64 sum of a dozen terms errs by about 1e-15 of their sizes; files that went through other
# programs (float32 would be 1e-7) rarely keep all 16 digits, and no law is told apart by the tenth.
FLOAT_ERROR = 1e-9
LARGEST_RESIDUAL = 1e300  # of a relative residual: one that JSON can hold


class LawForm(StrEnum):
    """constant: x = c · linear: sums of metrics · mixed: sums with products · power: products."""

    CONSTANT = "constant"
    LINEAR = "linear"
    MIXED = "mixed"
    POWER = "power"


class LawKind(StrEnum):
    """How nearly a law holds: to the last digit, to the decimals printed, or to a tolerance."""

    EXACT = "exact"
    ROUNDED = "rounded"
    APPROXIMATE = "approximate"


class Term(NamedTuple):
    """`weight` times the product of the factors; in a power law the exponent of its one factor.

    quantum: the step of the printed decimals of the factors (.01 for `3.25`), 0 where none.
    """

    factors: tuple[str, ...]
    weight: float
    quanta: tuple[float, ...] = ()

    @property
    def name(self) -> str:
        return " * ".join(self.factors)


class Leftover(NamedTuple):
    """What a law leaves in each task: `residual` (n,), NaN where it cannot be told, and `holds`.

    zero: (n,) tasks in which both sides are 0, whatever the weights: they prove nothing. No task is
    zero for a law of one metric, which says that it is 0.

    The residual is the right side of the law minus the left (of a power law: their ratio minus
    one; where the left is 0, a whole 1), so that -50 means that 50 are missing on the right. Of a
    constant metric it is the value minus the constant.
    """

    residual: Floats
    holds: NDArray[np.bool_]
    zero: NDArray[np.bool_]

    @property
    def known(self) -> NDArray[np.bool_]:
        return ~np.isnan(self.residual)


class Law(NamedTuple):
    """sum(weight * product of factors) = constant, or product(factor ** exponent) = constant.

    tolerance  largest |residual| of a task that keeps the law; of an exact law 0 (besides float
               error). In a power law it is relative: .02 is 2 %.
    n, holds   tasks it was recorded on, and those that kept it; 0 where nothing was recorded. Tasks
               in which both sides are 0 are not among them
    broken_by  the names of the tasks that broke it then, where all are on record
    """

    form: LawForm
    kind: LawKind
    terms: tuple[Term, ...]
    constant: float
    tolerance: float = 0.0
    n: int = 0
    holds: int = 0
    broken_by: tuple[str, ...] = ()

    @property
    def metrics(self) -> tuple[str, ...]:
        """The metrics it speaks of, each once, in the order of the terms."""
        return tuple(dict.fromkeys(name for term in self.terms for name in term.factors))

    def leftover(self, columns: Mapping[str, Floats]) -> Leftover:
        """Residual and verdict for each task. A task that misses a metric is not told.

        `columns`: name -> (n,), NaN = missing; every metric of the law must be there. The residual
        of a power law is relative; a root of a negative number is not told. O(n k).
        """
        if self.form is LawForm.POWER:
            return self._power_leftover(columns)
        size: Any = abs(self.constant)
        total: Any = -self.constant
        slack: Any = self.tolerance
        for term in self.terms:
            part = columns[term.factors[0]]
            if term.weight != 1:
                part = part * term.weight
            for name in term.factors[1:]:
                part = part * columns[name]
            total = total + part
            size = size + np.abs(part)
        if self.kind is LawKind.ROUNDED and any(len(term.factors) > 1 for term in self.terms):
            slack = sum(self._product_slack(term, columns) for term in self.terms)
        holds = np.abs(total) <= slack + FLOAT_ERROR * size
        single = len(self.terms) == 1
        return Leftover(total if single else -total, holds, (size == 0) & (not single))

    @staticmethod
    def _product_slack(term: Term, columns: Mapping[str, Floats]) -> Any:
        """Half a step of each factor times the others: what rounding can change, first order."""
        slack: Any = 0.0
        for position, quantum in enumerate(term.quanta):
            others = [columns[f] for i, f in enumerate(term.factors) if i != position]
            slack = slack + 0.5 * quantum * abs(term.weight) * np.abs(np.prod(others, axis=0))
        return slack

    def _power_leftover(self, columns: Mapping[str, Floats]) -> Leftover:
        n = columns[self.terms[0].factors[0]].size
        total: Floats = np.full(n, -log(self.constant))
        slack: Any = np.full(n, FLOAT_ERROR)
        for term in self.terms:
            values = columns[term.factors[0]]
            with np.errstate(invalid="ignore", divide="ignore"):
                logarithm = np.log(np.where(values > 0, values, np.nan))
            total += term.weight * logarithm
            if self.kind is LawKind.ROUNDED:
                slack += abs(term.weight) * half_step(values, term.quanta[0])
        if self.kind is LawKind.APPROXIMATE:
            slack += np.log1p(self.tolerance)
        with np.errstate(invalid="ignore", over="ignore"):
            residual, holds = np.expm1(-total), np.abs(total) <= slack
        zero = np.zeros(n, bool)
        odd = np.flatnonzero(np.any([columns[name] <= 0 for name in self.metrics], axis=0))
        if odd.size:
            others = self._signed_leftover({name: columns[name][odd] for name in self.metrics})
            residual[odd], holds[odd], zero[odd] = others
        return Leftover(np.clip(residual, -LARGEST_RESIDUAL, LARGEST_RESIDUAL), holds, zero)

    def _signed_leftover(self, columns: Mapping[str, Floats]) -> Leftover:
        """A power law by its two products, for tasks with a metric that has no logarithm."""
        sides: list[Any] = [1.0, self.constant]
        widest: list[Any] = [1.0, self.constant]
        with np.errstate(invalid="ignore", over="ignore"):
            for term in self.terms:
                side, values = int(term.weight < 0), columns[term.factors[0]]
                half = 0.5 * term.quanta[0] if self.kind is LawKind.ROUNDED else 0.0
                sides[side] = sides[side] * values ** abs(term.weight)
                widest[side] = widest[side] * (np.abs(values) + half) ** abs(term.weight)
            left, right = sides
            larger = np.maximum(np.abs(left), np.abs(right))
            slack = (FLOAT_ERROR + self.tolerance * (self.kind is LawKind.APPROXIMATE)) * larger
            slack = slack + sum(w - np.abs(s) for w, s in zip(widest, sides, strict=True))
            size = np.where(left != 0, np.abs(left), np.where(larger > 0, larger, 1.0))
            return Leftover((right - left) / size, np.abs(right - left) <= slack, larger == 0)

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
