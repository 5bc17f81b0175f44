"""Laws counted over a table in memory."""

from collections.abc import Sequence

from crackle_cli import MetricTable
from crackle_cli.laws.check import require
from crackle_cli.laws.law import Law
from crackle_cli.laws.tally import LawTally
from crackle_cli.table.pieces import Piece


def tallies(laws: Sequence[Law], table: MetricTable, start: int = 0) -> list[LawTally]:
    """Each law over a table whose first task is that of row `start`."""
    require(laws, table.metrics)
    return [LawTally(law, tuple(table.metrics)).of(Piece(start, table.metrics)) for law in laws]
