"""Laws that nobody wrote down, in a table with broken rows: sparse, exact where the data are.

Source: crackle's own procedure; the parts name theirs. O(d^2) correlation steps over small samples,
then O(n k) for each law.
"""

from collections.abc import Iterator

import numpy as np

from crackle_cli.detectors.conservation.acceptance import as_law
from crackle_cli.detectors.conservation.balances import balances
from crackle_cli.detectors.conservation.bounds import bounds
from crackle_cli.detectors.conservation.constancy import Steady, steady
from crackle_cli.detectors.conservation.design_matrix import (
    PRESENT,
    Space,
    linear_space,
    mixed_space,
    power_space,
)
from crackle_cli.detectors.conservation.law_findings import finding
from crackle_cli.detectors.conservation.left_out import completed
from crackle_cli.detectors.conservation.screening import promising
from crackle_cli.detectors.conservation.search import laws_of
from crackle_cli.detectors.finding import Detection
from crackle_cli.laws.law import Law, LawForm, LawKind
from crackle_cli.laws.precision import Precision, precision_of
from crackle_cli.profile.settings import ConservationSettings
from crackle_cli.statistics.random_numbers import Chance
from crackle_cli.statistics.sampling import spread_out
from crackle_cli.suggest import listed
from crackle_cli.table.arrays import LARGEST_EXACT, Floats
from crackle_cli.table.metric_table import MetricTable

SHARPER = 0.25  # two roundings of like size differ by less: a product has two or three factors
SMALL = 1e-60  # (1e60 * 1e60)^2 summed over any number of tasks is under the largest float64, 1e308


def detect(table: MetricTable, settings: ConservationSettings) -> Detection:
    """Constant metrics and laws of several metrics; `tested` counts spaces and constant metrics.

    The p-value of a law holds for the whole search in its space, which is therefore one test.
    Laws are sought in a sample where there are very many tasks, and counted in all.
    """
    if table.tasks < settings.min_tasks:
        note = f"conservation: too few tasks ({table.tasks} of at least {settings.min_tasks})"
        return Detection((), tested=0, notes=(note,) if table.tasks and table.metrics else ())
    columns = {m: v for m, v in table.metrics.items() if _present(v, settings.min_tasks)}
    seen = _sampled(columns, table.tasks, settings)
    precisions = {m: precision_of(v) for m, v in seen.items()}
    steadies = {
        m: _steady(m, seen[m], v, precisions[m].quantum, settings) for m, v in columns.items()
    }
    kept = (s.law for s in steadies.values() if s and abs(s.law.constant) < LARGEST_EXACT)
    findings = [finding(law, table, None) for law in kept]
    varied = {m: v for m, v in seen.items() if not _constant(steadies[m]) and _sized(v)}
    sought = promising(varied)
    bound = _laws(sought, precisions, settings)
    bound = completed(bound, varied, [m for m in varied if m not in sought], precisions, settings)
    if settings.previous and table.sampled is None and table.unordered is None:
        bound += balances(columns, tuple(sought), precisions, settings)
    told = [finding(law, table, p) for law, p in bound]
    findings += [f for f in told if f.holds / (f.n or 1) >= settings.holds]
    tested = max(3, len(findings))
    strict = [law for law, _ in bound if law.kind is not LawKind.APPROXIMATE]
    meant = (finding(law, table, None) for law in bounds(varied, precisions, strict))
    findings += [f for f in meant if f.holds / (f.n or 1) >= settings.holds]
    left_out = [m for m, v in columns.items() if not _sized(v) and not _constant(steadies[m])]
    notes = _notes(left_out) + _passed_over(len(sought), len(varied))
    return Detection(tuple(findings), tested, notes)


def _sampled(
    columns: dict[str, Floats], tasks: int, settings: ConservationSettings
) -> dict[str, Floats]:
    """The columns in a seeded sample of the tasks, in their order."""
    rows = spread_out(tasks, settings.seed)
    return columns if rows is None else {m: v[rows] for m, v in columns.items()}


