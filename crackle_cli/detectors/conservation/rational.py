"""The simplest numbers that agree with a fit: small fractions, round decimals (Stern, 1858)."""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from math import ceil, copysign, floor, inf, isfinite, lcm, log2, log10
from typing import NamedTuple

import numpy as np

from crackle_cli.table.arrays import Floats

MOST_DENOMINATOR = 12  # months, dozens, half hours; more is fitting noise
MOST_RATIONAL_DIGITS = 7  # 1.609344 km in a mile; 119/100 is 1.19
WINDOWS = (1e-9, 1e-4, 3e-3, 2e-2)  # relative; the first is float error, the last "within 2 %"
STANDARD_ERRORS = 4.0  # standard errors
ROUND_PLACES = 2  # behind the point of a ratio that is told for its inverse
DIGIT_BITS = 2 * log2(10)  # in Elias' code
ONE_DIGIT = 2.0 + DIGIT_BITS  # bits of a decimal, at the least
REAL_BITS = 53.0  # of a float64 that is nothing simpler


class Weights(NamedTuple):
    """The weights of a law as simple numbers, and the bits it takes to say them."""

    values: tuple[float, ...]
    bits: float


def simple_weights(weights: Floats, error: Floats) -> Iterator[Weights]:
    """Ever simpler readings of (k,) weights; a zero where a term may be left out."""
    seen = set()
    for window in WINDOWS:
        best: Weights | None = None
        for base in range(len(weights)):
            if weights[base] == 0:
                continue
            ratio = weights / weights[base]
            width = abs(error / weights[base]) * STANDARD_ERRORS
            if base:
                width = width + abs(ratio) * abs(error[base] / weights[base]) * STANDARD_ERRORS
                width[base] = 0.0
            widths = np.maximum(width, window * abs(ratio)).tolist()
            best = _read(ratio, widths, base, best.bits if best else inf) or best
        if best and best.values not in seen:
            seen.add(best.values)
            yield _oriented(best)


def _oriented(weights: Weights) -> Weights:
    """A ratio below 1 as its inverse where that is round: 12.5 for each, and not 0.08 of it."""
    sizes = sorted(map(abs, weights.values))
    if len(sizes) != 2 or not 0 < sizes[0] < 1.0 == sizes[1]:
        return weights
    inverse = round(1.0 / sizes[0], ROUND_PLACES)
    if abs(inverse * sizes[0] - 1.0) > WINDOWS[0]:
        return weights
    values = (copysign(1.0 if abs(v) < 1.0 else inverse, v) for v in weights.values)
    return weights._replace(values=tuple(values))


def simple_exponents(weights: Floats, error: Floats) -> Iterator[Weights]:
    """As `simple_weights` for powers: halves up to 4, from the term that makes them smallest."""
    best: Weights | None = None
    for base in range(len(weights)):
        if weights[base] == 0:
            continue
        for unit in (1.0, 0.5, 2.0, 3.0):
            ratio = weights / weights[base] * unit
            halves = [Fraction(round(2 * float(r)), 2) for r in ratio]
            width = [
                max(WINDOWS[-1] * abs(r), STANDARD_ERRORS * abs(e / weights[base]) * unit)
                for r, e in zip(ratio, error, strict=True)
            ]
            if any(
                abs(float(h) - r) > w + 1e-9 for h, r, w in zip(halves, ratio, width, strict=True)
            ):
                continue
            if any(abs(h) > 4 for h in halves) or not any(halves):
                continue
            bits = sum(_fraction_bits(h) + (h.denominator > 1) for h in halves)
            if best is None or bits < best.bits:
                best = Weights(tuple(float(h) for h in halves), bits)
    if best:
        yield best


def _read(ratio: Floats, widths: list[float], base: int, most: float) -> Weights | None:
    """The simplest numbers within `widths` of the ratios, if they take fewer than `most` bits."""
    fractions: list[Fraction] = []
    bits = 0.0
    for position, (value, width) in enumerate(zip(ratio.tolist(), widths, strict=True)):
        if position == base:
            fractions.append(Fraction(1))
            continue
        found = simplest(value - width, value + width)
        if found is None:
            return None
        fractions.append(found)
        bits += bits_of(found)
        if bits >= most:
            return None
    factor = scale_of(fractions)
    whole = all(f.denominator == 1 for f in fractions)
    bits += 0.0 if whole else 0.5 if factor == 1 else 1.0  # of equals: whole numbers, decimals
    return Weights(tuple(float(f * factor) for f in fractions), bits) if bits < most else None


