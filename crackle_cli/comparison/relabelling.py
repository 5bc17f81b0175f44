"""Small sides: what is seen against all ways to deal the tasks out to the two sides.

All metrics of a relabelling are looked at together, so that their dependence is kept, and the
largest of them is what a largest one is compared with (Westfall, Young, 1993, step-down). One of
them opens the comparison; then more are told at the usual rate of false discoveries. O(B N m).
"""

from itertools import combinations
from math import comb
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from crackle_cli.statistics.discovery import discoveries
from crackle_cli.statistics.random_numbers import Chance
from crackle_cli.statistics.ranks import quantiles as quantiles_of
from crackle_cli.statistics.student import quantiles, two_sided
from crackle_cli.table.arrays import Floats

ALL = 5000  # relabellings up to which every one is looked at
SOME = 2999  # of more: a p-value of .05 is told to ± .004
CONSTANT = 1e-12  # of a level: what differs by less is the rounding of a sum
ROUNDING = 1e-9  # equal statistics that were added up in another order


class Relabelled(NamedTuple):
    """As `LevelTests`: what m metrics are, (m,) each."""

    told: NDArray[np.bool_]
    p_value: Floats
    critical: Floats
    freedom: Floats
    assumed: bool


def relabelled(values: Floats, n: int, widening: Floats, alpha: float, seed: int) -> Relabelled:
    """Values (m, N), of which the first n tasks are one side; NaN are left out.

    widening: (m,) how many times its usual error a difference of means has.
    """
    size = values.shape[1]
    t, freedom = _statistics(values, _first(n, size))
    seen = _normal(t / widening[:, None], freedom)[:, 0]
    p = two_sided(np.abs(t[:, 0]) / widening, freedom)
    labels = _labels(n, size, seed)
    every = np.abs(_normal(*_statistics(values, labels)))
    count = every.shape[1]
    rarest = (2 if 2 * n == size else 1) / count
    if rarest > alpha:
        return _assumed(values, n, p, freedom, alpha)
    above = every >= np.abs(seen)[:, None] * (1.0 - ROUNDING)
    own = above.mean(axis=1)
    adjusted = _step_down(np.abs(seen), every)
    told = adjusted <= alpha
    if told.any():
        by_t = np.array(discoveries(p.tolist(), p.size, alpha))
        told |= by_t & (own <= alpha)
    largest = float(quantiles_of(every.max(axis=0), [1.0 - alpha])[0])
    shared = float(_tail_of_normal(largest))
    if told.any():
        shared = max(shared, min(alpha, alpha * (np.count_nonzero(told) + 1) / p.size))
    critical = quantiles(np.full(p.size, shared), freedom) * widening
    return Relabelled(told, np.maximum(own, 1.0 / count), critical, freedom, False)


def _assumed(values: Floats, n: int, p: Floats, freedom: Floats, alpha: float) -> Relabelled:
    """So few tasks that no relabelling is rare: those without overlap, by Student's t (Holm, 1979).

    It assumes that a metric has one level on a side, with normal noise.
    """
    base, new = values[:, :n], values[:, n:]
    with np.errstate(invalid="ignore"):
        apart = _least(base) > _most(new)
        apart |= _most(base) < _least(new)
    order = np.argsort(p)
    told = np.zeros(p.size, bool)
    for place, metric in enumerate(order.tolist()):
        if p[metric] > alpha / (p.size - place):
            break
        told[metric] = apart[metric]
    critical = quantiles(np.full(p.size, alpha / p.size), freedom)
    return Relabelled(told, p, critical, freedom, True)


def _least(side: Floats) -> Floats:
    return np.asarray(np.where(np.isfinite(side), side, np.inf).min(axis=1))


def _most(side: Floats) -> Floats:
    return np.asarray(np.where(np.isfinite(side), side, -np.inf).max(axis=1))


def _first(n: int, size: int) -> Floats:
    labels = np.zeros((size, 1))
    labels[n:] = 1.0
    return labels


def _labels(n: int, size: int, seed: int) -> Floats:
    """(N, B) of 0 and 1: the true labels first, and all others or as many as are enough."""
    drawn = min(n, size - n)
    if comb(size, drawn) <= ALL:
        members = np.array(list(combinations(range(size), drawn)), np.intp)
    else:
        order = np.argsort(Chance(seed).uniform(SOME, size), axis=1)
        true = np.arange(n) if drawn == n else np.arange(n, size)
        members = np.concatenate([true[None], order[:, :drawn]])
    labels = np.zeros((size, len(members)))
    labels[members.T, np.arange(len(members))] = 1.0
    return 1.0 - labels if drawn == n else labels


def _statistics(values: Floats, labels: Floats) -> tuple[Floats, Floats]:
    """Pooled t (m, B) of each relabelling (N, B), and its degrees of freedom (m,)."""
    known = np.isfinite(values)
    count = known.sum(axis=1, keepdims=True).astype(float)
    middle = np.where(known, values, 0.0).sum(axis=1, keepdims=True) / np.maximum(count, 1.0)
    centred = np.where(known, values - middle, 0.0)
    total = (centred**2).sum(axis=1, keepdims=True)
    total = np.where(total > count * (CONSTANT * middle) ** 2, total, 0.0)
    size = np.where(total > 0, np.sqrt(total), 1.0)
    centred = centred / size
    sums = centred @ labels
    of_new = known.astype(float) @ labels if not known.all() else labels.sum(axis=0)[None]
    of_base = count - of_new
    both = (of_new > 0) & (of_base > 0) & (total > 0)
    harmonic = np.where(both, 1.0 / np.maximum(of_new, 1.0) + 1.0 / np.maximum(of_base, 1.0), 1.0)
    between = np.where(both, sums**2 * harmonic, 0.0)
    freedom = np.maximum(count - 2.0, 1.0)
    within = np.maximum(1.0 - between, 1e-15)  # of values that a side has all alike
    t = np.sign(sums) * np.sqrt(between / within * freedom)
    return t, freedom[:, 0]


def _normal(t: Floats, freedom: Floats) -> Floats:
    """t (m, B) on the scale of normal quantiles (Wallace, 1959), comparable between metrics."""
    f = freedom[:, None]
    found: Floats = np.sign(t) * np.sqrt(f * np.log1p(t**2 / f)) * (8.0 * f + 1.0) / (8.0 * f + 3.0)
    return found


def _tail_of_normal(z: float) -> float:
    from math import erfc, sqrt

    return erfc(z / sqrt(2.0))


def _step_down(seen: Floats, every: Floats) -> Floats:
    """Adjusted p-values (m,) of |z| (m,) against those of the relabellings (m, B)."""
    order = np.argsort(-seen)
    adjusted = np.empty(seen.size)
    largest = np.zeros(every.shape[1])
    for metric in order[::-1].tolist():  # from the smallest: the largest of those not above it
        np.maximum(largest, every[metric], out=largest)
        adjusted[metric] = np.mean(largest >= seen[metric] * (1.0 - ROUNDING))
    adjusted[order] = np.maximum.accumulate(adjusted[order])
    return adjusted
