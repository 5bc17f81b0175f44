"""Correlations of metrics with missing cells: exactly, and a bound that costs a sixth of it."""

import numpy as np

from crackle_cli.detectors.correlation.prewhitening import Whitened
from crackle_cli.table.arrays import Floats

SMALLEST_SHARE = 1e-12  # share of the squares that is left; less bounds nothing


def masked(
    left: Floats, right: Floats, there: Floats, here_too: Floats
) -> tuple[Floats, Floats, Floats]:
    """Pearson's r over the tasks that have both, the product of the sums of squares, the number.

    Missing cells are 0 in the values and in the masks.
    """
    together = np.maximum(there.T @ here_too, 1.0)
    one, other = left.T @ here_too, there.T @ right
    first = np.maximum((left**2).T @ here_too - one**2 / together, 0.0)
    second = np.maximum(there.T @ right**2 - other**2 / together, 0.0)
    powers = first * second
    products = left.T @ right - one * other / together
    r = np.divide(products, np.sqrt(powers), where=powers > 1e-24, out=np.zeros_like(powers))
    return np.clip(r, -1.0, 1.0), np.maximum(powers, 1e-24), together


def fresh(present: np.ndarray) -> Floats:
    """1.0 where there is an innovation; the first task has none."""
    there = present.astype(np.float64)
    there[0] = 0.0
    return there


def bound(white: Whitened, here: np.ndarray, later: np.ndarray) -> Floats:
    """What |r| of the innovations of metrics `here` and `later` cannot exceed, or more than 1.

    Both have mean 0 and norm 1 over their own tasks. Of k tasks that one lacks, the other loses
    at most its k largest squares, w, and by them a sum of sqrt(k w) at most (Cauchy). The k is
    the largest of all metrics on the other side; those that lack too much are not bounded.
    """
    assert white.gaps is not None
    assert white.lost is not None
    gaps, others = white.gaps[here], white.gaps[later]
    few, few_others = gaps < len(white.lost), others < len(white.lost)
    most, most_others = gaps[few].max(initial=0), others[few_others].max(initial=0)
    together = max(len(white.innovations) - 1 - most - most_others, 1)
    norm, total = _least(white.lost[most_others, here], most_others, together)
    other_norm, other_total = _least(white.lost[most, later], most, together)
    size = (white.innovations[:, here] / norm).T @ (white.innovations[:, later] / other_norm)
    np.abs(size, out=size)
    size += np.outer(total / norm, other_total / other_norm)
    size[~few] = np.inf
    size[:, ~few_others] = np.inf
    return size


def _least(lost: Floats, most: int, together: int) -> tuple[Floats, Floats]:
    """The least norm that a loss of squares leaves, and the largest sum over sqrt(together)."""
    total = most * lost / together
    return np.sqrt(np.maximum(1 - lost - total, SMALLEST_SHARE)), np.sqrt(total)
