"""Findings that no detector has made."""

import numpy as np

from crackle_cli.detectors.finding import Finding, PatternKind, Place
from crackle_cli.events.redundancy import merged


def shift(metric, row, margin=2, form="level", p_value=1e-4, low=0.5):
    return Finding(
        kind=PatternKind.PHASE_TRANSITION,
        metrics=(metric,),
        rows=np.arange(row, 100),
        strength=min(1.0, low + 0.1),
        strength_low=low,
        p_value=p_value,
        numbers={"before": 1.0, "after": 2.0, "change_pct": 100.0, "noise_units": 9.0},
        evidence={"form": form},
        place=Place(row, row - margin, row + margin),
    )


def group(rows, metrics=("a",), groups=2, inside=(8, 12), share=1.0):
    """A group of 100 tasks, of whose others the metrics are from 0 to 4."""
    return Finding(
        kind=PatternKind.CLUSTERING,
        metrics=metrics,
        rows=np.asarray(rows),
        strength=0.9,
        strength_low=0.8,
        p_value=1e-6,
        numbers={"tasks": 100.0, "size": float(len(rows))},
        evidence={
            "role": "group",
            "groups": groups,
            "apart": [
                {"metric": name, "inside": inside, "others": (0, 4), "share": share}
                for name in metrics
            ],
        },
    )


def kept(*findings):
    return [f for f in merged(findings) if f.kind is PatternKind.CLUSTERING]
