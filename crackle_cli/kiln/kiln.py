"""Kiln: fires tasks, records them, and cools them all together."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from crackle_cli.cooling.pattern import CracklePattern
from crackle_cli.cooling.pipeline import cool
from crackle_cli.kiln.task import (
    CrackleTask,
    Metrics,
    TaskOutput,
    cooled_metrics,
    label_of,
    output_of,
)
from crackle_cli.profile.thermal_profile import ThermalProfile
from crackle_cli.table.metric_table import MetricTable


@dataclass
class FiredTask:
    """A task that was fired: its output, or the error that it raised instead."""

    task: CrackleTask
    label: str
    output: TaskOutput[Any] | None
    error: Exception | None = None
    cooled: Metrics = field(default_factory=dict)

    def metrics(self) -> dict[str, float]:
        """All its metrics; none when it failed."""
        return {} if self.output is None else {**self.output.metrics, **self.cooled}


class Kiln:
    """Holds fired tasks in the order of firing. A task that raises is recorded as failed."""

    def __init__(self, profile: ThermalProfile | None = None) -> None:
        self.profile = ThermalProfile.default() if profile is None else profile
        self._fired: list[FiredTask] = []

    @property
    def task_count(self) -> int:
        """Number of tasks recorded, failed ones among them."""
        return len(self._fired)

    @property
    def failed(self) -> list[FiredTask]:
        """The tasks that raised when fired or cooled, with their errors."""
        return [fired for fired in self._fired if fired.error is not None]

    def fire_task(self, task: CrackleTask) -> TaskOutput[Any]:
        """Fire a task and return its output without recording it; what it raises passes through."""
        return task.fire()

    def fire_and_record(self, task: CrackleTask) -> FiredTask:
        """Fire a task and keep its metrics for the cooling; one without a label has failed."""
        label = f"row {self.task_count}"
        try:
            label = label_of(task)
            fired = FiredTask(task, label, output_of(task.fire()))
        except Exception as error:  # noqa: BLE001  # a task is the user's code: record, go on
            fired = FiredTask(task, label, None, error)
        self._fired.append(fired)
        return fired

    def fire_all(self, tasks: Iterable[CrackleTask]) -> list[FiredTask]:
        """Fire tasks one after another and record each."""
        return [self.fire_and_record(task) for task in tasks]

    def reset(self) -> None:
        """Forget every task."""
        self._fired.clear()

    def cool(self) -> list[CracklePattern]:
        """Let each task add its metrics, then find the patterns over all that did not fail."""
        self._cool_tasks()
        return cool(self.table(), self.profile)

    def table(self) -> MetricTable:
        """The recorded metrics; NaN where a task has none of that name. Failed tasks have none."""
        rows = [fired.metrics() for fired in self._fired]
        names = dict.fromkeys(name for row in rows for name in row)
        columns = {name: [row.get(name) for row in rows] for name in names}
        return MetricTable.from_columns(columns, labels=[fired.label for fired in self._fired])

    def _cool_tasks(self) -> None:
        everything = [(f.label, dict(f.output.metrics)) for f in self._fired if f.output]
        for fired in self._fired:
            if fired.output is None:
                continue
            try:
                fired.cooled = dict(cooled_metrics(fired.task, fired.output, everything))
            except Exception as error:  # noqa: BLE001  # the user's code again
                fired.error = error
