"""Sums among metrics that are proportional but for rounding: sought in what the ratios leave.

Where `vat` is 19 % of `net`, correlations of `net`, `vat` and `gross` show three ratios and no
sum. To the cent `net + vat = gross`, and so are the residuals of the ratios. As `supports` of a few
columns.
"""

from collections.abc import Sequence

import numpy as np

from crackle_cli.detectors.conservation.acceptance import AcceptedLaw
from crackle_cli.detectors.conservation.candidates import MOST_TERMS, Support, supports
from crackle_cli.detectors.conservation.robust_fit import robust_fit
from crackle_cli.laws.law import LawKind
from crackle_cli.statistics.random_numbers import Chance
from crackle_cli.table.arrays import Floats


def hidden_sums(sample: Floats, accepted: Sequence[AcceptedLaw], chance: Chance) -> list[Support]:
    """Sets of three or more columns of (n, f) without gaps that rounded ratios bind."""
    found: list[Support] = []
    for family in _families(accepted):
        left = _left_over(sample[:, family], chance)
        if left is not None:
            sets = supports(left, chance, MOST_TERMS - 2)
            found += [(family[0], *(family[j + 1] for j in one)) for one in sets]
    return found


def _families(accepted: Sequence[AcceptedLaw]) -> list[list[int]]:
    """Three or more columns, each of which a rounded ratio binds to another one of them."""
    families: list[set[int]] = []
    for law in accepted:
        if law.kind is LawKind.ROUNDED and len(law.support) == 2:
            pair = set(law.support)
            linked = [one for one in families if one & pair]
            families = [one for one in families if not one & pair] + [pair.union(*linked)]
    return [sorted(one) for one in families if len(one) > 2]


def _left_over(values: Floats, chance: Chance) -> Floats | None:
    """(n, k) -> (n, k - 1): the columns after the first, less their lines through it.

    Least squares, over tasks that keep all the ratios: a sum of columns is one of what is left.
    """
    fits = [robust_fit(values[:, [j, 0]], chance) for j in range(1, values.shape[1])]
    kept = np.logical_and.reduce([fit.kept for fit in fits if fit])
    if not all(fits) or kept.sum() <= 2:
        return None
    design = np.column_stack([values[:, 0], np.ones(len(values))])
    lines = np.linalg.lstsq(design[kept], values[kept, 1:], rcond=None)[0]
    left: Floats = values[:, 1:] - design @ lines
    return left
