"""Names whose tasks have an event more often than all others, or more seldom (Fisher, 1935).

An event is a flag, a value of a text column that says how tasks went, or that a metric is there at
all. The surest name is told,
its tasks are taken out, and what is left is looked at again. O(n) for each event and set of names.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from crackle_cli.detectors.clustering.causes import FEWEST, MOST_CAUSES, Cause, Level
from crackle_cli.detectors.clustering.hypotheses import Names
from crackle_cli.statistics.dependence import inflation, spectrum
from crackle_cli.statistics.discovery import SMALLEST_P_VALUE
from crackle_cli.statistics.shares import log_hypergeometric_tail
from crackle_cli.table.arrays import Floats, Indices
from crackle_cli.table.labels import TextColumn
from crackle_cli.table.outcomes import is_outcome

CLEAR = 0.5  # Yule's Q: odds of three to one
MOST_VALUES = 12  # of a column that says how tasks went; more are messages
MOST_SURE = 4.0  # nats that the chance is less than its bound, about log √(2π·events) of hundreds
MOST_EXACT = 2000  # tasks, or events; of more the bound says as much


class Event(NamedTuple):
    """What tasks have or not: `happened` (n,) 1.0, 0.0, NaN where nobody knows.

    value    the text of a column; None of a metric
    is_there  whether it is that the metric has a number; else a metric is a flag
    """

    column: str
    value: str | None
    happened: Floats
    is_there: bool = False


def events(
    metrics: Mapping[str, Floats], texts: Mapping[str, TextColumn], rows: Indices
) -> list[Event]:
    """The events of the tasks in some rows; `metrics` (n,) are those of these rows.

    Of a text column all values but the commonest one; of events of the same tasks, or of all
    others, the first.
    """
    every = [Event(name, None, v) for name, v in metrics.items() if _is_flag(v)]
    every += [
        Event(name, None, 1.0 - np.isnan(v), is_there=True)
        for name, v in metrics.items()
        if np.isnan(v).any() and not np.isnan(v).all()
    ]
    every += [one for name, column in texts.items() for one in _of_text(name, column, rows)]
    found: dict[bytes, Event] = {}
    for one in every:
        first = one.happened[~np.isnan(one.happened)][0]
        found.setdefault(np.abs(one.happened - first).tobytes(), one)
    return [*found.values()]


def _is_flag(values: Floats) -> bool:
    known = values[~np.isnan(values)]
    return bool(known.size and np.isin(known, (0.0, 1.0)).all() and np.ptp(known))


def _of_text(name: str, column: TextColumn, rows: Indices) -> Iterator[Event]:
    if not is_outcome(name) or not column.categories:
        return
    codes = column.codes[rows]
    counts = np.bincount(codes[codes >= 0], minlength=len(column.categories))
    known = np.flatnonzero(counts)
    if not 2 <= known.size <= MOST_VALUES:
        return
    for code in known[known != counts.argmax()].tolist():
        happened = np.where(codes >= 0, codes == code, np.nan)
        yield Event(name, column.categories[code], happened)


def frequent(event: Event, names: Sequence[Names], level: Level) -> list[Cause]:
    """The names whose tasks surely differ in an event, the surest first.

    Not those of columns that say how tasks went, nor pairs; `delta` is Yule's Q (1900).
    """
    known = ~np.isnan(event.happened)
    live = known
    asked = [i for i, one in enumerate(names) if not one.halves and not is_outcome(one.columns[0])]
    asked = [i for i in asked if names[i].columns[0] != event.column]
    asked = [i for i in asked if not _determines(names[i], event.happened)]
    found: list[Cause] = []
    while len(found) < MOST_CAUSES:
        best = _surest(event, live, [(i, names[i]) for i in asked], level)
        if best is None:
            break
        live = best.others
        # What is told is of all tasks, though names of other columns took some of them out.
        own = names[best.names].codes == best.value
        found.append(best._replace(members=known & own, others=known & ~own))
    return found


def _determines(names: Names, happened: Floats) -> bool:
    """Whether the event is of all tasks of some names, and of none of the others: what they are."""
    known = np.where(np.isnan(happened), 0.0, happened)
    share = np.add.reduceat(known[names.order], names.firsts) / names.sizes
    some = np.count_nonzero(share)
    return bool(1 < some < share.size - 1 and np.isin(share, (0.0, 1.0)).all())


def _surest(
    event: Event, live: NDArray[np.bool_], names: Sequence[tuple[int, Names]], level: Level
) -> Cause | None:
    happened = np.where(live, event.happened, 0.0)
    every, total = int(np.count_nonzero(live)), int(happened.sum())
    if not 0 < total < every:
        return None
    noise = spectrum(np.where(live, happened - total / every, 0.0)) if level.ordered else None
    best: Cause | None = None
    for which, one in names:
        tasks = np.add.reduceat(live[one.order], one.firsts, dtype=np.intp)
        hits = np.add.reduceat(happened[one.order], one.firsts).astype(np.intp)
        odds = _odds_apart(hits, tasks, total, every)
        bounds = np.where(np.abs(odds) >= CLEAR, _bounds(hits, tasks, total, every), 0.0)
        for value in np.flatnonzero(bounds + MOST_SURE >= level.least).tolist():
            counts = int(hits[value]), int(tasks[value]), total, every
            sure = max(float(bounds[value]), _exponent(*counts))
            members = live & (one.codes == value)
            if noise is not None:
                sure /= inflation(noise, members, live)
            chance = max(SMALLEST_P_VALUE, level.at(sure, is_pair=False))
            if chance <= level.chance and (best is None or chance < best.chance):
                delta = float(odds[value])
                best = Cause(which, value, delta, chance, members, live & ~members)
    return best


def _odds_apart(hits: Indices, tasks: Indices, total: int, every: int) -> Floats:
    """(k,) Yule's Q of each name beside all others; 0 of names of few tasks, or of most."""
    misses, more, fewer = tasks - hits, total - hits, every - total - (tasks - hits)
    own, others = hits * fewer, misses * more
    usable = (tasks >= FEWEST) & (tasks <= every // 2)
    return np.where(usable, (own - others) / np.maximum(own + others, 1), 0.0)


def _bounds(hits: Indices, tasks: Indices, total: int, every: int) -> Floats:
    """(k,) -log of what the chance is at most of so many events, or so few (Hoeffding, 1963)."""
    rate, share = hits / np.maximum(tasks, 1), total / every
    with np.errstate(divide="ignore", invalid="ignore"):
        more = np.where(rate > 0, rate * np.log(rate / share), 0.0)
        rest = np.where(rate < 1, (1 - rate) * np.log((1 - rate) / (1 - share)), 0.0)
    found: Floats = tasks * (more + rest)
    return found


def _exponent(hits: int, tasks: int, total: int, every: int) -> float:
    """-log of that chance itself; 0 of more tasks than it is worth."""
    if hits * every < total * tasks:
        hits, total = tasks - hits, every - total
    if min(tasks, total) > MOST_EXACT:
        return 0.0
    return -log_hypergeometric_tail(every, total, tasks, hits)
