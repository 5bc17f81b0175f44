"""Values of a metric in its unit, as a person reads them: `240 → 312 ms`, `1.50 GiB`, `87–93 %`.

A unit of time or size is the one in which the largest value has few digits. What is told can be
read back as a cell.
"""

from collections.abc import Sequence
from math import isfinite
from typing import NamedTuple

from crackle_cli.table.arrays import LARGEST_EXACT
from crackle_cli.table.units import Unit
from crackle_cli.wording.numbers import digits_apart, level, number

ANOTHER_UNIT = 1000.0  # times as large: what is told in the unit of the other has no digits left
MOST_DIGITS = 15  # float64 keeps as many


class Scale(NamedTuple):
    """A unit as it is spelled, its size in base units, and the least that is told in it."""

    spelled: str
    size: float
    least: float


BARE = Scale("", 1.0, 0.0)
# 278 s and 75 min say more than 4.63 min and 1.25 h.
TIME_SCALES = (
    Scale("d", 86400.0, 2 * 86400.0),
    Scale("h", 3600.0, 2 * 3600.0),
    Scale("min", 60.0, 600.0),
    Scale("s", 1.0, 1.0),
    Scale("ms", 1e-3, 1e-3),
    Scale("µs", 1e-6, 1e-6),
    Scale("ns", 1e-9, 0.0),
)


def _prefixed(spelled: str, prefixes: Sequence[str], step: float) -> tuple[Scale, ...]:
    """The prefixes from the smallest on, each `step` times as large, as scales from the largest."""
    sizes = [(prefix, step ** (power + 1)) for power, prefix in enumerate(prefixes)]
    larger = (Scale(prefix + spelled, size, size) for prefix, size in reversed(sizes))
    return (*larger, Scale(spelled, 1.0, 0.0))


DECIMAL, BINARY = ("k", "M", "G", "T", "P"), ("Ki", "Mi", "Gi", "Ti", "Pi")
SCALES = {
    Unit("s"): TIME_SCALES,
    Unit("bytes"): _prefixed("B", DECIMAL, 1e3),
    Unit("bytes", binary=True): _prefixed("B", BINARY, 2.0**10),
    Unit("bytes/s"): _prefixed("B/s", DECIMAL, 1e3),
    Unit("bytes/s", binary=True): _prefixed("B/s", BINARY, 2.0**10),
    Unit("Hz"): _prefixed("Hz", DECIMAL[:3], 1e3),
}


class Told(NamedTuple):
    """A number and the unit that it is in, which is empty where there is none."""

    number: str
    unit: str

    def __str__(self) -> str:
        return f"{self.number} {self.unit}".rstrip()


def estimates(values: Sequence[float], unit: Unit | None, digits: int = 3) -> tuple[Told, ...]:
    """Levels with digits enough to see by how much they differ, in one unit unless far apart."""
    digits = digits_apart(values, digits)
    return tuple(
        Told(level(_in(value, scale), digits), scale.spelled)
        for value, scale in zip(values, _scales(values, unit, 3), strict=True)
    )


def amounts(values: Sequence[float], unit: Unit | None, digits: int = 6) -> tuple[Told, ...]:
    """What is known to the digit, in one unit unless far apart; no whole number is rounded."""
    if unit is None:
        return tuple(Told(number(value, digits), "") for value in values)
    scales = [
        scale if _is_kept(value, scale, digits) else _base(unit)
        for value, scale in zip(values, _scales(values, unit, digits), strict=True)
    ]
    return tuple(
        Told(_shortest(_in(value, scale), digits), scale.spelled)
        for value, scale in zip(values, scales, strict=True)
    )


def value(one: float, unit: Unit | None, digits: int = 6) -> Told:
    """What all of some tasks have, with no more digits than it takes: 19.95, 200."""
    return amounts((one,), unit, digits)[0] if unit else Told(_shortest(one, digits), "")


def joined(told: Sequence[Told], between: str) -> str:
    """`240 → 312 ms`: the unit once where it is one."""
    if len({one.unit for one in told}) > 1:
        return between.join(map(str, told))
    return str(Told(between.join(one.number for one in told), told[0].unit))


def arrow(before: float, after: float, unit: Unit | None, digits: int = 3) -> str:
    """`240 → 312 ms`."""
    return joined(estimates((before, after), unit, digits), " → ")


def _of(unit: Unit) -> tuple[Scale, ...]:
    return SCALES.get(unit, (Scale(unit.name, 1.0, 0.0),))


def _scales(values: Sequence[float], unit: Unit | None, digits: int) -> list[Scale]:
    """The scale of the largest value for all, or for each its own where they are far apart."""
    sizes = [abs(value) for value in values if value and isfinite(value)]
    if unit is None or not sizes:
        return [BARE if unit is None else _base(unit)] * len(values)
    largest = _scale(max(sizes), unit, digits)
    if max(sizes) < ANOTHER_UNIT * min(sizes):
        return [largest] * len(values)
    return [_scale(abs(v), unit, digits) if v and isfinite(v) else largest for v in values]


def _base(unit: Unit) -> Scale:
    return next(scale for scale in _of(unit) if scale.size == 1.0)


def _scale(size: float, unit: Unit, digits: int) -> Scale:
    """The largest unit that a size has at least what it takes of, once it is rounded."""
    rounded = float(f"{size:.{digits}g}")
    return next(scale for scale in _of(unit) if rounded >= scale.least)


def _in(value: float, scale: Scale) -> float:
    """Base units as units of a scale, free of what the conversion leaves in the last digit."""
    size = scale.size
    scaled = value / size if size >= 1.0 else value * round(1.0 / size)
    return float(f"{scaled:.{MOST_DIGITS}g}") if size != 1.0 else value


def _is_kept(value: float, scale: Scale, digits: int) -> bool:
    """Whether a whole number of base units has all of its digits in a scale."""
    if abs(value) >= LARGEST_EXACT or value != int(value):
        return True
    scaled = _in(value, scale)
    return float(f"{scaled:.{digits}g}") == scaled


def _shortest(value: float, digits: int) -> str:
    """As many digits as it takes, at most `digits`: 1.08, not 1.08000."""
    wanted = float(f"{value:.{digits}g}")
    fewest = next((d for d in range(1, digits) if float(f"{value:.{d}g}") == wanted), digits)
    return number(value if abs(value) < LARGEST_EXACT and value == int(value) else wanted, fewest)
