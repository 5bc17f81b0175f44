"""Runs of requests in which latency changes: everywhere, in some regions, or with their mix."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from crackle_cli import MetricTable
from crackle_cli.table.labels import TextColumn
from tests.worlds.phase_transition import NOISE

Truth = Literal["everywhere", "each", "some", "mix", "nothing"]
Codes = NDArray[np.int64]

PLACE = 0.52  # of the tasks, before which nothing has changed
SPREAD = 0.2  # standard deviation of the logarithm of a latency
RISE = 1.6
REGIONS = ("eu", "us", "ap", "sa")
ENDPOINTS = ("/search", "/login", "/cart", "/pay")
NOTHING = {"host": 6, "team": 3, "os": 2, "zone": 12}  # columns that mean nothing, and their values


@dataclass(frozen=True, eq=False)
class Scoped:
    """A table, what is true of its latency_ms, and from which row on.

    column  the text column that tells where
    values  those that moved, or the one whose share did
    turns   the column that turns there, if one does
    """

    table: MetricTable
    truth: Truth
    row: int
    column: str = ""
    values: frozenset[str] = field(default_factory=frozenset)
    turns: str = ""


def column(codes: Codes, names: tuple[str, ...]) -> TextColumn:
    return TextColumn(codes.astype(np.int32), names)


def text_columns(rng: np.random.Generator, n: int, values: dict[str, int]) -> dict[str, TextColumn]:
    """Columns whose values have nothing to do with anything."""
    return {
        name: column(rng.integers(0, k, n), tuple(f"{name}-{i}" for i in range(k)))
        for name, k in values.items()
    }


def noise(rng: np.random.Generator, n: int, kind: str) -> NDArray[np.float64]:
    """Noise of about unit spread."""
    found = NOISE[kind](rng, n)
    return found / {"t3": 1.25, "ar6": 1.25}.get(kind, 1.0)


def _world(
    rng: np.random.Generator,
    kind: str,
    factors: NDArray[np.float64],
    texts: dict[str, TextColumn],
) -> MetricTable:
    """latency_ms by its factors, and two metrics in which nothing happens."""
    n = factors.size
    latency = 100.0 * factors * np.exp(SPREAD * noise(rng, n, kind))
    others = {name: 50.0 * np.exp(SPREAD * noise(rng, n, kind)) for name in ("cpu_pct", "size_kb")}
    table = MetricTable.from_columns({"latency_ms": latency, **others})
    every = {**texts, **text_columns(rng, n, NOTHING)}
    return MetricTable(table.metrics, table.labels, every, census=table.census)


def everywhere(rng: np.random.Generator, n: int, kind: str) -> Scoped:
    region, row = rng.integers(0, 4, n), round(PLACE * n)
    levels = np.array([1.0, 1.2, 0.8, 1.1])[region]
    factors = levels * np.where(np.arange(n) >= row, RISE, 1.0)
    table = _world(rng, kind, factors, {"region": column(region, REGIONS)})
    return Scoped(table, "everywhere", row)


def some_regions(rng: np.random.Generator, n: int, kind: str, moved: int) -> Scoped:
    """The first `moved` of four regions rise."""
    region, row = rng.integers(0, 4, n), round(PLACE * n)
    levels = np.array([1.0, 1.2, 0.8, 1.1])[region]
    factors = levels * np.where((np.arange(n) >= row) & (region < moved), RISE, 1.0)
    table = _world(rng, kind, factors, {"region": column(region, REGIONS)})
    return Scoped(table, "some", row, "region", frozenset(REGIONS[:moved]))


def one_of_many(rng: np.random.Generator, n: int, kind: str) -> Scoped:
    """One of ten hosts gets slow: the whole table hardly shows it."""
    shard, row = rng.integers(0, 10, n), round(PLACE * n)
    factors = np.where((np.arange(n) >= row) & (shard == 3), 2.0, 1.0)
    names = tuple(f"shard-{i}" for i in range(10))
    table = _world(rng, kind, factors, {"shard": column(shard, names)})
    return Scoped(table, "some", row, "shard", frozenset({"shard-3"}))


def mix(rng: np.random.Generator, n: int, kind: str, rise: float = 1.0) -> Scoped:
    """The slowest endpoint is asked for more often; `rise`: of all endpoints besides."""
    row = round(PLACE * n)
    later = np.arange(n) >= row
    search = rng.random(n) < np.where(later, 0.5, 0.1)
    endpoint = np.where(search, 0, rng.integers(1, 4, n))
    factors = np.array([3.0, 1.0, 1.1, 0.9])[endpoint] * np.where(later, rise, 1.0)
    table = _world(rng, kind, factors, {"endpoint": column(endpoint, ENDPOINTS)})
    truth: Truth = "mix" if rise == 1.0 else "everywhere"
    return Scoped(table, truth, row, "endpoint", frozenset({"/search"}))


def behind_levels(rng: np.random.Generator, n: int, kind: str, rise: float = RISE) -> Scoped:
    """Endpoints whose levels lie further apart than each of them rises."""
    endpoint, row = rng.integers(0, 4, n), round(PLACE * n)
    levels = np.array([8.0, 1.0, 2.0, 4.0])[endpoint]
    factors = levels * np.where(np.arange(n) >= row, rise, 1.0)
    table = _world(rng, kind, factors, {"endpoint": column(endpoint, ENDPOINTS)})
    return Scoped(table, "each", row, "endpoint", frozenset(ENDPOINTS))


def turn(rng: np.random.Generator, n: int, kind: str) -> Scoped:
    """Another version from there on."""
    row = round(PLACE * n)
    later = np.arange(n) >= row
    table = _world(rng, kind, np.where(later, RISE, 1.0), {})
    version = column(later.astype(np.int64), ("v1", "v2"))
    texts = {"version": version, **table.texts}
    table = MetricTable(table.metrics, table.labels, texts, census=table.census)
    return Scoped(table, "everywhere", row, turns="version")


WORLDS: dict[str, Callable[[np.random.Generator, int, str], Scoped]] = {
    "everywhere": everywhere,
    "one region": lambda rng, n, kind: some_regions(rng, n, kind, 1),
    "two regions": lambda rng, n, kind: some_regions(rng, n, kind, 2),
    "one of many": one_of_many,
    "mix": mix,
    "mix and levels": lambda rng, n, kind: mix(rng, n, kind, RISE),
    "behind levels": behind_levels,
    "turn": turn,
}


def nothing(rng: np.random.Generator, n: int, kind: str, metrics: int = 5) -> MetricTable:
    """Noise with five text columns that mean nothing."""
    table = MetricTable.from_columns({f"m{i}": noise(rng, n, kind) for i in range(metrics)})
    texts = text_columns(rng, n, {**NOTHING, "shop": 30})
    return MetricTable(table.metrics, table.labels, texts, census=table.census)
