"""Views of a table in memory, and of one that is larger and read in pieces."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial

import numpy as np

from crackle_cli.cooling.mappers import Loop, Mapper, merged
from crackle_cli.cooling.summary import Layout, Summary, summary_of
from crackle_cli.detectors.clustering.findings import Cluster
from crackle_cli.detectors.conservation.findings import LawFinding
from crackle_cli.detectors.finding import Finding, PatternKind
from crackle_cli.detectors.view import SomeTally, View
from crackle_cli.laws import previous
from crackle_cli.progress import Progress, silent
from crackle_cli.statistics.sampling import BLOCK_TASKS, block_width
from crackle_cli.table.arrays import Floats, Rows
from crackle_cli.table.labels import RowLabels
from crackle_cli.table.metric_table import MetricTable, Sampled
from crackle_cli.table.part import Part
from crackle_cli.table.pieces import CELLS, Piece, Pieces


def view_of(
    tasks: MetricTable | Pieces,
    seed: int,
    mapper: Mapper | None = None,
    progress: Progress = silent,
) -> View:
    """The view of a table, or of pieces of one.

    Of so few tasks that the sample would be all of them, the pieces are read as a table.
    """
    if isinstance(tasks, MetricTable):
        return TableView(tasks)
    view = PiecesView(tasks, seed, mapper or Loop(), progress)
    return TableView(view.whole()) if block_width(tasks.tasks) <= BLOCK_TASKS else view


@dataclass(frozen=True, eq=False)
class TableView:
    """A table in memory, or one of its groups: the sample is all of it, and everything is exact."""

    table: MetricTable
    group: Part | None = None

    @property
    def part(self) -> Part:
        return self.group or Part({}, self.table.tasks)

    @cached_property
    def parts(self) -> "Sequence[TableView]":
        groups = (Part(g.values, g.rows.size, g.rows) for g in self.table.groups)
        return [TableView(self.table, group) for group in groups] or [self]

    @property
    def rows(self) -> Rows | None:
        return self.part.rows

    @property
    def outline(self) -> MetricTable:
        return self.table

    @cached_property
    def sample(self) -> MetricTable:
        return self.table if self.rows is None else self.table.subset(self.rows)

    def table_for(self, kind: PatternKind) -> MetricTable:
        return self.sample

    def refined(self, findings: Sequence[Finding]) -> list[Finding]:
        rows = self.rows
        return [*findings] if rows is None else [f.moved(rows) for f in findings]

    def counted(self, findings: Sequence[Finding]) -> list[Finding]:
        return [*findings]

    def tallied(self, tallies: Sequence[SomeTally]) -> list[SomeTally]:
        return [tally.of(Piece(0, self.sample.metrics)) for tally in tallies]

    def columns(self, names: Sequence[str], rows: Rows) -> Mapping[str, Floats]:
        own = rows if self.rows is None else np.searchsorted(self.rows, rows)
        every = previous.columns(names, self.sample.metrics)
        return {name: values[own] for name, values in every.items()}

    def prepare_labels(self, rows: Rows) -> None:
        """They are there."""


@dataclass(frozen=True, eq=False)
class PiecesView:
    """Tasks that are read a piece at a time, as often as needed.

    The sample and the runs of neighbours are of a first pass, which tells shifts the means of all
    tasks in blocks; what a finding needs of all tasks is read in a second one.
    """

    tasks: Pieces
    seed: int
    mapper: Mapper = field(default_factory=Loop)
    progress: Progress = silent

    @cached_property
    def layout(self) -> Layout:
        return Layout(self.tasks.tasks, self.seed)

    @cached_property
    def summary(self) -> Summary:
        """Of all tasks, in one pass."""
        names = tuple(self.tasks.metrics)
        spans = self._spans(names, range(self.tasks.tasks))
        work = partial(_summarised, self.tasks, names, self.layout, self._summarising)
        return self.mapper.reduce(work, spans, Summary.plus)

    @property
    def part(self) -> Part:
        return Part({}, self.tasks.tasks)

    @property
    def parts(self) -> "Sequence[PiecesView]":
        return [self]

    @property
    def rows(self) -> Rows:
        return self.layout.sampled

    @cached_property
    def sample(self) -> MetricTable:
        layout = self.layout
        kept = self.summary.metrics
        means = {name: one.blocks.means for name, one in kept.items()}
        sample = MetricTable(
            metrics={name: one.sample for name, one in kept.items()},
            labels=RowLabels(range(layout.sampled.size)),
            texts=self.tasks.texts(layout.sampled),
            census=self.tasks.census,
            sampled=Sampled(layout.tasks, layout.sampled, layout.grid.width, means),
        )
        return replace(sample, unordered=self.tasks.unordered(sample))

    @cached_property
    def table(self) -> MetricTable:
        tasks = self.tasks
        said = self._summarised()
        census = tasks.census
        census = replace(
            census,
            missing_cells=self.summary.missing_cells,
            bad_cell_count=census.bad_cell_count + self.summary.infinite,
            warnings=(*census.warnings, said),
        )
        return replace(
            self.sample,
            labels=tasks.labels,
            said_before=tasks.said_before,
            located=tasks.location,
            census=census,
        )

    def _summarised(self) -> str:
        """What stood for all tasks."""
        grid, sampled = self.layout.grid, self.layout.sampled.size
        if self.sample.unordered:
            return f"summarised: a sample of {sampled:,} tasks stands for all"
        return (
            f"summarised: shifts were sought among the means of {grid.blocks:,} blocks of "
            f"{grid.width:,} tasks, laws and groups in a sample of {sampled:,} tasks and counted "
            "in all, correlations in runs of neighbours"
        )

    @cached_property
    def outline(self) -> MetricTable:
        nothing = np.empty(0)
        return MetricTable(
            metrics=dict.fromkeys(self.tasks.metrics, nothing),
            labels=self.tasks.labels,
            said_before=self.tasks.said_before,
            located=self.tasks.location,
            census=self.tasks.census,
            sampled=Sampled(self.tasks.tasks, np.empty(0, np.intp), 1, {}),
        )

    def whole(self) -> MetricTable:
        """The table that the pieces are, where all its tasks are in the sample."""
        every = np.arange(self.tasks.tasks)
        self.tasks.prepare_labels(every)
        return replace(
            self.sample,
            labels=self.tasks.labels,
            said_before=self.tasks.said_before,
            located=self.tasks.location,
            sampled=None,
            census=replace(
                self.tasks.census,
                missing_cells=self.summary.missing_cells,
                bad_cell_count=self.tasks.census.bad_cell_count + self.summary.infinite,
            ),
        )

    def table_for(self, kind: PatternKind) -> MetricTable:
        if kind is not PatternKind.CORRELATION or self.sample.unordered:
            return self.sample
        return MetricTable(
            metrics={name: kept.runs for name, kept in self.summary.metrics.items()},
            labels=RowLabels(range(self.layout.in_runs.size)),
            census=self.tasks.census,
        )

    def refined(self, findings: Sequence[Finding]) -> list[Finding]:
        return [self._placed(self._moved(finding)) for finding in findings]

    def counted(self, findings: Sequence[Finding]) -> list[Finding]:
        """Also reads the names of the tasks that are told one by one."""
        tallies = {f.tally.key: f.tally for f in findings if f.tally}
        told = dict(zip(tallies, self.tallied([*tallies.values()]), strict=True))
        every = [told[f.tally.key].told(f) if f.tally else f for f in findings]
        self.tasks.prepare_labels(_told_rows(every))
        return every

    def tallied(self, tallies: Sequence[SomeTally]) -> list[SomeTally]:
        if not tallies:
            return []
        return self._pass(tallies, range(self.tasks.tasks))

    def columns(self, names: Sequence[str], rows: Rows) -> Mapping[str, Floats]:
        known = self.tasks.metrics
        own = dict.fromkeys(n if n in known else previous.metric_of(n) for n in names)
        before = rows - 1
        read = np.union1d(rows, before[before >= 0])
        every = previous.columns(names, self.tasks.values([*own], read))
        return {name: values[np.searchsorted(read, rows)] for name, values in every.items()}

    def prepare_labels(self, rows: Rows) -> None:
        self.tasks.prepare_labels(rows)

    def _moved(self, finding: Finding) -> Finding:
        """The finding in rows of all tasks; what correlates does so in all of them."""
        if finding.kind is PatternKind.CORRELATION:
            looked_at = self.layout.sampled if self.sample.unordered else self.layout.in_runs
            return replace(finding.moved(looked_at), rows=np.empty(0, np.intp))
        return finding.moved(self.layout.sampled)

    def _placed(self, finding: Finding) -> Finding:
        """The finding as some rows tell it, where it needs but some."""
        if finding.tally is None or finding.tally.rows is None:
            return finding
        (tally,) = self._pass([finding.tally], finding.tally.rows)
        return replace(tally.told(finding), tally=None)

    def _pass(self, tallies: Sequence[SomeTally], rows: range) -> list[SomeTally]:
        names = tuple(dict.fromkeys(name for tally in tallies for name in tally.metrics))
        work = partial(_tallied, self.tasks, names, tallies, partial(self._counting, rows))
        return self.mapper.reduce(work, self._spans(names, rows), _added)

    def _counting(self, rows: range, at: int) -> None:
        self.progress("counting", at - rows.start, len(rows), "rows")

    def _summarising(self, at: int) -> None:
        self.progress("summarising", at, self.tasks.tasks, "rows")

    def _spans(self, names: Sequence[str], rows: range) -> list[range]:
        """The rows in spans of whole blocks, so that what is sent of one cuts none."""
        width = self.layout.grid.width
        step = max(1, CELLS // len(names) // width) * width
        first = rows.start - rows.start % step
        return [
            range(max(at, rows.start), min(at + step, rows.stop))
            for at in range(first, rows.stop, step)
        ]


def _summarised(
    tasks: Pieces, names: Sequence[str], layout: Layout, begin: Callable[[int], None], rows: range
) -> Summary:
    """The summary of a span."""
    begin(rows.start)
    return merged((summary_of(piece, layout) for piece in tasks.pieces(names, rows)), Summary.plus)


def _tallied(
    tasks: Pieces,
    names: Sequence[str],
    tallies: Sequence[SomeTally],
    begin: Callable[[int], None],
    rows: range,
) -> list[SomeTally]:
    """Each tally of a span."""
    begin(rows.start)
    counted = ([tally.of(piece) for tally in tallies] for piece in tasks.pieces(names, rows))
    return merged(counted, _added)


def _added(these: Sequence[SomeTally], later: Sequence[SomeTally]) -> list[SomeTally]:
    return [one.merged(other) for one, other in zip(these, later, strict=True)]


def _told_rows(findings: Sequence[Finding]) -> Rows:
    """Rows whose labels are told one by one: members of groups, and violators of laws."""
    members = [f.rows for f in findings if isinstance(f, Cluster)]
    laws = [f for f in findings if isinstance(f, LawFinding)]
    violators = np.array([v.row for law in laws for v in law.violators], dtype=np.intp)
    return np.unique(np.concatenate([*members, violators]))
