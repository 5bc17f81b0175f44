"""Laws that lack a term among very many metrics: completed by those that were not screened in.

`tests = passed + skipped` holds but where something failed, and `failed`, mostly 0, correlates with
no metric; but it does with what the law leaves over. O(n d) for each law that leaves something.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from crackle_cli.detectors.conservation.acceptance import RANK, as_law
from crackle_cli.detectors.conservation.design_matrix import (
    centred_unit,
    linear_space,
    usual_values,
)
from crackle_cli.detectors.conservation.search import laws_of
from crackle_cli.detectors.conservation.sparse_terms import FEWEST_MENDED
from crackle_cli.laws.law import Law, LawForm
from crackle_cli.laws.precision import Precision
from crackle_cli.profile.settings import ConservationSettings
from crackle_cli.statistics.random_numbers import Chance
from crackle_cli.table.arrays import Floats

Singles = NDArray[np.float32]

ALIKE = 0.5  # correlation of a missing term with what is left over, other broken tasks beside it
MOST_TRIED = 4  # columns that may complete one law


def completed(
    laws: Sequence[tuple[Law, float]],
    columns: Mapping[str, Floats],
    left_out: Sequence[str],
    precisions: Mapping[str, Precision],
    settings: ConservationSettings,
) -> list[tuple[Law, float]]:
    """The laws and their p-values, each with terms among the columns `left_out` where it has some.

    `columns`: (n,) by name, NaN = missing, all that there are.
    """
    if not left_out:
        return list(laws)
    values = np.column_stack([columns[name] for name in left_out])
    values = np.where(np.isnan(values), 0.0, values)
    sizes = centred_unit(values).astype(np.float32)
    usual = usual_values(values)
    rare = np.flatnonzero(~np.isnan(usual))
    apart = centred_unit((values[:, rare] != usual[rare]).astype(float)).astype(np.float32)
    result = []
    for law, p_value in laws:
        tried = _tried(law, columns, sizes, apart, rare) if law.form is LawForm.LINEAR else []
        names = [left_out[j] for j in tried]
        result.append(_with_terms(law, p_value, names, columns, precisions, settings))
    return result


def _tried(
    law: Law, columns: Mapping[str, Floats], sizes: Singles, apart: Singles, rare: NDArray[np.intp]
) -> list[int]:
    """The columns most like what the law leaves over, or unusual where it leaves something."""
    leftover = law.leftover(columns)
    broken = leftover.known & ~leftover.holds
    if law.tolerance == 0 and np.count_nonzero(broken) < FEWEST_MENDED:
        return []
    residual = np.where(leftover.known, leftover.residual, 0.0)
    alike = np.abs(centred_unit(residual[:, None]).astype(np.float32).T @ sizes)[0]
    together = (centred_unit(broken[:, None].astype(float)).astype(np.float32).T @ apart)[0]
    alike[rare] = np.maximum(alike[rare], together)
    best = np.argsort(-alike, kind="stable")[:MOST_TRIED]
    return [int(j) for j in best if alike[j] >= ALIKE]


def _with_terms(
    law: Law,
    p_value: float,
    names: Sequence[str],
    columns: Mapping[str, Floats],
    precisions: Mapping[str, Precision],
    settings: ConservationSettings,
) -> tuple[Law, float]:
    """The law with some of the named metrics, where it is then stricter or fewer tasks break it."""
    if not names:
        return law, p_value
    every = tuple(name for name in columns if name in law.metrics or name in names)
    matrix = np.column_stack([columns[name] for name in every])
    space = linear_space(every, matrix, [precisions[name] for name in every])
    for found in laws_of(space, settings.holds, Chance(settings.seed)):
        more = as_law(space, found.law, precisions)
        fewer = more.n - more.holds + FEWEST_MENDED <= law.n - law.holds
        stricter = RANK[more.kind] < RANK[law.kind]
        if set(law.metrics) < set(more.metrics) and (fewer or stricter):
            return more, min(1.0, found.p_value * len(columns))
    return law, p_value
