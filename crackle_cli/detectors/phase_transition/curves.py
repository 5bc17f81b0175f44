"""Curves: what a training run, a warm-up, a discharge or a ramp does, in place of their staircases.

A sum of a few shapes, chosen one by one out of many by what they explain (orthogonal matching
pursuit: Pati, Rezaiifar, Krishnaprasad, 1993), beside as few of the splits as these leave
necessary, both by an information criterion (Schwarz, 1978). O(n), and O(k³) for k splits.
"""

from collections.abc import Iterator, Sequence
from math import log
from typing import NamedTuple

import numpy as np

from crackle_cli.detectors.phase_transition.shapes import shapes
from crackle_cli.table.arrays import Floats

Indices = np.ndarray
SPLIT_COST = 2.0  # parameters of a split: its place and its level
LINE_COST, SHAPE_COST = 1.0, 2.0  # and of a shape: its size, and its pace or place
MOST_SHAPES = 4
EACH = 8  # values to a parameter, at least
ROUNDS = 2  # of replacing each shape by a better one beside the others
CELLS = 200  # of equal width that a long series is summed up in
NEARER = 0.1  # of the distance from an end, the width of a cell: what is fast is at an end
ONWARD = 0.9  # of all that a curve moves, the least that leads from its one end to the other
ROUNDING = 1e-12  # of a sum of squares, where a fit is perfect
ALIKE = 1e-6  # of the square of a shape: less is left of it by those that were chosen already
RIDGE = 1e-10  # of the squares of a column, so that two that are alike have no infinite weights


class Curve(NamedTuple):
    """Levels between `splits` beside a `trend` (n,), of so many `parameters`, and their cost.

    The cost is -2 log likelihood with its penalty.
    """

    splits: tuple[int, ...]
    trend: Floats
    parameters: float
    cost: float


def curve(
    values: Floats, splits: Sequence[int], weights: Floats, free: float, most: int = MOST_SHAPES
) -> Curve | None:
    """The curve of `values` (n,), n >= 8, that leads on, beside as few of the splits as it needs.

    `weights` (n,): one over the noise of each value; `free`: of how many independent values the
    fit is; `most`: shapes. None where no curve leads from one level to another.
    """
    cells = _Cells(values, splits, weights, free)
    starts = [()] if not splits else [(), tuple(range(len(splits)))]
    found = [c for start in starts for c in cells.curves(start, most)]
    return min((c for c in found if _leads_on(c.trend)), key=lambda c: c.cost, default=None)


def levels_cost(values: Floats, splits: Sequence[int], weights: Floats, free: float) -> float:
    """The cost of levels alone, in proportion to those of `curve`."""
    return _Cells(values, splits, weights, free).levels_cost()


def _leads_on(trend: Floats) -> bool:
    moved = float(np.abs(np.diff(trend)).sum())
    return abs(float(trend[-1] - trend[0])) >= ONWARD * moved > 0


