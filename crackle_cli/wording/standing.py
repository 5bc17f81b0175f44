"""What only says what columns are, summed up: constants, copies, bounds and what is missing."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from crackle_cli.detectors.clustering.findings import Frequency, NamedGroup
from crackle_cli.detectors.conservation.findings import Constant, LawFinding
from crackle_cli.detectors.finding import Finding
from crackle_cli.laws.law import LawForm
from crackle_cli.laws.text import solved
from crackle_cli.table.metric_table import MetricTable
from crackle_cli.wording import sentence
from crackle_cli.wording.amounts import estimates
from crackle_cli.wording.clustering import name_of
from crackle_cli.wording.conservation import constant_value
from crackle_cli.wording.where import PER_CENT

MOST_NAMED = 8  # constants, or sets of copies, that a line names; the rest are counted


class Fact(NamedTuple):
    """A standing finding, and the values of the --by columns that it was found in."""

    finding: Finding
    group: Mapping[str, str]

    @property
    def within(self) -> str:
        """` (service=a)`; nothing for the whole table."""
        return f" ({', '.join(f'{k}={v}' for k, v in self.group.items())})" if self.group else ""


def lines(facts: Sequence[Fact], table: MetricTable) -> tuple[str, ...]:
    """At most four lines, in the order of the table's columns.

    `3 metrics are constant: batch 32, workers 4, timeout 250 ms`
    `lr0, lr1 and lr2 are equal; fahrenheit = 1.8 * celsius + 32`
    `bounds: min <= avg <= max; free <= total`
    `gpu_util is only there where runner = gpu`
    """
    place = {name: i for i, name in enumerate(table.metrics)}
    ordered = sorted(facts, key=lambda fact: min(place[m] for m in fact.finding.metrics))
    constants = [fact for fact in ordered if isinstance(fact.finding, Constant)]
    there = [fact for fact in ordered if isinstance(fact.finding, NamedGroup)]
    bounds = [fact for fact in ordered if _is_bound(fact.finding)]
    others = [fact for fact in ordered if not isinstance(fact.finding, Constant | NamedGroup)]
    copies = [fact for fact in others if not _is_bound(fact.finding)]
    of_values = (*_constants(constants, table), *_copies(copies, table, place))
    return (*of_values, *_bounds(bounds, table), *_there(there))


def _is_bound(finding: Finding) -> bool:
    return isinstance(finding, LawFinding) and finding.law.form is LawForm.BOUND


def _bounds(facts: Sequence[Fact], table: MetricTable) -> tuple[str, ...]:
    told = [f"{_text(fact.finding, table)}{fact.within}" for fact in facts]
    return (f"bounds: {_first(told, '; ')}",) if told else ()


def _constants(facts: Sequence[Fact], table: MetricTable) -> tuple[str, ...]:
    if not facts:
        return ()
    told = [
        f"{fact.finding.metrics[0]} {constant_value(fact.finding, table)}{fact.within}"
        for fact in facts
        if isinstance(fact.finding, Constant)
    ]
    verb = "metric is" if len(told) == 1 else "metrics are"
    return (f"{len(told):,} {verb} constant: {_first(told, ', ')}",)


def _copies(facts: Sequence[Fact], table: MetricTable, place: Mapping[str, int]) -> tuple[str, ...]:
    """The sets of equal columns, and every other pair of columns that are one quantity."""
    if not facts:
        return ()
    told: list[str] = []
    for group in dict.fromkeys(fact.within for fact in facts):
        mine = [fact.finding for fact in facts if fact.within == group]
        equal = [set(f.metrics) for f in mine if _is_equal(f)]
        told += [
            f"{_listed(sorted(one, key=place.__getitem__))} are equal{group}"
            for one in _sets(equal)
        ]
        told += [f"{_text(f, table)}{group}" for f in mine if not _is_equal(f)]
    return (_first(told, "; "),)


def _there(facts: Sequence[Fact]) -> tuple[str, ...]:
    """Which metrics only some tasks have, and which ones these are."""
    told = [
        f"{rate.column} is {_where(rate, name_of(fact.finding.named))}{fact.within}"
        for fact in facts
        if isinstance(fact.finding, NamedGroup)
        for rate in fact.finding.rates
    ]
    return (_first(told, "; "),) if told else ()


def _where(rate: Frequency, tasks: str) -> str:
    """`only there where runner = gpu`, `missing in 40 % where host = a (others 2 %)`."""
    match rate:
        case Frequency(share=1.0, others=0.0):
            return f"only there where {tasks}"
        case Frequency(share=0.0, others=1.0):
            return f"missing where {tasks}"
    own, others = estimates((100.0 - 100.0 * rate.share, 100.0 - 100.0 * rate.others), PER_CENT)
    return f"missing in {own} where {tasks} (others {others})"


def _is_equal(finding: Finding) -> bool:
    """Whether two columns have the same values."""
    if not isinstance(finding, LawFinding) or finding.law.form is not LawForm.LINEAR:
        return False
    law = finding.law
    return law.constant == 0 and sorted(term.weight for term in law.terms) == [-1.0, 1.0]


def _text(finding: Finding, table: MetricTable) -> str:
    return solved(finding.law) if isinstance(finding, LawFinding) else sentence(finding, table)


def _sets(pairs: Sequence[set[str]]) -> list[set[str]]:
    """Sets that share a member become one, in the order of the first."""
    found: list[set[str]] = []
    for pair in pairs:
        linked = [one for one in found if one & pair]
        if not linked:
            found.append(set(pair))
            continue
        linked[0].update(pair, *linked[1:])
        found = [one for one in found if one is linked[0] or not any(one is o for o in linked)]
    return found


def _first(told: Sequence[str], between: str) -> str:
    """The first ones, and how many more."""
    rest = len(told) - MOST_NAMED
    more = [f"and {rest:,} more"] if rest > 0 else []
    return between.join([*told[:MOST_NAMED], *more])


def _listed(names: Sequence[str]) -> str:
    """`a, b and c`; of many the first ones and how many more."""
    few = names[: MOST_NAMED - 1] if len(names) > MOST_NAMED else names[:-1]
    last = names[-1] if len(few) == len(names) - 1 else f"{len(names) - len(few)} more"
    return f"{', '.join(few)} and {last}"
