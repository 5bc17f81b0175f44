"""Numbers as people write them: units, per cent, currencies, thousands and decimal commas.

A column is read so only when every cell of it agrees; what was understood is stated in a note.
Times become seconds, sizes bytes, frequencies hertz (the base units that Prometheus recommends):
in the unit that is commonest in a file, numbers would mean something else in the next one.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from crackle_cli.table.units import Unit

# Names of units -> how many base units.
TIME_SIZES = {
    "ns": 1e-9, "us": 1e-6, "µs": 1e-6, "μs": 1e-6, "ms": 1e-3, "s": 1.0, "sec": 1.0, "secs": 1.0,
    "min": 60.0, "mins": 60.0, "h": 3600.0, "hr": 3600.0, "hrs": 3600.0, "d": 86400.0,
}  # fmt: skip
BYTES = {
    "b": 1.0, "byte": 1.0, "bytes": 1.0,
    "kb": 1e3, "mb": 1e6, "gb": 1e9, "tb": 1e12, "pb": 1e15,
    "ki": 2.0**10, "mi": 2.0**20, "gi": 2.0**30, "ti": 2.0**40,  # of Kubernetes and free -h
    "kib": 2.0**10, "mib": 2.0**20, "gib": 2.0**30, "tib": 2.0**40, "pib": 2.0**50,
}  # fmt: skip
RATES = {f"{unit}/s": size for unit, size in BYTES.items()}
HERTZ = {"hz": 1.0, "khz": 1e3, "mhz": 1e6, "ghz": 1e9}
PLAIN_UNITS = ("%", "rps", "qps", "req/s", "ops/s", "/s", "°C", "V", "W")
KINDS = (
    ("s", TIME_SIZES), ("bytes", BYTES), ("bytes/s", RATES), ("Hz", HERTZ),
    *((unit, {unit.casefold(): 1.0}) for unit in PLAIN_UNITS),
)  # fmt: skip

# What df -h writes is of 1024 and what docker, du --si and people write is of 1000, of bytes or of
# anything: a number without a unit. A small m is left out: minutes, or thousandths of a core.
PREFIXES = {"": 1.0, "k": 1e3, "K": 1e3, "M": 1e6, "G": 1e9, "T": 1e12}
SECONDS = Unit("s")
DURATIONS = "in s (read from durations)"
CURRENCIES = "$€£¥"

_CELL = re.compile(
    rf"(?P<open>\()?(?P<sign>[-+]?)\s?(?P<before>[{CURRENCIES}]?)\s?"
    r"(?P<number>[0-9][0-9.,'’ \u00a0\u202f]*(?:[eE][-+]?[0-9]{1,3})?|\.[0-9]+)"
    rf"\s?(?P<after>[{CURRENCIES}]?)(?P<unit>[A-Za-zµμ%°/]*)(?P<close>\))?"
)
_DURATION_PART = re.compile(r"([0-9]+(?:\.[0-9]+)?)(d|h|min|ms|m|s|us|µs|ns)")
_DURATION = re.compile(rf"(?:{_DURATION_PART.pattern} ?)+")
_SPREAD = re.compile(r"([^±]*[^±\s])\s?(?:±|\+/-)\s?[0-9][0-9.,]*\s?([A-Za-zµμ%/]*)")
_ISO_DURATION = re.compile(
    r"P(?=.)(?:([0-9]+)D)?"
    r"(?:T(?=.)(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9]+(?:\.[0-9]+)?)S)?)?"
)
_COMMA_THOUSANDS = re.compile(r"[0-9]{1,3}(,[0-9]{3})*(\.[0-9]*)?|[0-9]*\.?[0-9]+")
_COMMA_DECIMAL = re.compile(r"([0-9]{1,3}([. \u00a0\u202f'’][0-9]{3})*|[0-9]+)(,[0-9]+)?")
_SPACE_THOUSANDS = re.compile(r"[0-9]{1,3}([ \u00a0\u202f'’][0-9]{3})*(\.[0-9]*)?|[0-9]*\.?[0-9]+")
_PLAIN = re.compile(r"([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?")
_SPACES = str.maketrans("", "", " \u00a0\u202f'’")


class Quantities(NamedTuple):
    """The numbers of a column, in the order of its texts, and how they were understood.

    unit: None where the texts have none.
    """

    values: list[float]
    note: str
    unit: Unit | None = None


def quantities(texts: Sequence[str]) -> Quantities | None:
    """The numbers that all `texts` are, or None when they do not agree on one way to write them."""
    spreads = [match for text in texts if (match := _SPREAD.fullmatch(text.strip()))]
    if spreads and len(spreads) == len(texts):
        return _means([f"{match[1]}{match[2]}" for match in spreads])
    durations = _iso_durations(texts) or _durations(texts)
    if durations:
        return durations
    cells = [match for text in texts if (match := _CELL.fullmatch(text.strip()))]
    if len(cells) != len(texts) or any(bool(c["open"]) != bool(c["close"]) for c in cells):
        return None
    numbers = _numbers([cell["number"].strip() for cell in cells])
    currencies = {cell["before"] or cell["after"] for cell in cells}
    if numbers is None or len(currencies) > 1 or any(c["before"] and c["after"] for c in cells):
        return None
    units = [cell["unit"] for cell in cells]
    scaled = _prefixed(numbers.values, units) or _scaled(numbers.values, units)
    if scaled is None:
        return None
    signs = [-1.0 if (c["sign"] == "-") != bool(c["open"]) else 1.0 for c in cells]
    notes = [numbers.note, scaled.note, f"in {currencies.pop()}" if currencies != {""} else ""]
    note = ", ".join(part for part in notes if part)
    values = [s * v for s, v in zip(signs, scaled.values, strict=True)]
    return Quantities(values, note, scaled.unit)


def _means(texts: list[str]) -> Quantities | None:
    """`198.2 ± 2.1 ms`: what stands before the spread, in the unit behind it."""
    found = quantities(texts)
    note = "the numbers before ±"
    return found and found._replace(note=f"{note}, {found.note}" if found.note else note)


def _iso_durations(texts: Sequence[str]) -> Quantities | None:
    """`PT3M14S`, as ISO 8601 writes durations of days and less."""
    found = [match for text in texts if (match := _ISO_DURATION.fullmatch(text.strip()))]
    if len(found) < len(texts):
        return None
    sizes = (86400.0, 3600.0, 60.0, 1.0)
    values = [
        sum(size * float(part or 0) for size, part in zip(sizes, m.groups(), strict=True))
        for m in found
    ]
    return Quantities(values, DURATIONS, SECONDS)


def _durations(texts: Sequence[str]) -> Quantities | None:
    """`1h2m3s`, `1m 30s`, `2.5s`: only when a cell has more than one part."""
    whole = [_DURATION.fullmatch(text.strip()) is not None for text in texts]
    parts = [_DURATION_PART.findall(text) for text in texts] if all(whole) else []
    if not any(len(part) > 1 for part in parts):
        return None
    sizes = {**TIME_SIZES, "m": 60.0}
    values = [sum(_in_base(float(number), sizes[unit]) for number, unit in p) for p in parts]
    return Quantities(values, DURATIONS, SECONDS)


def _prefixed(numbers: list[float], units: list[str]) -> Quantities | None:
    """`4.0K`, `180.3G`: numbers without a unit, in powers of 1000."""
    names = set(units)
    if names == {""} or not names <= set(PREFIXES):
        return None
    values = [value * PREFIXES[unit] for value, unit in zip(numbers, units, strict=True)]
    told = ", ".join(f"{unit} = {PREFIXES[unit]:,.0f}" for unit in sorted(names - {""}))
    return Quantities(values, f"without a unit, {told}")


def _scaled(numbers: list[float], units: list[str]) -> Quantities | None:
    """All numbers in the base unit of their units, which must be of one kind."""
    units = [unit.casefold() for unit in units]
    names = set(units)
    if names == {""}:
        return Quantities(numbers, "")
    base, sizes = next(((b, k) for b, k in KINDS if names <= set(k)), ("", {}))
    if not base:
        return None
    values = [_in_base(v, sizes[unit]) for v, unit in zip(numbers, units, strict=True)]
    others = sorted(unit for unit in names if sizes[unit] != 1.0)
    note = f"in {base}" + (f" (converted from {', '.join(others)})" if others else "")
    binary = "bytes" in base and any("i" in unit for unit in names)
    own = {sizes[unit] for unit in names}
    return Quantities(values, note, Unit(base, binary, own.pop() if len(own) == 1 else 0.0))


def _in_base(value: float, size: float) -> float:
    """A number of units of a size; divided by what is whole, so that 956 ms are 0.956 s."""
    return value * size if size >= 1.0 else value / round(1.0 / size)


def _numbers(texts: list[str]) -> Quantities | None:
    """Digits with the separators that they agree on."""
    if all(_PLAIN.fullmatch(text) for text in texts):
        return Quantities([float(text) for text in texts], "")
    if all(_COMMA_THOUSANDS.fullmatch(text) for text in texts) and not _leading_zero(texts):
        return Quantities([float(t.replace(",", "")) for t in texts], "comma separates thousands")
    commas = any("," in text for text in texts)
    if commas and all(_COMMA_DECIMAL.fullmatch(text) for text in texts):
        bare = [text.replace(".", "").translate(_SPACES).replace(",", ".") for text in texts]
        return Quantities([float(text) for text in bare], "comma separates decimals")
    if all(_SPACE_THOUSANDS.fullmatch(text) for text in texts):
        return Quantities([float(t.translate(_SPACES)) for t in texts], "thousands are separated")
    return None


def _leading_zero(texts: list[str]) -> bool:
    """`0,123` is no thousand."""
    return any(text.startswith("0,") for text in texts)
