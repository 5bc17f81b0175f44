"""Tables with groups of tasks that are known."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from crackle_cli import MetricTable
from crackle_cli.detectors.finding import Finding


def grouped_tasks(
    rng: np.random.Generator, distance: float = 8.0
) -> tuple[MetricTable, NDArray[np.intp]]:
    """Two to four groups told by two or three metrics, on scales from 1e-3 to 1e6.

    `distance`: between the centres of any two groups in each of those metrics at least, in
    standard deviations. The other three to eight metrics are noise with light and heavy tails.
    """
    n = int(rng.integers(120, 900))
    shares = rng.dirichlet(np.full(int(rng.integers(2, 5)), 4.0))
    labels = rng.choice(shares.size, n, p=0.7 * shares + 0.3 / shares.size)
    columns = {}
    for j in range(int(rng.integers(2, 4))):
        centres = rng.permutation(shares.size) * distance
        values = rng.normal(size=n) + centres[labels]
        columns[f"told{j}"] = values if j else np.exp(values / 4.0)
    for j in range(int(rng.integers(3, 9))):
        columns[f"noise{j}"] = _noise(rng, n, j % 4)
    scales = 10.0 ** rng.uniform(-3, 6, len(columns))
    names = rng.permutation(list(columns))
    table = {name: columns[name] * scale for name, scale in zip(names, scales, strict=True)}
    return MetricTable.from_columns(table), labels


def load_test(seed: int, n: int = 600, timeouts: int = 8) -> dict[str, NDArray[np.float64]]:
    """Requests to four endpoints, by size and latency; some time out and send nothing."""
    rng = np.random.default_rng(seed)
    endpoint = rng.choice(4, n, p=[0.3, 0.4, 0.2, 0.1])
    latency = np.array([40, 180, 75, 350])[endpoint]
    size = np.array([900, 42_000, 3_100, 5_200])[endpoint]
    columns = {
        "status": np.full(n, 200.0),
        "latency_ms": latency * np.exp(rng.normal(0, 0.25, n)),
        "bytes": size * np.exp(rng.normal(0, 0.05, n)),
    }
    out = rng.choice(n, timeouts, replace=False)
    columns["status"][out] = 504
    columns["latency_ms"][out] = 30_000 + rng.integers(0, 12, timeouts)
    columns["bytes"][out] = 0
    return columns


def _noise(rng: np.random.Generator, n: int, kind: int) -> NDArray[np.float64]:
    match kind:
        case 0:
            return rng.normal(size=n)
        case 1:
            return rng.standard_t(3, n)
        case 2:
            return rng.lognormal(size=n)
    return rng.poisson(4, n).astype(float)


def found_groups(findings: Sequence[Finding], n: int) -> NDArray[np.intp]:
    """Group of each task as told: the tasks that are in none are one group more."""
    labels = np.zeros(n, np.intp)
    groups = [f for f in findings if f.role == "group"]
    for k, finding in enumerate(sorted(groups, key=lambda f: -f.rows.size), start=1):
        labels[finding.rows] = k
    return labels
