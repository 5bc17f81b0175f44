"""What a series repeats with a period: found in its spectrum, told as a few harmonics.

A period stands out of the spectrum of the differences, in which a step, a trend and a random walk
are level (Fisher, 1929, for the test; here against the frequencies around, as noise has a colour).
O(n log n) for each series.
"""

from functools import lru_cache
from math import log
from typing import NamedTuple

import numpy as np

from crackle_cli.table.arrays import Floats, Indices

FEWEST_VALUES = 24  # values; fewer show no period
FEWEST_CYCLES = 3  # fewer are no repetition
UNSURE = 0.1  # cycles by which their number may be wrong
SHORTEST_PERIOD = 3  # values: what alternates is memory, and an autoregression tells it
ALPHA = 1e-3  # chance of a period in a series of noise
PEAK_NEIGHBOURS = 12  # frequencies on each side, at least, that a peak is compared with
BESIDE = 2  # on each side of a peak that belong to it, by the taper
TAPERED = 1.9  # frequencies to one that is independent, by the taper (Harris, 1978)
ROUNDED_SQUARES = 1e-20  # of a sum of squares
MOST_PARTS = 12  # harmonics that may be stronger than the period itself
WORTH_A_LONGER_PERIOD = (
    1.2  # times the squares that a longer period explains; any of them explains some more
)
WIDTHS = 1.2, 0.12, 0.012  # cycles around a peak where it is sought, ever finer
PERIODS_TRIED = 25  # that are tried within each
MOST_HARMONICS = 15  # a day of half hours, a month of days
# Values for each number that describes a period, at least: a week of six weeks takes six. Where two
# of its three harmonics were allowed, the third was taken for noise that alternates, and 10 % of
# weeks with AR(1) noise were shifts; with 5 it is 4 %.
EACH_PERIOD = 5
MOST_PERIODS = 3  # periods of one series: a day, a week


