"""Simulate the table of crackle_cli/detectors/phase_transition/reach.py: which steps are seen.

`python -m benchmarks.visible_steps [--runs 60] [--seed 1]`

One line for each number of tasks: of steps of so many sigmas halfway through white noise, log10 of
the least alpha of their metric at which half of them are told; 0 where they never are.
"""

import argparse
from dataclasses import replace

import numpy as np

from crackle_cli import MetricTable, ThermalProfile
from crackle_cli.detectors.phase_transition.detect import detect
from crackle_cli.detectors.phase_transition.findings import Shift
from crackle_cli.detectors.phase_transition.reach import SIGMAS, TASKS

LOG_ALPHAS = (-1.0, -1.5, -2.0, -2.5, -3.0, -4.0, -5.0, -6.0, -8.0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    least = [0.0] * len(SIGMAS)
    for n in TASKS:
        alphas = [least_alpha(n, size, options.runs, options.seed) for size in SIGMAS]
        least = [min(pair) for pair in zip(least, alphas, strict=True)]  # more tasks show no less
        print(f"    ({', '.join(f'{value:.1f}' for value in least)}),  # {n}", flush=True)


def least_alpha(n: int, size: float, runs: int, seed: int) -> float:
    """log10 of alpha at which half of the steps of a size are told, between those tried."""
    before = 0.0, 1.0
    for log_alpha in LOG_ALPHAS:
        told = share_told(n, size, 10.0**log_alpha, (runs, seed))
        if told < 0.5:
            if log_alpha == LOG_ALPHAS[0]:
                return 0.0
            at, share = before
            return at + (log_alpha - at) * (share - 0.5) / (share - told)
        before = log_alpha, told
    return LOG_ALPHAS[-1]


def share_told(n: int, size: float, alpha: float, given: tuple[int, int]) -> float:
    settings = replace(ThermalProfile.default().phase_transition, alpha=alpha)
    runs, seed = given
    hits = 0
    for run in range(runs):
        values = np.random.default_rng([seed, run, n]).normal(100.0, 1.0, n)
        values[n // 2 :] += size
        findings = detect(MetricTable.from_columns({"m": values}), settings).findings
        hits += any(isinstance(found, Shift) for found in findings)
    return hits / runs


if __name__ == "__main__":
    main()
