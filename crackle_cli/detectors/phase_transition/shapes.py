"""Shapes of which curves are made: a line, what levels off or sets in, and bends of a line."""

from typing import NamedTuple

import numpy as np

from crackle_cli.table.arrays import Floats

POWERS = 0.5, 1.0, 2.0  # of the order, by which learning and scaling level off
PER_OCTAVE = 2  # paces of what levels off
HINGES = 128  # places where a line may bend


class Shapes(NamedTuple):
    """The shapes of n values: first the line, then those of each of `paces`, then `hinges`.

    A pace is a number of values from 1 to 2 n, a hinge a place.
    """

    n: int
    paces: Floats
    hinges: Floats

    def at(self, times: Floats) -> Floats:
        """All shapes (t, s) at `times` (t,), 0 … n - 1 being the series."""
        late = self.n - 1.0 - times
        waits = times[:, None], late[:, None]
        levelling = [_levelling(wait, self.paces) for wait in waits]
        bends = np.maximum(0.0, times[:, None] - self.hinges)
        return np.column_stack([times, *levelling, bends])


def shapes(n: int) -> Shapes:
    """Those that n values may show, n >= 4."""
    paces = 2.0 ** np.arange(0.0, np.log2(n) + 1.0, 1.0 / PER_OCTAVE)
    hinges = np.unique(np.rint(np.linspace(1, n - 2, min(n - 2, HINGES))))
    return Shapes(n, paces, hinges)


def _levelling(times: Floats, paces: Floats) -> Floats:
    """Exponential decays and those by a power, at `times` (t, 1): (t, 4 p)."""
    falls = [(1.0 + times / paces) ** -power for power in POWERS]
    return np.column_stack([np.exp(-times / paces), *falls])
