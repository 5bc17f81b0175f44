"""A change of a mean over groups: what is within them, and what is their shares (Kitagawa, 1955).

Each group's own change has a variance that knows how the noise of the group persists. O(n).
"""

from typing import NamedTuple

import numpy as np

from crackle_cli.detectors.phase_transition.groupings import Grouping
from crackle_cli.statistics.chi_square import upper_tail
from crackle_cli.table.arrays import Floats, Rows

SHARED = 5.0  # tasks' worth of the spread of all groups in that of each: few tasks tell none
MOST = 1 << 13  # tasks on each side; more of a change that is worth telling say no more
STEADIEST = 0.95  # of the noise of a group from one of its tasks to the next


class Window(NamedTuple):
    """Rows start … low - 1 before a change, and high … stop - 1 after it."""

    start: int
    low: int
    high: int
    stop: int


class Cells(NamedTuple):
    """What k groups are before and after a place, (k,) each.

    sizes   tasks before and after: (2, k)
    means   of the values before and after: (2, k), 0 where there are no tasks
    spread  standard deviation of the values within both sides
    error   standard error of the change; infinite where one side has no tasks
    """

    sizes: Floats
    means: Floats
    spread: Floats
    error: Floats

    @property
    def change(self) -> Floats:
        found: Floats = self.means[1] - self.means[0]
        return found

    @property
    def z(self) -> Floats:
        """Standard errors that each group changes by."""
        found: Floats = self.change / self.error
        return found


class Parts(NamedTuple):
    """The parts of a change of a mean: within the groups, with its error, and by their shares."""

    within: float
    error: float
    mix: float

    @property
    def mix_share(self) -> float:
        """What part of the change the shares make; 0 where there is none."""
        total = self.within + self.mix
        return self.mix / total if total else 0.0


def cells_around(values: Floats, column: Grouping, window: Window) -> Cells | None:
    """The groups of a column of `values` (n,) around a change; NaN are left out.

    None where one of the sides has no values.
    """
    first, last = max(window.start, window.low - MOST), min(window.stop, window.high + MOST)
    rows = np.r_[first : window.low, window.high : last]
    known = (column.codes[rows] >= 0) & ~np.isnan(values[rows])
    rows = rows[known]
    later = rows >= window.high
    if later.all() or not later.any():
        return None
    k, codes = len(column.values), column.codes[rows]
    place = codes + k * later
    sizes = np.bincount(place, minlength=2 * k).astype(np.float64)
    means = np.bincount(place, weights=values[rows], minlength=2 * k) / np.maximum(sizes, 1.0)
    left = np.zeros(last - first)
    left[rows - first] = values[rows] - means[place]
    squares = np.bincount(codes, weights=left[rows - first] ** 2, minlength=k)
    sizes, means = sizes.reshape(2, k), means.reshape(2, k)
    free = np.maximum(sizes - 1.0, 0.0).sum(axis=0)
    every = float(squares.sum()) / max(1.0, float(free.sum()))
    tiny = np.finfo(
        np.float64
    ).tiny  # a group without noise, times the infinity of one without tasks
    variance = np.maximum((squares + SHARED * every) / (free + SHARED), tiny)
    inflated = _inflation(left, rows - first, column.following[rows] - first)
    with np.errstate(divide="ignore"):
        error = np.sqrt(variance * inflated * (1.0 / sizes).sum(axis=0))
    return Cells(sizes, means, np.sqrt(variance), error)


def _inflation(left: Floats, rows: Rows, following: Rows) -> float:
    """Long-run over ordinary variance of what is left (m,), from one task of a group to its next.

    left: 0 but in some `rows`, after which those `following` have the same value; the last one is
    its own next. Of AR(1) noise among whose tasks the groups are dealt out by chance this is the
    very factor.
    """
    own = left[rows]
    total = float(own @ own)
    linked = (following < left.size) & (following != rows)
    together = float(own[linked] @ left[following[linked]])
    r = min(STEADIEST, max(0.0, together / total if total else 0.0))
    return (1.0 + r) / (1.0 - r)


def parts(found: Cells) -> Parts:
    """The change of the mean of all, taken apart. Of groups on one side alone only the shares."""
    shares = found.sizes / found.sizes.sum(axis=1, keepdims=True)
    both = found.sizes.min(axis=0) > 0
    means = np.where(found.sizes > 0, found.means, found.means[::-1])
    weights = np.where(both, shares.mean(axis=0), 0.0)
    errors = np.where(both, found.error, 0.0)
    return Parts(
        float(weights @ (means[1] - means[0])),
        float(np.sqrt((weights * errors) @ (weights * errors))),
        float((shares[1] - shares[0]) @ means.mean(axis=0)),
    )


def heterogeneity(found: Cells) -> float:
    """The chance that groups which all change alike differ as much (Cochran, 1954)."""
    known = np.isfinite(found.error)
    if np.count_nonzero(known) < 2:
        return 1.0
    size, error = (
        found.change[known] / found.spread[known],
        found.error[known] / found.spread[known],
    )
    weights = error**-2
    middle = float(weights @ size) / float(weights.sum())
    return upper_tail(float(weights @ (size - middle) ** 2), int(size.size) - 1)
