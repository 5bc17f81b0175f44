"""The levels of all metrics of two sides: which changed, by how much, and what would be seen."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from crackle_cli.comparison.findings import LevelChange, Same
from crackle_cli.comparison.sides import Sides
from crackle_cli.comparison.sizes import SMALL, Doubt, Size, size, smallest_seen
from crackle_cli.comparison.tests_of_levels import LevelTests, level_tests
from crackle_cli.table.arrays import Floats

CONFIDENT = 0.05  # chance that an interval misses


class Levels(NamedTuple):
    """The metrics that changed, and those that are not told apart."""

    changed: tuple[LevelChange, ...]
    same: tuple[Same, ...]


def levels(sides: Sides, alpha: float, least_percent: float, seed: int) -> Levels:
    """Compare the level of every metric. Changes below `least_percent` of base are none."""
    changed: list[LevelChange] = []
    same: list[Same] = []
    for part in _by_size(sides, alpha, seed):
        for i in range(len(part.metrics)):
            found = _compared(part, i)
            if isinstance(found, Same):
                same.append(found)
            elif _matters(found.size, least_percent):
                changed.append(found)
            else:
                same.append(_too_small(found, i, part.tests))
    return Levels(tuple(changed), tuple(same))


class _Part(NamedTuple):
    """Metrics that are tested together, the values (m, n) and (m, k), and what the tests say."""

    metrics: Sequence[str]
    base: Floats
    new: Floats
    tests: LevelTests

    def counted(self, i: int) -> tuple[Floats, Floats]:
        """The values of a metric that are present and not too far out to count."""
        n, out = self.base.shape[1], self.tests.left_out
        known = np.isfinite(self.base[i]), np.isfinite(self.new[i])
        if out is not None and out.shape[1] == n + self.new.shape[1]:
            known = known[0] & ~out[i, :n], known[1] & ~out[i, n:]
        return self.base[i][known[0]], self.new[i][known[1]]


def _by_size(sides: Sides, alpha: float, seed: int) -> Iterator[_Part]:
    """The metrics of which few tasks have a value, and all others, each tested."""
    few: list[str] = []
    many: list[str] = []
    for metric in sides.metrics:
        smaller = min(side.size for side in sides.values(metric))
        (few if smaller < SMALL else many).append(metric)
    for metrics in (few, many):
        if metrics:
            base, new = (_present(side) for side in sides.matrices(metrics))
            share = alpha * len(metrics) / len(sides.metrics)
            yield _Part(metrics, base, new, level_tests(base, new, share, seed, sides.ordered))


def _present(side: Floats) -> Floats:
    """The tasks that have a value of any metric."""
    return side[:, np.isfinite(side).any(axis=0)]


def _compared(part: _Part, i: int) -> LevelChange | Same:
    tests, metric = part.tests, part.metrics[i]
    base, new = part.counted(i)
    told = bool(tests.told[i])
    selected = int(np.count_nonzero(tests.told)) / tests.told.size if told else 1.0
    free = max(1.0, (base.size + new.size) / float(tests.inflation[i]) - 2.0)
    found = size(base, new, Doubt(CONFIDENT * selected, float(tests.inflation[i]), free))
    tasks = (
        int(np.count_nonzero(np.isfinite(part.base[i]))),
        int(np.count_nonzero(np.isfinite(part.new[i]))),
    )
    p = float(tests.p_value[i])
    if told:
        return LevelChange(
            (metric,), p, found, tasks, sum(tasks) - base.size - new.size, tests.assumed
        )
    return Same(metric, found, tasks, p, *_smallest(found, i, tests))


def _smallest(found: Size, i: int, tests: LevelTests) -> tuple[float | None, bool]:
    """The change that would have been seen, and whether it is a share of the level of base."""
    relative = found.ratio is not None
    if not found.error:
        return None, relative
    seen = smallest_seen(found.error, float(tests.critical[i]), float(tests.freedom[i]))
    return (float(np.expm1(min(seen, 700.0))) if relative else seen), relative


def _matters(found: Size, least_percent: float) -> bool:
    """Whether a change is as large as asked for, where it can be told in per cent."""
    return found.ratio is None or abs(found.ratio.value - 1.0) * 100.0 >= least_percent


def _too_small(found: LevelChange, i: int, tests: LevelTests) -> Same:
    seen = _smallest(found.size, i, tests)
    return Same(found.metrics[0], found.size, found.tasks, found.p_value, *seen, told=True)
