"""Robust fit of one law: least trimmed squares from several starts (Rousseeuw, 1984), then least
squares over the rows within three deviations. O(starts * n k + k^3).
"""

from typing import Any, NamedTuple

import numpy as np

from crackle_cli.statistics.noise import MAD_TO_SIGMA
from crackle_cli.statistics.random_numbers import Chance
from crackle_cli.statistics.ranks import median, medians
from crackle_cli.table.arrays import Floats

CONCENTRATED = 0.88  # share of the rows that a step keeps: laws hold in at least 90 % of the tasks
STARTS = 24  # .905^15 = .22 of the starts of a law of 14 terms are clean: 1 - .78^24 > .99
FITTING_STEPS = 6  # of concentration: 95 % of the fits of planted laws have settled by then
CUT = 3.0  # deviations
FITS = 1e-9  # of the spread of the first column: nothing is left that another start could explain
FLOOR = 1e-12  # of the size of the values: float error of the arithmetic


class RobustFit(NamedTuple):
    """weights (k,) of a sum that is constant, the first being 1; error (k,) of each; scale sigma.

    `kept`: (n,) rows that the fit agrees with.
    """

    weights: Floats
    error: Floats
    kept: np.ndarray


def robust_fit(columns: Floats, chance: Chance) -> RobustFit | None:
    """Fit the first of (n, k) columns, without gaps, by the others. None where it cannot be."""
    n, k = columns.shape
    if n < k + 2:
        return None
    middle = medians(columns.T)
    centred = columns - middle
    scale = centred.std(axis=0)
    if not (scale > 0).all():
        return None
    design = np.column_stack([centred[:, 1:] / scale[1:], np.ones(n)])
    target = centred[:, 0] / scale[0]
    keep = max(k + 1, int(np.ceil(CONCENTRATED * n)))
    beta = _concentrated(design, target, _solved(design, target), keep)
    if _loss(design, target, beta, keep) > FITS:
        starts = _starts(design, target, keep, chance)
        if starts is not None:
            other = _concentrated(design, target, starts, keep)
            if _loss(design, target, other, keep) < _loss(design, target, beta, keep):
                beta = other
    return _finished(design, target, beta, scale)


def _finished(design: Floats, target: Floats, beta: Floats, scale: Floats) -> RobustFit:
    n, k = design.shape
    residual: Floats = np.abs(target - design @ beta)
    sigma = MAD_TO_SIGMA * median(residual)
    kept = residual <= max(CUT * sigma, FLOOR)
    if kept.sum() <= k:
        kept = np.ones(n, dtype=bool)
    rows, values = design[kept], target[kept]
    beta = _solved(rows, values)
    freedom = max(1, len(rows) - k)
    variance = float(((values - rows @ beta) ** 2).sum()) / freedom + FLOOR**2
    inverse = np.linalg.pinv(rows.T @ rows)
    error: Floats = np.sqrt(variance * np.maximum(np.diagonal(inverse), 0.0))
    size = scale[0] / scale[1:]
    weights = np.concatenate([[1.0], -beta[:-1] * size])
    return RobustFit(weights, np.concatenate([[0.0], error[:-1] * size]), kept)


def _solved(design: Floats, target: Floats) -> Floats:
    solution: Any = np.linalg.lstsq(design, target, rcond=None)[0]
    result: Floats = solution
    return result


def _loss(design: Floats, target: Floats, beta: Floats, keep: int) -> float:
    residual = np.abs(target - design @ beta)
    return float(np.partition(residual, keep - 1)[keep - 1])


def _concentrated(design: Floats, target: Floats, beta: Floats, keep: int) -> Floats:
    before = np.inf
    for _ in range(FITTING_STEPS):
        residual = np.abs(target - design @ beta)
        rows = residual.argpartition(keep - 1)[:keep]
        beta = _solved(design[rows], target[rows])
        loss = float(((target[rows] - design[rows] @ beta) ** 2).sum())
        if loss >= before * (1 - 1e-6):  # it has settled
            break
        before = loss
    return beta


def _starts(design: Floats, target: Floats, keep: int, chance: Chance) -> Floats | None:
    """The best of many fits through as many rows as there are weights."""
    n, k = design.shape
    picks = chance.uniform(STARTS, n).argpartition(k - 1, axis=1)[:, :k]
    blocks = design[picks]
    solvable = np.abs(np.linalg.det(blocks)) > FLOOR
    if not solvable.any():
        return None
    betas = np.linalg.solve(blocks[solvable], target[picks[solvable]][:, :, None])[:, :, 0]
    residual = np.abs(target[:, None] - design @ betas.T)
    loss = np.partition(residual, keep - 1, axis=0)[keep - 1]
    best: Floats = betas[int(loss.argmin())]
    return best
