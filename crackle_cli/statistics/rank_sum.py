"""How unlikely the ranks of some tasks are as high, or as low, as they are. O(b) for b bins.

The chance that m of n scores, drawn without replacement, add up to at least a total is at most
about exp(-D), where D is the divergence of the likeliest draws that do from all draws (Chernoff,
1952; Robinson, 1982, for draws without replacement). It holds for ties, for few tasks and far out,
where the normal approximation does not, and is several times too large near the middle.
"""

from math import lgamma
from typing import NamedTuple

import numpy as np

from crackle_cli.table.arrays import Floats

WIDENING = 0.08  # of a bin over the one further out: the outermost dozen of ranks stand alone
MOST_STEPS = 40  # of Newton's method; any place that it stops at gives a valid bound
ENOUGH = 1e-3  # of the exponent: a thousandth of a chance


class Binned(NamedTuple):
    """Scores (b,) and how many tasks have each (b,)."""

    scores: Floats
    counts: Floats


def binned(ascending: Floats) -> Binned:
    """Scores (n,) that ascend, in bins that grow towards the middle."""
    n = ascending.size
    half = _edges(n // 2)
    firsts = np.unique(np.concatenate([half, n - half]))
    firsts = firsts[firsts < n]
    counts = np.diff(firsts, append=n).astype(np.float64)
    return Binned(np.add.reduceat(ascending, firsts) / counts, counts)


def _edges(half: int) -> np.ndarray:
    """0, 1, 2, … to `half`, further apart the further inside."""
    edges = [0]
    while edges[-1] < half:
        edges.append(edges[-1] + 1 + int(WIDENING * edges[-1]))
    return np.minimum(edges, half)


def exponent(of: Binned, tasks: int, total: float) -> float:
    """D >= 0 of `tasks` of the scores, 0 < tasks < n, that add up to `total` or lie further out."""
    n = float(of.counts.sum())
    log_odds = np.log(tasks / (n - tasks))
    start = np.array([0.0, log_odds])
    aim = np.array([total, float(tasks)])
    place, height = start, _dual(of, start, aim)
    first = height
    for _ in range(MOST_STEPS):
        step, gain = _newton(of, place, aim)
        if gain < ENOUGH:
            break
        for halving in range(MOST_STEPS):
            there = place + step / 2.0**halving
            higher = _dual(of, there, aim)
            if higher > height:
                break
        else:
            break
        place, height = there, higher
    return min(max(0.0, height - first), _log_choices(n, tasks))


def _log_choices(n: float, tasks: int) -> float:
    """The logarithm of how many draws there are: no chance is less than that of one."""
    return lgamma(n + 1.0) - lgamma(tasks + 1.0) - lgamma(n - tasks + 1.0)


def _dual(of: Binned, place: Floats, aim: Floats) -> float:
    """The concave function whose highest value is D, of a tilt and the odds that go with it."""
    logits = place[0] * of.scores + place[1]
    return float(place @ aim - of.counts @ np.logaddexp(0.0, logits))


def _newton(of: Binned, place: Floats, aim: Floats) -> tuple[Floats, float]:
    """Newton's step from a place, and twice how much higher it leads."""
    share = 1.0 / (1.0 + np.exp(-np.clip(place[0] * of.scores + place[1], -500.0, 500.0)))
    drawn = of.counts * share
    weight = drawn * (1.0 - share)
    slope = aim - np.array([drawn @ of.scores, drawn.sum()])
    mixed = float(weight @ of.scores)
    curved = np.array([[weight @ of.scores**2, mixed], [mixed, weight.sum()]])
    curved += np.eye(2) * (1e-9 * (1.0 + np.trace(curved)))  # where hardly anything is open
    step = np.linalg.solve(curved, slope)
    return step, float(step @ slope)
