"""Tables with groups of tasks that are known."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from crackle_cli import MetricTable
from crackle_cli.pattern import Finding


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
    groups = [f for f in findings if f.evidence["role"] == "group"]
    for k, finding in enumerate(sorted(groups, key=lambda f: -f.rows.size), start=1):
        labels[finding.rows] = k
    return labels
