"""Two sides of tasks, drawn from a seed, and tables of them."""

from collections.abc import Callable

import numpy as np

from crackle_cli.table.labels import RowLabels, TextColumn
from crackle_cli.table.metric_table import MetricTable

Values = np.ndarray
Draw = Callable[[np.random.Generator, tuple[int, int]], Values]

KINDS: dict[str, Draw] = {
    "normal": lambda rng, shape: 100 + 10 * rng.standard_normal(shape),
    "lognormal": lambda rng, shape: 100 * np.exp(0.5 * rng.standard_normal(shape)),
    "counts": lambda rng, shape: rng.poisson(20, shape).astype(float),
    "t3": lambda rng, shape: 100 + 10 * rng.standard_t(3, shape),
    "two modes": lambda rng, shape: (
        np.where(rng.random(shape) < 0.5, 80, 120) + 3 * rng.standard_normal(shape)
    ),
}


def autocorrelated(phi: float) -> Draw:
    """Normal noise around 100 of which each task keeps a share of the one before."""

    def drawn(rng: np.random.Generator, shape: tuple[int, int]) -> Values:
        noise = rng.standard_normal(shape)
        for task in range(1, shape[1]):
            noise[:, task] = phi * noise[:, task - 1] + (1 - phi**2) ** 0.5 * noise[:, task]
        return 100 + 10 * noise

    return drawn


def table(values: Values) -> MetricTable:
    """A table of metrics m0, m1, … from values (m, n)."""
    return MetricTable.from_columns({f"m{i}": row for i, row in enumerate(values)})


def endpoints(
    rng: np.random.Generator, tasks: int, searches: float, slower: float = 1.0
) -> MetricTable:
    """Tasks of two endpoints, /search twice as slow as /home, whose share is `searches`."""
    search = (rng.random(tasks) < searches).astype(np.int32)
    latency = np.where(search, 200, 100) * slower * np.exp(0.2 * rng.standard_normal(tasks))
    return MetricTable(
        {"latency_ms": latency, "peak_mb": 500 + 10 * rng.standard_normal(tasks)},
        RowLabels(range(tasks)),
        texts={"endpoint": TextColumn(search, ("/home", "/search"))},
    )
