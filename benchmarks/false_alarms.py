"""Share of tables of pure noise in which anything is reported, beside peers that are installed.

`python -m benchmarks.false_alarms --runs 200 --seed 1`

That a metric wanders and has no level is no alarm: of a random walk, and nearly so of AR(1) .9, it
is the truth. Otava (its change points, with its defaults) and HDBSCAN of scikit-learn (two or more
clusters of at least five tasks, its default) look at the same tables, metrics scaled for HDBSCAN.
"""

import argparse
import importlib
import importlib.util
from collections.abc import Callable

import numpy as np

from crackle_cli import MetricTable, ThermalProfile, cool

Noise = Callable[[np.random.Generator, int, int], np.ndarray]


def lasting(phi: float) -> Noise:
    def noise(rng: np.random.Generator, n: int, d: int) -> np.ndarray:
        values = rng.normal(size=(n + 200, d))
        for t in range(1, n + 200):
            values[t] += phi * values[t - 1]
        return values[200:]

    return noise


NOISE: dict[str, Noise] = {
    "normal": lambda g, n, d: g.normal(size=(n, d)),
    "uniform": lambda g, n, d: g.random((n, d)),
    "Student t, 3": lambda g, n, d: g.standard_t(3, (n, d)),
    "lognormal": lambda g, n, d: g.lognormal(size=(n, d)),
    "counts": lambda g, n, d: g.poisson(3, (n, d)).astype(float),
    "spikes": lambda g, n, d: g.normal(size=(n, d)) + 20 * (g.random((n, d)) < 0.02),
    "AR(1) .3": lasting(0.3),
    "AR(1) .6": lasting(0.6),
    "AR(1) .9": lasting(0.9),
    "random walk": lambda g, n, d: g.normal(size=(n, d)).cumsum(axis=0),
}
SIZES = ((30, 5), (100, 5), (300, 8))


def crackle(profile: str) -> Callable[[np.ndarray], bool]:
    chosen = ThermalProfile.load(profile)

    def look(values: np.ndarray) -> bool:
        columns = {f"m{j}": values[:, j] for j in range(values.shape[1])}
        patterns = cool(MetricTable.from_columns(columns), chosen)
        return any(pattern.evidence.get("form") != "wander" for pattern in patterns)

    return look


def otava(values: np.ndarray) -> bool:
    find = importlib.import_module("otava.analysis").compute_change_points
    # Of an array, which is no list, each of its windows would be the whole.
    return any(find(column.tolist())[0] for column in values.T)


def hdbscan(values: np.ndarray) -> bool:
    cluster = importlib.import_module("sklearn.cluster").HDBSCAN(min_cluster_size=5, copy=True)
    return int(cluster.fit(values / values.std(axis=0)).labels_.max()) >= 1


def looks() -> dict[str, Callable[[np.ndarray], bool]]:
    found: dict[str, Callable[[np.ndarray], bool]] = {
        name: crackle(name) for name in ("default", "fast", "slow")
    }
    found |= {"Otava": otava} if importlib.util.find_spec("otava") else {}
    found |= {"HDBSCAN": hdbscan} if importlib.util.find_spec("sklearn") else {}
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    tools = looks()
    sizes = ", ".join(f"{n} × {d}" for n, d in SIZES)
    print(f"| noise ({sizes}) | {' | '.join(tools)} |")
    print("|---" * (len(tools) + 1) + "|")
    for kind, noise in NOISE.items():
        cells = []
        for look in tools.values():
            shares = []
            for n, d in SIZES:
                rngs = (np.random.default_rng([options.seed, r, n]) for r in range(options.runs))
                alarms = sum(look(noise(rng, n, d)) for rng in rngs)
                shares.append(f"{100 * alarms / options.runs:.0f}")
            cells.append(" / ".join(shares) + " %")
        print(f"| {kind} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
