"""Which pairs of metrics move together, and how surely.

Correlation of the innovations, with as many degrees of freedom as their remaining memory, shared
outliers and commonest values leave (Bartlett, 1935; White, 1980), and normal scores of it
(Wallace, 1959). O(n d^2), a block of metrics at a time.
"""

from dataclasses import dataclass

import numpy as np

from crackle_cli.detectors.correlation.whitened import Whitened
from crackle_cli.table import Floats

BLOCK = 128  # metrics of one block of pairs: 128 x 5,000 numbers are 5 MB
CERTAIN = 1 - 1e-12


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs (one, other) of metrics by index, all (k,): their correlation and its significance.

    r    correlation of the innovations; ranked: of the ranks as they are
    z    normal score of r, always positive
    """

    one: np.ndarray
    other: np.ndarray
    r: Floats
    ranked: Floats
    z: Floats

    def taken(self, which: np.ndarray) -> "Pairs":
        return Pairs(
            self.one[which], self.other[which], self.r[which], self.ranked[which], self.z[which]
        )


def likely_pairs(white: Whitened, least_z: float) -> Pairs:
    """Every pair of eligible metrics with a normal score of at least `least_z`."""
    none = Pairs(*(np.empty(0, dtype=np.intp),) * 2, *(np.empty(0),) * 3)
    found = [none]
    for start in range(0, int(white.eligible.sum()), BLOCK):
        pairs = _block(white, start)
        found.append(pairs.taken(pairs.z >= least_z))
    names = ("one", "other", "r", "ranked", "z")
    return Pairs(*(np.concatenate([getattr(p, name) for p in found]) for name in names))


def _block(white: Whitened, start: int) -> Pairs:
    """The pairs of BLOCK eligible metrics with all eligible ones after them."""
    index = np.flatnonzero(white.eligible)
    here, later = index[start : start + BLOCK], index[start:]
    r, effective = _correlation(white, here, later)
    ranked = _ranked_correlation(white, here, later)
    row, column = np.nonzero(np.arange(later.size)[None, :] > np.arange(here.size)[:, None])
    z = normal_score(r[row, column], effective[row, column] - 2 - white.order)
    return Pairs(here[row], later[column], r[row, column], ranked[row, column], z)


def _correlation(white: Whitened, here: np.ndarray, later: np.ndarray) -> tuple[Floats, Floats]:
    """Correlations of innovations, and the number of independent tasks they are worth."""
    left, right = white.innovations[:, here], white.innovations[:, later]
    if white.fresh is None:
        r = np.clip(left.T @ right, -1.0, 1.0)
        together = np.full(r.shape, float(len(left)))
        spread = (left**2).T @ (right**2) * len(left)
    else:
        r, powers, together = _masked(left, right, white.fresh[:, here], white.fresh[:, later])
        fourth = (left**2).T @ (right**2) * together
        spread = np.divide(fourth, powers, where=powers > 1e-24, out=np.ones_like(powers))
    outliers = np.maximum(1.0, spread / (1 + 2 * r**2))
    memory = _weighted(white)
    varied = np.maximum.outer(white.varied[here], white.varied[later])
    return r, together / (outliers * _one_in(memory[:, here].T @ memory[:, later], varied))


def _masked(
    left: Floats, right: Floats, there: Floats, here_too: Floats
) -> tuple[Floats, Floats, Floats]:
    """Pearson's r over the tasks that have both, the product of the sums of squares, the number.

    Missing cells are 0 in the values and in the masks.
    """
    together = np.maximum(there.T @ here_too, 1.0)
    one, other = left.T @ here_too, there.T @ right
    first = np.maximum((left**2).T @ here_too - one**2 / together, 0.0)
    second = np.maximum(there.T @ right**2 - other**2 / together, 0.0)
    powers = first * second
    products = left.T @ right - one * other / together
    r = np.divide(products, np.sqrt(powers), where=powers > 1e-24, out=np.zeros_like(powers))
    return np.clip(r, -1.0, 1.0), powers, together


def worth(white: Whitened, one: np.ndarray, other: np.ndarray) -> Floats:
    """How many tasks count as one for the pairs (k,) of metrics, by index."""
    memory = _weighted(white)
    product = (memory[:, one] * memory[:, other]).sum(axis=0)
    return _one_in(product, np.maximum(white.varied[one], white.varied[other]))


def _weighted(white: Whitened) -> Floats:
    """(lags, d) autocorrelations whose products sum to Bartlett's correction."""
    lags = np.arange(1, len(white.memory) + 1)
    weighted: Floats = white.memory * np.sqrt(1 - lags / len(white.innovations))[:, None]
    return weighted


def _one_in(product: Floats, varied: Floats) -> Floats:
    """For the memory that is left (Bartlett, 1935), and for a value that most tasks share."""
    few = np.where(varied < 0.5, 4 * varied * (1 - varied), 1.0)
    counted: Floats = np.maximum(1.0, 1 + 2 * product) / few
    return counted


def _ranked_correlation(white: Whitened, here: np.ndarray, later: np.ndarray) -> Floats:
    left, right, mask = white.ranked[:, here], white.ranked[:, later], white.present
    if mask is not None:
        return _masked(left, right, mask[:, here], mask[:, later])[0]
    r: Floats = np.clip(left.T @ right, -1.0, 1.0)
    return r


def normal_score(r: Floats, freedom: Floats) -> Floats:
    """What a correlation is worth in standard deviations (Wallace, 1959); 0 without freedom."""
    freedom = np.maximum(freedom, 0.0)
    size = np.minimum(np.abs(r), CERTAIN)
    score = np.sqrt(-freedom * np.log1p(-(size**2)))
    scores: Floats = (8 * freedom + 1) / (8 * freedom + 3) * score
    return scores
