"""The smallest change that matters, as people write it: `5%`, `60ms`, `1.5 GiB`."""

from collections.abc import Mapping
from dataclasses import replace

from crackle_cli.profile.settings import MinChange


def entry_of(written: object) -> MinChange | None:
    """What a profile says of a metric: a number is per cent, a mapping says what it is.

    None where that is no change, such as `60`, quoted, or `-5`.
    """
    if isinstance(written, str):
        return change_of(written)
    parts = written if isinstance(written, Mapping) else {"relative": written}
    if not parts.keys() <= {"relative", "absolute"}:
        return None
    relative, absolute = _size(parts.get("relative", 0.0)), parts.get("absolute", 0.0)
    if isinstance(absolute, str):
        least = absolute_of(absolute)
    else:
        plain = _size(absolute)
        least = None if plain is None else MinChange(absolute=plain)
    return None if least is None or relative is None else replace(least, relative=relative)


def change_of(text: str) -> MinChange | None:
    """Per cent of the level before, or what has a unit; None for anything else, such as `2`."""
    if not text.rstrip().endswith("%"):
        return absolute_of(text)
    per_cent = size_of(text.rstrip().removesuffix("%"))
    return None if per_cent is None else MinChange(relative=per_cent)


def absolute_of(text: str) -> MinChange | None:
    """A change in a unit, which may be % for a metric in per cent; None for anything else."""
    from crackle_cli.table.quantities import quantities  # patterns: 8 ms, for a text alone

    found = quantities([text])
    if found is None or found.unit is None or found.values[0] < 0:
        return None
    return MinChange(absolute=found.values[0], unit=found.unit.name)


def size_of(text: str) -> float | None:
    """A plain number of at least 0; None for anything else."""
    try:
        return _size(float(text))
    except ValueError:
        return None


def as_written(least: MinChange) -> dict[str, float | str]:
    """The mapping in a profile that says a change."""
    absolute = f"{least.absolute!r} {least.unit}" if least.unit else least.absolute
    return {"relative": least.relative, "absolute": absolute}


def _size(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if 0 <= value < float("inf") else None
