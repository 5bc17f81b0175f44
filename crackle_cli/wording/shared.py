"""What several groups tell alike, in one sentence."""

from collections.abc import Mapping, Sequence

from crackle_cli.detectors.conservation.findings import Constant, LawFinding
from crackle_cli.detectors.correlation.findings import Bent, Broken, Family, Lagged
from crackle_cli.detectors.finding import Finding
from crackle_cli.detectors.phase_transition.findings import (
    Abrupt,
    Change,
    Changed,
    ChangePoint,
    Mix,
    Season,
    Spread,
)
from crackle_cli.laws.law import LawKind
from crackle_cli.laws.text import formula
from crackle_cli.suggest import listed
from crackle_cli.table.metric_table import MetricTable
from crackle_cli.wording.correlation import bend, broken
from crackle_cli.wording.numbers import number, percents
from crackle_cli.wording.phase_transition import of_what
from crackle_cli.wording.where import mix, scoped, switched

MOST_NAMED = 3  # groups, and metrics of one change


def groups_told(groups: Sequence[Mapping[str, str]], of: int) -> str:
    """`in 6 of 8 groups by service (auth, cart, mail and 3 more)`."""
    by = ", ".join(groups[0])
    if len(groups) == of:
        return f"in each of {of} groups by {by}"
    named = listed(("/".join(group.values()) for group in groups), MOST_NAMED)
    return f"in {len(groups)} of {of} groups by {by} ({named})"


def sentence(findings: Sequence[Finding], table: MetricTable) -> str:
    """What the findings of several groups have in common, without the numbers of each.

    `latency rose by 48.4–52.9 % at 2026-03-02`, `requests = ok + errors`
    """
    first = findings[0]
    match first:
        case Mix(mixed=mixed) if mixed:
            return mix(first, mixed, _at(findings, table).removeprefix("at "), table)
        case ChangePoint() if len(first.changes) == 1:
            return scoped(first, f"{_moved(findings, 0)} {_at(findings, table)}")
        case ChangePoint():
            told = [_moved(findings, i) for i in range(len(first.changes))][:MOST_NAMED]
            more = len(first.changes) - len(told)
            rest = [f"{more} more"] if more else []
            return scoped(first, f"{', '.join([*told, *rest])}, all {_at(findings, table)}")
        case Changed():
            return f"{_moved(findings, 0, 'drifted up', 'drifted down')} along the order"
        case Season():
            return f"{first.metrics[0]} repeats every {number(first.period, 2)} tasks"
        case Family() if first.correlation < 0:
            return f"{' and '.join(first.metrics)} move in opposite directions"
        case Family():
            return f"{listed(first.metrics)} move together"
        case Lagged(metrics=(one, other), lag=lag):
            return f"{one} leads {other} by {lag} {'task' if lag == 1 else 'tasks'}"
        case Bent():
            return bend(first.metrics, first.shape)
        case Broken():
            return broken(first, _name(first.place.row, table), numbers=False)
        case Constant() if first.law.kind is LawKind.APPROXIMATE:
            return f"{first.metrics[0]} keeps a level of its own"
        case LawFinding():
            return formula(first.law)
    return f"{first.metrics[0]} wanders, no level"


def _moved(findings: Sequence[Finding], place: int, up: str = "rose", down: str = "fell") -> str:
    """`latency rose by 48.4–52.9 %`: the metric in a place of the first one's changes."""
    first = findings[0]
    assert isinstance(first, Changed)
    change = first.changes[place]
    back = " back" if isinstance(first, Abrupt) and first.since is not None else ""
    spread = " in spread" if isinstance(first, Spread) else ""
    verb = up if change.after > change.before else down
    every = [c for f in findings if isinstance(f, Changed) for c in f.changes]
    share = _shares([c for c in every if c.metric == change.metric])
    return f"{of_what(change)} {verb}{spread}{back}{share}"


def _shares(changes: Sequence[Change]) -> str:
    """` by 48.4–52.9 %`, or nothing where a change is not told in per cent."""
    if any(c.change_pct is None or c.share_of or c.before * c.after < 0 for c in changes):
        return ""
    sizes = sorted(abs(c.change_pct or 0.0) for c in changes)
    told = dict.fromkeys(percents([sizes[0], sizes[-1]]))
    return f" by {'–'.join(one.removesuffix(' %') for one in told)} %"


def _at(findings: Sequence[Finding], table: MetricTable) -> str:
    """`at 2026-03-02, back at 2026-03-04`: by the names that tasks of all groups have."""
    placed = [one for one in findings if isinstance(one, ChangePoint)]
    first = placed[0]
    together = len({one.switch for one in placed}) == 1
    where = f"at {_name(first.place.row, table)}{switched(first) if together else ''}"
    back = first.back if isinstance(first, Abrupt) else None
    return f"{where}, back at {_name(back.row, table)}" if back else where


def _name(row: int, table: MetricTable) -> str:
    return table.task(row).partition(" (row ")[0]
