"""Which few columns make up each other, by forward selection from correlations (Chen, Billings,
Luo, 1989: orthogonal least squares) and backward elimination. O(d^2 k^2) for d targets, k terms.

Everything here works on a batch of correlation matrices at once: numpy's overhead for a small
table is then paid once, not once for each subset of rows and each target.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from crackle_cli.table.arrays import Floats

COLLINEAR = 1e-10  # of a column's variance: under this it adds nothing but float error
BY_CHANCE = 0.05  # probability that the best of d columns of noise explains as much
SOLVED = 1e-12  # of the target's variance: what is left is float error
INVERSE_RIDGE = 1e-13  # keeps the inverse of a singular matrix finite
# A law is worth telling when its tolerance is at most .35 of the spread of its smallest term;
# rounding errors are uniform, so their standard deviation is .58 of the tolerance: (.35 * .58)^2.
SMALLEST_TERM = 0.04

Integers = NDArray[np.intp]


class Paths(NamedTuple):
    """For each matrix and target the columns in the order they were chosen, and what they leave.

    chosen  (b, d, k) column numbers; the target itself where nothing is left to choose
    left    (b, d, k + 1) variance left after 0 … k of them
    """

    chosen: Integers
    left: Floats


def correlations(blocks: Floats) -> Floats:
    """(b, m, d) rows of values without gaps -> (b, d, d); zeros for a column that is constant."""
    centred = blocks - blocks.mean(axis=1, keepdims=True)
    size = np.sqrt((centred**2).sum(axis=1, keepdims=True))
    scale = np.abs(blocks).max(axis=1, keepdims=True) * np.sqrt(blocks.shape[1])
    alive = size > 1e-12 * scale
    centred = np.where(alive, centred / np.where(alive, size, 1.0), 0.0)
    result: Floats = np.swapaxes(centred, 1, 2) @ centred
    return result


def forward(matrices: Floats, steps: int) -> Paths:
    """Choose `steps` columns for every column as target, each time the one that explains most."""
    b, d, _ = matrices.shape
    covariance = matrices.copy()
    norms = np.repeat(np.diagonal(matrices, axis1=1, axis2=2)[:, None, :], d, axis=1)
    norms[:, np.arange(d), np.arange(d)] = np.inf  # as of every column that is not to be chosen
    basis = np.zeros((b, d, steps, d))
    chosen = np.zeros((b, d, steps), dtype=np.intp)
    left = np.zeros((b, d, steps + 1))
    left[:, :, 0] = np.diagonal(matrices, axis1=1, axis2=2)
    matrix, target = np.arange(b)[:, None], np.arange(d)
    for step in range(steps):
        norms[norms <= COLLINEAR] = np.inf
        best = (covariance**2 / norms).argmax(axis=2)
        at = (matrix, target, best)
        usable = np.isfinite(norms[at])
        scale = np.sqrt(np.where(usable, norms[at], 1.0))
        direction = matrices[matrix, best]
        if step:
            earlier = basis[:, :, :step]
            weights = earlier[matrix, target, :, best]
            direction = direction - (weights[:, :, None, :] @ earlier)[:, :, 0]
        direction = direction / scale[:, :, None]
        basis[:, :, step] = direction
        share = np.where(usable, covariance[at] / scale, 0.0)
        covariance -= share[:, :, None] * direction
        norms -= direction**2
        chosen[:, :, step] = np.where(usable, best, target)
        left[:, :, step + 1] = np.maximum(left[:, :, step] - share**2, 0.0)
        norms[at] = np.inf
    return Paths(chosen, left)


def breaks(paths: Paths, rows: int) -> list[tuple[Integers, Integers, Integers]]:
    """Where the variance left falls so far that chance cannot explain it: (matrix, target, step).

    The best of d columns at random leaves a share under t with probability of about
    d * t ** ((rows - step - 2) / 2) (a beta variable); that is held at .05.
    """
    d = paths.chosen.shape[1]
    found = []
    for step in range(paths.chosen.shape[2]):
        freedom = rows - step - 2
        if freedom < 2:
            break
        bound = min(SMALLEST_TERM, (BY_CHANCE / d) ** (2 / freedom))
        before, after = paths.left[:, :, step], paths.left[:, :, step + 1]
        hit = (before > SOLVED) & (after <= bound * before)
        matrix, target = np.nonzero(hit)
        found.append((matrix, target, np.full(matrix.size, step + 1)))
    return [part for part in found if part[0].size]


def eliminated(covariances: Floats, members: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which regressors are needed: one goes while what is left grows by less than 1 / .04.

    covariances: (m, k + 1, k + 1), the target first; members: (m, k), the regressors to begin with.
    """
    members = members.copy()
    rows = np.arange(len(members))
    for _ in range(members.shape[1]):
        active = members.any(axis=1)
        if not active.any():
            break
        increase, left = cost_of_leaving(covariances, members)
        increase[~members] = np.inf
        worst = increase.argmin(axis=1)
        smallest = increase[rows, worst]
        more = members.sum(axis=1) > 1
        drop = more & ((smallest + left) * SMALLEST_TERM < left)
        if not drop.any():
            break
        members[rows[drop], worst[drop]] = False
    return members


def cost_of_leaving(covariances: Floats, members: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """How much variance the target regains without each member, and what all of them leave."""
    k = members.shape[1]
    both = members[:, :, None] & members[:, None, :]
    unit = np.eye(k)
    gram = np.where(both, covariances[:, 1:, 1:], 0.0)
    diagonal = np.where(members, np.diagonal(gram, axis1=1, axis2=2) * INVERSE_RIDGE, 1.0)
    inverse = np.linalg.inv(gram + unit * (diagonal[:, :, None] + 1e-300))
    toward = np.where(members, covariances[:, 1:, 0], 0.0)
    weights = (inverse @ toward[:, :, None])[:, :, 0]
    total = covariances[:, 0, 0]
    left = np.maximum(total - (weights * toward).sum(axis=1), SOLVED * total)
    increase: Any = weights**2 / np.maximum(np.diagonal(inverse, axis1=1, axis2=2), 1e-300)
    return increase, left
