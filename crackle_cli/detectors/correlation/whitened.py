"""Metrics as ranks without their own trend and memory, so that what is left can be compared.

Two independent metrics that drift, or remember, correlate by chance (Yule, 1926; Granger,
Newbold, 1974): each is ranked (van der Waerden's scores), a slow trend is taken out, and it is
replaced by the innovations of an autoregression (prewhitening: Box, Jenkins, 1970).
O(n log n) for each metric.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crackle_cli.statistics.ranks import normal_scores
from crackle_cli.table import Floats

MOST_AR = 12  # order of the autoregression; a day of two-hour steps
FEWEST_FOR_AR = 20  # values; with fewer the order cannot be told
WEEK = 7  # tasks: the commonest season, looked for wherever a quarter of the series reaches
LEAST_LEFT = 0.05  # share of the ranks' variance that a trend must leave
FEWEST_VARIED = 5  # values that differ from the commonest


@dataclass(frozen=True, eq=False)
class Whitened:
    """d metrics over n tasks; missing cells are 0 in `ranked` and `innovations`.

    ranked       (n, d) standardised normal scores of the ranks
    innovations  (n, d) what is new in each task, of mean 0 and unit norm
    present      (n, d) 1.0 where there is a value, or None where every value is there
    fresh        (n, d) 1.0 where there is an innovation, or None where only the first has none
    varied       (d,) share of the values that differ from the commonest
    memory       (lags, d) autocorrelation that the whitening has left, from lag 1
    eligible     (d,) metrics that can be compared
    trended      (d,) metrics of which next to nothing is left without their trend
    order        degree of the trend that was taken out
    """

    ranked: Floats
    innovations: Floats
    present: Floats | None
    fresh: Floats | None
    varied: Floats
    memory: Floats
    eligible: np.ndarray
    trended: np.ndarray
    order: int


def whitened(columns: Sequence[Floats]) -> Whitened:
    """The metrics of a table with n >= 8 tasks; `columns`: d arrays (n,), NaN = missing."""
    values = np.column_stack(columns)
    n = len(values)
    missing = np.isnan(values)
    present = None if not missing.any() else (~missing).astype(float)
    ranked = np.column_stack([_ranked(column) for column in columns])
    order = int(np.clip(n // 25, 1, 4))
    detrended = _detrended(ranked, present, order)
    before, after = (ranked**2).sum(axis=0), (detrended**2).sum(axis=0)
    varied = np.array([_varied(column) for column in columns])
    counts = n - missing.sum(axis=0)
    enough = varied * counts >= np.minimum(FEWEST_VARIED, counts // 2)
    trended = after < LEAST_LEFT * before
    fresh = None if present is None else np.concatenate([np.zeros((1, len(columns))), present[1:]])
    innovations = _innovations(detrended, fresh, order)
    return Whitened(
        ranked=_unit(ranked, present),
        innovations=innovations,
        present=present,
        fresh=fresh,
        varied=varied,
        memory=_autocorrelation(innovations, min(10, n // 4)),
        eligible=enough & ~trended & (counts >= 8) & ((innovations**2).sum(axis=0) > 0.5),
        trended=trended & enough,
        order=order,
    )


def _ranked(values: Floats) -> Floats:
    """Normal scores of the ranks, of mean 0; 0 where missing."""
    result = np.zeros(values.size)
    finite = ~np.isnan(values)
    if finite.any():
        given = normal_scores(values[finite])
        result[finite] = given - given.mean()
    return result


def _varied(values: Floats) -> float:
    finite = np.sort(values[~np.isnan(values)])
    if not finite.size:
        return 0.0
    edges = np.flatnonzero(np.concatenate([[True], finite[1:] != finite[:-1], [True]]))
    return 1.0 - float(np.diff(edges).max()) / finite.size


def _detrended(values: Floats, present: Floats | None, order: int) -> Floats:
    """Residuals of a polynomial in the task order; columns with missing cells one by one."""
    time = np.linspace(-1, 1, len(values))
    basis = np.linalg.qr(np.vander(time, order + 1, increasing=True))[0]
    result: Floats = values - basis @ (basis.T @ values)
    if present is None:
        return result
    for j in np.flatnonzero((present == 0).any(axis=0)):
        there = present[:, j] > 0
        result[:, j] = 0.0
        if there.sum() > order + 1:
            part = np.linalg.qr(basis[there])[0]
            result[there, j] = values[there, j] - part @ (part.T @ values[there, j])
    return result


def _innovations(values: Floats, fresh: Floats | None, order: int) -> Floats:
    """What each task adds to what its predecessors foretell, (n, d) of unit norm."""
    n = len(values)
    new = np.zeros_like(values)
    new[1:] = values[1:] - _lag_one(values, order) * values[:-1]
    later = None if fresh is None else fresh[1:]
    if later is not None:
        new[1:] *= later
    new[1:] = _detrended(new[1:], later, order)
    again = _lag_one(new[1:], order) == 1.0  # what adds up twice is differenced twice
    if again.any():
        new[2:, again] -= new[1:-1, again]
        new[1, again] = 0.0
        new[1:] = _detrended(new[1:], later, order)
    if n >= FEWEST_FOR_AR:
        new[1:] = _autoregressed(new[1:], min(MOST_AR, max(n // 10, min(WEEK, n // 4))))
    new[1:] = _unit(new[1:], later)
    return new


def _lag_one(values: Floats, order: int) -> Floats:
    """Lag-one coefficient, its bias taken out (Kendall, 1954); 1 where it may well be."""
    n = len(values)
    power = (values[:-1] ** 2).sum(axis=0)
    products = (values[1:] * values[:-1]).sum(axis=0)
    phi = np.divide(products, power, out=np.zeros_like(power), where=power > 0)
    phi = np.clip((n * phi + 1 + order) / (n - 3 - order), -0.9, 1.0)
    return np.where(phi > 1 - min(0.35, 2.5 / np.sqrt(n)), 1.0, phi)


def _autoregressed(values: Floats, most: int) -> Floats:
    """Residuals of the autoregression whose order BIC prefers (Levinson, 1947; Schwarz, 1978)."""
    n, d = values.shape
    covariance = np.stack(
        [(values[lag:] * values[: n - lag]).sum(axis=0) / n for lag in range(most + 1)]
    )
    error = np.maximum(covariance[0], 1e-300)
    weights = np.zeros((most, d))
    chosen = np.zeros((most, d))
    best = n * np.log(error)
    for p in range(1, most + 1):
        known = (weights[: p - 1] * covariance[p - 1 : 0 : -1]).sum(axis=0)
        reflection = np.clip((covariance[p] - known) / error, -0.999, 0.999)
        weights[: p - 1] -= reflection * weights[: p - 1][::-1].copy()
        weights[p - 1] = reflection
        error = np.maximum(error * (1 - reflection**2), 1e-300)
        score = n * np.log(error) + p * np.log(n)
        better = score < best
        best = np.where(better, score, best)
        chosen[:, better] = weights[:, better]
    result = values.copy()
    for lag in range(1, most + 1):
        if chosen[lag - 1].any():
            result[lag:] -= chosen[lag - 1] * values[:-lag]
    return result


def _unit(values: Floats, present: Floats | None) -> Floats:
    """Mean 0 over what is present, and norm 1; zero columns stay zero."""
    count = len(values) if present is None else np.maximum(present.sum(axis=0), 1)
    given = values if present is None else values * present
    centred = given - given.sum(axis=0) / count
    if present is not None:
        centred *= present
    norm = np.sqrt((centred**2).sum(axis=0))
    result: Floats = np.divide(centred, norm, out=np.zeros_like(centred), where=norm > 1e-12)
    return result


def _autocorrelation(values: Floats, lags: int) -> Floats:
    found: Floats = np.stack(
        [(values[lag:] * values[:-lag]).sum(axis=0) for lag in range(1, lags + 1)]
    )
    return found
