"""Files of metrics, as tables: CSV, TSV, JSON Lines, JSON and Parquet.

Small text goes through the standard library, whose import is free; DuckDB is loaded for Parquet,
for expressions, and for text of more than 4 MiB (the time to load it: 60 ms). Both ways share the
decisions on dialect, header and types; a test holds their results equal.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from crackle_cli.reading.options import ReadOptions
    from crackle_cli.table.metric_table import MetricTable


def read(paths: Sequence[str], options: "ReadOptions") -> "MetricTable":
    """The table in one or more files ("-" is stdin), their columns united by name.

    Raises InputError, UsageError and ExpressionError, each with one sentence for the user.
    """
    from crackle_cli.reading.assemble import assembled
    from crackle_cli.reading.files.sources import opened
    from crackle_cli.reading.unite import united
    from crackle_cli.reading.widen import widened

    with opened(paths) as sources:
        return assembled(*widened(united(sources, options), options))


def read_cells(path: "str | Path") -> list[list[str]]:
    """The rows of a delimited file as text, the header among them; rejected rows are left out."""
    from crackle_cli.reading.formats import lenient

    return lenient.read_cells(path)
