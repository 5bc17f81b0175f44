"""The weights that rounding allows, and of them the simplest: no healthy task may be blamed.

Least squares knows a weight to a few standard errors; what was rounded stays within half a step,
which says far more where values are large. How far the worst task lies from a line is convex in
the slope of the line (Chebyshev, 1854), so the slopes that rounding allows are an interval. O(n).
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from crackle_cli.detectors.conservation.acceptance import AcceptedLaw, judged
from crackle_cli.detectors.conservation.design_matrix import Space
from crackle_cli.detectors.conservation.rational import REAL_BITS, simplest, weights_bits
from crackle_cli.laws.law import LawForm, LawKind
from crackle_cli.statistics.ranks import median
from crackle_cli.table.arrays import Floats

NEAR_ROUNDINGS = 2.0  # roundings from the fit: what other digits may bring within one
HALVINGS = 50  # of an interval a few roundings wide: to the last bit of a weight
MOST_SET_ASIDE = 5  # tasks set aside as broken, though NEAR_ROUNDINGS
Excess = Callable[[Floats, Floats, float], tuple[float, float, list[int]]]


def sharper(space: Space, law: AcceptedLaw, fitted: Floats, least: float) -> AcceptedLaw:
    """The law, or with other digits in one weight where these explain tasks that break it.

    Or where it has a weight as the fit found it, to all of its digits.

    fitted: (k,) weights as least squares finds them, up to a common factor.
    """
    if space.form is not LawForm.LINEAR or law.kind is not LawKind.ROUNDED:
        return law
    if not law.broken and law.bits < REAL_BITS:
        return law
    weights = np.array(law.weights)
    bits = [weights_bits((w, 1.0)) for w in weights / np.abs(weights).min()]
    last = len(bits) - 1 - int(np.argmax(bits[::-1]))
    others = np.arange(weights.size) != last
    base = int(np.flatnonzero(others)[0])
    start = float(fitted[last] * weights[base] / fitted[base])
    line = FeasibleLine(law.parts[:, last] / weights[last], -law.parts[:, others].sum(axis=1))
    found = law
    for low, high in _allowed(line, start, law):
        for reading in _readings(weights, last, low, high):
            one = judged(space, law.support, reading, least, weights_bits(reading))
            if one and one.kind is LawKind.ROUNDED and one.code < found.code:
                found = one
    return found


def _readings(weights: Floats, last: int, low: float, high: float) -> Iterator[tuple[float, ...]]:
    """With the simplest weight in [low, high]; of two weights, with that of the other one too."""
    simple = simplest(low, high)
    if simple:
        yield tuple(float(simple) if i == last else float(w) for i, w in enumerate(weights))
    if weights.size == 2 and low * high > 0:
        scale = float(weights[1 - last])
        ends = scale / low, scale / high
        other = simplest(min(ends), max(ends))
        if other:
            yield tuple(1.0 if i == last else float(other) for i in range(2))


class FeasibleLine(NamedTuple):
    """y (n,) by x (n,)."""

    x: Floats
    y: Floats

    def without(self, row: int) -> "FeasibleLine":
        return FeasibleLine(np.delete(self.x, row), np.delete(self.y, row))


def _allowed(line: FeasibleLine, start: float, law: AcceptedLaw) -> Iterator[tuple[float, float]]:
    """Intervals of slopes for which no task is off by more than its rounding.

    Of lines through zero, and of all; tasks that are far from `start` are broken.
    """
    left = line.y - start * line.x
    distance = np.abs(left - median(left))
    if law.broken and not (~law.holding & (distance <= NEAR_ROUNDINGS * law.tolerance)).any():
        return
    near = FeasibleLine(*(part[distance <= NEAR_ROUNDINGS * law.tolerance] for part in line))
    for excess in (_off_zero, _off_any):
        found = _interval(near, law.tolerance, start, excess)
        if found:
            yield found


def _interval(
    line: FeasibleLine, rounding: float, start: float, excess: Excess
) -> tuple[float, float] | None:
    """The slopes with no excess; MOST_SET_ASIDE tasks may be, that nothing else explains.

    None where no slope does, or no task is near the line at all.
    """
    if not line.x.size:
        return None
    for _ in range(MOST_SET_ASIDE + 1):
        span = float(np.ptp(line.x)) or float(np.abs(line.x).max())
        if span == 0:
            return None
        reach = 4 * NEAR_ROUNDINGS * rounding / span
        low, high = start - reach, start + reach
        best, off, binding = _lowest(line, excess, low, high)
        if off <= rounding:
            return (
                _edge(line, excess, rounding, best, low),
                _edge(line, excess, rounding, best, high),
            )
        if line.x.size < 2:  # none would be left
            return None
        fewer = [line.without(row) for row in binding]
        line = min(fewer, key=lambda one: _lowest(one, excess, low, high)[1])
    return None


def _lowest(
    line: FeasibleLine, excess: Excess, low: float, high: float
) -> tuple[float, float, list[int]]:
    """The slope in [low, high] of least excess, that excess, and the rows that bind it."""
    rows: list[int] = []
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        _, rise, rows_here = excess(line.x, line.y, middle)
        rows = [*rows_here, *rows][:4]
        low, high = (low, middle) if rise > 0 else (middle, high)
    return middle, excess(line.x, line.y, middle)[0], list(dict.fromkeys(rows))


def _edge(
    line: FeasibleLine, excess: Excess, rounding: float, inside: float, outside: float
) -> float:
    for _ in range(HALVINGS):
        middle = (inside + outside) / 2
        if excess(line.x, line.y, middle)[0] <= rounding:
            inside = middle
        else:
            outside = middle
    return inside


def _off_zero(x: Floats, y: Floats, slope: float) -> tuple[float, float, list[int]]:
    """How far the worst task is off a line through zero, the derivative of that, and its row."""
    left = y - slope * x
    row = int(np.abs(left).argmax())
    return abs(float(left[row])), -float(x[row] * np.sign(left[row])), [row]


def _off_any(x: Floats, y: Floats, slope: float) -> tuple[float, float, list[int]]:
    """As `_off_zero` of the best line with that slope: half the width of the strip of all tasks."""
    left = y - slope * x
    top, bottom = int(left.argmax()), int(left.argmin())
    return float(left[top] - left[bottom]) / 2, -float(x[top] - x[bottom]) / 2, [top, bottom]
