"""Correlations that pass the control of false discoveries, one metric and one pair at a time.

Slow and obvious: least squares, linear equations and loops, and every pair scored in full.
"""

from itertools import combinations
from math import erfc, log, log1p, sqrt
from statistics import NormalDist

import numpy as np

NOTHING = np.nan


def scored(columns):
    """[((r, correlation of the ranks, p-value), (i, j))] of all pairs that can be told.

    Of d columns (n,), NaN = missing.
    """
    metrics = [whitened(column) for column in columns]
    usable = [j for j, metric in enumerate(metrics) if metric["eligible"]]
    return [(pair(metrics[i], metrics[j]), (i, j)) for i, j in combinations(usable, 2)]


def discovered(pairs, alpha, least_r):
    """{(i, j): (r, correlation of the ranks, p-value)} of the pairs that are told."""
    tested = len(pairs)
    ascending = sorted((one[2], where, one) for one, where in pairs if abs(one[0]) >= least_r)
    passed = [k for k, (p, _, _) in enumerate(ascending, 1) if p <= alpha * k / tested]
    return {where: one for _, where, one in ascending[: max(passed, default=0)]}


def whitened(values):
    """What is new in each task of a metric (n,), and what is to be known of it."""
    n = len(values)
    order = min(4, max(1, n // 25))
    scores = normal_scores(values)
    there = ~np.isnan(scores)
    left = without_trend(scores, order)
    commonest = max(np.sum(values == value) for value in values[there])
    few = there.sum() - commonest < min(5, there.sum() // 2)
    trended = np.nansum(left**2) < 0.05 * np.nansum(scores**2)
    new = without_trend(without_memory(left, order)[1:], order)
    if lag_one(new, order) == 1.0:
        known = ~np.isnan(new)
        new = without_trend(np.append(0.0, without_memory(new, order)[1:]), order, known)
    new, means = without_season(new)
    if n >= 20:
        new = autoregressed(new, min(12, n // 10))
    squares = np.nansum(new**2)
    rounding = np.nansum(scores**2) / there.sum() ** 2
    return {
        "scores": scores,
        "new": np.append(NOTHING, new - np.nanmean(new)),
        "varied": 1 - commonest / there.sum(),
        "fitted": order + 1 + means,
        "sharpness": sqrt(squares / (squares + rounding)) if squares else 0.0,
        "eligible": not few and not trended and there.sum() >= 8 and squares > 1e-20,
    }


def pair(one, other):
    """r, the correlation of the ranks, and the p-value of two metrics."""
    n = len(one["new"])
    r, x, y = correlation(one["new"], other["new"])
    ranked, _, _ = correlation(one["scores"], other["scores"])
    fourth = np.nansum(one["new"] ** 2 * other["new"] ** 2)  # about the mean of each metric
    outliers = len(x) * fourth / (np.sum(x**2) * np.sum(y**2))
    memory = 0.0
    for lag in range(1, min(50, n // 2) + 1):
        common = autocorrelation(one["new"], lag) * autocorrelation(other["new"], lag)
        memory += (1 - lag / n) * (common - r**2 / n)
    varied = max(one["varied"], other["varied"])
    tasks = len(x) / max(1.0, outliers / (1 + 2 * r**2)) / max(1.0, 1 + 2 * memory)
    tasks *= 4 * varied * (1 - varied) if varied < 0.5 else 1.0
    freedom = max(0.0, tasks - 2 - max(one["fitted"], other["fitted"]))
    sharp = r * one["sharpness"] * other["sharpness"]
    z = (8 * freedom + 1) / (8 * freedom + 3) * sqrt(-freedom * log1p(-(sharp**2)))
    return r, ranked, erfc(z / sqrt(2))


def correlation(one, other):
    """Pearson's r over the tasks that have both, and the deviations."""
    both = ~np.isnan(one) & ~np.isnan(other)
    if len(one) > 1 and np.isnan(one[0]) and both[1:].all():
        both[0] = True  # where nothing is missing, the first task counts, and adds nothing
    x, y = np.nan_to_num(one)[both], np.nan_to_num(other)[both]
    x, y = x - x.mean(), y - y.mean()
    return np.sum(x * y) / sqrt(np.sum(x**2) * np.sum(y**2)), x, y


def autocorrelation(new, lag):
    filled = np.nan_to_num(new)
    return np.sum(filled[lag:] * filled[:-lag]) / np.sum(filled**2)


def normal_scores(values):
    given = values[~np.isnan(values)]
    scores = np.full(len(values), NOTHING)
    for i, value in enumerate(values):
        if not np.isnan(value):
            rank = np.sum(given < value) + (np.sum(given == value) + 1) / 2
            scores[i] = NormalDist().inv_cdf(rank / (len(given) + 1))
    return scores - np.nanmean(scores)


def without_trend(values, order, there=None):
    there = ~np.isnan(values) if there is None else there
    time = normal_scores(np.arange(float(len(values))))
    powers = np.array([[t**k for k in range(order + 1)] for t in time])
    fit = np.linalg.lstsq(powers[there], values[there], rcond=None)[0]
    result = np.full(len(values), NOTHING)
    result[there] = values[there] - powers[there] @ fit
    return result


def without_memory(values, order):
    """What the last value known does not foretell; 0 where none came before."""
    phi, result = lag_one(values, order), values.copy()
    for i in range(1, len(values)):
        before = last_known(values, i)
        if not np.isnan(values[i]):
            result[i] = 0.0 if np.isnan(before) else values[i] - phi * before
    return result


def last_known(values, i):
    return next((value for value in reversed(values[:i]) if not np.isnan(value)), NOTHING)


def lag_one(values, order):
    n = len(values)
    pairs = np.array([(last_known(values, i), values[i]) for i in range(1, n)])
    before, value = pairs[~np.isnan(pairs).any(axis=1)].T
    phi = np.sum(value * before) / np.sum(before**2)
    phi = min(1.0, max(-0.9, (n * phi + 1 + order) / (n - 3 - order)))
    return 1.0 if phi > 1 - min(0.35, 2.5 / sqrt(n)) else phi


def without_season(values):
    """The values without the mean of each phase of their best period, and how many they lost."""
    there = ~np.isnan(values)
    count, phase = there.sum(), np.arange(len(values))
    best = (log(np.sum(values[there] ** 2)) + log(count) / max(1, count - 3), 1, values)
    for period in range(3, min(31, len(values) // 2) + 1):
        left = values.copy()
        for k in range(period):
            here = there & (phase % period == k)
            left[here] -= values[here].mean() if here.any() else 0.0
        penalty = period * log(count) / max(1, count - period - 2)
        best = min(
            best, (log(np.sum(left[there] ** 2)) + penalty, period, left), key=lambda b: b[0]
        )
    return best[2], best[1] - 1


def autoregressed(values, most):
    """Residuals of the order that BIC prefers, by the Yule-Walker equations."""
    filled = np.nan_to_num(values)
    n = len(filled)
    c = np.array([np.sum(filled[lag:] * filled[: n - lag]) / n for lag in range(most + 1)])
    best = (n * log(c[0]), np.empty(0))
    for p in range(1, most + 1):
        matrix = np.array([[c[abs(i - j)] for j in range(p)] for i in range(p)])
        weights = np.linalg.solve(matrix, c[1 : p + 1])
        score = n * log(c[0] - weights @ c[1 : p + 1]) + p * log(n)
        best = min(best, (score, weights), key=lambda b: b[0])
    result = values.copy()
    for i in range(n):
        result[i] -= sum(w * filled[i - k] for k, w in enumerate(best[1], 1) if i >= k)
    return result
