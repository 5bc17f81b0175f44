"""Metrics that move together beyond their own trends and memory, told once as families.

Two controls of false discoveries follow each other. Here, over all pairs, at `alpha`; and later,
over everything that a run tested, where a family stands for the pair that shows it best: its
p-value, of the pairs tested. The first is the stricter one wherever one pair makes a family.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from crackle_cli.detectors.correlation.bent_metrics import bent_metrics
from crackle_cli.detectors.correlation.broken_families import broken_families
from crackle_cli.detectors.correlation.families import Graph, Star, families
from crackle_cli.detectors.correlation.findings import Broken, Family, Lagged, Member
from crackle_cli.detectors.correlation.lags import lagged_pairs
from crackle_cli.detectors.correlation.pairs import (
    Pairs,
    discovered,
    p_values,
    pairs_between,
    passing,
)
from crackle_cli.detectors.correlation.prewhitening import Whitened, exchangeable, whitened
from crackle_cli.detectors.correlation.selection import (
    Looked,
    p_value_of,
    rows_of,
    selected_quantile,
)
from crackle_cli.detectors.correlation.straight_lines import on_a_line
from crackle_cli.detectors.finding import Detection, Finding
from crackle_cli.profile.settings import CorrelationSettings
from crackle_cli.statistics.confidence import of_correlation
from crackle_cli.statistics.normal import normal_quantile
from crackle_cli.statistics.sampling import in_runs, spread_out
from crackle_cli.suggest import listed
from crackle_cli.table.metric_table import MetricTable

FEWEST_TASKS_OF_PAIR = 8  # tasks


def detect(table: MetricTable, settings: CorrelationSettings) -> Detection:
    """Families of metrics, and pairs of which one follows the other. `tested` counts pairs.

    NaN are left out pair by pair. Confidence is the lower end of the interval of |r|, adjusted
    for the selection of the pairs that are told (Benjamini, Yekutieli, 2005).
    """
    names = list(table.metrics)
    if len(names) < 2:
        return Detection((), tested=0)
    if table.tasks < max(settings.min_tasks, FEWEST_TASKS_OF_PAIR):
        least = max(settings.min_tasks, FEWEST_TASKS_OF_PAIR)
        note = f"too few tasks for correlations ({table.tasks} of at least {least})"
        return Detection((), tested=0, notes=(note,))
    rows = spread_out(table.tasks, settings.seed) if table.unordered else in_runs(table.tasks)
    columns = [
        table.metrics[name][rows] if rows is not None else table.metrics[name] for name in names
    ]
    white = exchangeable(columns) if table.unordered else whitened(columns)
    d = int(white.eligible.sum())
    tested = d * (d - 1) // 2
    graph = Graph(len(names))
    for pairs in discovered(white, settings.alpha, settings.link):
        linked = pairs.taken(~on_a_line(pairs, columns))
        graph.add(linked, _are_told(linked, settings.threshold))
    quantile = selected_quantile(graph.told, tested)
    stars = families(graph)
    found: list[Finding] = [_family(family, white, table, quantile) for family in stars]
    followers: list[Lagged] = []
    tried = 0
    if not table.unordered:
        followers, tried = _followers(white, table, settings, tested)
    looked = Looked(table, rows, columns, white, settings, stars)
    split = broken_families(looked) if not table.unordered else []
    findings = (*_not_split(found, split), *followers, *bent_metrics(looked), *split)
    drifting = [
        name
        for name, share in zip(names, white.trend, strict=True)
        if share >= settings.threshold and not any(name in f.metrics for f in findings)
    ]
    return Detection(findings, tested + tried, _notes(drifting))


def _are_told(pairs: Pairs, threshold: float) -> NDArray[np.bool_]:
    """Which pairs are worth telling, by what is new in each task or by the ranks as they are."""
    alike = pairs.r * pairs.ranked > 0
    told: NDArray[np.bool_] = np.abs(pairs.r) >= threshold
    return told | (alike & (np.abs(pairs.ranked) >= threshold))


def _family(family: Star, white: Whitened, table: MetricTable, quantile: float) -> Family:
    names = list(table.metrics)
    members = np.array(family.members)
    every = (np.zeros(members.size, np.intp), np.arange(members.size))
    pairs = pairs_between(white, np.array([family.leader]), members, every)
    r, z = pairs.r, pairs.z
    lows = [of_correlation(a, b, quantile) for a, b in zip(r.tolist(), z.tolist(), strict=True)]
    best = int(z.argmax())
    metrics = (names[family.leader], *(names[m] for m in family.members))
    sizes, strength = np.abs(r), float(np.median(np.abs(r)))
    return Family(
        metrics=metrics,
        rows=rows_of(metrics, table),
        strength=min(1.0, strength),
        confidence=min(float(np.median(lows)), strength),
        p_value=p_value_of(float(z[best])),
        correlation=float(r[best]) if members.size == 1 else strength,
        smallest=float(sizes.min()),
        largest=float(sizes.max()),
        members=tuple(
            Member(names[m], 1 if a > 0 else -1, float(a))
            for m, a in zip(family.members, r, strict=True)
        ),
    )


def _followers(
    white: Whitened, table: MetricTable, settings: CorrelationSettings, tested: int
) -> tuple[list[Lagged], int]:
    """Pairs of which one follows the other; each pair is one more hypothesis over all its lags."""
    names = list(table.metrics)
    least_z = normal_quantile(1 - settings.alpha / 2)
    pairs, lags, tries = lagged_pairs(white, least_z)
    if not tries:
        return [], 0
    p = np.minimum(1.0, tries * p_values(pairs.z))
    order = np.argsort(p, kind="stable")
    kept = order[: passing(p[order], settings.alpha / max(tested, 1))]
    kept = kept[np.abs(pairs.r[kept]) >= settings.threshold]
    quantile = selected_quantile(kept.size, tested * tries)
    found = []
    for i in sorted(kept.tolist()):
        metrics = (names[pairs.one[i]], names[pairs.other[i]])
        r, z = float(pairs.r[i]), float(pairs.z[i])
        one = Lagged(
            metrics=metrics,
            rows=rows_of(metrics, table),
            strength=min(1.0, abs(r)),
            confidence=min(of_correlation(r, z, quantile), abs(r)),
            p_value=p_value_of(z, tries),
            correlation=r,
            lag=int(lags[i]),
        )
        found.append(one)
    return found, tested


def _not_split(found: Sequence[Finding], split: Sequence[Broken]) -> list[Finding]:
    """The families without those of whose metrics it is told when they move together."""

    def told(family: set[str]) -> set[str]:
        every = [{*one.metrics} for one in split]
        return set().union(*(metrics for metrics in every if len(metrics & family) > 1))

    return [f for f in found if not {*f.metrics} <= told({*f.metrics})]


def _notes(drifting: list[str]) -> tuple[str, ...]:
    """Two metrics whose trends tell a share s of each correlate by s for that alone."""
    if len(drifting) < 2:
        return ()
    return (
        f"{listed(drifting, 5)} share at most a trend, which says nothing of one about the other",
    )
