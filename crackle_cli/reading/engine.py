"""A DuckDB of our own, which draws no progress bar on the answer."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def connected(*settings: str) -> "DuckDBPyConnection":
    """A connection in memory, with further settings such as `threads = 2`."""
    import duckdb

    connection = duckdb.connect()
    for setting in ("enable_progress_bar = false", *settings):
        connection.execute(f"SET {setting}")
    return connection
