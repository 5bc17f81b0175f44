"""Names whose tasks differ in a metric from all others, the fewest that say it.

Ranks show the value of a text column, or the pair of values, whose tasks lie highest or lowest
(Mann, Whitney, 1947); its tasks are taken out, and what is left is looked at again. How clearly
they differ is Cliff's delta (1993). O(n log n) for each metric, and O(n) for each set of names.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from functools import cached_property
from math import exp, log
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from crackle_cli.detectors.clustering.hypotheses import Names
from crackle_cli.statistics.dependence import inflation, spectrum
from crackle_cli.statistics.discovery import SMALLEST_P_VALUE
from crackle_cli.statistics.rank_sum import Binned, binned, exponent
from crackle_cli.statistics.ranks import ranks
from crackle_cli.table.arrays import Floats

FEWEST = 3  # tasks that show anything in common
CLEAR = 0.5  # Cliff's delta: three in four tasks lie higher than a task of the others, or lower
FAINT = 0.2  # the tasks of a value but for one pair differ less: it is the pair that does
MOST_CAUSES = 8  # of a metric; of more a person reads the extremes
MOST_TESTED = 6  # names at a time whose chance is reckoned exactly
CELLS_AT_ONCE = 1 << 20  # values of metrics that are looked at together: 8 MiB


class Cause(NamedTuple):
    """A name whose tasks differ in a metric.

    names, value  which set of names, and which of them
    delta    by how much oftener its tasks lie higher than others than lower, -1 … 1
    chance   that any name of so many differs as much in any of so many metrics
    members  (n,) its tasks that have the metric
    others   (n,) the tasks that it was compared with
    """

    names: int
    value: int
    delta: float
    chance: float
    members: NDArray[np.bool_]
    others: NDArray[np.bool_]


class Level(NamedTuple):
    """What is a cause: at most `chance`, of so many `values` and `pairs` over all metrics."""

    chance: float
    values: int
    pairs: int
    ordered: bool

    def at(self, exponent_: float, is_pair: bool) -> float:
        """The chance of a bound, both sides counted; values and pairs have a half each."""
        return min(1.0, exp(self._cells(is_pair) - exponent_))

    @property
    def least(self) -> float:
        """The least exponent of a cause."""
        cells = [self._cells(is_pair) for is_pair in (False, True)[: 1 + bool(self.pairs)]]
        return min(cells) - log(self.chance)

    def _cells(self, is_pair: bool) -> float:
        """The logarithm of how many hypotheses there are."""
        halves = 2 if self.pairs else 1
        return log(2.0 * halves * max(1, self.pairs if is_pair else self.values))


def level_of(names: Sequence[Names], metrics: int, chance: float, ordered: bool) -> Level:
    """What is a cause in a table of so many metrics; `ordered`: whose rows follow one another."""
    single, pairs = (
        sum(int((one.sizes >= FEWEST).sum()) for one in names if bool(one.halves) is paired)
        for paired in (False, True)
    )
    return Level(chance, metrics * single, metrics * pairs, ordered)


def causes(
    values: Floats, names: Sequence[Names], closed: Set[int], level: Level
) -> Iterator[Cause]:
    """Of a metric (n,), NaN where missing, the clearest first; `closed` names are not asked."""
    live = np.isfinite(values)
    for _ in range(MOST_CAUSES):
        found = _Look(values, live, names, closed, level).clearest()
        if found is None:
            return
        yield found
        live = found.others


def promising(metrics: Mapping[str, Floats], names: Sequence[Names], level: Level) -> Iterator[str]:
    """The metrics in which any name may differ surely, several looked at together."""
    every = [*metrics]
    step = max(1, CELLS_AT_ONCE // names[0].codes.size)
    for start in range(0, len(every), step):
        some = every[start : start + step]
        values = np.stack([metrics[name] for name in some])
        found = _sums_of(values, np.isfinite(values), names).candidates(level)
        yield from (some[place] for place in np.flatnonzero(found.any(axis=1)).tolist())


class _Sums(NamedTuple):
    """Of d metrics how many live tasks each of v names has, and the sums of their scores: (d, v).

    tasks: (d, 1) live ones; scores: (d, n) centred ranks over the tasks, 0 of others.
    """

    tasks: NDArray[np.intp]
    scores: Floats
    counts: NDArray[np.intp]
    sums: Floats

    @property
    def deltas(self) -> Floats:
        """(d, v) Cliff's delta; 0 of names that have too few tasks, or most."""
        usable = (self.counts >= FEWEST) & (self.counts <= self.tasks // 2)
        with np.errstate(divide="ignore", invalid="ignore"):
            found = 2.0 * self.sums / self.counts * self.tasks / (self.tasks - self.counts)
        return np.where(usable, found, 0.0)

    def candidates(self, level: Level) -> NDArray[np.bool_]:
        """(d, v) which names differ clearly, and might surely.

        That scores of a mean of m of n are no likelier than the m highest of as many more.
        """
        deltas = np.abs(self.deltas)
        beyond = 1.0 - self.counts / np.maximum(self.tasks, 1)
        with np.errstate(divide="ignore", invalid="ignore"):
            most = -self.counts * np.log1p(-np.minimum(deltas * beyond, 1.0)) / beyond
        return (deltas >= CLEAR) & (most >= level.least)


def _sums_of(values: Floats, live: NDArray[np.bool_], names: Sequence[Names]) -> _Sums:
    """`values` (d, n), and which of them are looked at."""
    tasks = np.count_nonzero(live, axis=1)[:, None]
    places = ranks(np.where(live, values, np.nan)) - (tasks + 1) / 2.0
    scores = np.where(live, places / np.maximum(tasks, 1), 0.0)
    counts = [np.add.reduceat(live[:, n.order], n.firsts, axis=1, dtype=np.intp) for n in names]
    sums = [np.add.reduceat(scores[:, n.order], n.firsts, axis=1) for n in names]
    return _Sums(tasks, scores, np.concatenate(counts, axis=1), np.concatenate(sums, axis=1))


class _Look:
    """What the live tasks of one metric show of every name."""

    def __init__(
        self,
        values: Floats,
        live: NDArray[np.bool_],
        names: Sequence[Names],
        closed: Set[int],
        level: Level,
    ) -> None:
        self._names, self._live, self._level = names, live, level
        self._firsts = np.cumsum([0, *(len(one.texts) for one in names)])
        self._all = _sums_of(values[None], live[None], names)
        self._tasks = int(self._all.tasks[0, 0])
        self._counts, self._sums = self._all.counts[0], self._all.sums[0]
        self._deltas = self._all.deltas[0]
        for which in closed:
            self._deltas[self._firsts[which] : self._firsts[which + 1]] = 0.0

    def clearest(self) -> Cause | None:
        """The name whose tasks differ most surely, or that of which they are a part."""
        tested = [self._cause(place) for place in self._candidates()]
        for one in sorted(tested, key=lambda one: one.chance):
            if one.chance > self._level.chance:
                return None
            best = min(self._better(one), key=lambda other: other.chance, default=one)
            if best.chance <= self._level.chance:
                return best
        return None

    def _candidates(self) -> list[int]:
        """Places of names that differ clearly, the surest by a normal approximation."""
        open_ = np.flatnonzero(self._all.candidates(self._level)[0] & (self._deltas != 0))
        counts = self._counts[open_]
        sure = self._sums[open_] ** 2 / (counts * (self._tasks - counts))
        surest: list[int] = open_[np.argsort(-sure, kind="stable")[:MOST_TESTED]].tolist()
        return surest

    def _cause(self, place: int) -> Cause:
        which = int(np.searchsorted(self._firsts, place, "right")) - 1
        value = place - int(self._firsts[which])
        members = self._live & (self._names[which].codes == value)
        bound = exponent(self._bins, int(self._counts[place]), float(self._sums[place]))
        if self._level.ordered:
            bound /= inflation(self._noise, members, self._live)
        chance = self._level.at(bound, bool(self._names[which].halves))
        return Cause(
            names=which,
            value=value,
            delta=float(self._deltas[place]),
            chance=max(SMALLEST_P_VALUE, chance),
            members=members,
            others=self._live & ~members,
        )

    def _better(self, best: Cause) -> Iterator[Cause]:
        """Of a pair a half that differs without it too; of a value the pair that makes it."""
        place, sign = int(self._firsts[best.names]) + best.value, np.sign(best.delta)
        names = self._names[best.names]
        if names.halves:
            for which, value in zip(names.halves, names.parts[best.value].tolist(), strict=True):
                half = int(self._firsts[which]) + value
                if self._deltas[half] and self._without(half, place) * sign >= CLEAR:
                    yield self._cause(half)
            return
        for pair in self._pairs_of(best):
            if self._deltas[pair] * sign >= CLEAR and self._without(place, pair) * sign < FAINT:
                found = self._cause(pair)
                if found.chance <= self._level.chance:
                    yield found

    def _pairs_of(self, half: Cause) -> Iterator[int]:
        """Places of the pairs of a value."""
        for first, names in zip(self._firsts.tolist(), self._names, strict=False):
            if half.names in names.halves:
                own = names.parts[:, names.halves.index(half.names)] == half.value
                yield from (first + np.flatnonzero(own)).tolist()

    def _without(self, half: int, pair: int) -> float:
        """The delta of the tasks of a value but for those of a pair; of hardly any that of all."""
        rest = int(self._counts[half] - self._counts[pair])
        if rest < FEWEST:
            return float(self._deltas[half])
        others = self._tasks - int(self._counts[half])
        inside = float(self._sums[half] - self._sums[pair]) / rest
        outside = -float(self._sums[half]) / others
        return 2.0 * (inside - outside) * self._tasks / (rest + others)

    @cached_property
    def _bins(self) -> Binned:
        return binned(np.sort(self._all.scores[0][self._live]))

    @cached_property
    def _noise(self) -> Floats:
        return spectrum(self._all.scores[0])
