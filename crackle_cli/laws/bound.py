"""Bounds: `min <= avg <= max`, `0 <= load_pct <= 100`; their text, and what they leave over.

A bound is a law whose terms are metrics and numbers in ascending order.
"""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crackle_cli.errors import ProfileError
from crackle_cli.laws.precision import Precision
from crackle_cli.laws.previous import previous
from crackle_cli.table.arrays import Floats

ARITHMETIC_ERROR = 2.0**-46  # of a sum of a dozen terms: a mean of equal values may exceed them
_QUOTED = re.compile(r"`(?:[^`]|``)*`")
_OPERAND = re.compile(
    r"\s*(?:(?P<number>[-−+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)"
    r"|previous\s*\(\s*(?P<previous>`(?:[^`]|``)+`|[^\W\d][\w.]*)\s*\)"
    r"|(?P<name>`(?:[^`]|``)+`|[^\W\d][\w.]*))\s*"
)
_RELATION = re.compile(r"<=|>=|≤|≥")


def is_bound(text: str) -> bool:
    """Whether a law as people write it says that something is at most something else."""
    return _RELATION.search(_QUOTED.sub("", text)) is not None


def operands(text: str, where: str) -> list[str | float]:
    """The metrics and numbers of a bound in ascending order. Raises ProfileError."""
    found: list[str | float] = []
    relations = set()
    position = 0
    while True:
        match = _OPERAND.match(text, position)
        if not match:
            raise _error(text, where)
        found.append(_operand(match))
        position = match.end()
        relation = _RELATION.match(text, position)
        if not relation:
            break
        relations.add("<=" if relation[0] in "<=≤" else ">=")
        position = relation.end()
    if position < len(text) or len(relations) != 1:
        raise _error(text, where)
    return found if relations == {"<="} else found[::-1]


def _operand(match: re.Match[str]) -> str | float:
    if match["number"]:
        return float(match["number"].replace("−", "-"))
    name = match["previous"] or match["name"]
    if name.startswith("`"):
        name = name[1:-1].replace("``", "`")
    return previous(name) if match["previous"] else name


def _error(text: str, where: str) -> ProfileError:
    return ProfileError(
        f"{where}: `{text}` is no bound; write metrics and numbers with `<=` between them, such "
        "as `min <= avg <= max` or `0 <= load_pct <= 100`"
    )


def excess(
    members: Sequence[str | float],
    columns: Mapping[str, Floats],
    precisions: Mapping[str, Precision],
) -> tuple[Floats, NDArray[np.bool_]]:
    """The larger member less the smaller (n,), of two neighbours that break a bound; else 0.

    At least 0, NaN where a metric is missing. And (n,) whether a task keeps the bound: what is
    rounded to different `precisions`, of the metrics that are, may cross by half of both steps.
    """
    residual: Floats = np.zeros(1)
    holds: NDArray[np.bool_] = np.ones(1, bool)
    for left, right in pairwise(members):
        below, above = _values(left, columns), _values(right, columns)
        over = below - above
        alike = _precision(left, precisions) == _precision(right, precisions)
        slack = 0.0 if alike else _half(left, below, precisions) + _half(right, above, precisions)
        within = over <= slack + ARITHMETIC_ERROR * (np.abs(below) + np.abs(above))
        residual = np.maximum(residual, np.where(within, 0.0, over))
        holds = holds & within
    return residual, holds


def _values(member: str | float, columns: Mapping[str, Floats]) -> Floats:
    return columns[member] if isinstance(member, str) else np.array([member])


def _precision(member: str | float, precisions: Mapping[str, Precision]) -> Precision:
    """Limits that are numbers are not rounded."""
    nothing = Precision()
    return precisions.get(member, nothing) if isinstance(member, str) else nothing


def _half(member: str | float, values: Floats, precisions: Mapping[str, Precision]) -> Any:
    """Half of the step (n,) that each value is rounded to."""
    return 0.5 * _precision(member, precisions).step(values)
