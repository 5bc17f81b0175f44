"""Laws of special forms: recall, precision and violators, and what is told where there are none.

python -m benchmarks.law_forms [--runs 100] [--seed 1] [--part worlds|nothing] [--only KIND]
"""

import argparse
from collections import Counter

import numpy as np

from benchmarks.calibrate_conservation import only_laws
from crackle_cli import MetricTable, cool
from crackle_cli.detectors.conservation.findings import Constant
from tests.worlds.law_forms import FORMS, NOTHING

SIZES = [(30, 5), (100, 5), (300, 8), (1000, 5)]


def told(table: MetricTable):
    """The lines of a list: laws of two or more metrics that do not only say what columns are."""
    patterns = cool(table, only_laws())
    return [p for p in patterns if len(p.involved_metrics) > 1 and not p.finding.standing]


def worlds(runs: int, seed: int, only: str) -> None:
    """n 30 … 3,000, up to 5 % broken."""
    for name, make in FORMS.items():
        counts: Counter[str] = Counter()
        for run in range(runs if only in name else 0):
            rng = np.random.default_rng([seed, run])
            n = int(np.exp(rng.uniform(np.log(30), np.log(3000))))
            world = make(rng, n, float(rng.choice([0, 0.01, 0.05])))
            found = [
                p for p in cool(world.table, only_laws()) if not isinstance(p.finding, Constant)
            ]
            right = [p for p in found if p.finding.text in world.texts]
            counts["found"] += bool(right)
            counts["right"] += len(right)
            counts["told"] += len(found)
            named = {breach.row for p in right for breach in p.breaches}
            counts["broken"] += len(world.broken)
            counts["caught"] += len(named & set(world.broken))
            counts["wrongly"] += len(named - set(world.broken))
        if counts:
            print(
                f"{name:12s} recall {counts['found'] / runs:.3f}  "
                f"precision {counts['right'] / max(1, counts['told']):.3f}  violators "
                f"{counts['caught'] / max(1, counts['broken']):.3f}, "
                f"{counts['wrongly']} wrongly named",
                flush=True,
            )


def nothing(runs: int, seed: int, only: str) -> None:
    for kind, make in NOTHING.items():
        lines: Counter[str] = Counter()
        for run in range(runs if only in kind else 0):
            rng = np.random.default_rng([seed, run])
            values = make(rng, *SIZES[run % len(SIZES)])
            columns = {f"m{j}": values[:, j] for j in range(values.shape[1])}
            lines[f"{sum(1 for _ in told(MetricTable.from_columns(columns)))} lines"] += 1
        if lines:
            alarms = runs - lines["0 lines"]
            print(f"{kind:24s} {alarms} of {runs} tables with a law", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--part", choices=("worlds", "nothing"))
    parser.add_argument("--only", default="", help="kinds whose name holds this")
    options = parser.parse_args()
    for part in (worlds, nothing):
        if options.part in (None, part.__name__):
            part(options.runs, options.seed, options.only)


if __name__ == "__main__":
    main()
