"""Columns of dates that are text in seconds: at once where all are written alike. O(n)."""

from collections.abc import Sequence

import numpy as np

from crackle_cli.reading.columns.dates import seconds_of
from crackle_cli.table.arrays import Floats
from crackle_cli.table.labels import TextColumn

MOST_PARSED = 50_000  # dates that are read one by one: a second
MOST_ZONES = 64
SECONDS_END = len("2026-03-02T10:00:00")


def seconds_in(column: TextColumn) -> Floats | None:
    """(n,) seconds since 1970 of a column of dates, NaN where missing.

    None where a date cannot be told, as of a time of day alone, or would take too long to.
    """
    texts = column.categories
    if not texts:
        return None
    try:
        known = _alike(texts)
        if known is None and len(texts) <= MOST_PARSED:
            known = seconds_of(texts)
    except ValueError:
        return None
    return None if known is None else np.append(known, np.nan)[column.codes]  # last of code -1


def _alike(texts: Sequence[str]) -> Floats | None:
    """The seconds of dates of ISO 8601 of one length; None of others."""
    first = texts[0]
    if first[4:5] != "-" or len({len(text) for text in texts}) > 1:
        return None
    end = SECONDS_END
    if first[end : end + 1] == ".":
        end += 1 + len(first[end + 1 :]) - len(first[end + 1 :].lstrip("0123456789"))
    zones = {text[end:] for text in texts}
    if len(zones) > MOST_ZONES or any(zone[:1].isdigit() or zone[:1] in ".," for zone in zones):
        return None
    zero = "1970-01-01T00:00:00"
    offsets = {zone: float(seconds_of([zero + zone])[0]) for zone in zones}
    micros = np.array([text[:end] for text in texts], dtype="datetime64[us]").astype(np.int64)
    apart = np.array([offsets[text[end:]] for text in texts])
    return np.asarray(micros / 1e6 + apart, dtype=np.float64)
