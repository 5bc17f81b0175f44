"""How the pieces of a table are worked on and brought together: one after another, or side by side.

What neighbours say is merged as a tree, so log2(n) parts of n are kept at once and no part is
copied more often than that.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol, TypeVar

from crackle_cli.parallel import side_by_side

Part = TypeVar("Part")


class Mapper(Protocol):
    """What works on spans of rows, wherever that is."""

    def reduce(
        self,
        work: Callable[[range], Part],
        spans: Sequence[range],
        plus: Callable[[Part, Part], Part],
    ) -> Part:
        """What all spans say together; at least one, in order, and `plus` joins neighbours.

        `plus` is associative, so the answer is the same whoever merges what first.
        """


class Loop:
    """One span after another."""

    def reduce(
        self,
        work: Callable[[range], Part],
        spans: Sequence[range],
        plus: Callable[[Part, Part], Part],
    ) -> Part:
        return merged(map(work, spans), plus)


@dataclass(frozen=True)
class Threads:
    """As many spans at once as there are lanes."""

    lanes: int

    def reduce(
        self,
        work: Callable[[range], Part],
        spans: Sequence[range],
        plus: Callable[[Part, Part], Part],
    ) -> Part:
        return merged(side_by_side([partial(work, span) for span in spans], self.lanes), plus)


def merged(parts: Iterable[Part], plus: Callable[[Part, Part], Part]) -> Part:
    """All parts (at least one) as one, those of like size first."""
    kept: list[tuple[int, Part]] = []
    for part in parts:
        size = 1
        while kept and kept[-1][0] == size:
            part, size = plus(kept.pop()[1], part), 2 * size
        kept.append((size, part))
    _, whole = kept.pop()
    while kept:
        whole = plus(kept.pop()[1], whole)
    return whole
