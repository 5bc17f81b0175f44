"""Exact sums of two laws that rounding, or some tasks, keep from being exact themselves.

Where `tax` is 20 % of `net`, a fit may not tell `6 * tax + shipping = total` from `net + tax +
shipping = total`; to the cent only the second is true. What the first leaves over is a multiple of
what `net = 5 * tax` leaves over. O(n) for each such pair of laws.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from crackle_cli.detectors.conservation.acceptance import AcceptedLaw, judged
from crackle_cli.detectors.conservation.design_matrix import Space
from crackle_cli.detectors.conservation.rational import WINDOWS, simplest, weights_bits
from crackle_cli.detectors.conservation.sparse_terms import FEW_BROKEN
from crackle_cli.laws.law import LawKind
from crackle_cli.statistics.ranks import median
from crackle_cli.table.arrays import Floats

NOTHING = WINDOWS[0]  # of a weight: what cancels but for float error


def combined(space: Space, accepted: Sequence[AcceptedLaw], least: float) -> Iterator[AcceptedLaw]:
    """Exact laws that are a law and a multiple of a ratio of one of its metrics and another."""
    loose = [law for law in accepted if _is_loose(law)]
    for law in loose:
        for ratio in loose:
            shared = set(law.support) & set(ratio.support)
            if len(ratio.support) == 2 < len(law.support) and len(shared) == 1:
                found = _sum(space, law, ratio, least)
                if found:
                    yield found


def _is_loose(law: AcceptedLaw) -> bool:
    exact = law.kind is LawKind.EXACT
    return law.kind is LawKind.ROUNDED or (exact and law.broken >= FEW_BROKEN)


def _sum(space: Space, law: AcceptedLaw, ratio: AcceptedLaw, least: float) -> AcceptedLaw | None:
    left, over = _residual(space, law), _residual(space, ratio)
    rows = np.abs(over) > NOTHING * np.abs(space.values[:, ratio.support[0]])
    rows &= ~np.isnan(left)
    if np.count_nonzero(rows) < FEW_BROKEN:
        return None
    multiple = -median(left[rows] / over[rows])
    width = WINDOWS[1] * abs(multiple)
    simple = simplest(multiple - width, multiple + width)
    if not simple:
        return None
    weights = dict(zip(law.support, law.weights, strict=True))
    for column, weight in zip(ratio.support, ratio.weights, strict=True):
        weights[column] = weights.get(column, 0.0) + float(simple) * weight
    size = max(map(abs, weights.values()))
    kept = {j: float(f"{w:.12g}") for j, w in sorted(weights.items()) if abs(w) > NOTHING * size}
    found = judged(space, tuple(kept), tuple(kept.values()), least, weights_bits([*kept.values()]))
    return found if found and found.kind is LawKind.EXACT else None


def _residual(space: Space, law: AcceptedLaw) -> Floats:
    """(n,), NaN where a metric is missing."""
    total: Floats = space.values[:, list(law.support)] @ np.array(law.weights) - law.constant
    return total
