"""Dates that are text as seconds, so that they can be subtracted. O(n)."""

from collections.abc import Iterable
from datetime import UTC, datetime

import numpy as np

from crackle_cli.table.arrays import Floats

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def seconds_of(texts: Iterable[str | None]) -> Floats:
    """Dates as ISO 8601 writes them, in seconds since 1970; NaN where one is missing.

    A time without an offset is taken for one of UTC. Raises ValueError with the first text that is
    written otherwise.
    """
    known: dict[str | None, float] = {None: np.nan, "": np.nan}
    texts = list(texts)
    for text in texts:
        if text not in known:
            known[text] = _seconds(text or "")
    return np.array([known[text] for text in texts])


def _seconds(text: str) -> float:
    try:
        moment = datetime.fromisoformat(text.replace("UTC", "Z").replace(" Z", "Z"))
    except ValueError:
        raise ValueError(text) from None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return (aware - EPOCH).total_seconds()
