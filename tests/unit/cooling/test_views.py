"""What detectors look through: a table, a part of it, or pieces that are read more than once."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pytest

from crackle_cli import MetricTable, PatternKind
from crackle_cli.cooling import views
from crackle_cli.cooling.views import PiecesView, TableView, view_of
from crackle_cli.statistics.sampling import SAMPLED, block_width
from crackle_cli.table.metric_table import RowGroup
from crackle_cli.table.part import Part
from crackle_cli.table.pieces import Piece
from tests.worlds.findings import correlated, drift, group, law_finding
from tests.worlds.pieces import TableInPieces

MANY = SAMPLED + 4465  # tasks, in blocks of
WIDTH = block_width(MANY)


class Read(TableInPieces):
    """Pieces that know what was read of them, each with an infinite cell."""

    def __init__(self, table):
        super().__init__(table, (10_000,))
        self.spans, self.named = [], []

    def pieces(self, metrics, rows):
        self.spans.append((list(metrics), rows))
        for piece in super().pieces(metrics, rows):
            yield replace(piece, infinite=1)

    def prepare_labels(self, rows):
        self.named.append(rows.tolist())


class Total(NamedTuple):
    """Adds up a metric in some rows, or in all, from `start` on."""

    rows: range | None = None
    total: float = 0.0
    start: int = 0
    metrics: tuple[str, ...] = ("a",)
    key: str = "total"

    def of(self, piece):
        return self._replace(total=float(piece.metrics["a"].sum()), start=piece.start)

    def merged(self, later):
        return self._replace(total=self.total + later.total)

    def told(self, finding):
        return replace(finding, strength=self.total)


@pytest.fixture(scope="module")
def table():
    a = np.arange(float(MANY))
    b = np.where(a == 7, np.nan, a % 5)
    labels = [f"job-{row}" for row in range(MANY)]
    return replace(MetricTable.from_columns({"a": a, "b": b}, labels), said_before="job")


@pytest.fixture
def seen(table, monkeypatch):
    """A view, and what it says of its progress; it reads 20,000 cells at once."""
    monkeypatch.setattr(views, "CELLS", 20_000)
    told = []
    return PiecesView(Read(table), 3, progress=lambda *said: told.append(said)), told


def test_all_tasks_are_summarised_in_spans_of_whole_blocks(seen):
    view, told = seen
    step = 10_000 // WIDTH * WIDTH
    spans = [range(at, min(at + step, MANY)) for at in range(0, MANY, step)]
    assert view.summary.stop == MANY
    assert view.tasks.spans == [(["a", "b"], span) for span in spans]
    assert told == [("summarising", span.start, MANY, "rows") for span in spans]


def test_a_span_is_a_block_at_least(seen, monkeypatch):
    monkeypatch.setattr(views, "CELLS", 1)
    view, _ = seen
    view.refined([drift("a", tally=Total(range(WIDTH + 2, 3 * WIDTH + 1)))])
    cuts = [WIDTH + 2, 2 * WIDTH, 3 * WIDTH, 3 * WIDTH + 1]
    assert [span for _, span in view.tasks.spans] == [*map(range, cuts, cuts[1:])]


def test_a_finding_that_needs_some_rows_reads_these(seen):
    view, told = seen
    rows = range(25_000, 50_001)
    (found,) = view.refined([drift("a", rows=[0, 9], tally=Total(rows))])
    assert found.strength == sum(rows) and found.tally is None
    assert found.rows.tolist() == view.rows[[0, 9]].tolist()
    ((first, span), *more) = view.tasks.spans
    assert first == ["a"] and span.start == rows.start and more[-1][1].stop == rows.stop
    assert told == [("counting", s.start - 25_000, 25_001, "rows") for _, s in view.tasks.spans]


def test_what_is_counted_in_all_tasks_is_counted_once_for_each_key(seen):
    view, _ = seen
    tallied = drift("a", tally=Total())
    assert view.refined([tallied])[0].tally == Total() and not view.tasks.spans
    pool = group([3, 5])
    law = law_finding("b = 0", broken=(8, 11))
    binding = law_finding("a = b", broken=(8, 2))
    found = view.counted([tallied, pool, replace(tallied, metrics=("b",)), law, binding])
    assert [f.strength for f in found] == [sum(range(MANY)), 0.9, sum(range(MANY)), 1.0, 1.0]
    assert [metrics for metrics, _ in view.tasks.spans] == [["a"]] * len(view.tasks.spans)
    assert sum(len(span) for _, span in view.tasks.spans) == MANY
    assert view.tasks.named == [[2, 3, 5, 8, 11]]


def test_nothing_is_read_for_no_tally(seen):
    view, _ = seen
    assert view.tallied([]) == [] and view.counted([]) == [] and not view.tasks.spans


def test_correlations_are_looked_for_in_runs_of_neighbours_and_hold_for_all_tasks(seen):
    view, _ = seen
    runs = view.table_for(PatternKind.CORRELATION)
    steps = np.diff(runs.metrics["a"])
    assert runs.tasks == SAMPLED == runs.metrics["a"].size and (steps == 1).mean() > 0.999
    others = {id(view.table_for(kind)) for kind in PatternKind if kind != "correlation"}
    assert others == {id(view.sample)}
    (found,) = view.refined([correlated("a", "b")])
    assert found.rows.size == 0


def test_the_sample_knows_the_means_of_all_blocks(seen):
    view, _ = seen
    sample = view.sample
    assert (sample.metrics["a"] == view.rows).all()
    assert (sample.sampled.tasks, sample.sampled.width) == (MANY, WIDTH)
    assert sample.sampled.means["a"][:2].tolist() == [(WIDTH - 1) / 2, (3 * WIDTH - 1) / 2]
    assert (view.part, [*view.parts]) == (Part({}, MANY), [view])


def test_what_words_need_of_pieces_is_known_of_all_tasks(seen):
    view, _ = seen
    census = replace(view.tasks.census, bad_cell_count=2, warnings=("before",))
    view.tasks.census = census
    for table in (view.table, view.outline):
        assert table.task(MANY - 1) == f"job job-{MANY - 1}" and table.tasks == MANY
        assert table.sampled.tasks == MANY
    found = view.table.census
    assert (found.missing_cells, found.bad_cell_count) == (1, 2 + len(view.tasks.spans))
    assert found.warnings[0] == "before" and found.warnings[1].startswith("summarised: ")
    assert len(view.rows) == view.table.metrics["a"].size
    assert view.outline.metrics.keys() == {"a", "b"} and view.outline.census == census
    assert not view.outline.metrics["a"].size and not view.outline.sampled.rows.size
    view.prepare_labels(np.array([4]))
    assert view.tasks.named == [[4]]


@pytest.mark.parametrize(("tasks", "in_memory"), [(SAMPLED, True), (SAMPLED + 1, False)])
def test_as_many_tasks_as_a_sample_has_are_a_table(tasks, in_memory):
    pieces = Read(MetricTable.from_columns({"a": np.arange(tasks)}))
    view = view_of(pieces, seed=0)
    assert isinstance(view, TableView) is in_memory
    if in_memory:
        assert pieces.named == [[*range(tasks)]]
        assert view.table.census.bad_cell_count == 7 and view.table.sampled is None
        assert view.table.task(9) == "row 9"


def test_every_view_tells_the_columns_of_a_law_in_some_rows():
    values = np.arange(20.0)
    table = MetricTable.from_columns({"a": values, "previous(b)": -values})
    names, rows = ["a", "previous(a)", "previous(b)"], np.array([0, 7, 8, 19])
    for view in (TableView(table), PiecesView(TableInPieces(table, (3,)), seed=0)):
        found = view.columns(names, rows)
        assert found["a"].tolist() == [0.0, 7.0, 8.0, 19.0]
        assert found["previous(a)"].tolist()[1:] == [6.0, 7.0, 18.0]
        assert np.isnan(found["previous(a)"][0])
        assert view.columns(["previous(a)"], np.array([1]))["previous(a)"].tolist() == [0.0]
        assert found["previous(b)"].tolist() == [0.0, -7.0, -8.0, -19.0]
    odd = TableView(table, Part({"kind": "odd"}, 10, np.arange(1, 20, 2)))
    found = odd.columns(names, np.array([7, 19]))
    assert (found["a"].tolist(), found["previous(a)"].tolist()) == ([7.0, 19.0], [5.0, 17.0])


def test_a_group_of_a_table_is_a_view_of_its_rows():
    odd = np.arange(1, 10, 2)
    table = MetricTable.from_columns({"a": np.arange(10.0)})
    grouped = replace(table, groups=(RowGroup({"kind": "odd"}, odd),))
    (part,) = TableView(grouped).parts
    assert part.part.group == {"kind": "odd"} and part.part.tasks == 5
    assert part.sample.metrics["a"].tolist() == part.rows.tolist() == odd.tolist()
    assert part.refined([drift("a", rows=[0, 2])])[0].rows.tolist() == [1, 5]
    assert part.tallied([Total()])[0].total == 25
    whole, found = view_of(table, seed=0), drift("a", tally=Total())
    assert [*whole.parts] == [whole] and whole.part == Part({}, 10)
    assert whole.sample is whole.outline is whole.table_for(PatternKind.CLUSTERING) is table
    assert whole.refined([found]) == whole.counted([found]) == [found]
    assert whole.tallied([Total()]) == [Total().of(Piece(0, table.metrics))]
