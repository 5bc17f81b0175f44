"""The tasks that stand for very many: some of every block of neighbours, and runs of neighbours.

Both are known from the number of tasks alone, so that a file of known length is sampled in one
pass, whatever the pieces it is read in. Sampling within blocks leaves out no stretch of the order,
and varies less than sampling at random (Cochran, 1977, ch. 5).
"""

import numpy as np

from crackle_cli.statistics.random_numbers import Chance
from crackle_cli.table.arrays import Indices

MOST_BLOCKS = 4096  # a shift of 1 σ over two blocks of these is certain; finer costs and adds none
BLOCK_TASKS = 16  # tasks of a block
SAMPLED = MOST_BLOCKS * BLOCK_TASKS  # a term that 1 in 10,000 tasks has is in half a dozen of them
RUN = 1 << 11  # neighbours in a run: their memory and their lags are whole


def block_width(n: int) -> int:
    """Neighbours that make a block, so that n of them make at most MOST_BLOCKS."""
    return max(1, -(-n // MOST_BLOCKS))


def block_starts(n: int, width: int) -> Indices:
    """First of each block of n values; the last block takes the remainder too."""
    return np.arange(max(1, n // width), dtype=np.intp) * width


def spread_out(n: int, seed: int) -> Indices | None:
    """SAMPLED or a few more of n rows, ascending, BLOCK_TASKS of every block; None for all."""
    width = block_width(n)
    if width <= BLOCK_TASKS:
        return None
    edges = np.append(block_starts(n, width), n)
    shares = np.linspace(0.0, 1.0, BLOCK_TASKS + 1)
    strata = edges[:-1, None] + (np.diff(edges)[:, None] * shares).astype(np.intp)
    within = Chance(seed).uniform(edges.size - 1, BLOCK_TASKS)
    rows = strata[:, :-1] + (np.diff(strata, axis=1) * within).astype(np.intp)
    return rows.ravel()


def in_runs(n: int, most: int = SAMPLED, run: int = RUN) -> Indices | None:
    """Rows of evenly spread runs of so many neighbours, `most` in all; None for all of n."""
    if n <= most:
        return None
    starts = np.linspace(0, n - run, most // run).astype(np.intp)
    rows: Indices = (starts[:, None] + np.arange(run)).ravel()
    return rows
