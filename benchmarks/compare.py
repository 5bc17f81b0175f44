"""`crackle compare` on noise, on changes and on mixes of tasks, beside what others do.

`python -m benchmarks.compare noise --runs 400` (also: memory, power, intervals, smallest, mix,
speed). Peers: Welch's t at .05 for each metric, the same with Benjamini and Hochberg, Mann and
Whitney with them, benchstat's rule (Mann and Whitney at .05 for each metric) and a bootstrap of the
means (95 % for each metric). Their p-values are those of the normal approximation with ties, exact
where scipy is installed.
"""

import argparse
import time
from collections.abc import Callable

import numpy as np

from crackle_cli import MetricTable, compare
from crackle_cli.comparison.findings import LevelChange
from crackle_cli.statistics.discovery import discoveries
from crackle_cli.statistics.ranks import ranks
from crackle_cli.statistics.student import two_sided
from tests.worlds.comparison import KINDS, Draw, autocorrelated, endpoints, table

SIZES = (5, 10, 30, 300)
WIDTHS = (5, 50)
ALMOST_NORMAL = 1e4
Values = np.ndarray
Rule = Callable[[Values, Values], Values]


def ours(base: Values, new: Values) -> Values:
    """Which metrics (m,) change, whatever is told of them."""
    found = {m for one in compare(table(base), table(new)).changes for m in one.finding.metrics}
    return np.array([f"m{i}" in found for i in range(len(base))])


def welch(base: Values, new: Values) -> Values:
    n, k = base.shape[1], new.shape[1]
    a, b = base.var(axis=1, ddof=1) / n, new.var(axis=1, ddof=1) / k
    error = np.maximum(a + b, 1e-300)
    freedom = error**2 / np.maximum(a**2 / (n - 1) + b**2 / (k - 1), 1e-300)
    t = (new.mean(axis=1) - base.mean(axis=1)) / np.sqrt(error)
    return two_sided(t, np.maximum(freedom, 1.0))


def mann_whitney(base: Values, new: Values) -> Values:
    n, k = base.shape[1], new.shape[1]
    try:
        from scipy.stats import mannwhitneyu  # noqa: TID251  # a peer, where it is installed

        return np.asarray(mannwhitneyu(base, new, axis=1).pvalue)
    except ImportError:
        places = ranks(np.concatenate([base, new], axis=1))
        apart = np.abs(places[:, n:].sum(axis=1) - k * (n + k + 1) / 2) - 0.5
        error = np.sqrt(n * k / (n + k) * places.var(axis=1, ddof=1))
        z = np.maximum(apart, 0.0) / np.maximum(error, 1e-300)
        return two_sided(z, np.full(z.size, ALMOST_NORMAL))


def bootstrap(base: Values, new: Values) -> Values:
    """Whether 0 lies outside of the middle 95 % of 999 differences of resampled means."""
    rng = np.random.default_rng(0)
    means = [
        side[:, rng.integers(0, side.shape[1], (999, side.shape[1]))].mean(axis=2).T
        for side in (base, new)
    ]
    low, high = np.percentile(means[1] - means[0], [2.5, 97.5], axis=0)
    return (low > 0) | (high < 0)


def each(p_values: Rule) -> Rule:
    return lambda base, new: p_values(base, new) <= 0.05


def corrected(p_values: Rule) -> Rule:
    def rule(base: Values, new: Values) -> Values:
        p = p_values(base, new)
        return np.array(discoveries(p.tolist(), p.size, 0.05))

    return rule


RULES: dict[str, Rule] = {
    "crackle": ours,
    "Welch": each(welch),
    "Welch + BH": corrected(welch),
    "MW + BH": corrected(mann_whitney),
    "benchstat": each(mann_whitney),
    "bootstrap": bootstrap,
}


def alarms(runs: int, draws: dict[str, Draw], sizes: tuple[int, ...]) -> None:
    """Share of comparisons of noise in which any line is told."""
    for kind, draw in draws.items():
        for width in WIDTHS:
            for tasks in sizes:
                counts = dict.fromkeys(RULES, 0)
                rng = np.random.default_rng([tasks, width])
                for _ in range(runs):
                    base, new = (draw(rng, (width, tasks)) for _ in "ab")
                    for name, rule in RULES.items():
                        counts[name] += bool(rule(base, new).any())
                told = "  ".join(f"{name} {n / runs:.3f}" for name, n in counts.items())
                print(f"{kind}, {width} metrics, {tasks} + {tasks}: {told}", flush=True)


