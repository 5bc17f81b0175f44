"""What rounding allows a law in each task, and which of its metrics are rounded at all.

A count of 7 is seven, and a measure of 7 is 6.5 to 7.5: the cells do not tell, but a law does. So
all metrics are taken for exact first, then those with the smallest steps for rounded, then more.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from crackle_cli.detectors.conservation.design_matrix import Space
from crackle_cli.laws.law import ARITHMETIC_ERROR, LawForm
from crackle_cli.table.arrays import LARGEST_EXACT, Floats, Indices

ALIKE = 2.0  # times a step: what is printed to the same decimals errs or does not together


class Rounding(NamedTuple):
    """What a law may be off by in each of m tasks where some of its metrics are rounded.

    metrics  those that are
    bound    (m,) the most
    spread   (m,) the standard deviation, of errors that are uniform
    """

    metrics: frozenset[str]
    bound: Floats
    spread: Floats


class Roundings(NamedTuple):
    """With no metric that errs, then with ever more; and the `step` between neighbouring sums."""

    each: tuple[Rounding, ...]
    step: float


def roundings(space: Space, support: tuple[int, ...], weights: Floats, rows: Indices) -> Roundings:
    """Of a law in the `rows`: (m,) the tasks to tell of."""
    arithmetic = arithmetic_error(space, support, weights, rows)
    half = _half_steps(space, support, weights, rows)
    typical = {name: _typical(one) for name, one in half.items()}
    step = 2 * max(min(typical.values()), _typical(arithmetic))
    return Roundings(tuple(_each(arithmetic, half, typical)), step or 1.0)


def _typical(errors: Floats) -> float:
    """Of those that are not 0, as a cell is that is 0; 0 where all are."""
    some = errors[errors > 0]
    return float(np.median(some)) if some.size else 0.0


def _each(
    arithmetic: Floats, half: Mapping[str, Any], typical: Mapping[str, float]
) -> Iterator[Rounding]:
    bound, variance = arithmetic, np.zeros(arithmetic.size)
    yield Rounding(frozenset(), bound, np.zeros(arithmetic.size))
    order = sorted((name for name in typical if typical[name] > 0), key=typical.__getitem__)
    for position, name in enumerate(order):
        bound = bound + half[name]
        variance = variance + half[name] ** 2 / 3.0
        following = order[position + 1 : position + 2]
        if not following or typical[following[0]] > ALIKE * typical[name]:
            yield Rounding(frozenset(order[: position + 1]), bound, np.sqrt(variance))


def arithmetic_error(
    space: Space, support: tuple[int, ...], weights: Floats, rows: Indices
) -> Floats:
    """(m,) What float64 cannot keep of the sum; nothing of whole numbers below 2^53."""
    parts = space.values[rows][:, list(support)] * weights
    size = np.abs(parts).sum(axis=1)
    if space.form is LawForm.POWER:
        size = 1.0 + size
        whole = np.zeros(size.size, bool)
    else:
        whole = (parts == np.rint(parts)).all(axis=1) & (size < LARGEST_EXACT)
    error: Floats = np.where(whole, 0.0, ARITHMETIC_ERROR * size)
    return error


def _half_steps(
    space: Space, support: tuple[int, ...], weights: Floats, rows: Indices
) -> dict[str, Any]:
    """(m,) for each metric: how much half a step of it changes the sum."""
    half: dict[str, Any] = {}
    for j, weight in zip(support, weights, strict=True):
        factors = space.features[j]
        for position, name in enumerate(factors):
            others = [space.column(f) for i, f in enumerate(factors) if i != position]
            one = abs(weight) * space.half_steps[rows, space.column(name)]
            for other in others:
                one = one * np.abs(space.values[rows, other])
            half[name] = half.get(name, 0.0) + one
    return half
