"""Runs of jobs in which known events happen, each of which is to be told once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from crackle_cli import CracklePattern, MetricTable, PatternKind
from crackle_cli.labels import TextColumn

JOBS, DEPLOY = 600, 311
MARGIN = 5  # tasks: a place further off is wrong (van den Burg, Williams, 2020)
ALIKE = 0.95  # shared tasks of two sets over all of theirs


@dataclass(frozen=True, eq=False)
class Events:
    """A table, and what happens in it.

    shifts  the first job after each, and the metrics that shift
    slow    (n,) which jobs ran on the slow pool of workers, if there is one
    law     the metrics of a law, or none
    broken  the jobs that break it
    """

    table: MetricTable
    shifts: dict[int, frozenset[str]]
    slow: NDArray[np.bool_] | None = None
    law: frozenset[str] = frozenset()
    broken: tuple[int, ...] = ()

    def told_once(self, patterns: Sequence[CracklePattern]) -> bool:
        """Whether the patterns are these events, each of them once, and nothing else."""
        count = len(self.shifts) + (self.slow is not None) + bool(self.law)
        return (
            len(patterns) == count
            and all(self._is_shift(patterns, row) for row in self.shifts)
            and (self.slow is None or any(self._is_pool(p) for p in patterns))
            and (not self.law or any(self._is_law(p) for p in patterns))
        )

    def _is_shift(self, patterns: Sequence[CracklePattern], row: int) -> bool:
        told = [p for p in patterns if p.kind is PatternKind.PHASE_TRANSITION]
        near = [p for p in told if abs((p.metrics.get("row") or 0) - row) <= MARGIN]
        return [frozenset(p.involved_metrics) for p in near] == [self.shifts[row]]

    def _is_pool(self, pattern: CracklePattern) -> bool:
        assert self.slow is not None
        told = set(pattern.involved_tasks)
        slow = {
            label for label, is_slow in zip(self.table.labels, self.slow, strict=True) if is_slow
        }
        sides = slow, set(self.table.labels) - slow
        alike = any(len(told & side) >= ALIKE * len(told | side) for side in sides)
        return alike and pattern.kind is PatternKind.CLUSTERING

    def _is_law(self, pattern: CracklePattern) -> bool:
        rows = tuple(v["row"] for v in pattern.evidence.get("violators", ()))
        told = frozenset(pattern.involved_metrics), rows
        return told == (self.law, self.broken) and pattern.kind is PatternKind.CONSERVATION


def incident(seed: int) -> Events:
    """A deploy shifts three metrics, two jobs lose rows, and one pool of workers is slow.

    The pool of a job is by chance, before and after the deploy. Its workers take longer and more
    memory; the deploy makes all jobs longer, so that duration has four levels.
    """
    rng = np.random.default_rng([seed, JOBS])
    after = np.arange(JOBS) >= DEPLOY
    slow = rng.random(JOBS) < rng.uniform(0.2, 0.45)
    lost = (340, 505)
    rows_in, rejected = rng.integers(2_000, 9_000, JOBS), rng.poisson(30, JOBS)
    rows_out = rows_in - rejected
    rows_out[list(lost)] -= 50
    longer, fewer, more = rng.uniform(1.1, 1.4), rng.uniform(0.7, 0.95), rng.uniform(1.2, 2.0)
    duration = rng.normal(45, 2, JOBS) * np.where(after, longer, 1.0)
    columns = {
        "duration": duration + rng.uniform(20, 60) * slow,
        "memory": rng.normal(900, 25, JOBS) + rng.uniform(200, 500) * slow,
        "cache_hits": rng.poisson(200 * np.where(after, fewer, 1.0)),
        "db_queries": rng.poisson(30 * np.where(after, more, 1.0)),
        "rows_in": rows_in,
        "rows_out": rows_out,
        "rejected": rejected,
    }
    table = MetricTable.from_columns(columns, [f"job-{i:03d}" for i in range(JOBS)])
    worker = TextColumn(slow.astype(np.int32), ("blue", "green"))
    table = replace(table, texts={"worker": worker})
    shifted = frozenset({"duration", "cache_hits", "db_queries"})
    law = frozenset({"rows_in", "rows_out", "rejected"})
    return Events(table, {DEPLOY: shifted}, slow, law, lost)


def two_deploys(seed: int) -> Events:
    """Two deploys, after each of which three metrics have another level; three are noise."""
    rng = np.random.default_rng([seed, 2])
    at = np.arange(JOBS)
    columns = {}
    for name in ("duration", "cache_hits", "db_queries"):
        first, second = rng.uniform(4, 12, 2) * rng.choice([-1, 1], 2)
        columns[name] = rng.normal(100, 1, JOBS) + first * (at >= 200) + second * (at >= 400)
    shifted = frozenset(columns)
    columns |= {name: rng.normal(size=JOBS) for name in ("queue", "load", "wait")}
    return Events(MetricTable.from_columns(columns), {200: shifted, 400: shifted})


def hidden_pool(seed: int) -> Events:
    """A deploy shifts three metrics, of which only one tells the slow pool from the others."""
    rng = np.random.default_rng([seed, 3])
    after = np.arange(JOBS) >= DEPLOY
    slow = rng.random(JOBS) < rng.uniform(0.2, 0.45)
    columns = {
        "duration": rng.normal(45, 2, JOBS) * np.where(after, 1.3, 1.0) + 40 * slow,
        "cache_hits": rng.normal(200, 10, JOBS) - 40 * after,
        "db_queries": rng.poisson(30 + 20 * after),
        "queue": rng.normal(size=JOBS),
    }
    shifted = frozenset({"duration", "cache_hits", "db_queries"})
    return Events(MetricTable.from_columns(columns), {DEPLOY: shifted}, slow)