def _steady(
    name: str, seen: Floats, values: Floats, step: float, settings: ConservationSettings
) -> Steady | None:
    """Whether a metric is constant in all tasks; asked only where it is so in the sample."""
    known = seen[~np.isnan(seen)]
    found = steady(name, known, settings.tolerance, step)
    if found is None or seen.size == values.size:
        return found
    return steady(name, values[~np.isnan(values)], settings.tolerance, step)


def _notes(left_out: list[str]) -> tuple[str, ...]:
    if not left_out:
        return ()
    return (
        f"no laws were sought with {listed(left_out)}: the values are beyond 1e60 or within 1e-60",
    )


def _passed_over(sought: int, metrics: int) -> tuple[str, ...]:
    if sought == metrics:
        return ()
    return (
        f"laws were sought among {sought} of {metrics:,} metrics, those most correlated with "
        "another",
    )


def _present(values: Floats, least: int) -> bool:
    known = int((~np.isnan(values)).sum())
    return known >= max(least, PRESENT * values.size)


def _sized(values: Floats) -> bool:
    """Whether squares of products of the values stay within float64."""
    largest = float(np.nanmax(np.abs(values)))
    return SMALL <= largest <= 1 / SMALL


def _constant(found: Steady | None) -> bool:
    return found is not None and found.constant


def _laws(
    columns: dict[str, Floats], precisions: dict[str, Precision], settings: ConservationSettings
) -> list[tuple[Law, float]]:
    """Linear laws first, then powers and mixed forms of what they leave unsaid."""
    if len(columns) < 2:
        return []
    names = tuple(columns)
    values = np.column_stack(list(columns.values()))
    chance = Chance(settings.seed)
    said: list[tuple[Law, float]] = []
    partial: list[Law] = []  # which a law with a rare term more says
    for space in _spaces(names, values, [precisions[m] for m in names]):
        for found in laws_of(space, settings.holds, chance):
            law = as_law(space, found.law, precisions)
            sharper = [one for one in said if not _blurs(one[0], law, found.law.looseness)]
            if not _said(law, [*(one for one, _ in sharper), *partial]):
                said = [*sharper, (law, found.p_value)]
                if found.partial is not found.law:
                    partial.append(as_law(space, found.partial, precisions))
    return said


def _spaces(names: tuple[str, ...], values: Floats, precisions: list[Precision]) -> Iterator[Space]:
    yield linear_space(names, values, precisions)
    power = power_space(names, values, precisions)
    if len(power.features) > 1:
        yield power
    mixed = mixed_space(names, values, precisions)
    if mixed:
        yield mixed


def _blurs(power: Law, mixed: Law, looseness: float) -> bool:
    """Whether a product is but nearly another metric, and a sum with the product truly is.

    `price * quantity = total` holds "within rounding" of a whole quantity where the discount is
    small; `price * quantity = discount + total` holds to the cent.
    """
    return (
        (mixed.form, power.form) == (LawForm.MIXED, LawForm.POWER)
        and set(power.metrics) < set(mixed.metrics)
        and looseness < SHARPER * power.tolerance
    )


def _said(law: Law, said: list[Law]) -> bool:
    """Whether a law of another form binds the same metrics, or stricter laws bind them and more.

    `read = kept + bad` makes `kept` nearly proportional to `read` when few are bad; so do two such
    laws with a metric in common.
    """
    metrics = set(law.metrics)
    if any(metrics == set(other.metrics) for other in said):
        return True
    near = law.kind is LawKind.APPROXIMATE
    if law.form is LawForm.POWER and not near and sorted(t.weight for t in law.terms) == [-1, 1]:
        return True  # a ratio that holds to the digit: the linear space has judged it
    strict = [set(other.metrics) for other in said if other.kind is not LawKind.APPROXIMATE]
    if law.form is LawForm.MIXED and any(one < metrics for one in strict):
        return True  # a law times a metric is a law again
    loose = near or law.form is LawForm.MIXED
    return loose and any(metrics < together for together in _joined(strict))


def _joined(sets: list[set[str]]) -> list[set[str]]:
    """Sets that share a member become one."""
    result: list[set[str]] = []
    for one in sets:
        apart = [other for other in result if not other & one]
        result = [*apart, one.union(*(other for other in result if other & one))]
    return result
