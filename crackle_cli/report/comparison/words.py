"""Phrases about a comparison that more than one format uses."""

from crackle_cli.comparison.comparison import Comparison
from crackle_cli.comparison.findings import LevelChange, Same, Where
from crackle_cli.comparison.judging import CHANGED, Told
from crackle_cli.comparison.sentences import not_told_apart
from crackle_cli.report.render.words import counted
from crackle_cli.suggest import listed
from crackle_cli.visible import visible
from crackle_cli.wording.amounts import Written

MOST_SAME = 12  # metrics that are not told apart by name; the rest are counted


def verdict(told: Told) -> str:
    """`better`, `worse`, or `changed` where nobody said which way is wanted."""
    return told.direction or CHANGED


def summary(comparison: Comparison) -> str:
    """`3 of 8 metrics changed: 1 better, 2 worse; 20 tasks of base.csv, 20 of new.csv`."""
    metrics = {_place(one) for one in comparison.of_metrics}
    ways = {
        way: {_place(one) for one in comparison.of_metrics if one.direction == way}
        for way in ("better", "worse")
    }
    counts = [f"{len(names)} {way}" for way, names in ways.items() if names]
    changed = f"{len(metrics)} of {counted(comparison.metrics, 'metric')} changed"
    base, new = comparison.base, comparison.new
    sizes = f"{counted(base.tasks, 'task')} of {base.name}, {new.tasks:,} of {new.name}"
    return visible(f"{changed}{': ' if counts else ''}{', '.join(counts)}; {sizes}")


def _place(one: Told) -> tuple[str, Where | None]:
    """Of which metric a change is, and where: a benchmark is compared as a metric is."""
    found = one.finding
    return found.metrics[0], found.where if isinstance(found, LevelChange) else None


def same_lines(comparison: Comparison) -> list[str]:
    """What is not told apart, and what changed by less than matters; each in one line."""
    apart = [one for one in comparison.same if not one.told]
    small = [one for one in comparison.same if one.told]
    lines = []
    if apart:
        lines.append(f"not told apart: {_named(apart, comparison)}")
    if small:
        names = listed([one.metric for one in small], MOST_SAME)
        lines.append(f"changed by less than {comparison.least_percent:g} %: {names}")
    return [visible(line) for line in lines]


def _named(same: list[Same], comparison: Comparison) -> str:
    units = comparison.base.census.units
    written = [Written(units.get(one.metric)) for one in same[:MOST_SAME]]
    told = ", ".join(not_told_apart(same[:MOST_SAME], written))
    more = len(same) - MOST_SAME
    return f"{told} and {more} more" if more > 0 else told


def gate_lines(comparison: Comparison) -> list[str]:
    """What tripped the gate, and what of its kind did not, and why."""
    lines = []
    gated = comparison.gated
    if gated:
        more = f" and {len(gated) - 1} more" if len(gated) > 1 else ""
        exits = f"exit {int(comparison.exit_code)} for {counted(len(gated), 'change')}"
        lines.append(f"gate: {exits}: {gated[0].sentence}{more}")
    lines += [
        f"gate: passed over: {o.sentence}: {o.spared}" for o in comparison.changes if o.spared
    ]
    return lines
