"""Where a shift lies: the split into two levels with the least Huber loss, and its interval."""

from dataclasses import dataclass

import numpy as np

from crackle_cli.detectors.phase_transition.seeded import FEWEST
from crackle_cli.statistics.noise import inflation, persistence, scale, variogram
from crackle_cli.table import Floats

HUBER = 1.345  # sigmas up to which the loss is a square: 95 % efficient (Huber, 1964)
# Loss by which the true place exceeds the best one at most, in 95 of 100 cases: on each side the
# excess of a far, small shift tends to a standard exponential (Siegmund, 1988), so this is
# -log(1 - sqrt(.95)).
EXCESS_95 = 3.676
ROUNDS = 3  # of levels and place in turn; they settle in two


@dataclass(frozen=True)
class Span:
    """First value after the shift, and the first and last it may be (95 %)."""

    at: int
    low: int
    high: int


def centres(left: Floats, right: Floats) -> tuple[float, float]:
    """The medians of both sides; the means where the medians agree (0/1 metrics, rare events)."""
    low, high = float(np.median(left)), float(np.median(right))
    if low == high:
        return float(left.mean()), float(right.mean())
    return low, high


def best_split(values: Floats, guess: int) -> int:
    """The split of `values` (n,), n >= 4, into two levels with the least loss, near `guess`."""
    at = guess
    for _ in range(ROUNDS):
        losses, _ = _losses(values, at)
        best = FEWEST + int(losses[FEWEST : values.size - FEWEST + 1].argmin())
        if best == at:
            break
        at = best
    return at


def span(values: Floats, guess: int) -> Span:
    """The best split near `guess` with its 95 % interval, widened for autocorrelated noise."""
    at = best_split(values, guess)
    losses, residuals = _losses(values, at)
    widened = inflation(persistence(variogram(residuals))) ** 2
    likely = np.flatnonzero(losses[1:-1] - losses[at] <= EXCESS_95 * widened) + 1
    return Span(at, int(min(likely[0], at)), int(max(likely[-1], at)))


def _losses(values: Floats, at: int) -> tuple[Floats, Floats]:
    """Loss of a split at 0 … n between the levels that a split at `at` has, and its residuals."""
    low, high = centres(values[:at], values[at:])
    residuals = np.concatenate([values[:at] - low, values[at:] - high])
    # No noise at all: any distance from a level is far, but finite.
    sigma = scale(residuals) or abs(high - low) / 100.0 or 1.0
    gain = _huber((values - low) / sigma) - _huber((values - high) / sigma)
    losses: Floats = np.concatenate([[0.0], np.cumsum(gain)])
    return losses, residuals


def _huber(z: Floats) -> Floats:
    size = np.abs(z)
    loss: Floats = np.where(size <= HUBER, z * z / 2, HUBER * (size - HUBER / 2))
    return loss
