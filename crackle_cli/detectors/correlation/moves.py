"""Metrics that move together beyond their own trends and memory, told once as families.

Two controls of false discoveries follow each other. Here, over all pairs, at `alpha`; and later,
over everything that a run tested, where a family stands for the pair that shows it best: its
p-value, of the pairs tested. The first is the stricter one wherever one pair makes a family.
"""

from math import atanh, erfc, sqrt, tanh
from statistics import NormalDist
from typing import Any

import numpy as np

from crackle_cli.detectors.correlation.families import Family, families
from crackle_cli.detectors.correlation.lags import lagged_pairs
from crackle_cli.detectors.correlation.pairs import Pairs, likely_pairs
from crackle_cli.detectors.correlation.whitened import Whitened, whitened
from crackle_cli.pattern import Detection, Finding, PatternKind
from crackle_cli.settings import CorrelationSettings
from crackle_cli.statistics.sampling import in_runs
from crackle_cli.suggest import listed
from crackle_cli.table import Floats, MetricTable

FEWEST = 8  # tasks
EXACT = 1 - 1e-9  # a straight line is a law, and told as one
SMALLEST = 1e-300


def detect(table: MetricTable, settings: CorrelationSettings) -> Detection:
    """Families of metrics, and pairs of which one follows the other. `tested` counts pairs.

    NaN are left out pair by pair. Confidence is the lower end of the interval of |r|, adjusted
    for the selection of the pairs that are told (Benjamini, Yekutieli, 2005).
    """
    names = list(table.metrics)
    if len(names) < 2:
        return Detection((), tested=0)
    if table.tasks < max(settings.min_tasks, FEWEST):
        least = max(settings.min_tasks, FEWEST)
        note = f"too few tasks for correlations ({table.tasks} of at least {least})"
        return Detection((), tested=0, notes=(note,))
    rows = in_runs(table.tasks)
    columns = [
        table.metrics[name][rows] if rows is not None else table.metrics[name] for name in names
    ]
    white = whitened(columns)
    d = int(white.eligible.sum())
    tested = d * (d - 1) // 2
    least_z = NormalDist().inv_cdf(1 - settings.alpha / 2)
    pairs = _discovered(likely_pairs(white, least_z), tested, settings.alpha)
    pairs = pairs.taken(np.abs(pairs.r) >= settings.link)
    pairs = pairs.taken(~_lines(pairs, columns))
    told = (np.abs(pairs.r) >= settings.threshold) | (
        (np.abs(pairs.ranked) >= settings.threshold) & (pairs.r * pairs.ranked > 0)
    )
    quantile = _selected(int(told.sum()), tested)
    found = [
        _family(family, pairs, table, quantile) for family in families(pairs, told, len(names))
    ]
    followers, tried = _followers(white, table, settings, tested)
    return Detection(tuple(found + followers), tested + tried, _notes(white, names))


def _discovered(pairs: Pairs, tested: int, alpha: float) -> Pairs:
    """The pairs that pass the step-up control (Benjamini, Hochberg, 1995)."""
    order = np.argsort(-pairs.z, kind="stable")
    p = np.array([p_value(z) for z in pairs.z[order]])
    passing = np.flatnonzero(p <= alpha * np.arange(1, p.size + 1) / max(tested, 1))
    return pairs.taken(order[: passing[-1] + 1] if passing.size else order[:0])


def p_value(z: float) -> float:
    """Two-sided tail of the normal distribution; never 0."""
    return max(SMALLEST, erfc(z / sqrt(2)))


def _lines(pairs: Pairs, columns: list[Floats]) -> np.ndarray:
    """Which pairs lie on a straight line: the conservation laws tell them."""
    result = np.zeros(pairs.r.size, dtype=bool)
    for i in np.flatnonzero(np.abs(pairs.r) > 0.999):
        x, y = columns[pairs.one[i]], columns[pairs.other[i]]
        both = ~np.isnan(x) & ~np.isnan(y)
        x, y = x[both] - x[both].mean(), y[both] - y[both].mean()
        with np.errstate(over="ignore", invalid="ignore"):
            r = (x @ y) / np.sqrt((x @ x) * (y @ y))
        result[i] = abs(r) > EXACT
    return result


