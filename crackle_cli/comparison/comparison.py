"""compare(base, new, profile): what changed from one set of tasks to another, for programs."""

from typing import NamedTuple

from crackle_cli.comparison.absences import absences
from crackle_cli.comparison.changes import changes_of, changes_of_pairs
from crackle_cli.comparison.findings import Finding, LevelChange, RateChange, Same, SpreadChange
from crackle_cli.comparison.judging import CompareRules, Told, judged
from crackle_cli.comparison.relations import MOST_RELATED, broken_laws
from crackle_cli.comparison.sentences import cells, sentence
from crackle_cli.comparison.sides import Sides, sides_of, spread_over
from crackle_cli.errors import ExitCode, InputError
from crackle_cli.profile.thermal_profile import ThermalProfile
from crackle_cli.suggest import listed
from crackle_cli.table.metric_table import Census, MetricTable


class Side(NamedTuple):
    """One set of tasks: its name, how many tasks there are, and how they were read."""

    name: str
    tasks: int
    census: Census


class Comparison(NamedTuple):
    """What changed from base to new.

    changes    what is told, with its sentence and what the gate makes of it
    same       the metrics that are not told apart
    metrics    how many were compared
    least_percent  changes of a level that are smaller are told as none
    exit_code  1 where a change trips the gate
    warnings   what everybody should know
    """

    base: Side
    new: Side
    profile: str
    metrics: int
    changes: tuple[Told, ...]
    same: tuple[Same, ...]
    exit_code: ExitCode
    least_percent: float = 0.0
    warnings: tuple[str, ...] = ()

    @property
    def of_metrics(self) -> tuple[Told, ...]:
        """The changes of metrics by themselves: of their levels, rates and spreads."""
        kinds = LevelChange | RateChange | SpreadChange
        return tuple(one for one in self.changes if isinstance(one.finding, kinds))

    @property
    def gated(self) -> tuple[Told, ...]:
        """The changes that trip the gate."""
        return tuple(one for one in self.changes if one.gates)


def compare(
    base: MetricTable,
    new: MetricTable,
    profile: ThermalProfile | None = None,
    rules: CompareRules | None = None,
    names: tuple[str, str] = ("base", "new"),
) -> Comparison:
    """What changed from base to new, and which of it trips the gate.

    names: what base and new are called. Tables in groups are compared group by group, by their
    values. Raises InputError where no metric can be compared.
    """
    profile = profile or ThermalProfile.default()
    rules = rules or CompareRules(better=profile.better, min_change=profile.min_change)
    sides = sides_of(*(spread_over(table, profile.seed) for table in (base, new)))
    _refuse_nothing(sides)
    least = profile.phase_transition.min_change
    changed, same, metrics = _changes(sides, profile)
    laws = () if sides.base.groups else broken_laws(sides, new, profile)
    every: list[Finding] = [*changed, *laws, *absences(sides), *sides.apart]
    told = [judged(Told(o, sentence(o, base, new), cells(o, base)), rules) for o in every]
    gated = any(one.gates for one in told) and not rules.exit_zero
    return Comparison(
        Side(names[0], base.tasks, base.census),
        Side(names[1], new.tasks, new.census),
        profile.name,
        metrics,
        tuple(told),
        same,
        ExitCode.GATED if gated else ExitCode.CLEAN,
        least,
        tuple(_warnings(sides, base, new)),
    )


def _changes(
    sides: Sides, profile: ThermalProfile
) -> tuple[tuple[Finding, ...], tuple[Same, ...], int]:
    """What changed, what did not, and how many metrics, or benchmarks, were compared."""
    if sides.base.groups and sides.new.groups:
        return changes_of_pairs(sides, profile)
    return (*changes_of(sides, profile), len(sides.metrics))


def _refuse_nothing(sides: Sides) -> None:
    if sides.metrics:
        return
    if sides.too_few:
        n, k = sides.base.tasks, sides.new.tasks
        raise InputError(
            f"{n} and {k} tasks are too few to compare; give several runs of each, such as "
            "'base-*.json' 'new-*.json'"
        )
    mine, other = (listed(table.measured, 5) or "none" for table in (sides.base, sides.new))
    raise InputError(f"no metric is in both: base has {mine}; new has {other}")


def _warnings(sides: Sides, *tables: MetricTable) -> list[str]:
    many = len(sides.metrics)
    said = [*sides.base.census.warnings, *sides.new.census.warnings]
    for name, table, looked in zip(("base", "new"), tables, sides[:2], strict=True):
        if looked.tasks < table.tasks:
            said.append(f"{name}: {looked.tasks:,} of {table.tasks:,} tasks, evenly spread")
    if many > MOST_RELATED:
        said.append(
            f"no relations and groups were sought among {many:,} metrics; --metrics takes "
            f"{MOST_RELATED} of them or fewer"
        )
    return list(dict.fromkeys(said))
