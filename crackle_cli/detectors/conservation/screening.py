"""Of very many metrics, those that a law may bind: the ones most correlated with another."""

from collections.abc import Mapping

import numpy as np

from crackle_cli.detectors.conservation.design_matrix import SCREENED, centred_unit, drawn_in
from crackle_cli.table.arrays import Floats

MOST_SCREENED = 200  # metrics: a second of work at 5,000 tasks, and it grows with their square
COLUMNS_AT_ONCE = 500  # columns of the matrix of correlations


def promising(columns: Mapping[str, Floats]) -> dict[str, Floats]:
    """The columns (n,), NaN = missing, in their order: all, or MOST_SCREENED of them. O(n d^2).

    A metric of a law correlates with another of it: with k independent terms of like size by
    1/sqrt(k) or more, which SCREENED tasks tell from chance up to some twenty terms.
    """
    if len(columns) <= MOST_SCREENED:
        return dict(columns)
    n = next(iter(columns.values())).size
    rows = np.linspace(0, n - 1, min(n, SCREENED)).astype(int)
    values = np.column_stack([_filled(column[rows]) for column in columns.values()])
    unit = centred_unit(drawn_in(values)).astype(np.float32)
    highest = np.empty(len(columns))
    for start in range(0, len(columns), COLUMNS_AT_ONCE):
        part = np.abs(unit[:, start : start + COLUMNS_AT_ONCE].T @ unit)
        own = np.arange(part.shape[0])
        part[own, start + own] = 0.0
        highest[start : start + COLUMNS_AT_ONCE] = part.max(axis=1)
    chosen = set(np.argsort(-highest, kind="stable")[:MOST_SCREENED].tolist())
    return {name: column for i, (name, column) in enumerate(columns.items()) if i in chosen}


def _filled(values: Floats) -> Floats:
    """With the median in place of what is missing; 0 where everything is."""
    missing = np.isnan(values)
    if not missing.any():
        return values
    return np.where(missing, 0.0 if missing.all() else np.nanmedian(values), values)
