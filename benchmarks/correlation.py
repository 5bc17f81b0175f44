"""Correlations of all pairs beside numpy, Polars and pandas: `python benchmarks/correlation.py`.

Seconds in process, medians of three; peers that are not installed are left out. The peers give a
matrix of r and nothing else. Memory is the maximum resident set of a process of its own.
"""

import importlib
import importlib.util
import subprocess
import sys
import time
from collections.abc import Callable
from statistics import median

import numpy as np

from crackle_cli import MetricTable, ThermalProfile
from crackle_cli.detectors.correlation.detect import detect

SIZES = ((1_000_000, 10, 1.2), (10_000, 1_000, 2.5), (500, 5_000, 1.0))


def seconds(work: Callable[[], object], runs: int = 3) -> float:
    times = []
    for _ in range(runs):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return median(times)


def peers(values: np.ndarray) -> dict[str, Callable[[], object]]:
    found: dict[str, Callable[[], object]] = {"numpy": lambda: np.corrcoef(values.T)}
    if importlib.util.find_spec("polars"):
        import polars

        frame = polars.DataFrame(values)
        found["polars"] = frame.corr
    if importlib.util.find_spec("pandas"):  # some 20 s of 1,000 metrics or more
        found["pandas"] = importlib.import_module("pandas").DataFrame(values).corr
    return found


def peak(n: int, d: int) -> float:
    """MiB above that of the table itself, by the operating system."""
    code = (
        "import sys, numpy as np; n, d = map(int, sys.argv[1:3]);"
        "from crackle_cli import MetricTable, ThermalProfile;"
        "from crackle_cli.detectors.correlation.detect import detect;"
        "v = np.random.default_rng(0).normal(size=(n, d));"
        "t = MetricTable.from_columns({f'm{j}': v[:, j] for j in range(d)}); del v;"
        "s = ThermalProfile.default().correlation;"
        "high = lambda: int(open('/proc/self/status').read().split('VmHWM:')[1].split()[0]);"
        "before = high(); detect(t, s); print(high() - before)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(n), str(d)], capture_output=True, text=True, check=True
    )
    return int(run.stdout) / 1024


def main() -> None:
    settings = ThermalProfile.default().correlation
    for n, d, target in SIZES:
        values = np.random.default_rng(0).normal(size=(n, d))
        table = MetricTable.from_columns({f"m{j}": values[:, j] for j in range(d)})
        ours = seconds(lambda t=table: detect(t, settings))
        others = {name: seconds(work, 1) for name, work in peers(values).items()}
        beside = "  ".join(f"{name} {took:.2f} s" for name, took in others.items())
        print(
            f"{n:>9,} x {d:>5,}  {ours:.2f} s (target {target:g})  +{peak(n, d):.0f} MiB  {beside}"
        )


if __name__ == "__main__":
    main()