class _Cells:
    """Values summed up in a few hundred cells, narrow near the ends, for many regressions."""

    def __init__(self, values: Floats, splits: Sequence[int], weights: Floats, free: float) -> None:
        self._n, self._splits, self._free = values.size, tuple(splits), free
        starts = _starts(values.size, splits)
        squares = weights**2
        sizes = np.add.reduceat(squares, starts)
        means = np.add.reduceat(squares * values, starts) / sizes
        roots = np.sqrt(sizes)
        self._values = means * roots
        self._within = max(0.0, float(squares @ values**2 - sizes @ means**2))
        ends = np.append(starts[1:], values.size)
        self._times = (starts + ends - 1) / 2.0
        later = starts[:, None] >= np.array(splits, dtype=np.intp)
        self._levels = np.column_stack([np.ones(starts.size), later]) * roots[:, None]
        columns = shapes(values.size).at(self._times)
        columns -= sizes @ columns / sizes.sum()
        lengths = np.sqrt(sizes @ columns**2)
        self._plain = columns / np.where(lengths > 0, lengths, 1.0)
        self._shapes = self._plain * roots[:, None]
        left = self._values - self._levels[:, 0] * (sizes @ means / sizes.sum())
        self._least = ROUNDING * (self._within + float(left @ left))

    def curves(self, kept: tuple[int, ...], most: int) -> Iterator[Curve]:
        """The line, and one of each number of shapes, the first chosen beside the splits `kept`."""
        yield self._eliminated([0], LINE_COST)[0]
        chosen: list[int] = []
        for _ in range(most):
            chosen = self._with_another(chosen, kept)
            parameters = sum(SHAPE_COST if shape else LINE_COST for shape in chosen)
            if parameters * EACH > self._n:
                return
            found, kept = self._eliminated(chosen, parameters)
            yield found

    def levels_cost(self) -> float:
        left = _fitted(self._levels, self._values).left
        return self._cost(left, SPLIT_COST * len(self._splits))

    def _with_another(self, chosen: list[int], kept: tuple[int, ...]) -> list[int]:
        """The shapes with one more, each replaced by what is better beside the others."""
        levels = self._levels[:, [0, *(1 + i for i in kept)]]
        shapes = [*chosen, self._next(levels, chosen)]
        for _ in range(ROUNDS if chosen else 0):
            before = list(shapes)
            for i in range(len(shapes)):
                shapes[i] = self._next(levels, shapes[:i] + shapes[i + 1 :])
            if shapes == before:
                break
        return shapes

    def _next(self, levels: Floats, chosen: list[int]) -> int:
        """The shape that explains most of what the levels and those `chosen` leave."""
        basis = np.linalg.qr(np.column_stack([levels, self._shapes[:, chosen]]))[0]
        left = self._values - basis @ (basis.T @ self._values)
        products = basis.T @ self._shapes
        sizes = 1.0 - np.einsum("ij,ij->j", products, products)
        gains = (left @ self._shapes) ** 2 / np.where(sizes > ALIKE, sizes, np.inf)
        return int(gains.argmax())

    def _eliminated(self, chosen: list[int], parameters: float) -> tuple[Curve, tuple[int, ...]]:
        """The curve of these shapes, once each split is left out that they make unnecessary."""
        fit = _fitted(np.column_stack([self._levels, self._shapes[:, chosen]]), self._values)
        kept = tuple(range(len(self._splits)))
        cost = self._cost(fit.left, parameters + SPLIT_COST * len(kept))
        while kept:
            drop = int(fit.worths[1 : 1 + len(kept)].argmin())
            fewer = kept[:drop] + kept[drop + 1 :]
            after = fit.without(1 + drop)
            less = self._cost(after.left, parameters + SPLIT_COST * len(fewer))
            if less > cost:
                break
            kept, fit, cost = fewer, after, less
        trend = self._plain[:, chosen] @ fit.weights[1 + len(kept) :]
        whole = np.interp(np.arange(float(self._n)), self._times, trend)
        splits = tuple(self._splits[i] for i in kept)
        return Curve(splits, whole, parameters, cost), kept

    def _cost(self, left: float, parameters: float) -> float:
        left = max(left + self._within, self._least, 1e-300)
        return self._free * log(left / self._n) + parameters * log(max(2.0, self._free))


class _Fitted(NamedTuple):
    """Least squares on c columns: the `inverse` of their products (c, c), `inner` (c,) products
    with the values, and the squares `left`."""

    inverse: Floats
    inner: Floats
    left: float

    @property
    def weights(self) -> Floats:
        weights: Floats = self.inverse @ self.inner
        return weights

    @property
    def worths(self) -> Floats:
        """By how much each column (c,) lessens the squares beside the others."""
        return self.weights**2 / np.maximum(np.diag(self.inverse), 1e-300)

    def without(self, column: int) -> "_Fitted":
        rest = np.arange(self.inner.size) != column
        across = self.inverse[rest, column]
        inverse = self.inverse[np.ix_(rest, rest)]
        inverse = inverse - np.outer(across, across) / self.inverse[column, column]
        return _Fitted(inverse, self.inner[rest], self.left + float(self.worths[column]))


def _fitted(columns: Floats, values: Floats) -> _Fitted:
    inner = columns.T @ values
    products = columns.T @ columns
    products.flat[:: inner.size + 1] *= 1.0 + RIDGE
    inverse = np.asarray(np.linalg.inv(products), dtype=np.float64)
    return _Fitted(inverse, inner, float(values @ values - inner @ inverse @ inner))


def _starts(n: int, splits: Sequence[int]) -> Indices:
    """The first value of each cell, no cell across a split."""
    widest = max(1.0, n / CELLS)
    edges = [0]
    while edges[-1] < n // 2:
        edges.append(edges[-1] + int(min(widest, 1.0 + NEARER * edges[-1])))
    left = np.array(edges, dtype=np.intp)
    return np.unique(np.concatenate([left, n - left[1:], np.array(splits, dtype=np.intp)]))
