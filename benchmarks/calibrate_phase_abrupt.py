"""Simulate the null distribution of the abrupt step: the table in phase_transition/null.py.

One line for each length n: the height that noise reaches with p = .01, and how much higher it is
where p is ten times smaller, down to RARE. The line holds for the worst kind of noise; for what
lasts, of which a few dozen tasks hardly tell, a p-value may be LENIENT times too small. Twelve
minutes with 60,000 runs.
"""

import argparse
from collections.abc import Callable

import numpy as np

from crackle_cli.detectors.phase_transition.abrupt import abrupt
from crackle_cli.detectors.phase_transition.place import best_split
from crackle_cli.detectors.phase_transition.seeded import largest_contrasts
from crackle_cli.statistics.ranks import normal_scores
from tests.worlds.phase_transition import NOISE

SIZES = (8, 10, 12, 16, 20, 25, 30, 40, 60, 100)
WHITE = ("normal", "uniform", "t3", "lognormal", "poisson", "spikes", "ar3")
LASTING = ("ar6", "ar9", "walk")
LENIENT = 3.0
OFTEN, RARE = 0.01, 0.0005
FEWEST = 4  # values on each side
TOGETHER = 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=40_000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    for n in SIZES:
        worst, who = np.zeros(2), ["", ""]
        for kind in WHITE + LASTING:
            rng = np.random.default_rng([options.seed, n])
            found = heights(lambda r, k=kind, m=n: NOISE[k](r, m), rng, options.runs)
            times = LENIENT if kind in LASTING else 1.0
            reached = np.quantile(found, [1 - times * OFTEN, 1 - times * RARE])
            for i in np.flatnonzero(reached > worst):
                worst[i], who[i] = reached[i], kind
        slope = (worst[1] - worst[0]) / np.log10(OFTEN / RARE)
        print(f"({n}, {worst[0]:.2f}, {slope:.2f}),  # {who}", flush=True)


def heights(
    noise: Callable[[np.random.Generator], np.ndarray], rng: np.random.Generator, runs: int
) -> np.ndarray:
    """Of the likeliest split of series of noise; 0 where a side has less than four values."""
    found = []
    for _ in range(runs // TOGETHER):
        values = np.stack([noise(rng) for _ in range(TOGETHER)])
        whole = largest_contrasts(normal_scores(values))[0]
        pairs = zip(values, whole.splits.tolist(), strict=True)
        at = np.array([best_split(series, guess) for series, guess in pairs])
        enough = np.minimum(at, values.shape[1] - at) >= FEWEST
        found.append(np.where(enough, abrupt(values, at), 0.0))
    return np.concatenate(found)


if __name__ == "__main__":
    main()
