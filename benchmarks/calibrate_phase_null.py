"""Simulate the null distribution of the ranked contrast: the table in phase_transition/null.py.

One line for each length: a and b of log p = a - b t^2 / 2, through the points p = .1 and .005.
"""

import argparse

import numpy as np

from crackle_cli.detectors.phase_transition.statistic import ranked

SIZES = (8, 10, 12, 15, 20, 30, 50, 80, 150, 300, 600, 1200, 2500, 4100)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    for n in SIZES:
        runs = options.runs
        rng = np.random.default_rng([options.seed, n])
        t = np.array([ranked(rng.normal(size=n))[1] for _ in range(runs)])
        q90, q995 = np.quantile(t, [0.9, 0.995]) ** 2 / 2
        b = np.log(0.1 / 0.005) / (q995 - q90)
        a = np.log(0.1) + b * q90
        q = np.quantile(t, [0.95, 0.99, 0.999])
        print(
            f"({n}, {a:.3f}, {b:.3f}),  # {runs} runs; .95 .99 .999: {q.round(2)} p: {np.exp(a - b * q**2 / 2).round(4)}",
            flush=True,
        )


if __name__ == "__main__":
    main()
