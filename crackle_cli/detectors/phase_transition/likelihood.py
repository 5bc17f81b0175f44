"""One cost for every model: Student-t4 innovations of an AR(1), and Schwarz's penalty (1978).

A normal likelihood, clipped or not, has a unit root explain staircases for nothing: the few large
innovations cost it no more than noise (Lange, Little, Taylor, 1989, for the t). O(n).
"""

from typing import NamedTuple

import numpy as np

from crackle_cli.table.arrays import Floats

FREEDOM = 4.0  # of the t: as Lange et al. advise where it is not estimated
CAP = 100.0  # squared scales beyond which an innovation costs no more: a spike is worth no knots
PER_CUT, PER_SLOPE = 3.0, 1.0  # numbers that a cut or a knot takes, and a slope, each log n
ROUNDS = 6  # of estimating the scale; more change the cost by less than a hundredth
WALKS = (0.98, 1.0)  # what may wander is compared with


class Cost(NamedTuple):
    """Negative log likelihood and penalty of a model in nats, and the φ it is the least at."""

    nats: float
    phi: float


def cost(residuals: Floats, phis: tuple[float, ...], cuts: int, slopes: int = 0) -> Cost:
    """The least cost of `residuals` (n,) over some φ, of a model with so many parts."""
    n = residuals.size
    costs = negative_log_likelihoods(residuals, np.array(phis))
    best = int(costs.argmin())
    penalty = np.log(n) * (PER_CUT * cuts + PER_SLOPE * slopes)
    return Cost(float(costs[best] + penalty), phis[best])


def negative_log_likelihoods(residuals: Floats, phis: Floats) -> Floats:
    """Of `residuals` (n,) at each of `phis` (f,), up to a constant: (f,)."""
    n = residuals.size
    innovations = np.empty((phis.size, n))
    rest = np.sqrt(np.maximum(0.0, 1.0 - phis * phis))
    innovations[:, 0] = residuals[0] * rest
    innovations[:, 1:] = residuals[None, 1:] - phis[:, None] * residuals[None, :-1]
    squares = innovations * innovations
    floor = np.finfo(float).eps * float(residuals @ residuals) / n + np.finfo(float).tiny
    scales = scale_squares(squares, floor)
    tails = np.log1p(np.minimum(squares / scales[:, None], CAP) / FREEDOM)
    first = -np.log(np.maximum(rest, 1.0 / n))
    found: Floats = (FREEDOM + 1.0) / 2.0 * tails.sum(axis=1) + n / 2.0 * np.log(scales) + first
    return found


def scale_squares(squares: Floats, floor: float) -> Floats:
    """Squared scales (f,) of the t by maximum likelihood from squared innovations (f, n)."""
    middle = squares.shape[1] // 2
    scales = np.maximum(np.partition(squares, middle, axis=1)[:, middle] / 0.55, floor)
    for _ in range(ROUNDS):
        weights = (FREEDOM + 1.0) / (FREEDOM + squares / scales[:, None])
        scales = np.maximum((weights * squares).mean(axis=1), floor)
    return scales
