"""Measure what is said of where latency changes: everywhere, in some regions, or with their mix.

`python -m benchmarks.scopes [--runs 100] [--seed 1] [--noise] [--only WORLD]`

One line for each world, number of tasks and kind of noise: how many tables of 100 are told right
(the one change of latency with its values, and no other), how many say something else of latency,
and how many fail a gate on phase transitions, wherever they begin. With --noise tables in which
nothing happens, with five text columns: in how many is anything told, and a scope or a mix.
"""

import argparse
from collections import Counter

import numpy as np

from crackle_cli import CracklePattern, PatternKind, ThermalProfile, cool
from crackle_cli.detectors.phase_transition.findings import ChangePoint, Mix, Shift, Transition
from crackle_cli.gate.rules import GateRules, verdict_on
from tests.worlds.scopes import WORLDS, Scoped, nothing

TASKS = (200, 400)
KINDS = ("normal", "t3", "ar6")
NULL_KINDS = ("normal", "t3", "lognormal", "ar3", "ar6", "poisson")
GATE = GateRules(fail_on=frozenset({PatternKind.PHASE_TRANSITION}), recent=0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--noise", action="store_true")
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    if options.noise:
        in_noise(options.runs, options.seed)
        return
    print(f"{'world':16} {'n':>4} {'noise':7} right  else gated   of 100")
    for name in WORLDS:
        for n in TASKS:
            for kind in KINDS:
                if options.only in name:
                    told = scores(name, n, kind, (options.runs, options.seed))
                    shares = (100 * told[key] / options.runs for key in ("right", "else", "gated"))
                    print(f"{name:16} {n:4} {kind:7}", *(f"{s:5.0f}" for s in shares), flush=True)


def scores(name: str, n: int, kind: str, given: tuple[int, int]) -> Counter[str]:
    """Tables that are told right, that say something else, and that fail a gate."""
    told: Counter[str] = Counter()
    for run in range(given[0]):
        rng = np.random.default_rng([given[1], run, n, sum(map(ord, name + kind))])
        world = WORLDS[name](rng, n, kind)
        patterns = cool(world.table, ThermalProfile.default())
        of_latency = [p for p in patterns if is_of_latency(p)]
        right = [p for p in of_latency if is_right(world, p)]
        told["right"] += len(right) == 1
        told["else"] += len(of_latency) > len(right)
        told["gated"] += any(map(is_of_latency, verdict_on(patterns, GATE).gated))
    return told


def is_of_latency(pattern: CracklePattern) -> bool:
    return isinstance(pattern.finding, Transition) and "latency_ms" in pattern.involved_metrics


def is_right(world: Scoped, pattern: CracklePattern) -> bool:
    """Whether a change of latency_ms is told with the values that move, or whose share does."""
    found = pattern.finding
    if not isinstance(found, ChangePoint):
        return False
    scope = found.scope.key if found.scope else None
    if world.truth == "some":
        return scope == (world.column, world.values)
    if world.truth == "mix":
        mixed = found.mixed
        return isinstance(found, Mix) and mixed is not None and mixed.column == world.column
    if world.truth == "each":
        return found.scope is not None and found.scope.each and found.scope.column == world.column
    turns = found.switch.column if found.switch else ""
    return isinstance(found, Shift) and scope is None and turns == world.turns


def in_noise(runs: int, seed: int) -> None:
    print(f"{'noise':10} {'n':>4}  told scope   of {runs} tables")
    for kind in NULL_KINDS:
        for n in TASKS:
            told: Counter[str] = Counter()
            for run in range(runs):
                table = nothing(np.random.default_rng([seed, run, n]), n, kind)
                patterns = cool(table, ThermalProfile.default())
                changes = [p.finding for p in patterns if isinstance(p.finding, ChangePoint)]
                told["told"] += bool(patterns)
                told["scope"] += any(one.scope or one.mixed for one in changes)
            print(f"{kind:10} {n:4} {told['told']:5} {told['scope']:5}", flush=True)


if __name__ == "__main__":
    main()
