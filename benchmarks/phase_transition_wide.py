"""CPU seconds of phase transitions in process, beside numpy's sort of the same table.

`python -m benchmarks.phase_transition_wide [--repeats N] [--only WORD]`. Both run in turn, so that
the ratio says the same on a busy machine as on an idle one.
"""

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from time import process_time

import numpy as np
from numpy.typing import NDArray

from crackle_cli import MetricTable, ThermalProfile
from crackle_cli.detectors.phase_transition.detect import detect

Floats = NDArray[np.float64]
Shape = Callable[[np.random.Generator, int], Floats]


def quiet(rng: np.random.Generator, n: int) -> Floats:
    return rng.normal(size=n)


def stepped(rng: np.random.Generator, n: int) -> Floats:
    """One or two steps of 3 … 8 σ, at places of its own."""
    values = rng.normal(size=n)
    for at in rng.integers(n // 10, n - n // 10, rng.integers(1, 3)):
        values[at:] += rng.choice([-1, 1]) * rng.uniform(3, 8)
    return values


def wandering(rng: np.random.Generator, n: int) -> Floats:
    return np.cumsum(rng.normal(size=n))


def rising(rng: np.random.Generator, n: int) -> Floats:
    return rng.normal(size=n) + np.linspace(0.0, rng.uniform(2, 8), n)


def stairs(rng: np.random.Generator, n: int) -> Floats:
    """Twenty steps of 5 σ, at any place and in any direction."""
    values = rng.normal(size=n)
    for at in rng.integers(0, n, 20):
        values[at:] += rng.choice([-5.0, 5.0])
    return values


@dataclass(frozen=True)
class Work:
    """A table of so many tasks and metrics, and the CPU seconds aimed at."""

    tasks: int
    metrics: int
    shape: Shape
    goal: float

    @property
    def name(self) -> str:
        return f"{self.tasks:,} x {self.metrics:,} {self.shape.__name__}"

    def columns(self) -> dict[str, Floats]:
        rng = np.random.default_rng(self.tasks)
        return {f"m{j}": self.shape(rng, self.tasks) for j in range(self.metrics)}


WORKS = (
    Work(1_000, 1_000, quiet, 2.0),
    Work(1_000, 1_000, stepped, 4.0),
    Work(1_000, 1_000, wandering, 8.0),
    Work(500, 5_000, quiet, 3.0),
    Work(20_000, 5, quiet, 0.1),
    *(Work(1_000_000, 1, shape, 0.5) for shape in (quiet, stepped, wandering, rising, stairs)),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--only", default="", help="works whose name has this word")
    options = parser.parse_args()
    print("| table | CPU s | goal | ratio to a sort | findings |")
    print("|---|---|---|---|---|")
    for work in WORKS:
        if options.only in work.name:
            print(measured(work, options.repeats), flush=True)


def measured(work: Work, repeats: int) -> str:
    """A row of the table: the least of some repeats, and what sorts each metric beside it."""
    columns = work.columns()
    table = MetricTable.from_columns(columns)
    settings = ThermalProfile.default().phase_transition
    found = detect(table, settings).findings
    both = [
        (cpu_seconds(partial(detect, table, settings)), cpu_seconds(partial(sort, columns)))
        for _ in range(repeats)
    ]
    ours, sorting = (min(seconds) for seconds in zip(*both, strict=True))
    return f"| {work.name} | {ours:.3f} | {work.goal} | {ours / sorting:.1f} | {len(found)} |"


def sort(columns: dict[str, Floats]) -> None:
    for values in columns.values():
        np.sort(values)


def cpu_seconds(call: Callable[[], object]) -> float:
    start = process_time()
    call()
    return process_time() - start


if __name__ == "__main__":
    main()
