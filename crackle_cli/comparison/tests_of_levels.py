"""Whether levels differ: m metrics of two sides, each with its p-value, and which are told.

Small sides by relabelling all metrics together, large ones by their normal scores. Both know how
much neighbours resemble each other.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from crackle_cli.comparison.dependence import Dependence, dependence, persistences
from crackle_cli.comparison.relabelling import relabelled
from crackle_cli.comparison.sizes import SMALL
from crackle_cli.comparison.taming import tamed
from crackle_cli.statistics.discovery import discoveries
from crackle_cli.statistics.ranks import normal_scores
from crackle_cli.statistics.student import quantiles, two_sided
from crackle_cli.table.arrays import Floats

MOST_BESIDE_SMALL = 400  # tasks of the other side; more tell next to nothing beside a small one


class LevelTests(NamedTuple):
    """What the tests say of m metrics, (m,) each.

    told       whether the level changed
    p_value    of the metric by itself, never 0
    inflation  how many times the variance of a mean is that of independent tasks
    critical   the t that a change must have to be told
    freedom    degrees of freedom of that t
    left_out   (m, n + k) which values lay too far out to count; None where ranks bound them
    assumed    whether so few tasks can only be compared if they are of one speed
    """

    told: NDArray[np.bool_]
    p_value: Floats
    inflation: Floats
    critical: Floats
    freedom: Floats
    left_out: NDArray[np.bool_] | None
    assumed: bool = False


def level_tests(base: Floats, new: Floats, alpha: float, seed: int, ordered: bool) -> LevelTests:
    """Test metrics whose values are (m, n) and (m, k), NaN where missing.

    ordered: whether the order of the tasks can mean something.
    """
    smaller = min(base.shape[1], new.shape[1])
    if smaller < SMALL:
        return _small(_thinned(base), _thinned(new), alpha, seed, ordered)
    return _large(base, new, alpha, ordered)


def _thinned(side: Floats) -> Floats:
    """At most MOST_BESIDE_SMALL tasks, evenly spread."""
    if side.shape[1] <= MOST_BESIDE_SMALL:
        return side
    return side[:, np.linspace(0, side.shape[1] - 1, MOST_BESIDE_SMALL).astype(np.intp)]


def _small(base: Floats, new: Floats, alpha: float, seed: int, ordered: bool) -> LevelTests:
    n, k = base.shape[1], new.shape[1]
    pooled = tamed(np.concatenate([base, new], axis=1), min(n, k))
    values = pooled.values
    phi = np.zeros(len(values))
    if ordered and n + k > 4:
        phi = persistences(values[:, :n], values[:, n:], each=False)
    loss = _lost(phi, values, n)
    found = relabelled(values, n, np.sqrt(loss.inflation / loss.left), alpha, seed)
    return LevelTests(
        found.told,
        found.p_value,
        loss.inflation,
        found.critical,
        found.freedom,
        pooled.left_out,
        found.assumed,
    )


def _lost(phi: Floats, values: Floats, n: int) -> Dependence:
    """What dependence costs both sides together, by the harmonic mean of their sizes."""
    sizes = [np.maximum(np.isfinite(v).sum(axis=1), 1) for v in (values[:, :n], values[:, n:])]
    return dependence(phi, 2.0 / (1.0 / sizes[0] + 1.0 / sizes[1]))


def _large(base: Floats, new: Floats, alpha: float, ordered: bool) -> LevelTests:
    n = base.shape[1]
    scores = _scores(np.concatenate([base, new], axis=1))
    sides = scores[:, :n], scores[:, n:]
    phi = persistences(*sides, each=True) if ordered else np.zeros(len(scores))
    means, errors, freedoms, inflations = [], [], [], []
    for side in sides:
        known = np.isfinite(side)
        count = np.maximum(known.sum(axis=1).astype(float), 2.0)
        filled = np.where(known, side, 0.0)
        mean = filled.sum(axis=1) / count
        squares = np.where(known, (filled - mean[:, None]) ** 2, 0.0).sum(axis=1)
        loss = dependence(phi, count)
        means.append(mean)
        inflations.append(loss.inflation)
        errors.append(squares / (count - 1.0) / loss.left * loss.inflation / count)
        freedoms.append(np.maximum(count / loss.inflation - 1.0, 1.0))
    total = errors[0] + errors[1]
    apart = np.abs(means[1] - means[0])
    safe = np.where(total > 0, total, 1.0)
    parts = sum((e / safe) ** 2 / f for e, f in zip(errors, freedoms, strict=True))
    freedom = np.where(total > 0, 1.0 / np.maximum(parts, 1e-9), sum(freedoms))
    t = np.where(total > 0, apart / np.sqrt(safe), np.where(apart > 0, np.inf, 0.0))
    p = two_sided(t, freedom)
    told = np.array(discoveries(p.tolist(), p.size, alpha))
    share = alpha * (np.count_nonzero(told) + 1) / max(p.size, 1)
    critical = quantiles(np.minimum(share, alpha), freedom)
    inflation = (inflations[0] + inflations[1]) / 2
    return LevelTests(told, p, inflation, critical, freedom, None)


def _scores(pooled: Floats) -> Floats:
    """Normal scores of the values (m, N) of each metric, NaN where missing."""
    known = np.isfinite(pooled)
    whole = known.all(axis=1)
    scores = np.full(pooled.shape, np.nan)
    scores[whole] = normal_scores(pooled[whole])
    for i in np.flatnonzero(~whole & known.any(axis=1)).tolist():
        scores[i, known[i]] = normal_scores(pooled[i, known[i]])
    return scores
