"""How many of all tasks belong to the groups that a sample shows."""

from collections.abc import Hashable
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from crackle_cli.detectors.clustering.assign import nearest_groups
from crackle_cli.detectors.clustering.findings import Group
from crackle_cli.detectors.clustering.partition import Partition
from crackle_cli.detectors.clustering.standardization import Standardization
from crackle_cli.detectors.finding import Finding
from crackle_cli.table.arrays import Indices
from crackle_cli.table.pieces import Piece


class Members(NamedTuple):
    """Tasks counted by the group of their nearest neighbour in the sample.

    names: that of the finding of each group; sizes: (groups,), None of no piece.
    """

    grouping: Partition
    scales: tuple[Standardization, ...]
    names: tuple[str, ...]
    tasks: int = 0
    sizes: Indices | None = None
    rows: None = None  # all are counted

    @property
    def key(self) -> Hashable:
        return "groups", self.metrics

    @property
    def metrics(self) -> tuple[str, ...]:
        return self.grouping.metrics

    def of(self, piece: Piece) -> "Members":
        values = {s.name: s.of(piece.metrics[s.name]) for s in self.scales}
        labels = nearest_groups(self.grouping, values)
        sizes = np.bincount(labels[labels >= 0], minlength=len(self.names))
        return self._replace(tasks=labels.size, sizes=sizes)

    def merged(self, later: "Members") -> "Members":
        if self.sizes is None or later.sizes is None:
            return later if self.sizes is None else self
        return self._replace(tasks=self.tasks + later.tasks, sizes=self.sizes + later.sizes)

    def told(self, finding: Finding) -> Finding:
        """The group with its size among all tasks."""
        assert self.sizes is not None and isinstance(finding, Group)
        size = int(self.sizes[self.names.index(finding.name)])
        return replace(finding, size=size, tasks=self.tasks)
