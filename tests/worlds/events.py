"""Runs of jobs in which known events happen, each of which is to be told once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from crackle_cli import CracklePattern, MetricTable, PatternKind
from crackle_cli.table.labels import TextColumn

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
    backs   the first job after some shifts -> the first job back at the level before them
    """

    table: MetricTable
    shifts: dict[int, frozenset[str]]
    slow: NDArray[np.bool_] | None = None
    law: frozenset[str] = frozenset()
    broken: tuple[int, ...] = ()
    backs: Mapping[int, int] = field(default_factory=dict)

    def told_once(self, patterns: Sequence[CracklePattern]) -> bool:
        """Whether the patterns are these events, each of them once, and nothing else.

        Save the ends of events, each of which says of which one it is the end.
        """
        ids = {p.id for p in patterns}
        patterns = [p for p in patterns if p.evidence.get("ends") not in ids]
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
        if [frozenset(p.involved_metrics) for p in near] != [self.shifts[row]]:
            return False
        back = near[0].metrics.get("row_back")
        if back is None or row not in self.backs:
            return back is None and row not in self.backs
        return abs(back - self.backs[row]) <= MARGIN

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


def incident(seed: int, jobs: int = JOBS) -> Events:
    """A deploy shifts three metrics, two jobs lose rows, and one pool of workers is slow.

    The pool of a job is by chance, before and after the deploy. Its workers take longer and more
    memory; the deploy makes all jobs longer, so that duration has four levels.
    """
    rng = np.random.default_rng([seed, JOBS])
    deploy = DEPLOY * jobs // JOBS
    after = np.arange(jobs) >= deploy
    slow = rng.random(jobs) < rng.uniform(0.2, 0.45)
    lost = (340, 505)
    rows_in, rejected = rng.integers(2_000, 9_000, jobs), rng.poisson(30, jobs)
    rows_out = rows_in - rejected
    rows_out[list(lost)] -= 50
    longer, fewer, more = rng.uniform(1.1, 1.4), rng.uniform(0.7, 0.95), rng.uniform(1.2, 2.0)
    duration = rng.normal(45, 2, jobs) * np.where(after, longer, 1.0)
    columns = {
        "duration": duration + rng.uniform(20, 60) * slow,
        "memory": rng.normal(900, 25, jobs) + rng.uniform(200, 500) * slow,
        "cache_hits": rng.poisson(200 * np.where(after, fewer, 1.0)),
        "db_queries": rng.poisson(30 * np.where(after, more, 1.0)),
        "rows_in": rows_in,
        "rows_out": rows_out,
        "rejected": rejected,
    }
    table = MetricTable.from_columns(columns, [f"job-{i:03d}" for i in range(jobs)])
    worker = TextColumn(slow.astype(np.int32), ("blue", "green"))
    table = replace(table, texts={"worker": worker})
    shifted = frozenset({"duration", "cache_hits", "db_queries"})
    law = frozenset({"rows_in", "rows_out", "rejected"})
    return Events(table, {deploy: shifted}, slow, law, lost)


def two_deploys(seed: int, jobs: int = JOBS) -> Events:
    """Two deploys, after each of which three metrics have another level; three are noise."""
    rng = np.random.default_rng([seed, 2])
    one, two = jobs // 3, 2 * jobs // 3
    at = np.arange(jobs)
    columns = {}
    for name in ("duration", "cache_hits", "db_queries"):
        first, second = rng.uniform(4, 12, 2) * rng.choice([-1, 1], 2)
        columns[name] = rng.normal(100, 1, jobs) + first * (at >= one) + second * (at >= two)
    shifted = frozenset(columns)
    columns |= {name: rng.normal(size=jobs) for name in ("queue", "load", "wait")}
    return Events(MetricTable.from_columns(columns), {one: shifted, two: shifted})


def hidden_pool(seed: int, jobs: int = JOBS) -> Events:
    """A deploy shifts three metrics, of which only one tells the slow pool from the others."""
    rng = np.random.default_rng([seed, 3])
    deploy = DEPLOY * jobs // JOBS
    after = np.arange(jobs) >= deploy
    slow = rng.random(jobs) < rng.uniform(0.2, 0.45)
    columns = {
        "duration": rng.normal(45, 2, jobs) * np.where(after, 1.3, 1.0) + 40 * slow,
        "cache_hits": rng.normal(200, 10, jobs) - 40 * after,
        "db_queries": rng.poisson(30 + 20 * after),
        "queue": rng.normal(size=jobs),
    }
    shifted = frozenset({"duration", "cache_hits", "db_queries"})
    return Events(MetricTable.from_columns(columns), {deploy: shifted}, slow)


def outage(seed: int) -> Events:
    """For a while one or three of five metrics have another level."""
    rng = np.random.default_rng([seed, 4])
    start, tasks = int(rng.integers(50, 110)), int(rng.integers(20, 60))
    return _away(rng, [(start, start + tasks)], hit=int(rng.choice([1, 3])))


def outages(seed: int) -> Events:
    """Three metrics leave their level twice, for 30 tasks each."""
    return _away(np.random.default_rng([seed, 5]), [(50, 80), (130, 160)], hit=3)


def half_mended(seed: int) -> Events:
    """What three metrics do in an outage is only half made up for when it ends."""
    events = _away(np.random.default_rng([seed, 6]), [(70, 110)], hit=3)
    hit = events.shifts[70]
    metrics = dict(events.table.metrics)
    for name in hit:
        rise = metrics[name][70:110].mean() - metrics[name][:70].mean()
        metrics[name] = metrics[name] + rise / 2 * (np.arange(200) >= 110)
    return Events(MetricTable.from_columns(metrics), {70: hit, 110: hit})


def _away(rng: np.random.Generator, windows: Sequence[tuple[int, int]], hit: int) -> Events:
    """200 jobs of five metrics, of which some are elsewhere in the windows."""
    values = rng.normal(size=(200, 5)) * [4, 20, 1, 1, 1] + [50, 900, 30, 10, 10]
    for start, stop in windows:
        heights = rng.uniform(5, 12, 5) * rng.choice([-1, 1], 5) * [4, 20, 1, 1, 1]
        values[start:stop, :hit] += heights[:hit]
    names = ("latency", "memory", "errors", "queue", "load")
    table = MetricTable.from_columns(dict(zip(names, values.T, strict=True)))
    hits = frozenset(names[:hit])
    return Events(table, {start: hits for start, _ in windows}, backs=dict(windows))
