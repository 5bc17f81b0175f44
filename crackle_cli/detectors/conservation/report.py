"""A law as a finding: its residuals over all tasks, its strength and its identity."""

import numpy as np

from crackle_cli.laws.law import Law, LawKind
from crackle_cli.laws.previous import columns, metric_of
from crackle_cli.laws.text import formula
from crackle_cli.pattern import Finding, PatternKind, Violator
from crackle_cli.statistics.shares import lower_bound
from crackle_cli.table import MetricTable

MOST_VIOLATORS = 1000  # kept in a report; all of them are counted
FACTOR = {LawKind.EXACT: 1.0, LawKind.ROUNDED: 0.98, LawKind.APPROXIMATE: 0.9}


def finding(law: Law, table: MetricTable, p_value: float | None) -> Finding:
    """`p_value` None: a metric that is constant is seen, not tested."""
    leftover = law.leftover(columns(law.metrics, table.metrics))
    named = {m if m in table.metrics else metric_of(m) for m in law.metrics}
    known = leftover.known
    rows = np.flatnonzero(known)
    broken = np.flatnonzero(known & ~leftover.holds)
    n, holds = int(rows.size), int(rows.size - broken.size)
    share = holds / n
    factor = FACTOR[law.kind]
    evidence = {**law.as_json(), "method": "sparse", "n": n, "holds": holds, "text": formula(law)}
    return Finding(
        kind=PatternKind.CONSERVATION,
        metrics=tuple(m for m in table.metrics if m in named),
        rows=rows,
        strength=share * factor,
        strength_low=lower_bound(holds, n) * factor * (1 - (p_value or 0.0)),
        p_value=p_value,
        numbers={
            "n": n,
            "holds": holds,
            "violators": n - holds,
            "constant": law.constant,
            "tolerance": law.tolerance,
        },
        evidence=evidence,
        violators=tuple(
            Violator(int(row), float(leftover.residual[row])) for row in broken[:MOST_VIOLATORS]
        ),
        identity=identity(law),
    )


def identity(law: Law) -> str:
    """Form and terms as text; estimated constants stay out, since they change between runs."""
    terms = " ".join(f"{t.weight:.6g}*{t.name}" for t in sorted(law.terms, key=lambda t: t.name))
    return f"{law.form} {terms}"
