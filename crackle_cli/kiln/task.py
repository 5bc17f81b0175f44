"""A task as the library sees it: what it fires, what it adds while cooling, what it is called."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Generic, Protocol, SupportsFloat, TypeVar, runtime_checkable

T = TypeVar("T")
Metrics = Mapping[str, float]


@dataclass(frozen=True)
class TaskOutput(Generic[T]):
    """What a fired task gives back: any value, and its metrics by name."""

    value: T
    metrics: Metrics = field(default_factory=dict)

    def with_metric(self, name: str, value: float) -> "TaskOutput[T]":
        """The same output with one more metric, or another value for it."""
        return replace(self, metrics={**self.metrics, name: value})


@runtime_checkable
class CrackleTask(Protocol):
    """Anything that can be fired.

    `label` is the task's name: a text, or a method that returns one. A task may also have
    `cool(output, all_metrics) -> metrics`, called after every task has fired with its own
    output and the pairs (label, metrics) of all; what it returns is added or overrides.
    """

    def fire(self) -> TaskOutput[Any]: ...

    @property
    def label(self) -> Any: ...


AllMetrics = Iterable[tuple[str, Metrics]]


class GlazeLayer:
    """A task with derived metrics on top, computed from its output."""

    def __init__(self, task: CrackleTask) -> None:
        self._task = task
        self._derived: dict[str, Callable[[TaskOutput[Any]], float]] = {}

    def with_derived_metric(
        self, name: str, derive: Callable[[TaskOutput[Any]], float]
    ) -> "GlazeLayer":
        """A layer with one more metric; `derive` sees the metrics derived before it."""
        layer = GlazeLayer(self._task)
        layer._derived = {**self._derived, name: derive}
        return layer

    @property
    def label(self) -> str:
        return label_of(self._task)

    def fire(self) -> TaskOutput[Any]:
        """Fire the task, then derive."""
        output = self._task.fire()
        for name, derive in self._derived.items():
            output = output.with_metric(name, float(derive(output)))
        return output

    def cool(self, output: TaskOutput[Any], all_metrics: AllMetrics) -> Metrics:
        """What the task itself adds while cooling."""
        return cooled_metrics(self._task, output, all_metrics)


def output_of(fired: Any) -> TaskOutput[Any]:
    """What a task gave back. Raises TypeError where that is no TaskOutput of numbers."""
    if not isinstance(fired, TaskOutput):
        raise TypeError(f"fire() must return a TaskOutput, not {type(fired).__name__}")
    require_numbers(fired.metrics)
    return fired


def require_numbers(metrics: Any) -> None:
    """Raises TypeError where `metrics` is no mapping of texts to numbers or None."""
    if not isinstance(metrics, Mapping):
        raise TypeError(f"metrics must be a mapping of names, not {type(metrics).__name__}")
    for name, value in metrics.items():
        if not isinstance(name, str):
            raise TypeError(f"the name of a metric must be a text, not {type(name).__name__}")
        if value is not None and not isinstance(value, SupportsFloat):
            raise TypeError(f'the metric "{name}" is no number but {type(value).__name__}')


def label_of(task: CrackleTask) -> str:
    """The label of a task, whether it is a text or a method. Raises TypeError for no text."""
    label = task.label
    told = label() if callable(label) else label
    if not isinstance(told, str):
        raise TypeError(f"the label of a task must be a text, not {type(told).__name__}")
    return told


def cooled_metrics(task: CrackleTask, output: TaskOutput[Any], all_metrics: AllMetrics) -> Metrics:
    """What a task's own `cool` adds; nothing where it has none."""
    hook = getattr(task, "cool", None)
    added: Metrics = {} if hook is None else (hook(output, all_metrics) or {})
    require_numbers(added)
    return added
