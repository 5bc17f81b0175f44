"""Conservation laws over many planted worlds and random tables: recall, precision, false alarms.

python -m benchmarks.calibrate_conservation [--runs 100] [--seed 1] [--part worlds|random|time]
"""

import argparse
from collections import Counter
from time import perf_counter

import numpy as np

from crackle_cli import MetricTable, PatternKind, ThermalProfile, cool
from tests.worlds.conservation import RANDOM, WORLDS, agrees, planted


def only_laws() -> ThermalProfile:
    profile = ThermalProfile.default()
    for kind in PatternKind:
        if kind is not PatternKind.CONSERVATION:
            profile = profile.without(kind)
    return profile


def laws(table: MetricTable, profile: ThermalProfile):
    return [p for p in cool(table, profile) if len(p.involved_metrics) > 1]


def worlds(runs: int, seed: int) -> None:
    """Recall, precision and violators for each world; n 40 … 5,000, up to 9.5 % broken."""
    profile = only_laws()
    everything: Counter[str] = Counter()
    for maker in WORLDS:
        counts: Counter[str] = Counter()
        for run in range(runs):
            rng = np.random.default_rng([seed, run])
            n = int(np.exp(rng.uniform(np.log(40), np.log(5000))))
            broken = float(rng.choice([0, 0.01, 0.05, 0.095]))
            noise, missing = int(rng.integers(0, 30)), float(rng.choice([0, 0, 0.02]))
            world = planted(maker, rng, n, noise, broken, missing)
            score(world, laws(world.table, profile), counts)
        everything += counts
        show(maker.__name__, counts)
    show("all", everything)


def score(world, found, counts) -> None:
    counts["reported"] += len(found)
    for law in world.laws:
        counts["planted"] += 1
        hits = [p for p in found if agrees(p.evidence, law)]
        counts["found"] += bool(hits)
        counts["right"] += len(hits)
        if hits and len(world.laws) == 1:
            named = {v["row"] for v in hits[0].evidence.get("violators", [])}
            told = [
                r
                for r in world.broken
                if not any(np.isnan(world.columns[m][r]) for m in hits[0].involved_metrics)
            ]
            counts["broken"] += len(told)
            counts["caught"] += len(named & set(told))


def show(name: str, c: Counter) -> None:
    recall, precision = c["found"] / c["planted"], c["right"] / max(1, c["reported"])
    caught = c["caught"] / max(1, c["broken"])
    print(
        f"{name:12s} recall {recall:.3f}  precision {precision:.3f}  violators {caught:.3f}",
        flush=True,
    )


def random(runs: int, seed: int) -> None:
    profile = only_laws()
    for kind, make in RANDOM.items():
        alarms, steady = 0, 0
        for run in range(runs):
            rng = np.random.default_rng([seed, run])
            n, d = [(10, 3), (30, 5), (100, 5), (300, 8), (1000, 5)][run % 5]
            data = make(rng, n, d)
            table = MetricTable.from_columns({f"m{j}": data[:, j] for j in range(d)})
            patterns = cool(table, profile)
            alarms += any(len(p.involved_metrics) > 1 for p in patterns)
            steady += any(len(p.involved_metrics) == 1 for p in patterns)
        print(
            f"{kind:15s} laws in {alarms / runs:6.1%}  constant in {steady / runs:6.1%}", flush=True
        )


def time(runs: int, seed: int) -> None:
    profile = only_laws()
    for n, d in [(200, 5), (5000, 10), (5000, 50), (5000, 200)]:
        rng = np.random.default_rng(seed)
        data = rng.lognormal(2, 0.7, (n, d)).round(2)
        data[:, 0] = data[:, 1] + data[:, 2]
        table = MetricTable.from_columns({f"m{j}": data[:, j] for j in range(d)})
        seconds = []
        for _ in range(3):
            start = perf_counter()
            cool(table, profile)
            seconds.append(perf_counter() - start)
        print(f"{n:6d} x {d:3d}  {sorted(seconds)[1]:.3f} s", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--part", choices=("worlds", "random", "time"))
    options = parser.parse_args()
    for part in (worlds, random, time):
        if options.part in (None, part.__name__):
            part(options.runs, options.seed)


if __name__ == "__main__":
    main()
