"""Time of phase transitions from 1,000 to 1,000,000 values, and the ratio to ruptures' PELT.

PELT (Killick, Fearnhead, Eckley, 2012) runs where ruptures is installed, with the l2 cost and the
BIC penalty, on series of at most 2,000 values: 10,000 took it 164 s.
"""

import argparse
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from math import log, log2
from time import perf_counter
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from crackle_cli import MetricTable, ThermalProfile
from crackle_cli.detectors.phase_transition.detect import detect

SHAPES = ((1_000, 1), (10_000, 1), (20_000, 5), (100_000, 1), (1_000_000, 1))
LONGEST_PELT = 2_000

Found = TypeVar("Found")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--shifts", type=int, default=2, help="planted in each metric")
    options = parser.parse_args()
    print("   values    seconds   ns / (n log2 n)   PELT / crackle   found of planted")
    for n, d in SHAPES:
        columns = planted(n, d, options.shifts)
        table = MetricTable.from_columns(columns)
        settings = ThermalProfile.default().phase_transition
        seconds, found = best(partial(detect, table, settings), options.repeats)
        each = 1e9 * seconds / (n * d * log2(n))
        ratio = f"{pelt(columns) / seconds:14.1f}x" if has_pelt(n) else " " * 15
        print(
            f"{n:>9,} x {d} {seconds:7.3f} {each:17.1f} {ratio}"
            f"   {len(found.findings)} of {options.shifts * d}"
        )


def planted(n: int, d: int, shifts: int) -> dict[str, NDArray[np.float64]]:
    """Unit noise around 100 that moves up and down by four at even distances."""
    rng = np.random.default_rng(n)
    level = 4.0 * (np.arange(n) * (shifts + 1) // n % 2)
    return {f"m{j}": rng.normal(100.0, 1.0, n) + level for j in range(d)}


def best(call: Callable[[], Found], repeats: int) -> tuple[float, Found]:
    """Shortest time of some repeats, and the result."""
    times = []
    for _ in range(repeats):
        start = perf_counter()
        result = call()
        times.append(perf_counter() - start)
    return min(times), result


def has_pelt(n: int) -> bool:
    return n <= LONGEST_PELT and find_spec("ruptures") is not None


def pelt(columns: dict[str, NDArray[np.float64]]) -> float:
    """Seconds that ruptures needs for the same."""
    import ruptures

    start = perf_counter()
    for values in columns.values():
        ruptures.Pelt(model="l2", jump=1).fit(values).predict(pen=2 * log(values.size))
    return perf_counter() - start


if __name__ == "__main__":
    main()
