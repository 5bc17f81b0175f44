"""Whether a change is where base was going by itself: its line, and where that leads. O(n).

The line is fitted to values of which none lies further out than three sigmas, so that no single
task makes a slope. New is compared with the end of the line and with its continuation; the nearer
one counts.
"""

import numpy as np

from crackle_cli.comparison.dependence import persistence
from crackle_cli.comparison.findings import BaseDrift, LevelChange
from crackle_cli.comparison.sides import Sides
from crackle_cli.statistics.noise import CLIP, scale
from crackle_cli.statistics.ranks import median
from crackle_cli.statistics.student import quantiles
from crackle_cli.table.arrays import Floats

FEWEST = 8  # tasks of base that show a line
SLOPES = 0.01  # chance of such a slope, so that a real change is seldom taken for a drift
LIES_APART = 0.05  # chance of so far from where the line leads


def drift_of(sides: Sides, found: LevelChange) -> BaseDrift | None:
    """The drift of base that explains a change; None where there is none, or where it does not."""
    base, new = sides.values(found.metrics[0])
    if not sides.ordered or base.size < FEWEST:
        return None
    if min(base.min(), new.min()) > 0:
        base, new = np.log(base), np.log(new)
    base = _clipped(base)
    n, k = base.size, new.size
    place = np.arange(n) - (n - 1) / 2.0
    width = float(place @ place)
    slope = float(place @ base) / width
    left = base - base.mean() - slope * place
    half = n // 2
    phi = persistence(left[:half], left[half:])
    noise = float(left @ left) / (n - 2) * (1.0 + phi) / (1.0 - phi)
    if not noise or abs(slope) <= _t(SLOPES, n - 2) * (noise / width) ** 0.5:
        return None
    end, leads = (n - 1) / 2.0, (n - 1) / 2.0 + (k + 1) / 2.0
    lines = sorted(base.mean() + slope * at for at in (end, leads))
    level = float(new.mean())
    apart = max(lines[0] - level, level - lines[1], 0.0)
    at = leads if (level - lines[0] > lines[1] - level) == (slope > 0) else end
    error = (noise * (1.0 / n + 1.0 / k + at * at / width)) ** 0.5
    if apart > _t(LIES_APART, n - 2) * error:
        return None
    return BaseDrift(found.metrics, None, slope > 0, found)


def _t(tail: float, freedom: int) -> float:
    return float(quantiles(np.array(tail), np.array(float(freedom))))


def _clipped(values: Floats) -> Floats:
    """Values (n,) within three robust sigmas of the line through the medians of their halves."""
    n = values.size
    half = n // 2
    first, last = median(values[:half]), median(values[n - half :])
    place = np.arange(n) - (n - 1) / 2.0
    line = (first + last) / 2.0 + (last - first) / (n - half) * place
    left = values - line
    room = CLIP * scale(left - median(left))
    return line + np.clip(left, -room, room) if room else values
