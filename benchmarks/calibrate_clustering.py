"""False alarms of clustering on tables without groups, and the null of its valleys.

`python -m benchmarks.calibrate_clustering --runs 200 --seed 1`
`python -m benchmarks.calibrate_clustering --valleys --runs 300`
`python -m benchmarks.calibrate_clustering --lines --runs 1000`
"""

import argparse

import numpy as np

from benchmarks.calibrate_correlation import PROCESSES as LASTING
from crackle_cli import MetricTable, ThermalProfile, cool
from crackle_cli.detectors.clustering.hierarchy import Merge, Tree
from crackle_cli.detectors.clustering.neighbours import Room, SortedMetric
from crackle_cli.detectors.clustering.partition import neighbourhoods
from crackle_cli.detectors.clustering.projection import split
from crackle_cli.detectors.clustering.standardization import scale

PROCESSES = {
    "normal": lambda g, n, d: g.normal(size=(n, d)),
    "uniform": lambda g, n, d: g.random((n, d)),
    "exponential": lambda g, n, d: g.exponential(size=(n, d)),
    "one factor": lambda g, n, d: g.normal(size=(n, d)) + 1.5 * g.normal(size=(n, 1)),
    "Student t, 2": lambda g, n, d: g.standard_t(2, (n, d)),
    "counts of 1": lambda g, n, d: g.poisson(1.0, (n, d)).astype(float),
    "rounded": lambda g, n, d: np.round(g.normal(size=(n, d)), 1),
}
WITHOUT_CORNERS = {
    "ball": lambda g, n, d: ball(g, n, d),
    "ring .1": lambda g, n, d: ring(g, n, d, 0.1),
    "ring .2": lambda g, n, d: ring(g, n, d, 0.2),
    "ring .3": lambda g, n, d: ring(g, n, d, 0.3),
}
# Not without groups: coins, and tables with a step or a pattern in every metric.
GROUPED = ("coins", "steps", "weeks", "sines", "shared outlier")


def ball(g: np.random.Generator, n: int, d: int) -> np.ndarray:
    values = g.normal(size=(n, d))
    return values * (g.random(n) ** (1 / d) / np.linalg.norm(values, axis=1))[:, None]


def ring(g: np.random.Generator, n: int, d: int, noise: float) -> np.ndarray:
    values = noise * g.normal(size=(n, d))
    angle = g.uniform(0, 2 * np.pi, n)
    values[:, :2] += np.column_stack([np.cos(angle), np.sin(angle)])
    return values


def continuous(values: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Each metric scaled as the detector does, equal values spread."""
    columns = [
        scale("m", column, column).dithered(column, rng.random(column.size)) for column in values.T
    ]
    return np.column_stack(columns)


def alarms(process, n: int, d: int, options: argparse.Namespace) -> float:
    profile = ThermalProfile.default()
    profile = profile.without_phase_transitions().without_conservation().without_correlations()
    told = 0
    for run in range(options.runs):
        values = process(np.random.default_rng([options.seed, run, n]), n, d)
        columns = {f"m{j}": values[:, j] for j in range(d)}
        told += bool(cool(MetricTable.from_columns(columns), profile))
    return told / options.runs


def deepest(values: np.ndarray, k: int) -> float:
    """The statistic of the deepest valley, 0 where regions never meet."""
    spread = np.subtract(*np.quantile(values, [0.75, 0.25], axis=0))
    scaled = values / spread
    space = SortedMetric(scaled[:, 0]) if scaled.shape[1] == 1 else Room(scaled)
    seen: list[float] = [0.0]

    def note(merge: Merge) -> bool:
        seen.append(merge.statistic)
        return False

    Tree(space, space.cores([k])[0], k).groups(note)
    return max(seen)


def valleys(options: argparse.Namespace) -> None:
    print("process          n  d    k   median  90 %  99 %")
    for name in ("uniform", "normal", "exponential", "one factor"):
        for n in (40, 80, 160, 320, 640, 1280):
            for d in (1, 2, 3, 5, 8):
                for k in neighbourhoods(n)[::2]:
                    rngs = (np.random.default_rng([options.seed, r]) for r in range(options.runs))
                    found = [deepest(PROCESSES[name](rng, n, d), k) for rng in rngs]
                    told = "  ".join(f"{q:.2f}" for q in np.quantile(found, [0.5, 0.9, 0.99]))
                    print(f"{name:12s} {n:5d} {d:2d} {k:4d}   {told}", flush=True)


def lines(options: argparse.Namespace) -> None:
    """Shares of tables that a line parts at several levels: each should be no more than those."""
    levels = (0.1, 0.03, 0.01, 0.003, 0.001)
    print("process          n  d  " + "".join(f"{level:8g}" for level in levels))
    for name, process in (PROCESSES | WITHOUT_CORNERS).items():
        for n in (40, 60, 80, 100, 150, 300, 1000):
            for d in (2, 3, 5, 8):
                rngs = (np.random.default_rng([options.seed, r]) for r in range(options.runs))
                found = (split(continuous(process(rng, n, d), rng), levels[0]) for rng in rngs)
                chances = np.array([one.p_value if one else 1.0 for one in found])
                told = "".join(f"{(chances <= level).mean():8.1%}" for level in levels)
                print(f"{name:12s} {n:5d} {d:2d}  {told}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--valleys", action="store_true")
    parser.add_argument("--lines", action="store_true")
    options = parser.parse_args()
    if options.valleys or options.lines:
        (valleys if options.valleys else lines)(options)
        return
    sizes = ((30, 3), (100, 6), (300, 10), (1000, 4))
    print(f"{'process':18s}" + "".join(f"{n:>7d}x{d:<2d}" for n, d in sizes))
    lasting = {name: p for name, p in LASTING.items() if name not in GROUPED}
    for name, process in (PROCESSES | lasting).items():
        shares = [alarms(process, n, d, options) for n, d in sizes]
        print(f"{name:18s}" + "".join(f"{share:10.1%}" for share in shares), flush=True)


if __name__ == "__main__":
    main()
