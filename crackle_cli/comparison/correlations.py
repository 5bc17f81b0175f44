"""Pairs of metrics that move together in base and no longer do in new. O(m² N).

Rank correlations on Fisher's scale (1915). Pairs are chosen by both sides together, which says
nothing of how they differ; and, for those that turn round, among all. Neighbours that resemble
each other count as fewer (Bartlett, 1935).
"""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from crackle_cli.comparison.dependence import STEADIEST, SURE
from crackle_cli.comparison.findings import Uncoupled
from crackle_cli.comparison.sides import Sides
from crackle_cli.statistics.discovery import discoveries
from crackle_cli.statistics.ranks import ranks
from crackle_cli.statistics.student import two_sided
from crackle_cli.table.arrays import Floats, Indices

FEWEST = 10  # tasks of each side; of fewer no loss of a correlation is sure
BY_RANKS = 1.06  # variance of a rank correlation over that of Pearson's (Fieller et al., 1957)
BOTH = 0.34  # z of both sides together of a pair that is chosen by it: an r of .6 that falls to 0
LEAST_LOST = 0.3  # of |r|; less is not told apart at a glance
NORMAL = 1e4  # degrees of freedom of a normal quantile


def related(sides: Sides) -> list[str]:
    """The metrics that may lose a correlation: none of sides that are too short."""
    if min(sides.base.tasks, sides.new.tasks) < FEWEST or len(sides.metrics) < 2:
        return []
    return list(sides.metrics)


def uncoupled(
    sides: Sides, metrics: Sequence[str], alpha: float, threshold: float
) -> list[Uncoupled]:
    """The metrics whose correlations of `threshold` or more in base are lost, or turned round."""
    if len(metrics) < 2:
        return []
    base, new = (_correlations(side, sides.ordered) for side in sides.matrices(metrics))
    here, there = np.triu_indices(len(metrics), 1)
    base, new = base.of(here, there), new.of(here, there)
    worth = np.maximum(base.tasks - 3.0, 1.0), np.maximum(new.tasks - 3.0, 1.0)
    error = np.sqrt(BY_RANKS * (1.0 / worth[0] + 1.0 / worth[1]))
    p = two_sided((new.z - base.z) / error, np.full(here.size, NORMAL))
    chosen = np.abs((worth[0] * base.z + worth[1] * new.z) / (worth[0] + worth[1])) >= BOTH
    told = np.array(discoveries(p.tolist(), p.size, alpha / 2.0))
    told[chosen] |= np.array(discoveries(p[chosen].tolist(), 0, alpha / 2.0), bool)
    kept = np.sign(base.r) * new.r  # below 0 of a pair that turned round
    told &= (np.abs(base.r) >= threshold) & (np.abs(base.r) - kept >= LEAST_LOST)
    told &= kept < threshold
    rows = np.flatnonzero(told)
    pairs = list(zip(here[rows].tolist(), there[rows].tolist(), strict=True))
    return _stars(metrics, pairs, Lost(base.r[rows], new.r[rows], p[rows]))


class Correlations(NamedTuple):
    """r, Fisher's z, and how many independent tasks stand behind them: (m, m), or (pairs,)."""

    r: Floats
    z: Floats
    tasks: Floats

    def of(self, here: Indices, there: Indices) -> "Correlations":
        """Those of some pairs."""
        return Correlations(*(part[here, there] for part in self))


class Lost(NamedTuple):
    """Of pairs: r in base and in new, and the chance of such a difference. (pairs,) each."""

    before: Floats
    after: Floats
    p: Floats


def _correlations(side: Floats, ordered: bool) -> Correlations:
    known = np.isfinite(side)
    filled = np.where(known, side, np.inf)
    places = np.where(known, ranks(filled), np.nan)
    count = known.sum(axis=1, keepdims=True)
    centred = np.where(known, places - (count + 1) / 2.0, 0.0)
    size = np.sqrt((centred**2).sum(axis=1))
    r = centred @ centred.T / np.maximum(np.outer(size, size), 1e-300)
    r = np.clip(r, -0.9999, 0.9999)
    phi = _memories(centred) if ordered else np.zeros(len(side))
    both = np.outer(phi, phi)
    worth = known.astype(float) @ known.T.astype(float) * (1.0 - both) / (1.0 + both)
    return Correlations(r, np.arctanh(r), worth)


def _memories(centred: Floats) -> Floats:
    """The lag-1 autocorrelations (m,) that are surely above 0."""
    power = np.maximum((centred**2).sum(axis=1), 1e-300)
    lags = (centred[:, 1:] * centred[:, :-1]).sum(axis=1) / power
    found: Floats = np.where(
        lags > SURE / centred.shape[1] ** 0.5, np.minimum(lags, STEADIEST), 0.0
    )
    return found


def _stars(metrics: Sequence[str], pairs: Sequence[tuple[int, int]], lost: Lost) -> list[Uncoupled]:
    """A line for each metric that most of the pairs left have in common."""
    found = []
    left = list(range(len(pairs)))
    while left:
        counts = Counter(metric for at in left for metric in pairs[at])
        centre = min(counts, key=lambda metric: (-counts[metric], metric))
        mine = [at for at in left if centre in pairs[at]]
        mine.sort(key=lambda at: float(lost.p[at]))
        others = tuple(metrics[sum(pairs[at]) - centre] for at in mine)
        first = mine[0]
        p, before, after = (float(part[first]) for part in (lost.p, lost.before, lost.after))
        found.append(Uncoupled((metrics[centre], *others), p, before, after))
        left = [at for at in left if at not in mine]
    return found