class Season(NamedTuple):
    """`cycles` in a series of n values, with cosines and sines (2 h,) of its harmonics."""

    cycles: float
    weights: Floats

    def at(self, times: Floats, n: int) -> Floats:
        """Its values (t,), of mean 0 over a cycle, at `times` (t,), 0 … n being the series."""
        values: Floats = _waves(times * (self.cycles / n), self.weights.size // 2) @ self.weights
        return values


def periodic(values: Floats) -> np.ndarray:
    """Which series (b, n), finite, repeat with a period: (b,)."""
    if values.shape[1] < FEWEST_VALUES:
        return np.zeros(len(values), bool)
    return _peaks(values) > 0


def seasons(values: Floats, levels: Floats | None = None) -> list[Season]:
    """The periods of a series (n,), n >= FEWEST_VALUES, finite, strongest first; none is the usual.

    `levels` (n,) are taken out before the seasons are measured.
    """
    found: list[Season] = []
    n = values.size
    times = np.arange(float(n))
    left = values if levels is None else values - levels
    for _ in range(MOST_PERIODS):
        peak = int(_peaks(left[None])[0])
        if not peak:
            break
        season = _fitted(left, peak)
        if season.cycles < FEWEST_CYCLES - UNSURE:
            break
        found.append(season)
        left = left - season.at(times, n)
    return found


def _peaks(values: Floats) -> np.ndarray:
    """The cycles (b,) of the likeliest period of each series (b, n); 0 where none stands out."""
    n = values.shape[1]
    steps = np.diff(values, axis=1)
    steps -= steps.mean(axis=1, keepdims=True)
    varied = np.einsum("ij,ij->i", steps, steps) > ROUNDED_SQUARES * np.einsum(
        "ij,ij->i", values, values
    )
    steps *= np.hanning(n + 1)[1:-1]  # or a period that does not fit the series leaks far
    power = np.abs(np.fft.rfft(steps)) ** 2
    sums = np.zeros((len(power), power.shape[1] + 1))
    np.cumsum(power, axis=1, out=sums[:, 1:])
    every, without_harmonics = _surroundings(n)
    logs = _logs(power, sums, every)
    few = without_harmonics.counts.size
    logs[:, :few] = log(2.0) + np.minimum(
        logs[:, :few], _logs(power[:, :few], sums, without_harmonics)
    )
    logs[:, 2:][power[:, 2:] < power[:, :-2]] = 0.0  # the slope of a smooth curve is no peak
    peaks = FEWEST_CYCLES + logs[:, FEWEST_CYCLES : n // SHORTEST_PERIOD + 1].argmin(axis=1)
    least = logs[np.arange(len(values)), peaks] + log(n / SHORTEST_PERIOD)
    return np.where(varied & (least <= log(ALPHA)), peaks, 0)  # what a line leaves is rounding


class _Around(NamedTuple):
    """With which of f frequencies each is compared: sums of `parts` (lows, highs), `counts` (f,).

    The first of the parts holds the others, which are taken out of it.
    """

    parts: tuple[tuple[Indices, Indices], ...]
    counts: Indices


@lru_cache(maxsize=8)
def _surroundings(n: int) -> tuple[_Around, _Around]:
    """What each frequency of the differences of n values is compared with: all around it.

    And, where its harmonics are among those, all others: a weekend has them as high as the week,
    and a dozen weeks would hide each other.
    """
    at = np.arange((n - 1) // 2 + 1)
    reach = np.maximum(PEAK_NEIGHBOURS, at // 2)
    outer = np.maximum(1, at - reach), np.minimum(at.size, at + reach + 1)
    inner = np.maximum(outer[0], at - BESIDE), np.minimum(at.size, at + BESIDE + 1)
    beside = np.clip((at - 2) // 2, 0, BESIDE)  # or those of few cycles would overlap
    parts = [outer, inner]
    for multiple in range(2, 2 + PEAK_NEIGHBOURS // FEWEST_CYCLES):
        low = np.maximum(multiple * at - beside, inner[1])
        low, high = (np.clip(edge, 0, outer[1]) for edge in (low, multiple * at + beside + 1))
        parts.append((low, np.maximum(low, high)))
    few = PEAK_NEIGHBOURS + BESIDE + 1
    return _around(parts[:2]), _around([(low[:few], high[:few]) for low, high in parts])


def _around(parts: list[tuple[Indices, Indices]]) -> _Around:
    sizes = [high - low for low, high in parts]
    return _Around(tuple(parts), sizes[0] - sum(sizes[1:]))


def _logs(power: Floats, sums: Floats, around: _Around) -> Floats:
    """log p (b, f) of each of `power`, of running `sums`, against the mean of those around it."""
    whole, *others = (sums[:, high] - sums[:, low] for low, high in around.parts)
    background = (whole - sum(others)) / np.maximum(1, around.counts)
    floor = ROUNDED_SQUARES * sums[:, -1:] / (sums.shape[1] - 1)
    ratios = power / np.maximum(background, np.where(floor > 0, floor, 1.0))
    independent = np.maximum(1, around.counts) / TAPERED
    logs: Floats = -independent * np.log1p(ratios / independent)
    return np.where(around.counts > 0, logs, 0.0)


def _fitted(values: Floats, peak: int) -> Season:
    """The period near `peak` cycles, or the one of which these are a harmonic, that fits best.

    The differences are fitted, of which no trend takes a share.
    """
    steps: Floats = np.diff(values)
    cycles = _near(steps, peak, WIDTHS[0], 1)
    cycles = _near(steps, cycles, WIDTHS[1], 1)
    harmonics, most = _harmonics(steps, cycles)
    found = cycles
    for part in range(2, int(min(MOST_PARTS, cycles / FEWEST_CYCLES)) + 1):
        more, explained = _harmonics(steps, cycles / part)
        if explained > WORTH_A_LONGER_PERIOD * most:
            found, harmonics, most = cycles / part, more, explained
    found = _near(steps, found, WIDTHS[2], min(harmonics, 3))
    return Season(found, _least_squares(steps, found, harmonics)[0])


def _near(steps: Floats, cycles: float, width: float, harmonics: int) -> float:
    """The cycles within `width` of those given that fit best."""
    near = np.linspace(cycles - width, cycles + width, PERIODS_TRIED).tolist()
    return float(min(near, key=lambda c: _least_squares(steps, c, harmonics)[1]))


def _least_squares(steps: Floats, cycles: float, harmonics: int) -> tuple[Floats, float]:
    """The weights of so many harmonics, and the squares that they leave of the differences."""
    n = steps.size + 1
    design = np.diff(_waves(np.arange(float(n)) * (cycles / n), harmonics), axis=0)
    weights = np.asarray(np.linalg.lstsq(design.T @ design, design.T @ steps, rcond=1e-10)[0])
    return weights, float(((steps - design @ weights) ** 2).sum())


def _harmonics(steps: Floats, cycles: float) -> tuple[int, float]:
    """How many harmonics a period has by Schwarz's criterion (1978), and the squares explained."""
    n = steps.size
    most = int(max(1, min(MOST_HARMONICS, (n + 1) / cycles / 2, n / (2 * EACH_PERIOD))))
    sums = _waves(np.arange(float(n)) * (cycles / (n + 1)), most).T @ steps
    explained = np.cumsum((sums**2).reshape(most, 2).sum(axis=1)) * (2.0 / n)
    total = float(steps @ steps)
    left = np.maximum(total - explained, ROUNDED_SQUARES * total)
    costs = n * np.log(left) + 2 * np.arange(1, most + 1) * log(n)
    best = int(costs.argmin())
    return best + 1, float(explained[best])


def _waves(cycles: Floats, harmonics: int) -> Floats:
    """Cosines and sines of the first harmonics at phases of `cycles` (t,): (t, 2 harmonics)."""
    angles = 2 * np.pi * cycles[:, None] * np.arange(1, harmonics + 1)
    waves: Floats = np.stack([np.cos(angles), np.sin(angles)], axis=2).reshape(len(cycles), -1)
    return waves
