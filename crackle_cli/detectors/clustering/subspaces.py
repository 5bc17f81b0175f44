"""Sets of metrics that may show groups: each alone, those that move together, all, and few."""

from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np

from crackle_cli.detectors.clustering.bimodality import bimodality
from crackle_cli.statistics.ranks import ranks
from crackle_cli.table.arrays import Floats, Indices

RELATED = 0.4  # |rank correlation| of metrics that may show the same groups
SAME_METRIC = 0.999  # of metrics that say the same
MOST_TOGETHER = 12  # metrics; in more dimensions all tasks are about equally far apart
FLAT = 0.45  # bimodality: halfway from that of normal values, .33, to that of uniform ones, .56
FEWEST_INDEPENDENT = 20  # that are independent of each other


class Scaled(NamedTuple):
    """A metric (n,) in robust standard deviations, NaN where missing.

    spacing  every so-manieth of the tasks counts as independent of the one before
    """

    name: str
    values: Floats
    spacing: int


class Candidate(NamedTuple):
    """Metrics to look at together.

    rows     tasks that have all of them; `points` (m, d) in scaled units
    spacing  every so-manieth of them counts as independent of the one before
    """

    metrics: tuple[str, ...]
    rows: Indices
    points: Floats
    spacing: int


def candidates(metrics: Sequence[Scaled]) -> list[Candidate]:
    """What to look at; metrics that repeat another are counted once.

    Of too many metrics together the most dependent ones: groups make those depend on each other in
    which they differ, and the noise of the others hides them. Groups around a middle leave metrics
    uncorrelated, but each flatter than one peak is; so those that are flat are looked at too.
    """
    related = related_metrics(metrics)
    kept = [i for i in range(len(metrics)) if not (related[i, :i] >= SAME_METRIC).any()]
    sets: list[tuple[int, ...]] = [(i,) for i in kept]
    families = connected(kept, related)
    flat = tuple(i for i in kept if bimodality(metrics[i].values) >= FLAT)
    together = (*families, flat, kept)
    sets += [_most_dependent(family, related) for family in together if len(family) > 1]
    found = (_candidate([metrics[i] for i in chosen]) for chosen in dict.fromkeys(sets))
    return [c for c in found if c.rows.size >= FEWEST_INDEPENDENT]


def _most_dependent(chosen: Sequence[int], related: Floats) -> tuple[int, ...]:
    """Those of the metrics that share most variance with the others, at most MOST_TOGETHER."""
    if len(chosen) <= MOST_TOGETHER:
        return tuple(chosen)
    shared = (related[np.ix_(chosen, chosen)] ** 2).sum(axis=1)
    return tuple(sorted(chosen[i] for i in np.argsort(-shared, kind="stable")[:MOST_TOGETHER]))


def _candidate(metrics: Sequence[Scaled]) -> Candidate:
    """The tasks that have all of some metrics, and their points."""
    present = np.all([np.isfinite(m.values) for m in metrics], axis=0)
    rows = np.flatnonzero(present)
    points = np.column_stack([m.values[rows] for m in metrics])
    return Candidate(tuple(m.name for m in metrics), rows, points, max(m.spacing for m in metrics))


def related_metrics(metrics: Sequence[Scaled]) -> Floats:
    """|rank correlation| of all pairs; a missing value counts as the middle."""
    scores = []
    for metric in metrics:
        known = np.isfinite(metric.values)
        score = np.zeros(metric.values.size)
        score[known] = ranks(metric.values[known]) - (known.sum() + 1) / 2
        scores.append(score / np.sqrt(max(1e-300, float(score @ score))))
    together = np.stack(scores)
    found: Floats = np.abs(together @ together.T)
    return found


def connected(kept: Sequence[int], related: Floats) -> list[tuple[int, ...]]:
    """Connected sets of related metrics."""
    family = {i: i for i in kept}
    for i, j in combinations(kept, 2):
        if related[i, j] >= RELATED and family[i] != family[j]:
            old, new = family[j], family[i]
            family = {k: new if v == old else v for k, v in family.items()}
    return [tuple(i for i in kept if family[i] == f) for f in dict.fromkeys(family.values())]
