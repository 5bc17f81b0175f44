"""Metrics that move because other tasks are run: the shares of a text column change, no level does.

Of each change of a share the change of a metric's mean is taken apart (Kitagawa, 1955), in normal
scores, so that no single task decides. O(n) for each metric and change of a share.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import log
from typing import NamedTuple, TypeVar

import numpy as np

from crackle_cli.detectors.finding import Place
from crackle_cli.detectors.phase_transition.change_point import Span
from crackle_cli.detectors.phase_transition.decomposition import (
    Cells,
    Parts,
    Window,
    cells_around,
    parts,
)
from crackle_cli.detectors.phase_transition.findings import Abrupt, Change, Mix
from crackle_cli.detectors.phase_transition.groupings import Grouping
from crackle_cli.detectors.phase_transition.share_shifts import FEWEST, ShareShift
from crackle_cli.detectors.phase_transition.strength import rate_sureness
from crackle_cli.detectors.phase_transition.where import MeanParts, Mixed
from crackle_cli.profile.settings import PhaseTransitionSettings
from crackle_cli.statistics.chi_square import upper_tail
from crackle_cli.statistics.ranks import median
from crackle_cli.table.arrays import Floats
from crackle_cli.table.outcomes import is_outcome

MOSTLY = 0.5  # of a change, that the shares make where nothing else in it would be told alone
A_PART = 0.25  # of a change, that is worth a word beside it
SURELY = 3.29  # standard errors of a change within the values; what is told alone has four
AGAINST = 4.5  # where they go the other way: that makes no change of this one
DIFFER = 0.05  # chance of shares that differ as much at a change that is told
TINY = 1e-9
TURNS = 0.8  # of the errors of who guesses whether a task comes after, that a turning column saves
CLEAR = 4.0  # standard errors by which the levels of the values differ

Some = TypeVar("Some", bound=Abrupt)


class Moved(NamedTuple):
    """A change of a share that moves a metric; `alone`: and nothing within the values does."""

    share: ShareShift
    alone: bool


def moved_by(
    scores: Floats, values: Floats, shares: Sequence[ShareShift], settings: PhaseTransitionSettings
) -> Iterator[Moved]:
    """The changes of shares that move a metric (n,) by as much as is worth telling."""
    for share in shares:
        found = cells_around(scores, share.column, window_of(share))
        if found is None:
            continue
        every = parts(found)
        if _is_worth(found, every, share, settings) and _is_large(values, share, settings):
            alone = is_mix(found, every) and not is_turn(found)
            # Another share of timeouts is no other mix of work, but what happened to it.
            alone = alone and not is_outcome(share.column.name)
            yield Moved(share, alone)


def window_of(share: ShareShift) -> Window:
    return Window(share.start, share.span.low, share.span.high, share.stop)


def mix_at(
    measured: Floats, columns: Sequence[Grouping], window: Window
) -> tuple[Grouping, Cells] | None:
    """The column whose shares make a change alone of what was `measured` (n,), if one does."""
    best: tuple[Grouping, Cells] | None = None
    for column in columns:
        found = None if is_outcome(column.name) else cells_around(measured, column, window)
        if found is None or not is_mix(found, parts(found)):
            continue
        if best is None or parts(found).mix_share > parts(best[1]).mix_share:
            best = column, found
    return best


def share_at(column: Grouping, found: Cells, window: Window, change: Abrupt) -> ShareShift | None:
    """The share that changes most with a change which is one of the mix alone, and as surely.

    None where the shares differ no more than by chance: then nothing surely changes at all.
    """
    shares = found.sizes / found.sizes.sum(axis=1, keepdims=True)
    apart = shares[1] - shares[0]
    code = int((np.abs(apart) + TINY * apart).argmax())  # of two values the one that rises
    if _chance_of_shares(found, column.staying) > DIFFER:
        return None
    own = column.codes[window.start : window.stop]
    has = (own == code).astype(np.float64)
    at = change.place.row - window.start
    before, after = has[:at][own[:at] >= 0], has[at:][own[at:] >= 0]
    return ShareShift(
        column,
        code,
        Span(*change.place),
        window.start,
        window.stop,
        float(before.mean()),
        float(after.mean()),
        rate_sureness(before, after, log(change.p_value or 1.0)),
    )


def _chance_of_shares(found: Cells, staying: float) -> float:
    """The chance that values have shares as different on both sides (Pearson, 1900).

    Tasks that stay with the value of the one before say less.
    """
    sizes = found.sizes[:, found.sizes.sum(axis=0) > 0]
    expected = sizes.sum(axis=1, keepdims=True) * sizes.sum(axis=0) / sizes.sum()
    square = float(((sizes - expected) ** 2 / expected).sum())
    return upper_tail(square * (1.0 - staying) / (1.0 + staying), max(1, sizes.shape[1] - 1))


def is_turn(found: Cells) -> bool:
    """Whether a column all but turns, or a value that changes most is new, or gone.

    What it names is another thing then, and no other mix. Turns tell the tasks after from those
    before (Goodman, Kruskal, 1954).
    """
    shares = found.sizes / found.sizes.sum(axis=1, keepdims=True)
    apart = np.abs(shares[1] - shares[0])
    if found.sizes[:, apart >= apart.max() / 2.0].min() < FEWEST:
        return True
    total = float(found.sizes.sum())
    guessed = float(found.sizes.max(axis=0).sum()) / total
    usual = float(found.sizes.sum(axis=1).max()) / total
    return guessed - usual >= TURNS * (1.0 - usual)


def is_mix(found: Cells, every: Parts) -> bool:
    """Whether the shares make a change alone: most of it, and no value changes by itself."""
    total = every.within + every.mix
    within = abs(every.within) / every.error if every.error else np.inf
    against = every.within * total < 0  # of a rise, that all values fall meanwhile
    if total * every.mix <= 0 or within > (AGAINST if against else SURELY):
        return False
    known = np.isfinite(found.error)
    each = AGAINST if against else SURELY
    several = each + log(max(1, int(np.count_nonzero(known)))) / each  # Bonferroni, nearly
    if np.abs(found.z[known]).max(initial=0.0) > several:
        return False
    return every.mix_share >= MOSTLY


def is_part(every: Parts) -> bool:
    """Whether the shares make a part of a change that is worth a word."""
    return every.mix_share >= A_PART


def _is_worth(
    found: Cells, every: Parts, share: ShareShift, settings: PhaseTransitionSettings
) -> bool:
    """Whether the levels of the values surely differ, and the shares move the mean by enough."""
    spread = float(np.sqrt((found.sizes.sum(axis=0) @ found.spread**2) / found.sizes.sum()))
    if abs(every.mix) < settings.min_effect * spread:
        return False
    sizes = found.sizes.sum(axis=0)
    others = np.arange(sizes.size) != share.code
    weights = np.where(others, sizes, 0.0) / max(1.0, float(sizes[others].sum()))
    means = found.means.mean(axis=0)
    errors = found.spread / np.sqrt(np.maximum(sizes, 1.0))
    error = float(np.hypot(errors[share.code], np.sqrt((weights * errors) @ (weights * errors))))
    return abs(float(means[share.code] - weights @ means)) > CLEAR * error


def _is_large(values: Floats, share: ShareShift, settings: PhaseTransitionSettings) -> bool:
    """Whether the shares move the mean by as many per cent as is worth telling."""
    found = cells_around(values, share.column, window_of(share))
    if found is None:
        return False
    before = float(found.means[0] @ found.sizes[0]) / float(found.sizes[0].sum())
    return not before or 100.0 * abs(parts(found).mix / before) >= settings.min_change


def mix_finding(metric: str, values: Floats, share: ShareShift) -> Mix:
    """A change of a share as a finding of a metric, whose own levels do not change."""
    at, codes = share.span.at, share.column.codes
    later = np.arange(at, share.stop)
    before, after = (
        median(side[~np.isnan(side)])
        for side in (values[share.start : at], values[at : share.stop])
    )
    per_cent = 100.0 * (after - before) / abs(before) if before else None
    return noted(
        Mix(
            metrics=(metric,),
            rows=later[codes[later] == share.code],
            strength=share.sure.strength,
            confidence=share.sure.low,
            p_value=share.p_value,
            changes=(Change(metric, before, after, per_cent, None),),
            place=Place(*share.span),
        ),
        values,
        share,
    )


def noted(change: Some, values: Floats, share: ShareShift) -> Some:
    """A change of a metric (n,) with the change of a share that is a part of it, or all."""
    column = share.column
    found = cells_around(values, column, window_of(share))
    leading = change.leading
    if found is not None:
        every = parts(found)
        levels = _levels(values[share.start : share.stop], share)
        leading = leading._replace(parts=MeanParts(every.within, every.mix, *levels))
    mixed = Mixed(column.name, column.values[share.code], share.before, share.after)
    return replace(change, changes=(leading,), mixed=mixed)


def _levels(values: Floats, share: ShareShift) -> tuple[float, float]:
    """The median of the tasks of the value, and of those of others, around the change (n,)."""
    codes = share.column.codes[share.start : share.stop]
    known = (codes >= 0) & ~np.isnan(values)
    own = codes == share.code
    return median(values[known & own]), median(values[known & ~own])
