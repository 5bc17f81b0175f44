"""Columns that say how a task went, by their names."""

import re

# Last words of the names of columns that say how a task went.
OUTCOMES = frozenset(
    {"status", "state", "code", "conclusion", "outcome", "result", "success", "error", "failure",
     "failed", "passed", "ok", "message", "level", "severity", "verdict", "response", "reason"}
)  # fmt: skip


def is_outcome(name: str) -> bool:
    """Whether a column says how a task went."""
    words = re.findall(r"[A-Z]?[a-z]+|[A-Z]+|\d+", name)
    return bool(words) and words[-1].casefold() in OUTCOMES
