"""Tables with planted conservation laws, some broken in a few rows, and tables without any."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from crackle_cli import MetricTable

Columns = dict[str, np.ndarray]
Weights = Mapping[str, float]


@dataclass(frozen=True)
class World:
    """A table, its laws as weights (or exponents) by metric, and the rows in which they break."""

    name: str
    columns: Columns
    laws: tuple[Weights, ...]
    form: str
    broken: tuple[int, ...] = ()

    @property
    def table(self) -> MetricTable:
        return MetricTable.from_columns(self.columns)


def pipeline(rng, n) -> World:
    rows_in = rng.integers(1000, 9000, n).astype(float)
    rejected = np.where(rng.random(n) < 0.15, rng.integers(1, 60, n), 0).astype(float)
    columns = {"rows_in": rows_in, "rows_out": rows_in - rejected, "rejected": rejected}
    return World("pipeline", columns, ({"rows_in": 1, "rows_out": -1, "rejected": -1},), "linear")


def http(rng, n) -> World:
    parts = {f"s{c}xx": rng.poisson(m, n).astype(float) for c, m in ((2, 900), (3, 60), (4, 30))}
    parts["s5xx"] = rng.poisson(4, n).astype(float)
    law = {**dict.fromkeys(parts, 1), "requests": -1}
    return World("http", {**parts, "requests": sum(parts.values())}, (law,), "linear")


def breakdown(rng, n) -> World:
    parts = rng.lognormal(2, 0.7, (n, 4)).round(2)
    names = ("dns", "tls", "server", "render")
    columns = dict(zip(names, parts.T, strict=True)) | {"total": parts.sum(axis=1).round(1)}
    return World("breakdown", columns, ({**dict.fromkeys(names, 1), "total": -1},), "linear")


def percentages(rng, n) -> World:
    shares = (100 * rng.dirichlet([4, 3, 2, 2], n)).round(2)
    names = ("user", "system", "wait", "idle")
    columns = dict(zip(names, shares.T, strict=True))
    return World("percentages", columns, (dict.fromkeys(names, 1),), "linear")


def units(rng, n) -> World:
    minutes = rng.integers(1, 90, n).astype(float)
    miles = rng.lognormal(3, 0.5, n).round(1)
    columns = {"minutes": minutes, "seconds": 60 * minutes, "miles": miles, "km": 1.609344 * miles}
    laws = ({"minutes": 60, "seconds": -1}, {"miles": 1.609344, "km": -1})
    return World("units", columns, laws, "linear")


def offset(rng, n) -> World:
    celsius = rng.normal(40, 12, n).round(1)
    columns = {"celsius": celsius, "fahrenheit": 1.8 * celsius + 32}
    return World("offset", columns, ({"celsius": 1.8, "fahrenheit": -1},), "linear")


def tax(rng, n) -> World:
    net = rng.lognormal(4, 0.6, n).round(2)
    shipping = rng.choice([0, 4.9, 9.9], n)
    columns = {"net": net, "shipping": shipping, "gross": (1.19 * net + shipping).round(2)}
    return World("tax", columns, ({"net": 1.19, "shipping": 1, "gross": -1},), "linear")


def chain(rng, n) -> World:
    read = rng.integers(5000, 9000, n).astype(float)
    bad, late = rng.poisson(40, n).astype(float), rng.poisson(90, n).astype(float)
    kept = read - bad
    columns = {"read": read, "bad": bad, "kept": kept, "late": late, "done": kept - late}
    laws = ({"read": 1, "bad": -1, "kept": -1}, {"kept": 1, "late": -1, "done": -1})
    return World("chain", columns, laws, "linear")


def long_sum(rng, n) -> World:
    parts = rng.integers(0, 400, (n, 10)).astype(float)
    names = [f"shard{i}" for i in range(10)]
    columns = dict(zip(names, parts.T, strict=True)) | {"all_shards": parts.sum(axis=1)}
    return World("long_sum", columns, ({**dict.fromkeys(names, 1), "all_shards": -1},), "linear")


def little(rng, n) -> World:
    throughput, latency = rng.lognormal(3, 0.5, n), rng.lognormal(-1, 0.4, n)
    load = throughput * latency * np.exp(rng.normal(0, 0.003, n))
    columns = {"throughput": throughput, "latency": latency, "concurrency": load}
    laws = ({"throughput": 1, "latency": 1, "concurrency": -1},)
    return World("little", columns, laws, "power")


def square(rng, n) -> World:
    side = rng.lognormal(2, 0.5, n).round(2)
    return World("square", {"side": side, "area": 3 * side**2}, ({"side": 2, "area": -1},), "power")


def billing(rng, n) -> World:
    price, quantity = rng.lognormal(2, 0.6, n).round(2), rng.integers(1, 20, n).astype(float)
    shipping = rng.lognormal(1, 0.5, n).round(2)
    columns = {"price": price, "quantity": quantity, "shipping": shipping}
    columns["total"] = (price * quantity + shipping).round(2)
    laws = ({"price * quantity": 1, "shipping": 1, "total": -1},)
    return World("billing", columns, laws, "mixed")


LINEAR = (pipeline, http, breakdown, percentages, units, offset, tax, chain, long_sum)
WORLDS: tuple[Callable[..., World], ...] = (*LINEAR, little, square, billing)


def planted(maker, rng, n: int, noise: int = 2, broken: float = 0.0, missing: float = 0.0) -> World:
    """A world with columns of noise, a share of broken rows in one column, and missing values."""
    world = maker(rng, n)
    columns = dict(world.columns)
    own = list(columns)
    for i in range(noise):
        columns[f"noise{i}"] = rng.lognormal(3, 0.5, n).round(2)
    bad = np.sort(rng.choice(n, int(n * broken), replace=False))
    victim = own[int(rng.integers(len(own)))]
    size = columns[victim].std()
    columns[victim] = columns[victim].copy()
    columns[victim][bad] += np.ceil(100 * size * rng.uniform(0.5, 3, bad.size)) / 100 + 1
    if missing:
        for name in columns:
            columns[name] = np.where(rng.random(n) < missing, np.nan, columns[name])
    order = rng.permutation(len(columns))
    shuffled = {list(columns)[i]: columns[list(columns)[i]] for i in order}
    return World(world.name, shuffled, world.laws, world.form, tuple(map(int, bad)))


def agrees(evidence: Mapping, law: Weights) -> bool:
    """Whether a reported law says the same as a planted one, whatever its sign and scale."""
    found = {
        " * ".join(sorted(t["metric"].split(" * "))): t.get("coefficient", t.get("exponent"))
        for t in evidence["terms"]
    }
    if set(found) != set(law):
        return False
    names = list(law)
    left, right = (np.array([float(side[m]) for m in names]) for side in (found, law))
    return bool(np.allclose(left / left[0], right / right[0], rtol=1e-6))


def _walk(rng, n, d):
    return rng.normal(size=(n, d)).cumsum(axis=0)


def _factor(rng, n, d):
    common = rng.normal(size=(n, 1))
    return np.sqrt(0.99) * common + np.sqrt(0.01) * rng.normal(size=(n, d))


def _autocorrelated(rng, n, d):
    values = rng.normal(size=(n + 100, d))
    for row in range(1, n + 100):
        values[row] += 0.9 * values[row - 1]
    return values[100:]


def _zero_together(rng, n, d):
    """A flag and an amount that are 0 in the same tasks, of which most; metrics that never are."""
    active = rng.random(n) < 0.1
    columns = [active, np.where(active, rng.lognormal(3.3, 0.5, n).round(2), 0)]
    columns += [rng.lognormal(5.4, 0.2, n).round(), 1 + rng.poisson(4, n)]
    columns += [np.where(active, 1 + rng.poisson(0.5, n), 0) for _ in range(4)]
    return np.column_stack(columns[:d]).astype(float)


def _hosts(rng, n, d):
    """Settings of which each of some hosts has its own; and noise."""
    hosts = max(2, d - 1)
    values = rng.integers(1, 60, (hosts, d))[rng.integers(0, hosts, n)].astype(float)
    values[:, -1] = rng.lognormal(3, 0.3, n).round(1)
    return values


RANDOM: dict[str, Callable[..., np.ndarray]] = {
    "normal": lambda rng, n, d: rng.normal(size=(n, d)),
    "uniform": lambda rng, n, d: rng.random((n, d)),
    "t3": lambda rng, n, d: rng.standard_t(3, (n, d)),
    "lognormal": lambda rng, n, d: rng.lognormal(size=(n, d)),
    "poisson": lambda rng, n, d: rng.poisson(3, (n, d)).astype(float),
    "integers": lambda rng, n, d: rng.integers(0, 100, (n, d)).astype(float),
    "binary": lambda rng, n, d: (rng.random((n, d)) < 0.3).astype(float),
    "mostly_zero": lambda rng, n, d: np.where(
        rng.random((n, d)) < 0.07, rng.integers(1, 9, (n, d)), 0
    ).astype(float),
    "zero_together": _zero_together,
    "spikes": lambda rng, n, d: rng.normal(size=(n, d)) + 20 * (rng.random((n, d)) < 0.02),
    "autocorrelated": _autocorrelated,
    "walk": _walk,
    "counters": lambda rng, n, d: rng.poisson(5, (n, d)).cumsum(axis=0).astype(float),
    "busy_counters": lambda rng, n, d: rng.poisson(5000, (n, d)).cumsum(axis=0).astype(float),
    "clocks": lambda rng, n, d: rng.exponential(1.0, (n, d)).cumsum(axis=0).round(3),
    "slow_counters": lambda rng, n, d: (rng.random((n, d)) < 0.1).cumsum(axis=0).astype(float),
    "hosts": _hosts,
    "settings": lambda rng, n, d: np.repeat(rng.integers(1, 50, (n // 20 + 1, d)), 20, axis=0)[
        :n
    ].astype(float),
    "factor": _factor,
    "missing": lambda rng, n, d: np.where(
        rng.random((n, d)) < 0.1, np.nan, rng.normal(size=(n, d))
    ),
    "metrics": lambda rng, n, d: np.abs(rng.normal(100, 8, (n, d))) * 10.0 ** np.arange(d),
}
