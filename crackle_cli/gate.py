"""The gate: which patterns fail a build, and the exit code that follows."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from crackle_cli.errors import ExitCode
from crackle_cli.pattern import CracklePattern, PatternKind


@dataclass(frozen=True)
class GateRules:
    """fail_on: the kinds that trip the gate; empty: there is no gate."""

    fail_on: frozenset[PatternKind] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Judged:
    """A pattern, and what the gate makes of it.

    status     "new", or "known" when a baseline holds it
    direction  "better" or "worse" where a direction is wanted of its metric, else None
    gates      whether it trips the gate
    """

    pattern: CracklePattern
    status: str = "new"
    direction: str | None = None
    gates: bool = False


@dataclass(frozen=True)
class Verdict:
    """Every pattern judged, in the order given, and the exit code of the process."""

    judged: tuple[Judged, ...]
    exit_code: ExitCode


def judge(patterns: Sequence[CracklePattern], rules: GateRules) -> Verdict:
    """Judge patterns that have passed --min-confidence; nothing trips where there is no gate."""
    judged = tuple(Judged(p, gates=p.kind in rules.fail_on) for p in patterns)
    tripped = any(one.gates for one in judged)
    return Verdict(judged, ExitCode.GATED if tripped else ExitCode.CLEAN)
