"""False alarms of correlations on independent metrics of many kinds, and their power.

`python benchmarks/calibrate_correlation.py --runs 1000 --seed 1`
"""

import argparse

import numpy as np

from crackle_cli import MetricTable, ThermalProfile
from crackle_cli.detectors.correlation.detect import detect
from crackle_cli.detectors.correlation.findings import Lagged


def time_of(n: int) -> np.ndarray:
    return np.linspace(0, 1, n)[:, None]


def garch(rng: np.random.Generator, n: int, d: int) -> np.ndarray:
    values, variance = np.zeros((n, d)), np.ones(d)
    for t in range(n):
        values[t] = np.sqrt(variance) * rng.normal(size=d)
        variance = 0.05 + 0.15 * values[t] ** 2 + 0.8 * variance
    return values


PROCESSES = {
    "linear trends": lambda g, n, d: g.normal(size=(n, d)) + 9 * g.normal(size=d) * time_of(n),
    "square trends": lambda g, n, d: g.normal(size=(n, d)) + 9 * g.normal(size=d) * time_of(n) ** 2,
    "exponentials": lambda g, n, d: (
        np.exp(g.uniform(0, 5, d) * time_of(n)) * (1 + 0.1 * g.normal(size=(n, d)))
    ),
    "logarithms": lambda g, n, d: g.normal(size=(n, d)) + 5 * np.log(1 + 50 * time_of(n)),
    "steps": lambda g, n, d: (
        g.normal(size=(n, d)) + 6 * (np.arange(n)[:, None] >= g.integers(2, n - 2, d))
    ),
    "weeks": lambda g, n, d: g.normal(size=(n, d)) + 2 * g.normal(size=(7, d))[np.arange(n) % 7],
    "sines": lambda g, n, d: (
        np.sin(2 * np.pi * (g.uniform(2, 9, d) * time_of(n) + g.random(d)))
        + 0.1 * g.normal(size=(n, d))
    ),
    "shared outlier": lambda g, n, d: (
        g.normal(size=(n, d)) + 40 * (np.arange(n) == n // 3)[:, None]
    ),
    "95 % zeros": lambda g, n, d: g.exponential(size=(n, d)) * (g.random((n, d)) < 0.05),
    "counters": lambda g, n, d: g.exponential(size=(n, d)).cumsum(axis=0),
    "garch": garch,
    "integrated twice": lambda g, n, d: g.normal(size=(n, d)).cumsum(axis=0).cumsum(axis=0),
    "coins": lambda g, n, d: (g.random((n, d)) < 0.3).astype(float),
}


def linked(rng: np.random.Generator, n: int, r: float) -> np.ndarray:
    values = rng.normal(size=(n, 10))
    values[:, 1] = r * values[:, 0] + np.sqrt(1 - r**2) * values[:, 1]
    return values


def remembered(noise: np.ndarray) -> np.ndarray:
    values = noise.copy()
    for t in range(1, len(values)):
        values[t] += 0.9 * values[t - 1]
    return values


def slowly(rng: np.random.Generator, n: int, r: float) -> np.ndarray:
    """A signal that two metrics share, slow beside the noise of each."""
    signal, values = rng.normal(size=(n + 300, 1)), rng.normal(size=(n, 10))
    for t in range(1, n + 300):
        signal[t] += 0.95 * signal[t - 1]
    shared = (signal[300:] - signal[300:].mean()) / signal[300:].std()
    values[:, :2] = np.sqrt(r) * shared + np.sqrt(1 - r) * values[:, :2]
    return values


POWER = {
    "linear r=.9 n=20": lambda g: linked(g, 20, 0.9),
    "linear r=.9 n=50": lambda g: linked(g, 50, 0.9),
    "linear r=.7 n=50": lambda g: linked(g, 50, 0.7),
    "exponential r=.9 n=20": lambda g: np.exp(linked(g, 20, 0.9)),
    "AR(1) .9 r=.9 n=50": lambda g: remembered(linked(g, 250, 0.9))[200:],
    "slow signal r=.9 n=200": lambda g: slowly(g, 200, 0.9),
}


def heard(values: np.ndarray) -> bool:
    table = MetricTable.from_columns({f"m{j}": values[:, j] for j in range(values.shape[1])})
    findings = detect(table, ThermalProfile.default().correlation).findings
    return any({"m0", "m1"} <= set(f.metrics) and not isinstance(f, Lagged) for f in findings)


def told(values: np.ndarray) -> int:
    table = MetricTable.from_columns({f"m{j}": values[:, j] for j in range(values.shape[1])})
    return len(detect(table, ThermalProfile.default().correlation).findings)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    sizes = ((10, 3), (10, 30), (30, 6), (100, 6), (300, 10))
    print(f"{'process':18s}" + "".join(f"{n:>7d}x{d}" for n, d in sizes))
    for name, process in PROCESSES.items():
        shares = []
        for n, d in sizes:
            seeds = ([options.seed, run, n] for run in range(options.runs))
            alarms = sum(told(process(np.random.default_rng(s), n, d)) > 0 for s in seeds)
            shares.append(alarms / options.runs)
        print(f"{name:18s}" + "".join(f"{share:9.1%}" for share in shares), flush=True)
    for name, make in POWER.items():
        seeds = ([options.seed, run, 0] for run in range(options.runs))
        found = sum(heard(make(np.random.default_rng(s))) for s in seeds)
        print(f"power, {name:24s} {found / options.runs:6.1%}", flush=True)


if __name__ == "__main__":
    main()
