import pickle
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crackle_cli.cooling.blocks import Grid, blocks_of
from crackle_cli.cooling.mappers import Loop, Threads, merged
from crackle_cli.cooling.summary import Layout, Summary, summary_of
from crackle_cli.table.pieces import Piece
from tests.worlds.effort import examples

ROWS = 70_001  # 4,117 blocks of 17, and two rows more in the last of them


def table(seed=0, missing=0.0):
    rng = np.random.default_rng(seed)
    columns = {name: rng.normal(5, 2, ROWS) for name in "ab"}
    columns["a"][rng.random(ROWS) < missing] = np.nan
    return columns


def piece(columns, start, stop):
    return Piece(start, {name: values[start:stop] for name, values in columns.items()})


def test_blocks_are_the_means_of_their_rows():
    values = np.arange(10.0)
    values[4] = np.nan
    blocks = blocks_of(values, 0, Grid(tasks=10, width=3, blocks=3))
    assert blocks.means.tolist() == [1.0, 4.0, 7.5]  # the last takes the remainder
    assert blocks.present == 9
    assert blocks.head.size == blocks.tail.size == 0


def test_a_block_that_a_piece_cuts_waits_for_the_rest_of_it():
    values, grid = np.arange(10.0), Grid(tasks=10, width=3, blocks=3)
    one, other = blocks_of(values[:5], 0, grid), blocks_of(values[5:], 5, grid)
    assert (one.means.tolist(), one.tail.tolist()) == ([1.0], [3.0, 4.0])
    assert (other.head.tolist(), other.means.tolist()) == ([5.0], [7.5])
    assert one.plus(other).means.tolist() == [1.0, 4.0, 7.5]


def test_a_block_without_values_has_no_mean():
    grid = Grid(tasks=4, width=2, blocks=2)
    blocks = blocks_of(np.array([1.0, np.nan, np.nan, np.nan]), 0, grid)
    assert blocks.present == 1
    assert blocks.means[0] == 1.0 and np.isnan(blocks.means[1])


@pytest.mark.parametrize("missing", [0.0, 0.2])
@examples(30)
@given(cuts=st.lists(st.integers(1, ROWS - 1), max_size=8), data=st.data())
def test_pieces_merged_in_any_grouping_make_the_summary_of_the_whole(missing, cuts, data):
    columns, layout = table(1, missing), Layout(ROWS, 3)
    edges = [0, *sorted(set(cuts)), ROWS]
    parts = [summary_of(piece(columns, a, b), layout) for a, b in pairwise(edges)]
    while len(parts) > 1:  # neighbours, in an order of their own
        i = data.draw(st.integers(0, len(parts) - 2))
        parts[i : i + 2] = [parts[i].plus(parts[i + 1])]
    same(parts[0], summary_of(piece(columns, 0, ROWS), layout))


def same(one: Summary, other: Summary) -> None:
    assert (one.start, one.stop) == (other.start, other.stop)
    for name, kept in other.metrics.items():
        mine = one.metrics[name]
        assert mine.blocks.present == kept.blocks.present
        assert mine.blocks.means.tobytes() == kept.blocks.means.tobytes()
        assert (mine.blocks.head.size, mine.blocks.tail.size) == (0, 0)
        assert np.array_equal(mine.sample, kept.sample, equal_nan=True)
        assert np.array_equal(mine.runs, kept.runs, equal_nan=True)
    assert one.missing_cells == other.missing_cells


def test_a_summary_counts_what_is_missing():
    columns = table(2, missing=0.1)
    summary = summary_of(piece(columns, 0, ROWS), Layout(ROWS, 0))
    assert summary.missing_cells == np.isnan(columns["a"]).sum()


def test_a_small_table_is_kept_whole():
    layout = Layout(1000, 0)
    columns = {"a": np.arange(1000.0)}
    summary = summary_of(piece(columns, 0, 1000), layout)
    assert summary.metrics["a"].sample.tolist() == columns["a"].tolist()
    assert summary.metrics["a"].runs.tolist() == columns["a"].tolist()


@pytest.mark.parametrize("mapper", [Loop(), Threads(2)])
def test_any_mapper_makes_the_same_summary(mapper):
    columns, layout = table(4, 0.1), Layout(ROWS, 0)
    spans = [range(a, min(ROWS, a + 9_999)) for a in range(0, ROWS, 9_999)]
    mapped = mapper.reduce(
        lambda rows: summary_of(piece(columns, rows.start, rows.stop), layout), spans, Summary.plus
    )
    same(mapped, summary_of(piece(columns, 0, ROWS), layout))


def test_parts_are_merged_as_a_tree_in_their_order():
    merges = []

    def plus(one, other):
        merges.append((one, other))
        return one + other

    assert merged("abcde", plus) == "abcde"
    assert merges == [("a", "b"), ("c", "d"), ("ab", "cd"), ("abcd", "e")]


VALUES = {
    "measured": (lambda rng, n: rng.normal(5, 2, n), 8),
    "halves": (lambda rng, n: rng.integers(0, 4000, n) / 2, 4),  # of 1,000 some have 12 bits
    "counts": (lambda rng, n: rng.integers(0, 2000, n).astype(float), 2),
    "missing": (lambda rng, n: np.where(rng.random(n) < 0.1, np.nan, 7.0), 2),
    "large": (lambda rng, n: np.full(n, 1e300), 8),
}


@pytest.mark.parametrize("kind", VALUES)
def test_a_summary_is_sent_in_as_few_bytes_as_tell_the_same(kind):
    make, size = VALUES[kind]
    layout = Layout(10_000_000, 0)
    start, stop = 40 * layout.grid.width, 240 * layout.grid.width
    summary = summary_of(Piece(start, {"a": make(np.random.default_rng(0), stop - start)}), layout)
    kept = summary.metrics["a"]
    sent = pickle.dumps(summary)
    values = kept.sample.size + kept.runs.size
    assert values > 5000
    assert len(sent) <= size * values + kept.blocks.means.nbytes + 1500  # and no row of the layout
    same(pickle.loads(sent), summary)
    assert pickle.loads(sent).metrics["a"].sample.dtype == np.float64
