"""Simulate the null distribution of the ranked contrast: the table in phase_transition/null.py.

One line for each length n: a and b of log p = a - b t^2 / 2 through the points p = .1 and .005,
and what that says of p at the simulated .05, .01 and .001.
"""

import argparse

import numpy as np

from crackle_cli.detectors.phase_transition.statistic import ranked

SIZES = (8, 10, 12, 15, 20, 30, 50, 80, 150, 300, 600, 1200, 2500, 4100)
TOGETHER = 10  # series of a look


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    for n in SIZES:
        rng = np.random.default_rng([options.seed, n])
        looks = (rng.normal(size=(TOGETHER, n)) for _ in range(options.runs // TOGETHER))
        heights = np.concatenate([ranked(series).heights for series in looks])
        often, seldom = np.quantile(heights, [0.9, 0.995]) ** 2 / 2
        b = np.log(0.1 / 0.005) / (seldom - often)
        a = np.log(0.1) + b * often
        checked = np.exp(a - b * np.quantile(heights, [0.95, 0.99, 0.999]) ** 2 / 2)
        print(f"({n}, {a:.3f}, {b:.3f}),  # .05 .01 .001: {checked.round(4)}", flush=True)


if __name__ == "__main__":
    main()
