"""The numbers behind a pattern's sentence, in words."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
from math import floor, log10

from crackle_cli.cooling.pattern import Breach, CracklePattern, Onset
from crackle_cli.detectors.clustering.findings import (
    Apart,
    Contrast,
    Explanation,
    Group,
    NamedGroup,
    NearTasks,
    Oddity,
    OddTasks,
    OddValue,
)
from crackle_cli.detectors.conservation.findings import Constant, LawFinding, LowVariation
from crackle_cli.detectors.correlation.findings import Copy, Family, Lagged, PearsonPair
from crackle_cli.detectors.finding import Finding
from crackle_cli.detectors.phase_transition.findings import (
    Change,
    Changed,
    ChangePoint,
    Drift,
    Mix,
    Range,
    Rate,
    Reset,
    Season,
    Shift,
    Spike,
    Spread,
    Turn,
    Turning,
)
from crackle_cli.detectors.several import Several
from crackle_cli.laws.law import LawForm, LawKind
from crackle_cli.table.metric_table import MetricTable
from crackle_cli.table.units import Unit, common
from crackle_cli.wording import sentence
from crackle_cli.wording.amounts import amounts, estimates, joined, written
from crackle_cli.wording.conservation import common_unit
from crackle_cli.wording.numbers import certainty, coefficient, number, percent, relatives
from crackle_cli.wording.phase_transition import levels, of_what

MOST_LISTED = 12  # lines of one sort: metrics, tasks
RANGES = "ranges hold the middle 95 % of the tasks"
SMALLEST_CHANCE = 1e-12  # chances below it are as good as none

Units = Mapping[str, Unit]
Lines = Iterator[str]


def explanation(pattern: CracklePattern, table: MetricTable) -> tuple[str, ...]:
    """Lines without full stops: what was measured, how surely, and how unlikely by chance."""
    found = pattern.finding
    measured = _of_groups(pattern) if pattern.of_groups else _measured(pattern, table)
    return (*measured, *_certainty(found), f"id {pattern.id}")


def _of_groups(pattern: CracklePattern) -> Lines:
    """What each of several groups tells."""
    for one in pattern.of_groups[:MOST_LISTED]:
        yield f"{', '.join(f'{k}={v}' for k, v in one.group.items())}: {one.description}"
    if len(pattern.of_groups) > MOST_LISTED:
        yield f"and {len(pattern.of_groups) - MOST_LISTED} more groups"


def _of_several(several: Several, table: MetricTable) -> Lines:
    """Each of them, the surest first."""
    for one in several.members[:MOST_LISTED]:
        yield sentence(one, table)
    if len(several.members) > MOST_LISTED:
        yield f"and {len(several.members) - MOST_LISTED:,} more, which JSON has one by one"


def _measured(pattern: CracklePattern, table: MetricTable) -> Lines:
    units = table.census.units
    match pattern.finding:
        case Several() as found:
            return _of_several(found, table)
        case Group() as found:
            return chain(_group(found), _apart(found.apart, table), _texts(found.explained_by))
        case NamedGroup() as found:
            return _apart(found.apart, table)
        case OddTasks() as found:
            return chain(_odd_tasks(found, table), _texts(found.explained_by))
        case Contrast() as found:
            return _contrast(found, table)
        case NearTasks() as found:
            return iter([f"average distance {number(found.average_distance, 4)} in raw units"])
        case Drift() as found:
            return chain(_changes(found.changes, table), _turns(found))
        case Turning() as found:
            return _turns(found)
        case Range():
            return iter([])
        case ChangePoint() as found:
            where = chain(_scope(found, table), _parts(found, table))
            return chain(_changes(found.changes, table), where, _onset(pattern.onset))
        case Changed() as found:
            return chain(_changes(found.changes, table), _onset(pattern.onset))
        case Turn():
            return _onset(pattern.onset)
        case LawFinding() as found:
            return chain(_law(found, units), _broken(pattern.breaches, found, units))
        case LowVariation() as found:
            (mean,) = amounts((found.mean,), common(map(units.get, found.metrics)), 4)
            return iter([f"mean {mean}, standard deviation over mean {found.variation}"])
        case Family() | Lagged() as found:
            return _correlation(found)
        case Copy():
            return iter(["both rank all tasks alike, with ties in the same places"])
        case PearsonPair() as found:
            return iter([f"r = {coefficient(found.correlation)} of the values as they are"])
    raise TypeError(f"no explanation for {type(pattern.finding).__name__}")


def _contrast(found: Contrast, table: MetricTable) -> Lines:
    """Each metric with the level of each value, the lowest first."""
    yield RANGES
    for one in found.parted[:MOST_LISTED]:
        how = written(table, one.metric)
        levels = (
            f"{level.text} {joined(estimates(level.inside, how, 4), ' to ')} ({level.tasks:,})"
            for level in one.levels[:MOST_LISTED]
        )
        yield f"{one.metric} by {found.column}: {', '.join(levels)}"


def _certainty(found: Finding) -> Lines:
    yield f"confidence {certainty(found.confidence)}: {_meaning(found)}"
    if found.p_value is not None:
        yield f"by chance alone: {_odds(found.p_value)}"
    elif isinstance(found, Constant | LowVariation):
        yield "that a metric keeps a value is counted, not tested against chance"
    elif isinstance(found, LawFinding) and found.law.form is LawForm.BOUND:
        yield "that one is at most the other is counted, not tested against chance"
    elif found.standing:
        yield "what holds in all tasks is counted, not tested against chance"
    else:
        yield "this method tests nothing against chance"


def _meaning(found: Finding) -> str:
    """What the confidence of such a finding is made of, see `statistics.confidence`."""
    low, strength = certainty(found.confidence), f"{found.strength:.2f}"
    lower_end = f"at the lower end of its 95 % interval {low}"
    match found:
        case Several():
            return "that of the surest of them"
        case LawFinding():
            weight = {LawKind.EXACT: "", LawKind.ROUNDED: ", less 2 % as it is within rounding"}
            less = weight.get(found.law.kind, ", less 10 % as it is within a tolerance")
            return f"the lower end of the 95 % interval of the share of tasks that keep it{less}"
        case OddTasks():
            which = "they are than the furthest of the others"
            return f"how much further out {which} ({strength}), times that this is no accident"
        case Contrast():
            which = "two tasks of different values are ordered as these are"
            return f"how much oftener than not {which} is {strength}, and {lower_end}"
        case NamedGroup():
            which = "one of these tasks lies to that side of one of the others"
            return f"how much oftener than not {which} is {strength}, and {lower_end}"
        case Group():
            return f"how much emptier it is beside the group is {strength}, and {lower_end}"
        case Copy():
            return "the lower end of the 95 % interval of the share of tasks that rank alike"
        case Family() | Lagged():
            which = "the middle |r|" if isinstance(found, Family) else "|r|"
            return f"{which} is {strength}, and {lower_end}"
        case Rate() | Mix():
            return f"how far the odds are apart (Yule's Q) is {strength}, and {lower_end}"
        case Turn():
            return "that of the whole that it is a part of"
        case Shift() | Spike() | Spread() | Turning() | Reset() | Season():
            return f"how clearly it stands out of its noise is {strength}, and {lower_end}"
    return f"the strength itself, {strength}, of which this method has no interval"


def _odds(p_value: float) -> str:
    """`1 in 7,800,000 tables`: two digits, rounded down."""
    if p_value < SMALLEST_CHANCE:
        return f"less than 1 in {1 / SMALLEST_CHANCE:,.0f} tables"
    tables = 1 / p_value
    step = 10 ** max(0, floor(log10(tables)) - 1)
    return f"1 in {floor(tables / step) * step:,.0f} tables (p = {p_value:.2g})"


def _changes(changes: Sequence[Change], table: MetricTable) -> Lines:
    for change in changes[:MOST_LISTED]:
        yield _change(change, table)
    if len(changes) > MOST_LISTED:
        yield f"and {len(changes) - MOST_LISTED} more metrics"


def _scope(found: ChangePoint, table: MetricTable) -> Lines:
    """The level of each value of the text column that tells where, those that moved first."""
    if not found.scope:
        return
    for one in (*found.scope.moved, *found.scope.unchanged)[:MOST_LISTED]:
        change = found.leading._replace(before=one.before, after=one.after)
        tasks = f"{number(one.tasks_before)} and {number(one.tasks_after)} tasks"
        yield f"{found.scope.column} = {one.value}: {levels(change, table, digits=4)}, {tasks}"


def _parts(found: ChangePoint, table: MetricTable) -> Lines:
    """What the change of each mean is made of, where shares of a text column change with it."""
    for change in found.changes if found.mixed else ():
        if change.parts:
            how = written(table, change.metric)
            within, mix = estimates((change.parts.within, change.parts.mix), how, 4)
            column = found.mixed.column if found.mixed else ""
            yield f"mean {change.metric}: {within} within each {column}, {mix} by its shares"


def _onset(onset: Onset | None) -> Lines:
    if onset is None:
        return
    if len(onset.may_begin) > 1:
        yield f"it begins at {onset.begins}; at one of {len(onset.may_begin)} tasks surely (95 %)"
        first, last = number(onset.row_low), number(onset.row_high)
        yield f"rows {first} to {last}, counted from 0"
    elif onset.may_begin:
        yield f"it begins at {onset.begins}, surely (95 %)"
    yield f"tasks from there on: {number(onset.tasks_after)}"
    if onset.back is not None:
        surely = _surely(onset.row_back_low or 0, onset.row_back_high or 0)
        yield f"it is back at the level before at {onset.back}, {surely}"
    if onset.ends is not None:
        yield f"it is told in one line with {onset.ends}"


def _surely(low: int, high: int) -> str:
    between = f" in one of the rows {number(low)} to {number(high)}"
    return f"surely (95 %){'' if low == high else between}"


def _turns(found: Turning) -> Lines:
    for turn in found.turns[:MOST_LISTED]:
        row, low, high = turn.place
        surely = _surely(low, high)
        yield f"it goes another way after row {number(row)}, counted from 0, {surely}"
    if len(found.turns) > MOST_LISTED:
        yield f"and {len(found.turns) - MOST_LISTED} more turns"


def _change(change: Change, table: MetricTable) -> str:
    text = f"{of_what(change)}: {levels(change, table, digits=4)}"
    (share,) = relatives([change.change_pct])
    if share:
        text += f", {'−' if (change.change_pct or 0) < 0 else '+'}{share}"
    if change.noise_units is not None:
        text += f", {number(abs(change.noise_units))} standard deviations of its noise"
    return text


def _law(found: LawFinding, units: Units) -> Lines:
    law, n, holds = found.law, found.n, found.holds
    unit = common_unit(found.metrics, law.form, units)
    terms = len(law.terms)
    sides = "one term" if terms == 1 else f"{terms} terms"
    base = f" (in {unit.name})" if unit and law.constant else ""
    yield f"a law of {sides}, {law.kind}: {found.text}{base}"
    yield f"it holds in {holds:,} of {n:,} tasks ({percent(100 * holds / n)})"
    if found.zero:
        yield f"in {found.zero:,} others both sides are 0, which proves nothing"
    if law.tolerance:
        most = law.tolerance
        powers = law.form is LawForm.POWER  # of which both sides are compared as a share
        told = percent(100 * most) if powers else amounts((most,), unit, 3)[0]
        yield f"a task keeps it when both sides differ by at most {told}"


def _broken(breaches: Sequence[Breach], found: LawFinding, units: Units) -> Lines:
    unit = common_unit(found.metrics, found.law.form, units)
    powers = found.law.form is LawForm.POWER
    for task in breaches[:MOST_LISTED]:
        wrong = f", likely wrong: {task.suspect}" if task.suspect else ""
        yield f"broken by {task.label}: {_residual(task.residual, powers, unit)}{wrong}"
    if len(breaches) > MOST_LISTED:
        yield f"and {len(breaches) - MOST_LISTED} more tasks"


def _residual(residual: float, powers: bool, unit: Unit | None) -> str:
    if powers:
        which = "lower" if residual < 0 else "higher"
        return f"the right side is {percent(100 * abs(residual))} {which} than the left"
    return f"right side − left side = {amounts((residual,), unit, 3)[0]}"


def _correlation(found: Family | Lagged) -> Lines:
    members = found.members if isinstance(found, Family) else ()
    for member in members[:MOST_LISTED]:
        way = "with" if member.sign > 0 else "against"
        yield f"{member.metric} moves {way} {found.leader}: |r| = {abs(member.correlation):.2f}"
    yield (
        f"r = {coefficient(found.correlation)}, of the ranks of what is new in each "
        "task, without trend and memory; not Pearson's r of the columns"
    )
    if isinstance(found, Lagged):
        yield f"strongest with the later metric {number(found.lag)} tasks behind"


def _odd_tasks(found: OddTasks, table: MetricTable) -> Lines:
    """Each task with its values, what is usual, and what the others foretell."""
    for row, task in islice(zip(found.rows.tolist(), found.odd, strict=True), MOST_LISTED):
        told = ", ".join(_odd_value(value, table) for value in task.values[:MOST_LISTED])
        yield f"{table.task(row)}: {told}"
    if found.size > MOST_LISTED:
        yield f"and {found.size - MOST_LISTED:,} more tasks"
    if found.oddity is Oddity.VALUES:
        yield f"at least {number(found.distance)} standard deviations from the median"


def _odd_value(value: OddValue, table: MetricTable) -> str:
    """`latency_ms 1,203 (usual 84 to 118)`."""
    how = written(table, value.metric)
    expected = () if value.expected is None else (value.expected,)
    own, low, high, *foretold = estimates([value.value, *value.usual, *expected], how, 4)
    usual = joined(tuple(dict.fromkeys((low, high))), " to ")
    others = f", expected {foretold[0]}" if foretold else ""
    return f"{value.metric} {own}{others} (usual {usual})"


def _group(found: Group) -> Lines:
    yield f"one of {found.groups} groups in {', '.join(found.seen_in)}"
    empty = percent(100 * found.separation)
    yield f"where it comes nearest to another group it is {empty} emptier than in its middle"


def _apart(differences: Sequence[Apart], table: MetricTable) -> Lines:
    if differences:
        yield RANGES
    for apart in differences[:MOST_LISTED]:
        ends = estimates([*apart.inside, *apart.others], written(table, apart.metric), 4)
        inside, others = (joined(tuple(dict.fromkeys(e)), " to ") for e in (ends[:2], ends[2:]))
        share = percent(100 * apart.share)
        yield f"{apart.metric}: {inside}, others {others} ({share} of them outside)"


def _texts(explained_by: Sequence[Explanation]) -> Lines:
    for text in explained_by:
        yield (
            f"{text.column} = {text.text} in {text.inside:,} of its tasks "
            f"and {text.others:,} others"
        )
