"""What lies around a change: up to the changes beside it, and the other ends of its event."""

from collections.abc import Sequence

from crackle_cli.detectors.finding import Place
from crackle_cli.detectors.phase_transition.decomposition import Window
from crackle_cli.detectors.phase_transition.findings import Abrupt, Shift, Transition

NEAR = 5  # tasks from a change that is told, within which one of a group is no other


def window_around(change: Abrupt, changes: Sequence[Transition]) -> Window:
    """What lies around a change, from the one before it of its form to the next one."""
    row, low, high = change.place
    earlier = [
        one.place.row
        for one in changes
        if isinstance(one, Abrupt) and type(one) is type(change) and one.place.row < row
    ]
    start = max(earlier, default=0)
    return Window(start, max(start + 1, low), high, int(change.rows[-1]) + 1)


def around(change: Shift, start: int) -> Window:
    """What lies around a change that is the only one from a row on."""
    low, high = change.place.low, max(change.place.high, change.place.low + 1)
    return Window(start, low, high, int(change.rows[-1]) + 1)


def ends_of(change: Shift, changes: Sequence[Transition]) -> list[Shift]:
    """The other ends of an event: where it is taken back, and what it takes back."""
    shifts = [one for one in changes if isinstance(one, Shift) and one is not change]
    return [
        one
        for one in shifts
        if (change.back and change.back.row == one.place.row)
        or (one.back and one.back.row == change.place.row)
    ]


def reach(one: Place, other: Place) -> bool:
    """Whether two places may be one."""
    return one.low - NEAR <= other.high and other.low <= one.high + NEAR
