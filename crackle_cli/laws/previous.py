"""`previous(backlog)`: the value of a metric in the task before, as a metric of its own."""

import re
from collections.abc import Iterable, Mapping

import numpy as np

from crackle_cli.table.arrays import Floats

_PREVIOUS = re.compile(r"previous\((.+)\)", re.DOTALL)


def previous(metric: str) -> str:
    """The name of a metric in the task before."""
    return f"previous({metric})"


def metric_of(name: str) -> str:
    """The metric that a name is of: `backlog` of `backlog` and of `previous(backlog)`."""
    match = _PREVIOUS.fullmatch(name)
    return match[1] if match else name


def shifted(values: Floats, before: float = np.nan) -> Floats:
    """(n,) values of the task before; the first has the one `before` these."""
    return np.concatenate([[before], values[:-1]])[: values.size]


def columns(names: Iterable[str], metrics: Mapping[str, Floats]) -> dict[str, Floats]:
    """The columns that a law speaks of; a metric that is named so itself goes first."""
    return {
        name: metrics[name] if name in metrics else shifted(metrics[metric_of(name)])
        for name in names
    }