def _selected(told: int, tested: int) -> float:
    """Two-sided normal quantile of the intervals of `told` pairs selected from `tested`."""
    return NormalDist().inv_cdf(1 - 0.025 * max(told, 1) / max(tested, 1))


def low(r: float, z: float, quantile: float) -> float:
    """Lower end of the interval of |r| of a selected pair, at least 0."""
    size = min(abs(r), 0.999)
    return tanh(atanh(size) * max(0.0, 1 - quantile / z)) if z > 0 else 0.0


def _family(family: Family, pairs: Pairs, table: MetricTable, quantile: float) -> Finding:
    names = list(table.metrics)
    edges = {}
    for i in np.flatnonzero((pairs.one == family.leader) | (pairs.other == family.leader)):
        other = int(pairs.other[i] if pairs.one[i] == family.leader else pairs.one[i])
        edges[other] = i
    links = [int(edges[m]) for m in family.members]
    r, z = pairs.r[links], pairs.z[links]
    lows = [low(a, b, quantile) for a, b in zip(r.tolist(), z.tolist(), strict=True)]
    best = int(z.argmax())
    metrics = (names[family.leader], *(names[m] for m in family.members))
    members = [
        {"metric": names[m], "sign": 1 if a > 0 else -1, "correlation": float(a)}
        for m, a in zip(family.members, r, strict=True)
    ]
    numbers: dict[str, float | None] = {
        "correlation": float(r[best]) if len(links) == 1 else float(np.median(np.abs(r))),
        "smallest": float(np.abs(r).min()),
        "largest": float(np.abs(r).max()),
        "size": float(len(metrics)),
    }
    evidence = {"method": "moves", "leader": metrics[0], "members": members}
    strength = float(np.median(np.abs(r)))
    return _finding(
        metrics, table, numbers, evidence, (strength, float(np.median(lows)), float(z[best]))
    )


def _followers(
    white: Whitened, table: MetricTable, settings: CorrelationSettings, tested: int
) -> tuple[list[Finding], int]:
    """Pairs of which one follows the other; each pair is one more hypothesis over all its lags."""
    names = list(table.metrics)
    least_z = NormalDist().inv_cdf(1 - settings.alpha / 2)
    pairs, lags, tries = lagged_pairs(white, least_z)
    if not tries:
        return [], 0
    p = np.minimum(1.0, [tries * p_value(z) for z in pairs.z])
    order = np.argsort(p, kind="stable")
    passing = np.flatnonzero(p[order] <= settings.alpha * np.arange(1, p.size + 1) / max(tested, 1))
    kept = order[: passing[-1] + 1] if passing.size else order[:0]
    kept = kept[np.abs(pairs.r[kept]) >= settings.threshold]
    quantile = _selected(kept.size, tested * tries)
    found = []
    for i in sorted(kept.tolist()):
        metrics = (names[pairs.one[i]], names[pairs.other[i]])
        r, z = float(pairs.r[i]), float(pairs.z[i])
        numbers: dict[str, float | None] = {"correlation": r, "lag": float(lags[i])}
        evidence = {"method": "moves", "leader": metrics[0]}
        triple = (abs(r), low(r, z, quantile), z)
        one = _finding(metrics, table, numbers, evidence, triple, tries)
        found.append(one)
    return found, tested


def _finding(
    metrics: tuple[str, ...],
    table: MetricTable,
    numbers: dict[str, float | None],
    evidence: dict[str, Any],
    measured: tuple[float, float, float],
    tries: int = 1,
) -> Finding:
    """`measured`: strength, its lower end, and the normal score of the surest pair."""
    strength, lower, z = measured
    there = [~np.isnan(table.metrics[name]) for name in metrics]
    return Finding(
        kind=PatternKind.CORRELATION,
        metrics=metrics,
        rows=np.flatnonzero(np.logical_and.reduce(there)),
        strength=min(1.0, strength),
        strength_low=min(lower, strength),
        p_value=min(1.0, tries * p_value(z)),
        numbers=numbers,
        evidence=evidence,
        identity="lag" if "lag" in numbers else "",
    )


def _notes(white: Whitened, names: list[str]) -> tuple[str, ...]:
    trended = [name for name, one in zip(names, white.trended, strict=True) if one]
    if len(trended) < 2:
        return ()
    return (
        f"{listed(trended, 5)} share at most a trend, which says nothing of one about the other",
    )
