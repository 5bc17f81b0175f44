"""Simulate the null distribution of the ranked contrast: the table in phase_transition/null.py.

One line for each length n: a and b of log p = a - b t^2 / 2 through the points p = .1 and .005,
the slope c from there through p = .0002, and what that says of p at the simulated .05, .01, .001
and .0002. Six minutes with 200,000 runs.
"""

import argparse

import numpy as np

from crackle_cli.detectors.phase_transition.null import BEND
from crackle_cli.detectors.phase_transition.statistic import ranked

SIZES = (8, 10, 12, 15, 20, 30, 50, 80, 150, 300, 600, 1200, 2500, 4100)
OFTEN, RARE = 0.1, 0.0002
TOGETHER = 1 << 16  # values of a look


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    for n in SIZES:
        rng = np.random.default_rng([options.seed, n])
        together = TOGETHER // n
        looks = (rng.normal(size=(together, n)) for _ in range(-(-options.runs // together)))
        heights = np.concatenate([ranked(series).heights for series in looks])
        often, bend, rare = np.quantile(heights, [1 - OFTEN, 1 - BEND, 1 - RARE]) ** 2 / 2
        b = np.log(OFTEN / BEND) / (bend - often)
        a = np.log(OFTEN) + b * often
        c = np.log(BEND / RARE) / (rare - bend)
        squares = np.quantile(heights, [0.95, 0.99, 0.999, 0.9998]) ** 2 / 2
        checked = np.where(
            squares < bend, np.exp(a - b * squares), BEND * np.exp(c * bend - c * squares)
        )
        print(
            f"({n}, {a:.3f}, {b:.3f}, {c:.3f}),  # .05 .01 .001 .0002: {checked.round(5)}",
            flush=True,
        )


if __name__ == "__main__":
    main()
