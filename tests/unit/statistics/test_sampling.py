import numpy as np
import pytest

from crackle_cli.statistics.sampling import (
    BLOCK_TASKS,
    MOST_BLOCKS,
    RUN,
    SAMPLED,
    block_starts,
    block_width,
    in_runs,
    spread_out,
)


@pytest.mark.parametrize("n", [1, 100, SAMPLED])
def test_few_tasks_are_all_looked_at(n):
    assert spread_out(n, 0) is None
    assert in_runs(n) is None


@pytest.mark.parametrize("n", [SAMPLED + 1, 100_003, 1_000_000])
def test_every_block_gives_as_many_rows(n):
    width = block_width(n)
    rows = spread_out(n, 0)
    assert np.all(np.diff(rows) > 0)
    assert rows[-1] < n
    starts = block_starts(n, width)
    assert starts.size <= MOST_BLOCKS
    assert set(np.histogram(rows, np.append(starts, n))[0]) == {BLOCK_TASKS}


def test_the_seed_decides():
    assert np.array_equal(spread_out(200_000, 1), spread_out(200_000, 1))
    assert not np.array_equal(spread_out(200_000, 1), spread_out(200_000, 2))


def test_every_row_of_a_block_may_be_drawn():
    n = 32 * MOST_BLOCKS
    counts = np.zeros(n)
    for seed in range(100):
        counts[spread_out(n, seed)] += 1
    assert counts.min() > 20  # 50 are expected, with a standard deviation of 5
    assert counts.max() < 80


def test_runs_hold_neighbours():
    rows = in_runs(1_000_000).reshape(-1, RUN)
    assert np.all(np.diff(rows, axis=1) == 1)
    assert rows[0, 0] == 0
    assert rows[-1, -1] == 999_999
