"""Whether steps bring a metric back: the level after them is the one before them. O(n)."""

from collections.abc import Iterator, Sequence

import numpy as np

from crackle_cli.detectors.phase_transition.persistence import inflation, persistence
from crackle_cli.statistics.ranks import median, ranks
from crackle_cli.table.arrays import Floats

# Of a thousand metrics that came back three are not seen to, so that an outage of several is one
# event; of 100 tasks before and 70 after, half a standard deviation that is left is seen.
STANDARD_ERRORS = 3.0
# Of the shift. A few tasks cannot say that they are not back, so most of the way must be seen.
MOST_LEFT = 1 / 3
MOST_COMPARED = 4096  # values of each side; more do not change the second decimal
UNSEEN = 0.01  # of the shift: of very many tasks any difference is sure, and no sentence shows it


def ways_back(parts: Sequence[Floats]) -> list[int | None]:
    """For each step between the `parts` of a metric the one that takes it back, if any.

    It is the next one, or the next but one: what shifts in between may be too little to be told.
    """
    return [next(_back(parts, i), None) for i in range(len(parts) - 1)]


def _back(parts: Sequence[Floats], step: int) -> Iterator[int]:
    for last in range(step + 1, min(step + 3, len(parts) - 1)):
        if is_back(*parts[step : last + 2]):
            yield last


def is_back(before: Floats, *between_and_after: Floats) -> bool:
    """Whether the last of some stretches of values (n,) has the level of that `before` them (m,).

    No more than a third of the shift is left, and ranks do not tell both sides apart.
    """
    *between, after = between_and_after
    away, around = np.concatenate(between), np.concatenate([before, after])
    centre = _centre if _centre(away) != _centre(around) else _mean  # of values with many ties
    left = abs(centre(before) - centre(after))
    rise = abs(centre(away) - centre(around))
    if left > MOST_LEFT * rise:
        return False
    return bool(left <= UNSEEN * rise) or not _differ(before, *between, after)


def _centre(values: Floats) -> float:
    """The median; the mean of what has two values."""
    two = ((values == values.min()) | (values == values.max())).all()
    return _mean(values) if two else median(values)


def _mean(values: Floats) -> float:
    return float(values.mean())


def _differ(*sides: Floats) -> bool:
    """Student's t of ranks (Conover, Iman, 1981) of the first and the last side.

    It knows of ties, counts and heavy tails; values count as often as they are independent.
    """
    few = [side[:: -(-side.size // MOST_COMPARED)] for side in sides]
    phi = persistence(np.concatenate([side - median(side) for side in few]), len(few))
    shared = ranks(np.concatenate([few[0], few[-1]]))
    low, high = shared[: few[0].size], shared[few[0].size :]
    noise = np.concatenate([low - low.mean(), high - high.mean()]).std()
    error = (
        noise * (inflation(low.size, phi) / low.size + inflation(high.size, phi) / high.size) ** 0.5
    )
    return bool(abs(high.mean() - low.mean()) > STANDARD_ERRORS * error)
