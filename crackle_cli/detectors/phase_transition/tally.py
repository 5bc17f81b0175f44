"""The task at which a shift that a sample shows begins: sought in all tasks around it."""

from collections import defaultdict
from collections.abc import Hashable, Sequence, Set
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from crackle_cli.detectors.finding import Finding, Place
from crackle_cli.detectors.phase_transition.change_point import WINDOW, refined
from crackle_cli.detectors.phase_transition.findings import Shift, Transition
from crackle_cli.table.arrays import Floats
from crackle_cli.table.metric_table import Sampled
from crackle_cli.table.pieces import Piece

FEWEST_AROUND = 8  # present values around a shift


def with_tallies(
    changes: Sequence[Transition], sampled: Sampled, nominal: Set[str] = frozenset()
) -> list[Transition]:
    """What changed, the shifts of level with the tally that places them.

    Not those of `nominal` metrics, nor those of some values of a text column: they are where the
    sample has them. A shift is sought between its neighbours of the same metric: an outage may be
    shorter than the blocks around.
    """
    rows: dict[str, list[int]] = defaultdict(list)
    for one in changes:
        if isinstance(one, Shift):
            rows[one.metrics[0]].append(int(sampled.rows[one.place.row]))
    return [
        _with_tally(one, sampled, rows[one.metrics[0]])
        if isinstance(one, Shift) and not one.scope and one.metrics[0] not in nominal
        else one
        for one in changes
    ]


def _with_tally(shift: Shift, sampled: Sampled, shifts: Sequence[int]) -> Shift:
    row = int(sampled.rows[shift.place.row])
    block = row // sampled.width
    first = max(0, (block - WINDOW) * sampled.width, *(r for r in shifts if r < row))
    stop = min(sampled.tasks, (block + WINDOW) * sampled.width, *(r for r in shifts if r > row))
    return replace(shift, tally=Around(shift.metrics, range(first, stop), row))


class Around(NamedTuple):
    """The values around a shift: pieces (start, values) of the rows, and where it is sought."""

    metrics: tuple[str, ...]
    rows: range
    guess: int
    pieces: tuple[tuple[int, Floats], ...] = ()

    @property
    def key(self) -> Hashable:
        return self.metrics, self.rows, self.guess

    def of(self, piece: Piece) -> "Around":
        return self._replace(pieces=((piece.start, piece.metrics[self.metrics[0]]),))

    def merged(self, later: "Around") -> "Around":
        return self._replace(pieces=(*self.pieces, *later.pieces))

    def told(self, finding: Finding) -> Finding:
        """The shift at its own task, with the interval of all tasks."""
        assert isinstance(finding, Shift)
        values = np.concatenate([piece for _, piece in self.pieces])
        rows = self.pieces[0][0] + np.flatnonzero(~np.isnan(values))
        present = values[~np.isnan(values)]
        guess = int(np.searchsorted(rows, self.guess))
        if not FEWEST_AROUND <= guess <= present.size - FEWEST_AROUND:
            return finding
        found = refined(present, guess)
        return replace(finding, place=Place(*(int(rows[at]) for at in found)))