def scale_of(fractions: Iterable[Fraction]) -> int:
    """What to multiply them by so that all can be read: `3 * a = b`, but `1.8 * celsius`."""
    denominators = [f.denominator for f in fractions]
    if max(denominators) > MOST_DENOMINATOR or all(100 % d == 0 for d in denominators):
        return 1
    return lcm(*denominators)


def simplest(low: float, high: float, fractions: bool = True) -> Fraction | None:
    """The number in [low, high] that takes the fewest bits to say; None where all take many.

    A constant in the unit of a metric is said in decimals: no `fractions`.
    """
    if low <= 0 <= high:
        return Fraction(0)
    if not (isfinite(low) and isfinite(high)):
        return None
    if high < 0:
        found = simplest(-high, -low, fractions)
        return None if found is None else -found
    found = _shortest(_fraction(low, high), _power_of_two(low, high)) if fractions else None
    if found is not None and bits_of(found) <= ONE_DIGIT:
        return found
    return _shortest(found, _decimal(low, high))


def _shortest(*readings: Fraction | None) -> Fraction | None:
    return min((r for r in readings if r is not None), key=bits_of, default=None)


def _fraction(low: float, high: float) -> Fraction | None:
    for denominator in range(1, MOST_DENOMINATOR + 1):
        numerator = ceil(low * denominator)
        if numerator <= high * denominator:
            return Fraction(numerator, denominator)
    return None


def _power_of_two(low: float, high: float) -> Fraction | None:
    """2^30 bytes in a GiB: no fraction is so simple, and no decimal of few digits."""
    power = floor(log2(high))
    return Fraction(2) ** power if low <= 2.0**power <= high else None


def _decimal(low: float, high: float) -> Fraction | None:
    size = floor(log10(high))
    (a, b), (c, d) = low.as_integer_ratio(), high.as_integer_ratio()
    for digits in range(1, MOST_RATIONAL_DIGITS + 1):
        places = digits - 1 - size
        up, down = 10 ** max(0, places), 10 ** max(0, -places)
        first, last = -(-a * up // (b * down)), c * up // (d * down)
        if first <= last:
            a, b = ((low + high) / 2).as_integer_ratio()
            middle = round(Fraction(a * up, b * down))
            return Fraction((middle if first <= middle <= last else first) * down, up)
    return None


@lru_cache(maxsize=4096)  # a search meets the same few numbers again and again
def bits_of(value: Fraction) -> float:
    """Length of a code for the number: of the search that a simple number costs."""
    return min(_fraction_bits(value), _power_bits(value), _decimal_bits(value))


def weights_bits(weights: Sequence[float]) -> float:
    """Length of the weights of a law as multiples of the one that makes them shortest."""

    def multiple(weight: float, base: float) -> Fraction:
        ratio = weight / base
        near = Fraction(ratio).limit_denominator(MOST_DENOMINATOR)
        return near if abs(float(near) - ratio) <= WINDOWS[0] * abs(ratio) else Fraction(ratio)

    return min(
        sum(bits_of(multiple(w, base)) for i, w in enumerate(weights) if i != j)
        for j, base in enumerate(weights)
    )


def _fraction_bits(value: Fraction) -> float:
    """Elias' code of numerator and denominator, and a sign."""
    if value == 0:
        return 1.0
    if value.denominator > MOST_DENOMINATOR:
        return float("inf")
    return 2.0 + 2 * log2(abs(value.numerator)) + 2 * log2(value.denominator)


def _power_bits(value: Fraction) -> float:
    """Which of the three codes, a sign, and the exponent of 2."""
    small, large = sorted((abs(value.numerator), value.denominator))
    if small != 1 or large & (large - 1):
        return float("inf")
    return 4.0 + 2 * log2(max(1, large.bit_length() - 1))


def _decimal_bits(value: Fraction) -> float:
    """Digits that are not trailing or leading zeros, and where the point stands."""
    if value == 0:
        return 1.0
    text = f"{float(abs(value)):.{MOST_RATIONAL_DIGITS - 1}e}"
    mantissa, exponent = text.split("e")
    digits = len(mantissa.replace(".", "").rstrip("0"))
    return 2.0 + DIGIT_BITS * digits + 2 * log2(1 + abs(int(exponent)))
