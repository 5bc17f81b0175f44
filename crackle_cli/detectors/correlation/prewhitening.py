"""Metrics as ranks without their own trend and memory, so that what is left can be compared.

Two independent metrics that drift, or remember, correlate by chance (Yule, 1926; Granger,
Newbold, 1974): each is ranked (van der Waerden's scores), a slow trend is taken out, and it is
replaced by the innovations of an autoregression (prewhitening: Box, Jenkins, 1970).
O(n log n) for each metric.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from crackle_cli.detectors.correlation.normal_scores import scored
from crackle_cli.detectors.correlation.seasons import without_seasons
from crackle_cli.statistics.ranks import normal_scores
from crackle_cli.table.arrays import Floats

MOST_AR = 12  # order of the autoregression; a day of two-hour steps
FEWEST_FOR_AR = 20  # values; with fewer the order cannot be told
MOST_TREND = 0.95  # share of the scores' variance; of the rest next to nothing can be known
FEWEST_PRESENT = 8  # values of a metric; fewer show no correlation
FEWEST_VARIED = 5  # values that differ from the commonest
METRICS_TOGETHER = 128  # metrics whitened at once: 128 x 500 numbers stay near the processor
LEAST_EIGENVALUE = 1e-6  # of normal equations, at most 1: below, they lose digits that are wanted
WORTH_A_BOUND = 8  # where more than an eighth is missing, a bound of |r| excludes next to nothing
MOST_LAGS = 50  # of the memory that is left: several cycles of a season that was not told


class Whitened(NamedTuple):
    """d metrics over n tasks; missing cells are 0 in `ranked` and `innovations`.

    ranked       (n, d) standardised normal scores of the ranks
    innovations  (n, d) what is new in each task, of mean 0 and unit norm; none in the first
    present      (n, d) whether there is a value, or None where every value is there
    varied       (d,) share of the values that differ from the commonest
    gaps         (d,) how many tasks have no innovation though they might; None as `present`
    lost         (k + 1, d) the most of the squares that 0 … k tasks hold; None as `present`
    memory       (lags, d) autocorrelation that the whitening has left, from lag 1
    fitted       (d,) how many coefficients were taken out: of trend, memory and season
    sharpness    (d,) by which the rounding to ranks lessens a correlation
    eligible     (d,) metrics that can be compared
    trend        (d,) share of the variance of the scores that their trend tells
    """

    ranked: Floats
    innovations: Floats
    present: np.ndarray | None
    gaps: np.ndarray | None
    lost: Floats | None
    varied: Floats
    memory: Floats
    fitted: Floats
    sharpness: Floats
    eligible: np.ndarray
    trend: Floats


def whitened(columns: Sequence[Floats]) -> Whitened:
    """The metrics of a table with n >= 8 tasks; `columns`: d arrays (n,), NaN = missing."""
    missing = any(bool(np.isnan(column).any()) for column in columns)
    starts = range(0, len(columns), METRICS_TOGETHER)
    parts = (_whitened(columns[start : start + METRICS_TOGETHER], missing) for start in starts)
    return _joined(parts, len(columns))


def exchangeable(columns: Sequence[Floats]) -> Whitened:
    """As `whitened`, of tasks in no order, of which none tells anything of another.

    Nothing is taken out of the scores. A row before the first stands for the task that has no
    innovation; it holds nothing, so that every task counts.
    """
    ranked, varied = scored(columns)
    blank = np.zeros((1, len(columns)))
    missing = any(bool(np.isnan(column).any()) for column in columns)
    present = 1.0 - np.isnan(np.column_stack(columns)) if missing else None
    counts = np.full(len(columns), float(len(ranked))) if present is None else present.sum(axis=0)
    innovations = np.vstack([blank, _unit(ranked, present)])
    return Whitened(
        ranked=innovations,
        innovations=innovations,
        present=None if present is None else np.vstack([blank, present]) > 0,
        gaps=None if present is None else (present == 0).sum(axis=0),
        lost=None if present is None else _largest(innovations**2, len(ranked) // WORTH_A_BOUND),
        varied=varied,
        memory=blank,
        fitted=np.ones(len(columns)),
        sharpness=np.ones(len(columns)),
        eligible=(varied * counts >= np.minimum(FEWEST_VARIED, counts // 2))
        & (counts >= FEWEST_PRESENT),
        trend=np.zeros(len(columns)),
    )


def _joined(parts: Iterator[Whitened], d: int) -> Whitened:
    """The parts of d metrics, side by side; no more than one of them is kept."""
    whole: dict[str, Any] = {}
    start = 0
    for part in parts:
        here = slice(start, start + part.varied.size)
        for name, values in part._asdict().items():
            if values is not None and not start:
                whole[name] = np.empty((*values.shape[:-1], d), values.dtype)
            if values is not None:
                whole[name][..., here] = values
        start = here.stop
    return Whitened(**{**dict.fromkeys(("present", "gaps", "lost")), **whole})


def _whitened(columns: Sequence[Floats], missing: bool) -> Whitened:
    ranked, varied = scored(columns)
    n, d = ranked.shape
    present = 1.0 - np.isnan(np.column_stack(columns)) if missing else None
    counts = np.full(d, float(n)) if present is None else present.sum(axis=0)
    order = int(np.clip(n // 25, 1, 4))
    detrended = _detrended(ranked, present, order)
    before, after = (ranked**2).sum(axis=0), (detrended**2).sum(axis=0)
    enough = varied * counts >= np.minimum(FEWEST_VARIED, counts // 2)
    trend = 1 - np.divide(after, before, out=np.ones_like(after), where=before > 0)
    innovations, seasons = _innovations(detrended, present, order)
    left = (innovations**2).sum(axis=0)
    there = None if present is None else present[1:]
    innovations[1:] = _unit(innovations[1:], there)
    return Whitened(
        ranked=_unit(ranked, present),
        innovations=innovations,
        present=None if present is None else present > 0,
        gaps=None if there is None else (there == 0).sum(axis=0),
        lost=None if there is None else _largest(innovations**2, n // WORTH_A_BOUND),
        varied=varied,
        memory=_autocorrelation(innovations, min(MOST_LAGS, n // 2)),
        fitted=order + 1 + seasons,
        sharpness=_sharpness(left, before, counts),
        eligible=enough
        & (trend <= MOST_TREND)
        & (counts >= FEWEST_PRESENT)
        & ((innovations**2).sum(axis=0) > 0.5),
        trend=np.where(enough, trend, 0.0),
    )


def _sharpness(left: Floats, before: Floats, counts: Floats) -> Floats:
    """By which the rounding to ranks lessens a correlation (d,).

    To round to ranks is an error of variance 1/12 in ranks of variance n^2/12. Of a metric that
    its trend all but tells, little more than that error may be `left` of what was there `before`,
    and swapped neighbours coincide by chance.
    """
    error = np.divide(before, counts**2, out=np.zeros_like(before), where=counts > 0)
    sharpness: Floats = np.sqrt(np.divide(left, left + error, out=0 * left, where=left > 0))
    return sharpness


def _detrended(values: Floats, present: Floats | None, order: int) -> Floats:
    """Residuals of a polynomial in the task order; `values` are 0 where they are missing."""
    basis = _basis(len(values), order)
    sides = basis.T @ values
    result: Floats = values - basis @ sides
    if present is None:
        return result
    gaps = np.flatnonzero((present == 0).any(axis=0))
    there = present[:, gaps]
    products = (basis[:, :, None] * basis[:, None, :]).reshape(len(basis), -1)
    grams = (products.T @ there).T.reshape(len(gaps), order + 1, order + 1)
    sound = np.linalg.eigvalsh(grams)[:, 0] > LEAST_EIGENVALUE
    grams[~sound] = np.eye(order + 1)
    fitted = basis @ np.linalg.solve(grams, sides[:, gaps].T[:, :, None])[:, :, 0].T
    result[:, gaps] = (values[:, gaps] - fitted) * there
    for j in gaps[~sound]:
        result[:, j] = _detrended_alone(values[:, j], present[:, j] > 0, basis)
    return result


def _detrended_alone(values: Floats, there: np.ndarray, basis: Floats) -> Floats:
    """As `_detrended`, one metric (n,) by an orthogonal basis of the tasks that are `there`."""
    result = np.zeros_like(values)
    if there.sum() > basis.shape[1]:
        part = np.linalg.qr(basis[there])[0]
        result[there] = values[there] - part @ (part.T @ values[there])
    return result


@lru_cache(maxsize=4)
def _basis(n: int, order: int) -> Floats:
    """Orthonormal polynomials of the time (n, order + 1), as normal scores like the values.

    So a metric that only rises, or only falls, leaves nothing, whatever its shape.
    """
    time = normal_scores(np.arange(float(n)))
    basis: Floats = np.linalg.qr(np.vander(time, order + 1, increasing=True))[0]
    return basis


def _innovations(values: Floats, present: Floats | None, order: int) -> tuple[Floats, np.ndarray]:
    """What each task adds to what its predecessors and its season foretell, (n, d).

    And (d,) how many means of seasons were taken out.
    """
    n = len(values)
    later = None if present is None else present[1:]
    new = np.zeros_like(values)
    phi, new[1:] = _foretold(values, present, order)
    new[1:] = _detrended(new[1:], later, order)
    phi, twice = _foretold(new[1:], later, order)
    again = phi == 1.0  # what adds up twice is differenced twice
    if again.any():
        new[2:, again] = twice[:, again]
        new[1, again] = 0.0
        new[1:] = _detrended(new[1:], later, order)
    new[1:], seasons = without_seasons(new[1:], later)
    if n >= FEWEST_FOR_AR:
        new[1:] = _autoregressed(new[1:], min(MOST_AR, n // 10))
    if later is not None:
        new[1:] *= later
    return new, seasons


def _foretold(values: Floats, present: Floats | None, order: int) -> tuple[Floats, Floats]:
    """φ (d,) and what the last value known before each task does not foretell of it, (n - 1, d).

    0 in a task that is missing, or that none came before: across a gap a walk has only moved on.
    """
    if present is None:
        phi = _lag_one(values[1:], values[:-1], order)
        return phi, values[1:] - phi * values[:-1]
    rows = np.where(present > 0, np.arange(len(values))[:, None], -1)
    last = np.maximum.accumulate(rows, axis=0)[:-1]
    known = (last >= 0) * present[1:]
    before = np.take_along_axis(values, np.maximum(last, 0), axis=0) * known
    phi = _lag_one(values[1:], before, order)
    return phi, values[1:] * known - phi * before


def _lag_one(values: Floats, before: Floats, order: int) -> Floats:
    """Coefficient of the value before, its bias taken out (Kendall, 1954); 1 where it may be."""
    n = len(values) + 1
    power = (before**2).sum(axis=0)
    products = (values * before).sum(axis=0)
    phi = np.divide(products, power, out=np.zeros_like(power), where=power > 0)
    phi = np.clip((n * phi + 1 + order) / (n - 3 - order), -0.9, 1.0)
    near = min(0.35, 2.5 / np.sqrt(n))  # 2.5 standard errors; under .65 it is memory, and no walk
    return np.where(phi > 1 - near, 1.0, phi)


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


def _largest(squares: Floats, k: int) -> Floats:
    """Sums (k + 1, d) of the 0 … k largest of each column of `squares` (n, d), n > k."""
    columns = np.ascontiguousarray(squares.T)
    largest = np.sort(np.partition(columns, columns.shape[1] - k, axis=1)[:, -k:])[:, ::-1]
    sums = np.zeros((k + 1, len(columns)))
    sums[1:] = largest.cumsum(axis=1).T
    return sums


def _autocorrelation(values: Floats, lags: int) -> Floats:
    found: Floats = np.stack(
        [(values[lag:] * values[:-lag]).sum(axis=0) for lag in range(1, lags + 1)]
    )
    return found
