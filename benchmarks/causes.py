"""Measure what is said of text columns: of those that mean nothing, and where one names tasks.

`python -m benchmarks.causes [--runs 100] [--seed 1] [--noise]`

One line for each world: tables of 100 in which the names are told, and tables in which anything
else is told of a name. With --noise for each kind of noise and order of the values, of 100 and 400
tasks: in how many of the tables anything is told of a name, in how many anything at all.
"""

import argparse

import numpy as np

from crackle_cli import CracklePattern, ThermalProfile, cool
from crackle_cli.detectors.clustering.findings import Contrast, NamedGroup
from tests.worlds.causes import ORDERS, WORLDS, meaningless
from tests.worlds.phase_transition import NOISE

TASKS = (100, 400)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--noise", action="store_true")
    options = parser.parse_args()
    if options.noise:
        in_noise(options.runs, options.seed)
        return
    print(f"{'world':36} named  else   of {options.runs}")
    for name, (make, names) in WORLDS.items():
        named = others = 0
        for run in range(options.runs):
            table = make(np.random.default_rng([options.seed, run]))
            told = of_names(cool(table, ThermalProfile.default()))
            right = [one for one in told if names_of(one) == names]
            named += len(right) == 1
            others += len(told) > len(right)
        print(f"{name:36} {named:5} {others:5}", flush=True)


def in_noise(runs: int, seed: int) -> None:
    print(f"{'noise':11} {'values':10} {'n':>4}  named  told   of {runs}")
    for kind in NOISE:
        for order in ORDERS:
            for n in TASKS:
                named = told = 0
                for run in range(runs):
                    table = meaningless(np.random.default_rng([seed, run, n]), n, kind, order)
                    patterns = cool(table, ThermalProfile.default())
                    named += bool(of_names(patterns))
                    told += bool(patterns)
                print(f"{kind:11} {order:10} {n:4} {named:6} {told:5}", flush=True)


def of_names(patterns: list[CracklePattern]) -> list[NamedGroup | Contrast]:
    findings = [one.finding for one in patterns]
    return [one for one in findings if isinstance(one, NamedGroup | Contrast)]


def names_of(found: NamedGroup | Contrast) -> tuple[str, ...]:
    return tuple(one.text for one in found.named) if isinstance(found, NamedGroup) else ()


if __name__ == "__main__":
    main()
