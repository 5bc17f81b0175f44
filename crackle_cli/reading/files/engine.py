"""A DuckDB of our own, which draws no progress bar on the answer."""

import os
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

THREADS_VARIABLE = "OMP_NUM_THREADS"  # which the matrix products of numpy obey too


def connected(*settings: str) -> "DuckDBPyConnection":
    """A connection in memory, with further settings such as `preserve_insertion_order = true`."""
    import duckdb

    connection = duckdb.connect()
    threads = os.environ.get(THREADS_VARIABLE, "")
    bound = [f"threads = {threads}"] if threads.isdigit() and int(threads) else []
    for setting in ("enable_progress_bar = false", *bound, *settings):
        connection.execute(f"SET {setting}")
    return connection


@cache
def database() -> "DuckDBPyConnection":
    """One for the whole process, to take a `cursor()` of: to open and close one takes 20 ms."""
    return connected()
