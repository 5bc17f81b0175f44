"""Files of metrics, as tables: CSV, TSV, JSON Lines, JSON and Parquet.

Text goes through the standard library, whose import is free; DuckDB is loaded only for Parquet
and for expressions.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crackle_cli.reading.options import ReadOptions
    from crackle_cli.table import MetricTable


def read(paths: Sequence[str], options: "ReadOptions") -> "MetricTable":
    """The table in one or more files ("-" is stdin), their columns united by name.

    Raises InputError, UsageError and ExpressionError, each with one sentence for the user.
    """
    from crackle_cli.reading.assemble import assembled
    from crackle_cli.reading.sources import opened
    from crackle_cli.reading.unite import united

    with opened(paths) as sources:
        return assembled(united(sources, options), options)
