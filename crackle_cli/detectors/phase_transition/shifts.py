"""Shifts of level, spread and rate, drift, and odd newest tasks, at a stated rate of false alarms.

Each metric is one hypothesis, "nothing changed along the order"; the forms share its alpha by
fixed weights (weighted Bonferroni: Genovese, Roeder, Wasserman, 2006), so the p-value of a finding
is that of its test over its weight. O(n log n) for each metric.
"""

from crackle_cli.detectors.finding import Detection
from crackle_cli.detectors.phase_transition.batching import together
from crackle_cli.detectors.phase_transition.category_results import category_results
from crackle_cli.detectors.phase_transition.conversion import finding, matters
from crackle_cli.detectors.phase_transition.engine import results
from crackle_cli.detectors.phase_transition.findings import Transition
from crackle_cli.detectors.phase_transition.preparation import Series, prepared, prepared_sample
from crackle_cli.detectors.phase_transition.results import Result
from crackle_cli.detectors.phase_transition.scoping import with_scopes
from crackle_cli.detectors.phase_transition.screening import Look, looked_at
from crackle_cli.detectors.phase_transition.tally import with_tallies
from crackle_cli.profile.settings import PhaseTransitionSettings
from crackle_cli.table.arrays import Floats
from crackle_cli.table.metric_table import MetricTable

FEWEST_VALUES = 8  # values; fewer show no step


def detect(table: MetricTable, settings: PhaseTransitionSettings) -> Detection:
    """Shifts of every metric. `tested` counts the metrics that are long enough.

    NaN are left out: what follows them moves up, and places are rows of the table.
    """
    every = {name: _series(table, name, values) for name, values in table.metrics.items()}
    least = max(settings.min_tasks, FEWEST_VALUES)
    tested = {name: whole for name, whole in every.items() if whole.values.size >= least}
    alpha = settings.alpha / max(1, len(tested))
    looks = looked_at(list(tested.values()), alpha)
    found: dict[str, list[Transition]] = {}
    nominal = table.census.nominal
    works = (
        _told(whole, look, alpha, name in nominal)
        for (name, whole), look in zip(tested.items(), looks, strict=True)
    )
    for (name, whole), told in zip(tested.items(), together(works), strict=True):
        changes = [finding(name, whole, one) for one in told]
        found[name] = [one for one in changes if matters(one, settings)]
    placed = with_scopes(table, found, settings, alpha)
    if table.sampled:
        placed = with_tallies(placed, table.sampled, nominal)
    short = [whole.values.size for name, whole in every.items() if name not in tested]
    notes = (_too_few(len(short), min(short), settings.min_tasks),) if short else ()
    return Detection(tuple(placed), len(tested), notes)


async def _told(whole: Series, look: Look | None, alpha: float, nominal: bool) -> list[Result]:
    return [*category_results(whole, alpha)] if nominal else await results(whole, look, alpha)


def _series(table: MetricTable, name: str, values: Floats) -> Series:
    if table.sampled is None:
        return prepared(values)
    return prepared_sample(values, table.sampled.means[name])


def _too_few(metrics: int, tasks: int, least: int) -> str:
    which = "metric" if metrics == 1 else "metrics"
    return (
        f"too few tasks for a phase transition in {metrics} {which} ({tasks} of at least {least})"
    )
