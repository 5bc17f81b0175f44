"""CracklePattern: what a user gets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crackle_cli.detectors.finding import PatternKind


@dataclass(frozen=True)
class CracklePattern:
    """A pattern that nobody designed, ready for a reader.

    A shift that is taken back is told with its end; that end is a pattern too, with a row of its
    own, and evidence["ends"] is the id of the whole.

    involved_tasks    labels of the tasks, in task order; of a shift, those up to the next of the
                      metric that leads it
    metrics           the extra numbers, name -> value (None where undefined); `row` is 0-based
    involved_metrics  names of the metrics
    group             the values of the --by columns it was found in; empty for the whole table
    id                the same for the same pattern in another run, whatever its estimates
    """

    kind: PatternKind
    description: str
    confidence: float
    involved_tasks: Sequence[str]
    metrics: Mapping[str, float | None]
    involved_metrics: tuple[str, ...]
    group: Mapping[str, str]
    id: str
    evidence: Mapping[str, Any]
