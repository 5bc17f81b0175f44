"""Long calibration of curves: heights of the straight part of one under noise that wanders.

The table `CURVE_AT_1_PERCENT`, `CURVE_PER_DECADE` of crackle_cli/detectors/phase_transition/null.py
is the worst case of what this prints.
"""

import argparse

import numpy as np

from crackle_cli.detectors.phase_transition.drift import Fit
from crackle_cli.detectors.phase_transition.null import CURVE_SHAPES
from crackle_cli.detectors.phase_transition.smooth import smooth
from tests.worlds.phase_transition import NOISE, Noise

SIZES = (16, 25, 40, 100, 300, 1000)
TAILS = 0.01, 0.003, 0.001


def summed(noise: Noise) -> Noise:
    """Walks whose steps are this noise."""
    return lambda rng, n: noise(rng, n).cumsum()


WORST: dict[str, Noise] = {
    "ar9": NOISE["ar9"],
    "walk": NOISE["walk"],
    "walk of t3": summed(NOISE["t3"]),
    "walk of ar3": summed(NOISE["ar3"]),
    "walk of ar6": summed(NOISE["ar6"]),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=2_500)
    options = parser.parse_args()
    print(f"noise           n  heights at p = {TAILS}")
    for kind, noise in WORST.items():
        for n in SIZES:
            fits = (_fit(noise, n, seed) for seed in range(options.runs))
            heights = np.quantile([fit.raw if fit else 0.0 for fit in fits], 1.0 - np.array(TAILS))
            print(f"{kind:12s} {n:5d}  {heights.round(1)}", flush=True)


def _fit(noise: Noise, n: int, seed: int) -> Fit | None:
    return smooth(noise(np.random.default_rng([seed, n, 9]), n), (), CURVE_SHAPES)


if __name__ == "__main__":
    main()
