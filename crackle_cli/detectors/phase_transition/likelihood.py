"""One cost for every model: Student-t4 innovations of an AR(1), and Schwarz's penalty (1978).

A normal likelihood, clipped or not, has a unit root explain staircases for nothing: the few large
innovations cost it no more than noise (Lange, Little, Taylor, 1989, for the t). O(n).
"""

from typing import NamedTuple

import numpy as np

from crackle_cli.detectors.phase_transition.batching import Asked
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


async def cost(residuals: Floats, phis: tuple[float, ...], cuts: int, slopes: int = 0) -> Cost:
    """The least cost of `residuals` (n,) over some φ, of a model with so many parts."""
    n = residuals.size
    costs = await Asked(_of_each, (residuals, phis), n, len(phis))
    best = int(costs.argmin())
    penalty = np.log(n) * (PER_CUT * cuts + PER_SLOPE * slopes)
    return Cost(float(costs[best] + penalty), phis[best])


def _of_each(asked: list[tuple[Floats, tuple[float, ...]]]) -> Floats:
    residuals, phis = zip(*asked, strict=True)
    return negative_log_likelihoods(np.stack(residuals), np.array(phis))


def negative_log_likelihoods(residuals: Floats, phis: Floats) -> Floats:
    """Of `residuals` (…, n) at each of `phis` (…, f), up to a constant: (…, f)."""
    n = residuals.shape[-1]
    rest = np.sqrt(np.maximum(0.0, 1.0 - phis * phis))
    squares = np.empty((*phis.shape, n))
    np.multiply(residuals[..., None, :-1], -phis[..., None], out=squares[..., 1:])
    squares[..., 1:] += residuals[..., None, 1:]
    squares[..., 0] = residuals[..., :1] * rest
    squares *= squares
    scales = scale_squares(squares, least_scales(residuals)[..., None])
    tails = np.divide(squares, scales[..., None], out=squares)
    np.minimum(tails, CAP, out=tails)
    tails *= 1.0 / FREEDOM
    tails += 1.0
    np.log(tails, out=tails)  # ten times as fast as log1p, and these are no tiny numbers
    first = -np.log(np.maximum(rest, 1.0 / n))
    found: Floats = (FREEDOM + 1.0) / 2.0 * tails.sum(axis=-1) + n / 2.0 * np.log(scales) + first
    return found


def least_scales(values: Floats) -> Floats:
    """Squared scales (…) of what float error leaves of `values` (…, n)."""
    squares = np.einsum("...i,...i->...", values, values)
    least: Floats = np.finfo(float).eps * squares / values.shape[-1] + np.finfo(float).tiny
    return least


def scale_squares(squares: Floats, floor: Floats | float) -> Floats:
    """Squared scales (…) of the t by maximum likelihood from squared innovations (…, n)."""
    n = squares.shape[-1]
    middle = n // 2
    scales = np.maximum(np.partition(squares, middle)[..., middle] / 0.55, floor)
    weighted = np.empty(squares.shape)
    for _ in range(ROUNDS):
        np.add(squares, FREEDOM * scales[..., None], out=weighted)
        np.divide(squares, weighted, out=weighted)
        scales = np.maximum((FREEDOM + 1.0) / n * scales * weighted.sum(axis=-1), floor)
    return scales
