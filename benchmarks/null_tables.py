"""Simulate the tables of crackle_cli/detectors/phase_transition/null_tables.py.

`python -m benchmarks.null_tables levels|gains|newest|rates [--runs 1000] [--seed 1]`

levels  a(n): what must be added to log alpha to get the height of the surest cut that is left after
        elimination, in independent values (scores make all distributions one)
gains   high quantiles of what levels, and forms of trend, gain over none, by kind of noise; and in
        what part of the runs there are levels that part what is beyond their middle
newest  how often p of the newest tasks is under .05, .01 and .003, by kind of noise
rates   the part of the multiplicity of a rate that its splits make

With 1,000 runs on one core `levels` takes about 4 minutes, `gains` 30, `newest` 3, `rates` 2.
"""

import argparse
from collections.abc import Callable
from math import log

import numpy as np
from numpy.typing import NDArray

from crackle_cli.detectors.phase_transition import model
from crackle_cli.detectors.phase_transition.batching import alone
from crackle_cli.detectors.phase_transition.event_rate import FEWEST_EVENTS, rate_cuts
from crackle_cli.detectors.phase_transition.newest import newest
from crackle_cli.detectors.phase_transition.null_tables import GAIN_SIZES, LEVEL_SIZES, least_height
from crackle_cli.detectors.phase_transition.seeded_intervals import best_splits
from crackle_cli.detectors.phase_transition.segmentation import (
    candidates,
    elimination,
)
from crackle_cli.detectors.phase_transition.trend import tamed
from crackle_cli.statistics.ranks import normal_scores
from tests.worlds.phase_transition import NOISE

Floats = NDArray[np.float64]
OPEN = 0.3  # chance of a cut of noise among the candidates that are looked at
EVERYTHING = 1e3  # alpha at which nothing is left out
PARTED = 0.05  # the largest alpha at which levels are asked to part what is beyond their middle
HIGH = (0.99, 0.997, 0.999)
NOTHING = -99.0
KINDS = ("normal", "uniform", "t3", "lognormal", "spikes", "ar3", "ar6", "walk")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("table", choices=["levels", "gains", "newest", "rates"])
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    tables: dict[str, Callable[[int, int], None]] = {
        "levels": level_table,
        "gains": gain_table,
        "newest": newest_table,
        "rates": rate_table,
    }
    tables[options.table](options.runs, options.seed)


def level_table(runs: int, seed: int) -> None:
    for n in LEVEL_SIZES:
        rng = np.random.default_rng([seed, n])
        heights = np.array([surest(rng.normal(size=n)) for _ in range(runs)])
        found = [np.quantile(heights, 1 - share) + log(share) for share in (0.05, 0.01)]
        print(f"n {n:5d}  a at 5 % {found[0]:.2f}, at 1 % {found[1]:.2f}", flush=True)


def surest(values: Floats) -> float:
    """The highest line that leaves a cut of `values` (n,)."""
    n = values.size
    first = best_splits(normal_scores(values[None])).row(0)
    at = candidates(first, least_height(log(OPEN), n, 0.0))
    ways = [min(cut.height for cut in way) for way in elimination(values, at, 0.0)]
    return max(ways, default=-99.0)


def gain_table(runs: int, seed: int) -> None:
    for n in GAIN_SIZES:
        for kind in KINDS:
            rng = np.random.default_rng([seed, n])
            pairs = [gains(NOISE[kind](rng, n)) for _ in range(runs)]
            levels, trends = (np.quantile(part, HIGH) for part in zip(*pairs, strict=True))
            parted = np.mean(np.array(pairs)[:, 0] > NOTHING)
            told = "  ".join(
                f"{level:6.1f} {trend:6.1f}" for level, trend in zip(levels, trends, strict=True)
            )
            print(f"n {n:5d} {kind:10s} parted {parted:.3f}  levels, trends {told}", flush=True)


def gains(values: Floats) -> tuple[float, float]:
    """What levels and what a trend gain over none in `values` (n,)."""
    none, calm = alone(model._nothing(values)), tamed(values)
    parted, _ = alone(model._parted(values, calm, PARTED))
    levels = [model._gain(m, none, values.size) for m in parted]
    lines = alone(model._trends(values, calm, none, EVERYTHING))
    trends = [none.nats - m.cost for m in lines]
    return max(levels, default=NOTHING), max(trends, default=NOTHING)


def newest_table(runs: int, seed: int) -> None:
    for n in (20, 30, 60, 100, 300):
        for kind in KINDS:
            rng = np.random.default_rng([seed, n])
            found = []
            for _ in range(runs):
                values = NOISE[kind](rng, n)
                end = alone(newest(values - np.median(values), 1, 0.01))
                found.append(end.p_value if end else 1.0)
            shares = [np.mean(np.array(found) <= alpha) for alpha in (0.05, 0.01, 0.003)]
            print(f"n {n:5d} {kind:10s}", *(f"{share:.4f}" for share in shares), flush=True)


def rate_table(runs: int, seed: int) -> None:
    for n, count in ((60, 6), (60, 20), (200, 6), (200, 15), (200, 60), (1000, 20), (1000, 100)):
        rng = np.random.default_rng([seed, n, count])
        happened = np.zeros(n)
        happened[: max(FEWEST_EVENTS, count)] = 1.0
        alarms = [bool(rate_cuts(rng.permutation(happened), log(0.05))) for _ in range(runs)]
        print(f"n {n:5d}, {count:3d} events: {np.mean(alarms):.3f} at 5 %", flush=True)


if __name__ == "__main__":
    main()
