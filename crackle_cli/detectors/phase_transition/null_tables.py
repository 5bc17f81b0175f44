"""How high each statistic is by chance, by tables that benchmarks/null_tables.py simulates."""

from functools import lru_cache
from math import exp, log

import numpy as np

SMALLEST = 1e-300  # no p-value is exactly 0

# Shares of alpha by what is sought, which add up to 1: most of it for what people ask about first.
LEVEL, ABRUPT, NEWEST, TREND, SPREAD = 0.4, 0.2, 0.25, 0.1, 0.05

# Heights by chance at α = 1 of the surest cut after elimination, larger of those from 5 % and 1 %.
LEVEL_SIZES = (8, 12, 20, 30, 50, 100, 200, 400, 1000, 4096)
LEVEL_HEIGHTS = (0.45, 0.55, 1.0, 1.15, 1.6, 2.1, 2.65, 3.35, 4.1, 5.4)
# What is added for persistence: with φ known the heights need less than nothing; with φ estimated,
# AR(1) noise of φ = .6 keeps to its share with this.
PER_PHI = 2.5

# 99 % quantiles, in nats, of the worst of eight kinds of noise; of levels that also part what is
# beyond their middle. Above them p falls by a factor e in so many nats: of levels in .9 to 1.1, of
# trends in 1.6 to 2.5.
GAIN_SIZES = (8, 12, 20, 30, 60, 100, 300, 1000, 4096)
GAIN_LEVELS = (7.0, 7.0, 7.0, 8.0, 7.0, 7.0, 4.5, 4.5, 4.5)
GAIN_TRENDS = (9.0, 9.0, 9.0, 8.5, 7.0, 6.0, 6.0, 5.0, 5.0)
LEVELS_SLOPE, TRENDS_SLOPE = 0.8, 0.4


def log_level_p(height: float, n: int, phi: float) -> float:
    """log p of the height of a step in n values of noise that persists with φ, not above 0."""
    return min(0.0, _at(n, LEVEL_SIZES, LEVEL_HEIGHTS) + PER_PHI * phi - height)


def least_height(log_p: float, n: int, phi: float) -> float:
    """The height of a step that is as sure as that."""
    return _at(n, LEVEL_SIZES, LEVEL_HEIGHTS) + PER_PHI * phi - log_p


def gain_p(gain: float, n: int, trend: bool) -> float:
    """p of what a model of levels, or with a trend, gains over none at all, in nats."""
    usual = _at(n, GAIN_SIZES, GAIN_TRENDS if trend else GAIN_LEVELS)
    slope = TRENDS_SLOPE if trend else LEVELS_SLOPE
    return float(min(1.0, max(SMALLEST, 0.01 * exp(min(50.0, -slope * (gain - usual))))))


def least_gain(p_value: float, n: int) -> float:
    """The gain in nats of a model with a trend that is as sure as that."""
    return _at(n, GAIN_SIZES, GAIN_TRENDS) + log(0.01 / p_value) / TRENDS_SLOPE


@lru_cache(maxsize=256)
def _at(n: int, sizes: tuple[int, ...], values: tuple[float, ...]) -> float:
    return float(np.interp(log(n), np.log(sizes), values))
