"""Series with their truth: noise of many kinds, and what was planted in it."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Noise = Callable[[np.random.Generator, int], NDArray[np.float64]]


def autoregressive(phi: float) -> Noise:
    """Stationary AR(1) noise."""

    def noise(rng: np.random.Generator, n: int) -> NDArray[np.float64]:
        values = rng.normal(size=n + 200)
        for t in range(1, n + 200):
            values[t] += phi * values[t - 1]
        return values[200:]

    return noise


NOISE: dict[str, Noise] = {
    "normal": lambda rng, n: rng.normal(size=n),
    "uniform": lambda rng, n: rng.random(n),
    "t3": lambda rng, n: rng.standard_t(3, n),
    "lognormal": lambda rng, n: rng.lognormal(size=n),
    "poisson": lambda rng, n: rng.poisson(3, n).astype(float),
    "rare": lambda rng, n: (rng.random(n) < 0.05).astype(float),
    "spikes": lambda rng, n: rng.normal(size=n) + 20 * (rng.random(n) < 0.02),
    "two levels": lambda rng, n: np.where(
        rng.random(n) < 0.35, rng.integers(0, 4, n), rng.integers(180, 221, n)
    ).astype(float),
    "ar3": autoregressive(0.3),
    "ar6": autoregressive(0.6),
    "ar9": autoregressive(0.9),
    "walk": lambda rng, n: rng.normal(size=n).cumsum(),
    "missing": lambda rng, n: np.where(rng.random(n) < 0.1, np.nan, rng.normal(size=n)),
}


@dataclass(frozen=True, eq=False)
class World:
    """Columns of a table, and the first rows after the shifts planted in them."""

    columns: dict[str, NDArray[np.float64]]
    rows: tuple[int, ...] = ()


def silence(kind: str, shape: tuple[int, int], seed: int) -> World:
    """`shape` = (tasks, metrics) of noise in which nothing happens."""
    rng = np.random.default_rng([seed, *shape])
    return World({f"m{j}": NOISE[kind](rng, shape[0]) for j in range(shape[1])})


def steps(n: int, at: dict[int, float], seed: int, base: float = 100.0) -> World:
    """Unit normal noise around `base` that changes by `at[row]` from each of the rows on."""
    values = np.random.default_rng([seed, n]).normal(base, 1.0, n)
    for row, size in at.items():
        values[row:] += size
    return World({"x": values}, tuple(sorted(at)))
