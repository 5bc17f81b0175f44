"""Findings that no detector has made."""

import numpy as np

from crackle_cli.detectors.clustering.findings import (
    Apart,
    Group,
    Name,
    NamedGroup,
    Oddity,
    OddTask,
    OddTasks,
    OddValue,
)
from crackle_cli.detectors.conservation.findings import Constant, LawFinding
from crackle_cli.detectors.correlation.findings import Bent, Broken, Family, Lagged, Member
from crackle_cli.detectors.finding import PatternKind, Place
from crackle_cli.detectors.phase_transition.findings import Change, Drift, Season, Shift, Wander
from crackle_cli.events.redundancy import merged
from crackle_cli.laws.law import LawForm, LawKind, Violator
from crackle_cli.laws.parse import parse_law


def change(metric, before=1.0, after=2.0, noise_units=9.0):
    per_cent = 100 * (after - before) / abs(before) if before else None
    return Change(metric, before, after, per_cent, noise_units)


def shift(metric, row, margin=2, form=Shift, levels=(1.0, 2.0), **sure):
    """A change of 100 tasks at `row`; `sure`: the lower end of its strength, its p-value."""
    low = sure.get("low", 0.5)
    return form(
        metrics=(metric,),
        rows=np.arange(row, 100),
        strength=min(1.0, low + 0.1),
        confidence=low,
        p_value=sure.get("p_value", 1e-4),
        changes=(change(metric, *levels),),
        place=Place(row, row - margin, row + margin),
    )


def named_group(column, text, rows, metrics=(), **what):
    """Tasks of one value of a text column, among 100."""
    return NamedGroup(
        metrics=metrics,
        rows=np.array(rows),
        strength=1.0,
        confidence=0.9,
        p_value=1e-9,
        size=len(rows),
        tasks=100,
        named=(Name(column, text),),
        **{"apart": (), **what},
    )


def drift(metric, before=1.0, after=2.0, rows=range(100), **how):
    return Drift(
        metrics=(metric,),
        rows=np.asarray(rows),
        strength=0.6,
        confidence=0.5,
        p_value=1e-4,
        changes=(change(metric, before, after),),
        **how,
    )


def wander(metric, **how):
    return Wander(**_along(metric), **how)


def season(metric, period=12.0):
    return Season(**_along(metric), period=period)


def _along(metric):
    """What stays between 1 and 2 in 100 tasks."""
    return {
        "metrics": (metric,),
        "rows": np.arange(100),
        "strength": 0.6,
        "confidence": 0.5,
        "p_value": 1e-4,
        "low": 1.0,
        "high": 2.0,
    }


def group(rows, metrics=("a",), groups=2, inside=(8, 12), share=1.0):
    """A group of 100 tasks, of whose others the metrics are from 0 to 4."""
    return Group(
        metrics=metrics,
        rows=np.asarray(rows),
        strength=0.9,
        confidence=0.8,
        p_value=1e-6,
        name=f"group 1 of {groups}",
        size=len(rows),
        tasks=100,
        average_distance=1.0,
        groups=groups,
        seen_in=metrics,
        apart=tuple(Apart(name, inside, (0, 4), share) for name in metrics),
        explained_by=(),
    )


def odd_tasks(rows, metrics=("a",), oddity=Oddity.VALUES, partner=None):
    """Tasks of 100 that are unlike all others."""
    return OddTasks(
        metrics=metrics,
        rows=np.asarray(rows),
        strength=0.9,
        confidence=0.8,
        p_value=1e-6,
        size=len(rows),
        tasks=100,
        looked_at=100,
        distance=50.0,
        oddity=oddity,
        partner=partner,
        apart=tuple(Apart(name, (50, 50), (0, 4), 1.0) for name in metrics),
        odd=(
            OddTask(
                tuple(
                    OddValue(name, 50.0, (0.0, 4.0), 2.0 if partner else None) for name in metrics
                ),
                1e-6,
            ),
        )
        * len(rows),
        explained_by=(),
    )


def correlated(*metrics, low=0.5, lag=0, sizes=(0.83, 0.83)):
    """Metrics that move together, or two of which one follows."""
    common = {
        "metrics": metrics,
        "rows": np.arange(100),
        "strength": min(1.0, low + 0.1),
        "confidence": low,
        "p_value": 1e-4,
        "correlation": sizes[0],
    }
    if lag:
        return Lagged(**common, lag=lag)
    members = tuple(Member(name, 1, sizes[0]) for name in metrics[1:])
    return Family(**common, smallest=sizes[0], largest=sizes[1], members=members)


def bent(one, other, r=0.7, turn=40.0, share=0.5):
    """The second metric has a valley, or for r below 0 a peak, where the first is `turn`."""
    return Bent(
        metrics=(one, other),
        rows=np.arange(100),
        strength=abs(r),
        confidence=abs(r) - 0.1,
        p_value=1e-4,
        correlation=r,
        turn=turn,
        share=share,
    )


def broken(*metrics, before=0.9, after=0.05, place=(40, 38, 41)):
    """Metrics that move together on one side of a row of 100."""
    return Broken(
        metrics=metrics,
        rows=np.arange(100),
        strength=0.8,
        confidence=0.7,
        p_value=1e-4,
        correlation=max(before, after, key=abs),
        before=before,
        after=after,
        place=Place(*place),
    )


def law_finding(text, metrics=None, kind=LawKind.EXACT, **how):
    """A law that 100 tasks keep but for those of `broken`, a row or several: residuals of 1."""
    law = parse_law(text, "law")._replace(kind=kind)
    rows = how.pop("broken", ())
    fields = {
        "metrics": metrics or law.metrics,
        "rows": np.arange(100),
        "strength": 1.0,
        "confidence": 0.95,
        "p_value": 1e-4,
        "law": law,
        "n": 100,
        "holds": 100 - len(rows),
        "broken": len(rows),
        "violators": tuple(Violator(row, 1.0) for row in rows),
    }
    form = Constant if law.form is LawForm.CONSTANT else LawFinding
    return form(**{**fields, **how})


def kept(*findings):
    return [f for f in merged(findings) if f.kind is PatternKind.CLUSTERING]
