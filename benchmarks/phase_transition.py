"""Changes along the order beside peers: false alarms on noise, and which steps are found.

`python -m benchmarks.phase_transition [--only noise] [--runs 200] [--seed 1] [--peers PYTHON]`

Every tool looks at the same series, at its defaults: crackle at files of one metric, its profile
`default`; Otava; PELT of ruptures with the BIC; Welch's t-test of every split (Bonferroni, 5 %).
`--peers` is an interpreter that has apache-otava, ruptures and scipy (default: this one); a peer
that it lacks is left out, and said to be.
"""

import argparse
import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from functools import cache
from itertools import chain
from typing import NamedTuple

import numpy as np

from benchmarks.change_point_peers import NORMAL, Floats, Peer, peers
from crackle_cli import MetricTable, ThermalProfile, cool
from crackle_cli.detectors.finding import PatternKind
from crackle_cli.detectors.phase_transition.findings import Wander
from tests.worlds.phase_transition import NOISE

# Words of a reader -> those of the tests' worlds.
KINDS = {
    "white": "normal",
    "heavy-tailed (t, 3)": "t3",
    "lognormal": "lognormal",
    "counts (Poisson, 3)": "poisson",
    "spikes, 2 %": "spikes",
    "AR(1) .3": "ar3",
    "AR(1) .6": "ar6",
    "AR(1) .9": "ar9",
}
STEADY = tuple(kind for kind in KINDS if kind != "AR(1) .9")  # noise that has a level to step from
NOISE_SIZES = (20, 60, 200, 1000)
POWER_SIZES = (20, 40, 60, 200)
KINDS_AT = 60  # tasks, where kinds of noise are compared
SIGMAS = (1, 2, 3, 5, 10)
MARGIN = 5  # tasks beside its place, within which a step is found (van den Burg, Williams, 2020)
OUTAGE = 5  # tasks


class Told(NamedTuple):
    """Whether anything is told of a series, and the first rows after its changes."""

    anything: bool
    rows: list[int]


Look = Callable[[Floats], Told]


class Step(NamedTuple):
    """Where a step begins among n tasks, and how many it lasts."""

    name: str
    begins: Callable[[int], int]
    lasts: int | None = None


STEPS = (
    Step("middle", lambda n: n // 2),
    Step("last 5", lambda n: n - 5),
    Step("last 2", lambda n: n - 2),
    Step("outage of 5", lambda n: n // 2, OUTAGE),
)


def crackle(values: Floats) -> Told:
    """That a metric wanders is no change: of AR(1) .9 it is nearly the truth."""
    found = [
        pattern
        for pattern in cool(MetricTable.from_columns({"metric": values}), ThermalProfile.default())
        if pattern.kind is PatternKind.PHASE_TRANSITION and not isinstance(pattern.finding, Wander)
    ]
    rows = (pattern.metrics.get(key) for pattern in found for key in ("row", "row_back"))
    return Told(bool(found), [int(row) for row in rows if row is not None])


def of_peer(peer: Peer) -> Look:
    def look(values: Floats) -> Told:
        rows = peer(values)
        return Told(bool(rows), rows)

    return look


def noise_table(looks: Mapping[str, Look], runs: int, seed: int) -> Iterator[str]:
    """Share of series of noise of which any change is told."""
    yield from heading(f"noise ({', '.join(f'{n:,}' for n in NOISE_SIZES)} tasks)", looks)
    for kind, name in KINDS.items():
        shares: dict[str, list[float]] = {tool: [] for tool in looks}
        for n in NOISE_SIZES:
            series = [NOISE[name](generator(seed, run, n), n) for run in range(runs)]
            for tool, look in looks.items():
                shares[tool].append(sum(look(one).anything for one in series) / runs)
        yield row([kind], shares)


def power_table(looks: Mapping[str, Look], runs: int, seed: int) -> Iterator[str]:
    """Share of steps in white noise that are found, by their place and size."""
    yield from heading(f"step of {sizes()} σ | tasks", looks)
    for step in STEPS:
        for n in POWER_SIZES:
            shares = {
                tool: [found(look, "white", (step, n, size), runs, seed) for size in SIGMAS]
                for tool, look in looks.items()
            }
            yield row([step.name, str(n)], shares)


def kinds_table(look: Look, runs: int, seed: int) -> Iterator[str]:
    """The same of one tool, by kind of noise and place."""
    yield from heading(f"noise ({KINDS_AT} tasks, {sizes()} σ)", [step.name for step in STEPS])
    for kind in STEADY:
        shares = {
            step.name: [found(look, kind, (step, KINDS_AT, size), runs, seed) for size in SIGMAS]
            for step in STEPS
        }
        yield row([kind], shares)


def found(look: Look, kind: str, cell: tuple[Step, int, float], runs: int, seed: int) -> float:
    """Share of runs in which a step is told within the margin of its place."""
    step, n, size = cell
    begins, hits = step.begins(n), 0
    for run in range(runs):
        values = NOISE[KINDS[kind]](generator(seed, run, n), n)
        values[begins : begins + (step.lasts or n)] += size * sigma(kind)
        hits += any(abs(row - begins) <= MARGIN for row in look(values).rows)
    return hits / runs


@cache
def sigma(kind: str) -> float:
    """Robust standard deviation of a kind of noise: 1.4826 median distances from its median."""
    values = NOISE[KINDS[kind]](np.random.default_rng(0), 100_000)
    return NORMAL * float(np.median(np.abs(values - np.median(values))))


def generator(seed: int, run: int, n: int) -> np.random.Generator:
    return np.random.default_rng([seed, run, n])


def sizes() -> str:
    return ", ".join(map(str, SIGMAS))


def heading(first: str, others: Collection[str]) -> Iterator[str]:
    yield f"| {first} | {' | '.join(others)} |"
    yield "|---" * (first.count("|") + 1 + len(others)) + "|"


def row(names: list[str], shares: Mapping[str, list[float]]) -> str:
    cells = [" / ".join(f"{100 * share:.0f}" for share in mine) + " %" for mine in shares.values()]
    return f"| {' | '.join([*names, *cells])} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=["noise", "power"])
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--peers", default=sys.executable)
    options = parser.parse_args()
    with peers(options.peers) as others:
        looks = {"crackle": crackle} | {name: of_peer(peer) for name, peer in others.items()}
        given = (options.runs, options.seed)
        wanted = [options.only] if options.only else ["noise", "power"]
        tables = {
            "noise": [noise_table(looks, *given)],
            "power": [power_table(looks, *given), kinds_table(crackle, *given)],
        }
        for table in chain.from_iterable(tables[one] for one in wanted):
            for line in table:
                print(line, flush=True)
            print()
    print(f"{options.runs} series a cell, seed {options.seed}; {date.today()}")


if __name__ == "__main__":
    main()