def power(runs: int) -> None:
    """Share of changed metrics that are told, of changes of so many standard errors."""
    for kind, draw in KINDS.items():
        for width, changed in ((5, 1), (50, 10)):
            for tasks in SIZES[:3]:
                counts = dict.fromkeys(RULES, 0)
                rng = np.random.default_rng([tasks, width])
                spread = float(draw(rng, (1, 4000)).std())
                shift = (3.5 + 6.0 / tasks) * spread * (2.0 / tasks) ** 0.5
                for _ in range(runs):
                    base, new = (draw(rng, (width, tasks)) for _ in "ab")
                    new[:changed] += shift
                    for name, rule in RULES.items():
                        counts[name] += int(rule(base, new)[:changed].sum())
                told = "  ".join(f"{name} {n / runs / changed:.3f}" for name, n in counts.items())
                print(f"{kind}, {changed} of {width}, {tasks} + {tasks}: {told}", flush=True)


def intervals(runs: int) -> None:
    """How often the interval of a metric holds its change; all, and those of told lines."""
    for kind, draw in KINDS.items():
        for tasks in SIZES:
            rng = np.random.default_rng(tasks)
            held: dict[str, list[bool]] = {"all": [], "told": []}
            for _ in range(runs):
                base, new = (draw(rng, (5, tasks)) for _ in "ab")
                many = draw(rng, (1, 400))
                factor = 1.0 + 5.0 / tasks**0.5 * float(many.std() / many.mean())
                new[0] *= factor
                found = compare(table(base), table(new))
                sizes = {o.finding.metrics[0]: o.finding for o in found.of_metrics}
                for name, one in sizes.items():
                    if isinstance(one, LevelChange) and one.size.ratio:
                        truth = factor if name == "m0" else 1.0
                        within = one.size.ratio.low <= truth <= one.size.ratio.high
                        held["told"].append(within)
                        held["all"].append(within)
                for same in found.same:
                    if same.size.ratio:
                        truth = factor if same.metric == "m0" else 1.0
                        ratio = same.size.ratio
                        held["all"].append(ratio.low <= truth <= ratio.high)
            told = ", ".join(f"{name} {np.mean(h or [np.nan]):.3f}" for name, h in held.items())
            print(f"{kind}, {tasks} + {tasks}: {told}", flush=True)


def smallest(runs: int) -> None:
    """Share of changes told that are as large as the smallest one stated of other tasks."""
    for kind, draw in {**KINDS, "AR .6": autocorrelated(0.6)}.items():
        for tasks in SIZES:
            rng = np.random.default_rng(tasks)
            told = []
            for _ in range(runs):
                stated = compare(*(table(draw(rng, (5, tasks))) for _ in "ab")).same
                base, new = (draw(rng, (5, tasks)) for _ in "ab")
                first = next((one for one in stated if one.metric == "m0" and one.smallest), None)
                if first is None or first.smallest is None:
                    continue
                new[0] = (
                    new[0] * (1 + first.smallest) if first.relative else new[0] + first.smallest
                )
                told.append(bool(ours(base, new)[0]))
            print(f"{kind}, {tasks} + {tasks}: {np.mean(told):.3f}", flush=True)


def mix(runs: int) -> None:
    """Worlds in which only the mix moves told as that, and those in which both do as both."""
    for tasks in (60, 200, 1000):
        rng = np.random.default_rng(tasks)
        counts = {"mix alone": 0, "both": 0}
        for name, slower in (("mix alone", 1.0), ("both", 1.15)):
            for _ in range(runs):
                base, new = endpoints(rng, tasks, 0.1), endpoints(rng, tasks, 0.5, slower)
                kinds = [one.finding.kind for one in compare(base, new).changes]
                counts[name] += "share" in kinds and ("level" in kinds) == (name == "both")
        told = ", ".join(f"{name} {n / runs:.3f}" for name, n in counts.items())
        print(f"{tasks} + {tasks}: {told}", flush=True)


def speed(runs: int) -> None:
    """Seconds of a comparison in process, the best of a few."""
    rng = np.random.default_rng(0)
    for metrics, tasks in ((1000, 50), (1000, 5), (10, 100_000)):
        base, new = (table(KINDS["normal"](rng, (metrics, tasks))) for _ in "ab")
        took = min(_seconds(base, new) for _ in range(min(runs, 3)))
        print(f"{metrics:,} metrics, {tasks:,} + {tasks:,} tasks: {took:.2f} s", flush=True)


def _seconds(base: MetricTable, new: MetricTable) -> float:
    start = time.perf_counter()
    compare(base, new)
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    looks: dict[str, Callable[[int], None]] = {
        "noise": lambda runs: alarms(runs, KINDS, SIZES),
        "memory": lambda runs: alarms(
            runs, {f"AR {phi}": autocorrelated(phi) for phi in (0.3, 0.6)}, SIZES
        ),
        "power": power,
        "intervals": intervals,
        "smallest": smallest,
        "mix": mix,
        "speed": speed,
    }
    parser.add_argument("look", choices=looks)
    parser.add_argument("--runs", type=int, default=200)
    given = parser.parse_args()
    looks[given.look](given.runs)


if __name__ == "__main__":
    main()
