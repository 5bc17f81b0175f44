"""Clustering beside HDBSCAN of scikit-learn and of fast_hdbscan: `python -m benchmarks.clustering`.

Seconds in process, medians of three; peers that are not installed, or would take minutes, are left
out. The peers give labels and nothing else: no test, no subsets of metrics, no sentence.
"""

import importlib
import importlib.util
from collections.abc import Callable

import numpy as np

from benchmarks.correlation import seconds
from crackle_cli import MetricTable, ThermalProfile
from crackle_cli.detectors.clustering.detect import detect

SIZES = ((200, 5, 0.03), (4_000, 5, 3.0), (100_000, 10, 2.0), (1_000_000, 10, 10.0))


def peers(values: np.ndarray) -> dict[str, Callable[[], object]]:
    n = len(values)
    found: dict[str, Callable[[], object]] = {}
    least = max(5, n // 50)
    if importlib.util.find_spec("sklearn") and n <= 10_000:
        cluster = importlib.import_module("sklearn.cluster")
        found["scikit-learn"] = lambda: cluster.HDBSCAN(least, copy=True).fit(values)
    if importlib.util.find_spec("fast_hdbscan") and n <= 100_000:
        fast = importlib.import_module("fast_hdbscan")
        fast.HDBSCAN(min_cluster_size=5).fit(values[:200])  # compiles
        found["fast_hdbscan"] = lambda: fast.HDBSCAN(min_cluster_size=least).fit(values)
    return found


def main() -> None:
    settings = ThermalProfile.default().clustering
    for n, d, target in SIZES:
        for kind in ("no groups", "groups"):
            values = np.random.default_rng(0).normal(size=(n, d))
            values[: n // 3, :2] += 8 * (kind == "groups")
            values = np.random.default_rng(1).permutation(values)
            table = MetricTable.from_columns({f"m{j}": values[:, j] for j in range(d)})
            ours = seconds(lambda t=table: detect(t, settings))
            others = {name: seconds(work, 1) for name, work in peers(values).items()}
            beside = "  ".join(f"{name} {took:.2f} s" for name, took in others.items())
            print(f"{n:>9,} x {d:>2}  {kind:9s}  {ours:.3f} s (target {target:g})  {beside}")


if __name__ == "__main__":
    main()
