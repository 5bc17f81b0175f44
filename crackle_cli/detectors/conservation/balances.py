"""Balances with the task before: `stock = previous(stock) + received - sold`.

The steps of a metric are a sum of other metrics. Where a few of those that the steps correlate with
best leave little of them, laws are sought among these alone. O(n d^2), then some ms for each.
"""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from crackle_cli.detectors.conservation.acceptance import as_law
from crackle_cli.detectors.conservation.design_matrix import (
    Space,
    centred_unit,
    drawn_in,
    linear_space,
    middles,
)
from crackle_cli.detectors.conservation.robust_fit import robust_fit
from crackle_cli.detectors.conservation.search import laws_of
from crackle_cli.laws.law import Law, LawKind, Term
from crackle_cli.laws.precision import Precision
from crackle_cli.laws.previous import previous, shifted
from crackle_cli.profile.settings import ConservationSettings
from crackle_cli.statistics.random_numbers import Chance
from crackle_cli.statistics.sampling import spread_out
from crackle_cli.table.arrays import Floats, Rows

MOST_TERMS = 6  # metrics that steps are sought to be made of
RELATED = 0.3  # correlation of the steps with one of them: of six of equal size .41
LEFT = 0.35  # of the deviation of the steps, which a sum within rounding leaves at most
EXPLAINED = 0.3  # of the variance of the inner nine tenths, broken tasks beside it
FEWEST_MOVED = 3 * MOST_TERMS  # tasks with another value than the one before
MOST_ROWS = 1000  # that are screened
STEP = "step of "  # a name that no formula has, for the time of the search


def balances(
    columns: Mapping[str, Floats],
    names: Sequence[str],
    precisions: Mapping[str, Precision],
    settings: ConservationSettings,
) -> Iterator[tuple[Law, float]]:
    """The laws of the steps of one of the named metrics, and their p-values; none approximate.

    columns  (n,) by name, NaN = missing, in task order
    """
    if len(names) < 2:
        return
    n = columns[names[0]].size
    rows = spread_out(n, settings.seed)
    rows = np.arange(n) if rows is None else rows
    seen = {name: columns[name][rows] for name in names}
    for metric, others in _related(columns, names, rows, settings):
        every = {STEP + metric: precisions[metric], **{m: precisions[m] for m in others}}
        space = _space(columns[metric], {m: seen[m] for m in others}, every, rows)
        least = 1 - 2 * (1 - settings.holds)  # a wrong value is missed twice, and told once
        for found in laws_of(space, least, Chance(settings.seed)):
            law = as_law(space, found.law, every)
            if STEP + metric in law.metrics and law.kind is not LawKind.APPROXIMATE:
                yield _in_levels(law, metric), min(1.0, found.p_value * len(names))


def _space(
    level: Floats, others: Mapping[str, Floats], precisions: Mapping[str, Precision], rows: Rows
) -> Space:
    """The steps of a (n,) level in the rows, and others (r,) of these rows.

    Either end of a step is rounded as printed, or as float64 keeps it.
    """
    names = tuple(precisions)
    precision = precisions[names[0]]
    change = _steps(level, precision)[rows]
    matrix = np.column_stack([change, *others.values()])
    space = linear_space(names, matrix, list(precisions.values()))
    ends = level[rows], shifted(level)[rows]
    space.half_steps[:, 0] = sum(
        0.5 * np.maximum(precision.step(end), np.spacing(np.abs(end))) for end in ends
    )
    return space


def _steps(values: Floats, precision: Precision) -> Floats:
    """(n,) from the task before, NaN in the first; without the float error of large levels."""
    change, quantum = values - shifted(values), precision.quantum
    return np.rint(change / quantum) * quantum if quantum else change


def _related(
    columns: Mapping[str, Floats],
    names: Sequence[str],
    rows: Rows,
    settings: ConservationSettings,
) -> Iterator[tuple[str, list[str]]]:
    """The metrics of whose steps little is left by some others, and which."""
    some = rows[np.linspace(0, rows.size - 1, min(rows.size, MOST_ROWS)).astype(int)]
    some = some[some > 0]
    levels = np.column_stack([columns[name][some] for name in names])
    changes = levels - np.column_stack([columns[name][some - 1] for name in names])
    levels, changes = (np.where(np.isnan(v), middles(v), v) for v in (levels, changes))
    inner_changes, inner = centred_unit(drawn_in(changes)), centred_unit(drawn_in(levels))
    alike = inner_changes.T @ inner
    np.fill_diagonal(alike, 0.0)
    chance = Chance(settings.seed)
    for i in np.flatnonzero(np.abs(alike).max(axis=1) >= RELATED).tolist():
        best = np.sort(np.argsort(-np.abs(alike[i]), kind="stable")[:MOST_TERMS])
        best = best[best != i]
        weights = np.linalg.lstsq(inner[:, best], inner_changes[:, i], rcond=None)[0]
        if alike[i, best] @ weights < EXPLAINED:
            continue
        moved = changes[:, i] != 0  # a stock at rest follows from anything that is
        tried = np.column_stack([changes[moved, i], levels[np.ix_(moved, best)]])
        fit = robust_fit(tried, chance) if len(tried) >= FEWEST_MOVED else None
        if fit and (tried[fit.kept] @ fit.weights).std() <= LEFT * tried[fit.kept, 0].std():
            yield names[i], [names[j] for j in best]


def _in_levels(law: Law, metric: str) -> Law:
    """The law of the steps of a metric as one of the metric and its value in the task before."""
    ends = {STEP + metric: (metric, previous(metric))}
    terms: list[Term] = []
    for term in law.terms:
        levels = ends.get(term.name, (term.name,))
        terms += [
            Term((name,), sign * term.weight, term.quanta)
            for name, sign in zip(levels, (1.0, -1.0), strict=False)
        ]
    digits = tuple((end, n) for name, n in law.digits for end in ends.get(name, (name,)))
    told = law._replace(terms=tuple(terms), digits=digits)
    # What float64 leaves of a step is a rounding, and none of the levels.
    printed = any(told.quanta.values()) or digits
    return told if printed else told._replace(kind=LawKind.EXACT, tolerance=0.0)
