"""Long calibration of phase transitions: false alarms by noise and size, and the worst case of
the studentised step and slope. The short one is tests/calibration/test_phase_transition.py."""

import argparse
from collections import Counter

import numpy as np

from crackle_cli import MetricTable, ThermalProfile, cool
from crackle_cli.detectors.phase_transition.drift import with_drift
from crackle_cli.detectors.phase_transition.place import best_split
from crackle_cli.detectors.phase_transition.seeded import largest_contrasts
from crackle_cli.detectors.phase_transition.statistic import studentised
from crackle_cli.statistics.ranks import normal_scores
from tests.worlds.phase_transition import NOISE, silence

SIZES = ((10, 3), (30, 5), (100, 5), (300, 8), (1000, 5))
WORST = ("normal", "t3", "lognormal", "ar6", "ar9", "walk")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=10_000)
    parser.add_argument("--only", default=",".join(NOISE), help="kinds of noise")
    parser.add_argument("--worst", action="store_true", help="quantiles of step and slope instead")
    options = parser.parse_args()
    for kind in options.only.split(","):
        for n, d in SIZES:
            if options.worst and kind in WORST:
                print(f"{kind:10s} {n:5d}  {worst(kind, n, options.runs)}", flush=True)
            elif not options.worst:
                print(f"{kind:10s} {n:5d} x {d}  {alarms(kind, (n, d), options.runs)}", flush=True)


def alarms(kind: str, shape: tuple[int, int], runs: int) -> str:
    """Share of tables of noise that report anything, and as what."""
    profile = ThermalProfile.default().without_clustering()
    profile = profile.without_conservation().without_correlations()
    spoke: Counter[str] = Counter()
    loud = 0
    for seed in range(runs):
        table = MetricTable.from_columns(silence(kind, shape, seed).columns)
        forms = {p.evidence["form"] for p in cool(table, profile)}
        loud += bool(forms)
        spoke.update(forms)
    return f"{loud / runs:6.2%}  {dict(spoke)}"


def worst(kind: str, n: int, runs: int) -> str:
    """The .99 and .999 quantiles of the largest studentised step, and of the slope."""
    steps, slopes = [], []
    for seed in range(runs):
        values = NOISE[kind](np.random.default_rng([seed, n]), n)
        whole = largest_contrasts(normal_scores(values[None]))[0]
        at = best_split(values, int(whole.splits[0]))
        steps.append(studentised(values[None], np.array([at]))[0])
        fit = with_drift(values, ())
        slopes.append(fit.height if fit else 0.0)
    found = [np.quantile(heights, [0.99, 0.999]).round(1) for heights in (steps, slopes)]
    return f"step {found[0]}  slope {found[1]}"


if __name__ == "__main__":
    main()
