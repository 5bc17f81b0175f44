"""The one door from findings to events: what several detectors found, each thing told once."""

from collections.abc import Callable, Sequence

import numpy as np

from crackle_cli.detectors.finding import Finding, PatternKind
from crackle_cli.detectors.view import View
from crackle_cli.events.gradual import without_gradual
from crackle_cli.events.made_by_groups import without_made_by_groups
from crackle_cli.events.odd_tasks import without_told
from crackle_cli.events.opposites import with_opposites
from crackle_cli.events.possible import are_possible
from crackle_cli.events.redundancy import is_group, merged, tangled
from crackle_cli.events.simultaneous import is_shift
from crackle_cli.events.suspect_metric import with_suspects
from crackle_cli.events.switches import with_switches
from crackle_cli.events.told_by_texts import without_told_by_texts
from crackle_cli.table.metric_table import MetricTable
from crackle_cli.table.part import Part

Redetect = Callable[[PatternKind, MetricTable], Sequence[Finding]]
Events = list[tuple[Part, tuple[Finding, ...]]]


def resolve(findings: Sequence[Sequence[Finding]], view: View, redetect: Redetect) -> Events:
    """The events of each part of a view, and of all parts together, as all tasks tell them.

    `findings`: of each part, in rows of the tables that its detectors looked at; those of events
    are rows of the whole. `redetect` tells the findings of a kind in a table of a part's sample.
    """
    events = [
        (part.part, with_switches(_events(found, part, redetect), part.part, view.table))
        for part, found in zip(view.parts, findings, strict=True)
    ]
    if len(events) == 1:
        return events
    from crackle_cli.events.shared_laws import with_common_laws

    return with_common_laws(events, view)


def _events(findings: Sequence[Finding], view: View, redetect: Redetect) -> Sequence[Finding]:
    """The events of a part, as all its tasks tell them."""
    counted = view.counted(told_once(findings, view, redetect))
    return with_suspects(without_told(counted, view.table.tasks), view)


def told_once(findings: Sequence[Finding], view: View, redetect: Redetect) -> tuple[Finding, ...]:
    """The findings, each event once: as they are, or untangled if that is less."""
    told = _told_once(with_opposites(findings, view.sample), view, redetect)
    made = without_made_by_groups(told, view.sample, view.rows)
    return tuple(without_told_by_texts(made, view.sample, view.rows))


def _told_once(findings: Sequence[Finding], view: View, redetect: Redetect) -> tuple[Finding, ...]:
    if any(is_group(f) for f in findings):
        findings = without_gradual(findings, view.sample)
    told = merged(view.refined(findings), view.rows)
    if not tangled(told):
        return told
    from crackle_cli.events.backfitting import simpler, untangled

    rows = np.arange(view.sample.tasks) if view.rows is None else view.rows
    places = {f.place.row for f in told if is_shift(f)}
    cuts: list[int] = np.searchsorted(rows, sorted(places)).tolist()
    best = told
    for account in untangled(findings, cuts, view.sample, redetect):
        once = merged(view.refined(account), view.rows)
        if simpler(once, best, rows) and are_possible(once, view.sample):
            best = once
        if not tangled(best):
            break
    return best
