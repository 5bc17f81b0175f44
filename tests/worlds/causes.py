"""Tables whose text columns mean nothing, and tables in which one says which tasks differ."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from crackle_cli import MetricTable
from crackle_cli.table.labels import TextColumn
from tests.worlds.phase_transition import NOISE

Codes = NDArray[np.int64]

VALUES = (2, 4, 8, 20, 50)  # of the text columns
METRICS = 5


def skewed(rng: np.random.Generator, n: int, k: int) -> Codes:
    return rng.choice(k, n, p=rng.dirichlet(np.full(k, 0.5)))


def in_runs(rng: np.random.Generator, n: int, k: int) -> Codes:
    """Ten tasks of one value after another, on average."""
    starts = np.maximum.accumulate(np.where(rng.random(n) < 0.1, np.arange(n), 0))
    return rng.integers(0, k, n)[starts]


ORDERS: dict[str, Callable[[np.random.Generator, int, int], Codes]] = {
    "by chance": lambda rng, n, k: rng.integers(0, k, n),
    "skewed": skewed,
    "sorted": lambda rng, n, k: np.sort(rng.integers(0, k, n)),
    "in turn": lambda rng, n, k: np.arange(n) % k,
    "in runs": in_runs,
}


def meaningless(rng: np.random.Generator, n: int, kind: str, order: str) -> MetricTable:
    """Five metrics of noise, five text columns, and a status that fails now and then, or often."""
    table = MetricTable.from_columns({f"m{i}": NOISE[kind](rng, n) for i in range(METRICS)})
    texts = {f"text{k}": _column(ORDERS[order](rng, n, k), k) for k in VALUES}
    burst = (np.arange(n) - rng.integers(0, n)) % n < n // 20
    failed = rng.random(n) < np.where(burst, 0.6, 0.03)
    texts["status"] = TextColumn(failed.astype(np.int32), ("ok", "failed"))
    return replace(table, texts=texts)


def _column(codes: Codes, k: int, name: str = "v") -> TextColumn:
    return TextColumn(codes.astype(np.int32), tuple(f"{name}{i}" for i in range(k)))


def slow_host(rng: np.random.Generator, share: float, factor: float) -> MetricTable:
    """500 tasks on 12 hosts, on the first of which one of six metrics is so many times as much."""
    n = 500
    host = rng.choice(12, n, p=[share, *[(1 - share) / 11] * 11])
    columns = {f"m{i}": 50.0 * rng.lognormal(0, 0.2, n) for i in range(6)}
    columns["m0"] *= np.where(host == 0, factor, 1.0)
    texts = {"host": _column(host, 12, "host-"), "team": _column(rng.integers(0, 4, n), 4, "team-")}
    return replace(MetricTable.from_columns(columns), texts=texts)


def slow_pair(rng: np.random.Generator) -> MetricTable:
    """600 tasks on three runners in four regions; one pair of these is slow in two metrics."""
    n = 600
    runner, region = rng.integers(0, 3, n), rng.integers(0, 4, n)
    columns = {f"m{i}": 50.0 * rng.lognormal(0, 0.12, n) for i in range(8)}
    for name in ("m0", "m1"):
        columns[name] *= np.where((runner == 0) & (region == 0), 2.3, 1.0)
    texts = {"runner": _column(runner, 3, "runner-"), "region": _column(region, 4, "region-")}
    return replace(MetricTable.from_columns(columns), texts=texts)


def failing_host(rng: np.random.Generator) -> MetricTable:
    """4,000 tasks on 40 hosts; 3 % fail, and 20 % on the first host."""
    n = 4000
    host = rng.integers(0, 40, n)
    failed = rng.random(n) < np.where(host == 0, 0.2, 0.03)
    table = MetricTable.from_columns({"m0": rng.lognormal(0, 0.2, n)})
    status = TextColumn(failed.astype(np.int32), ("ok", "failed"))
    return replace(table, texts={"host": _column(host, 40, "host-"), "status": status})


# Each with the names that must be told, and nothing else.
WORLDS: dict[str, tuple[Callable[[np.random.Generator], MetricTable], tuple[str, ...]]] = {
    "host, 3 % of the tasks, x 2": (lambda rng: slow_host(rng, 0.03, 2.0), ("host-0",)),
    "host, 5 % of the tasks, x 1.6": (lambda rng: slow_host(rng, 0.05, 1.6), ("host-0",)),
    "two columns together": (slow_pair, ("runner-0", "region-0")),
    "host that fails in 20 %, others 3 %": (failing_host, ("host-0",)),
}
