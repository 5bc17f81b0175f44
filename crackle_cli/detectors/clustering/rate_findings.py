"""How often tasks of one name have an event, as what a finding tells of them."""

from collections.abc import Sequence, Set

import numpy as np

from crackle_cli.detectors.clustering.causes import Cause
from crackle_cli.detectors.clustering.findings import Frequency
from crackle_cli.detectors.clustering.rates import Event
from crackle_cli.statistics.confidence import of_odds

Rates = dict[int, list[tuple[Frequency, Cause]]]


class Often:
    """The events with the names whose tasks differ in them."""

    def __init__(self, found: Sequence[tuple[Event, Sequence[Cause]]]) -> None:
        self._found = found

    def of(self, which: int, told: Set[str]) -> Rates:
        """Of each value of a set of names what its tasks have more often, or more seldom.

        The surest first; not what is `told` of these names as of a metric.
        """
        rates: Rates = {}
        for event, causes in self._found:
            for cause in causes:
                if cause.names == which and event.column not in told:
                    rates.setdefault(cause.value, []).append((_frequency(event, cause), cause))
        return {v: sorted(own, key=lambda one: one[1].chance) for v, own in rates.items()}


def _frequency(event: Event, cause: Cause) -> Frequency:
    inside, others = (float(np.mean(event.happened[m])) for m in (cause.members, cause.others))
    return Frequency(event.column, event.value, inside, others, event.is_there)


def strength_of_rate(rate: Frequency, cause: Cause) -> tuple[float, float]:
    """How far the odds are apart, and the lower end of that."""
    sides = []
    for share, tasks in ((rate.share, cause.members.sum()), (rate.others, cause.others.sum())):
        sides.append((share * float(tasks), (1.0 - share) * float(tasks)))
    return of_odds(*sides)
