"""Tables with laws of special forms, some broken in a few rows, and tables without any law."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from crackle_cli import MetricTable
from tests.worlds.conservation import RANDOM

Columns = dict[str, np.ndarray]


@dataclass(frozen=True)
class FormWorld:
    """A table, the texts of its laws, any of which says it, and the rows in which they break."""

    columns: Columns
    texts: frozenset[str]
    broken: tuple[int, ...] = ()

    @property
    def table(self) -> MetricTable:
        return MetricTable.from_columns(self.columns)


def some_rows(rng, n: int, share: float) -> np.ndarray:
    return np.sort(rng.choice(n, int(share * n), replace=False))


def rare_term(rng, n: int, broken: float) -> FormWorld:
    """Two or more failures, none of them in a task that is broken."""
    passed, skipped = rng.integers(50, 500, (2, n)).astype(float)
    rows = some_rows(rng, n, broken)
    whole = np.setdiff1d(np.arange(n), rows)
    failed = np.zeros(n)
    count = int(rng.integers(2, max(3, n // 8)))
    failed[rng.choice(whole, count, replace=False)] = rng.integers(1, 5, count)
    tests = passed + failed + skipped
    tests[rows] += rng.integers(1, 40, rows.size)
    columns = {"tests": tests, "passed": passed, "failed": failed, "skipped": skipped}
    columns |= {f"rare{j}": rng.poisson(0.05, n).astype(float) for j in range(4)}
    text = "tests = passed + failed + skipped"
    return FormWorld(columns, frozenset([text]), tuple(map(int, rows)))


def balance(rng, n: int, broken: float) -> FormWorld:
    """A stock in whole numbers or in cents, some of it counted wrongly, and other metrics."""
    unit = float(rng.choice([1, 0.01]))
    received, sold = (rng.poisson(mean, n) * unit for mean in (rng.uniform(5, 200, 2) / unit))
    sold += received.mean() - sold.mean()
    received, sold = (np.rint(v / unit) * unit for v in (received, sold))
    stock = np.rint(1e4 / unit + np.cumsum(received - sold) / unit) * unit
    rows = some_rows(rng, n - 1, broken) + 1
    stock[rows] += rng.integers(1, 40, rows.size)
    columns = {"stock": stock, "received": received.round(2), "sold": sold.round(2)}
    columns |= {f"noise{j}": rng.lognormal(3, 0.5, n).round(2) for j in range(4)}
    text = "stock + sold = previous(stock) + received"
    return FormWorld(columns, frozenset([text]), tuple(map(int, rows)))


def statistics(rng, n: int, broken: float) -> FormWorld:
    """The lowest, the mean and the highest of some values, a few exchanged."""
    values = rng.lognormal(3, 0.4, (n, 8))
    columns = {"ms_min": values.min(axis=1), "ms_avg": values.mean(axis=1).round(1)}
    columns["ms_max"] = values.max(axis=1)
    rows = some_rows(rng, n, broken / 2)
    low, high = columns["ms_min"][rows].copy(), columns["ms_max"][rows].copy()
    columns["ms_min"][rows], columns["ms_max"][rows] = high, low
    columns = {name: column.round(2) for name, column in columns.items()}
    columns |= {f"noise{j}": rng.lognormal(3, 0.5, n).round(2) for j in range(4)}
    return FormWorld(columns, frozenset(["ms_min <= ms_avg <= ms_max"]), tuple(map(int, rows)))


FORMS: dict[str, Callable[..., FormWorld]] = {
    "rare term": rare_term,
    "balance": balance,
    "statistics": statistics,
}


def _factor(r: float):
    def make(rng, n, d):
        common = rng.normal(size=(n, 1))
        return 100 + 10 * (np.sqrt(r) * common + np.sqrt(1 - r) * rng.normal(size=(n, d)))

    return make


def broken_law(rng, n, d):
    """A sum that few tasks break, and rare counts that have nothing to do with it."""
    a, b = rng.integers(50, 500, (2, n)).astype(float)
    total = a + b
    rows = rng.choice(n, max(1, n // 25), replace=False)
    total[rows] += rng.choice([1, 1, 1, 2, 3, -1], rows.size)
    rare = rng.poisson(rng.choice([0.02, 0.05, 0.1], d), (n, d)).astype(float)
    return np.column_stack([a, b, total, rare])


def _one_hot(rng, n, d):
    return (rng.integers(0, d + 2, n)[:, None] == np.arange(d)).astype(float)


NOTHING: dict[str, Callable[..., np.ndarray]] = {
    **RANDOM,
    "factor .9": _factor(0.9),
    "factor .999": _factor(0.999),
    "small integers": lambda rng, n, d: rng.integers(0, 6, (n, d)).astype(float),
    "ranks": lambda rng, n, d: np.argsort(rng.random((n, d)), axis=0) + 1.0,
    "percentages": lambda rng, n, d: (100 * rng.beta(2, 3, (n, d))).round(1),
    "high percentages": lambda rng, n, d: (100 - rng.exponential(2, (n, d))).round(1).clip(0),
    "part of one hot": _one_hot,
    "sorted": lambda rng, n, d: np.sort(rng.lognormal(2, 1, (n, d)).round(2), axis=0),
    "epochs": lambda rng, n, d: (1.7e9 + rng.integers(0, 10**7, (n, d))).astype(float),
    "few tasks, wide": lambda rng, n, d: rng.lognormal(3, 0.5, (rng.integers(10, 21), 12 * d)),
    "few tasks, wide counts": lambda rng, n, d: rng.poisson(
        20, (rng.integers(10, 21), 12 * d)
    ).astype(float),
}
