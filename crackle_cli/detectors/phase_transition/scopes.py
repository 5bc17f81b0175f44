"""Where a metric changes: which values of a text column move, and which surely do not.

Of the changes of the groups, in units of their own noise, those that are sure are moved where the
others, taken together, are not (Cochran, 1954, says that they differ at all). O(k) for k groups.
"""

from math import log
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from crackle_cli.detectors.phase_transition.decomposition import Cells, heterogeneity
from crackle_cli.statistics.normal import Z_95
from crackle_cli.table.arrays import Floats

FEWEST = 5  # tasks of a group on each side; fewer show no change
DIFFER = 0.005  # chance, over all columns, that groups which change alike differ as much
SURE = 2.8  # standard errors of a group that moves, of one: 1 in 200 that do not has more
AS_FAR = 0.35  # of the change of the group that moves most surely
STAYS = 0.25  # of the change of the groups that move; what the others may change by, together
SEEN = 0.5  # of that change; a group that may have changed by more is not told to be unchanged


class Where(NamedTuple):
    """Which of k groups moved and which did not, (k,) each; `apart`: standard errors of that."""

    moved: NDArray[np.bool_]
    unchanged: NDArray[np.bool_]
    apart: float


def where_moved(found: Cells, columns: int) -> Where | None:
    """The groups that moved, of one of so many columns; None where all do, or nobody can say."""
    enough = found.sizes.min(axis=0) >= FEWEST
    if np.count_nonzero(enough) < 2:
        return None
    known = Cells(*(np.compress(enough, one, axis=-1) for one in found))
    if heterogeneity(known) * columns > DIFFER:
        return None
    leader = int(np.abs(known.z).argmax())
    way = np.sign(known.z[leader])
    size, error = way * known.change / known.spread, known.error / known.spread
    surely = SURE + log(known.z.size) / SURE  # Bonferroni, nearly
    moved = (way * known.z > surely) & (size >= AS_FAR * size[leader])
    if not moved.any() or moved.all():
        return None
    far, far_error = _together(size[moved], error[moved])
    rest, rest_error = _together(size[~moved], error[~moved])
    if rest >= STAYS * far or rest + Z_95 * rest_error >= SEEN * far:
        return None
    still = ~moved & (size + Z_95 * error < SEEN * far) & (np.abs(known.z) < SURE)
    every = np.flatnonzero(enough)
    return Where(
        _among(every[moved], enough.size),
        _among(every[still], enough.size),
        (far - rest) / float(np.hypot(far_error, rest_error)),
    )


def _together(sizes: Floats, errors: Floats) -> tuple[float, float]:
    """The mean of some estimates by their precision, and its error."""
    weights = errors**-2.0
    total = float(weights.sum())
    return float(weights @ sizes) / total, total**-0.5


def _among(places: NDArray[np.intp], k: int) -> NDArray[np.bool_]:
    found = np.zeros(k, bool)
    found[places] = True
    return found
