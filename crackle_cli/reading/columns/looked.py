"""The columns of a table, by what speaks for an order of its rows or against it."""

from collections.abc import Mapping
from typing import NamedTuple

from crackle_cli.reading.columns.date_order import dates_of
from crackle_cli.reading.columns.roles import Roles
from crackle_cli.reading.columns.types import DATED, Column, MetricColumn, OtherColumn
from crackle_cli.table.arrays import Floats
from crackle_cli.table.labels import TextColumn


class Looked(NamedTuple):
    """The columns of n rows, by what they are.

    metrics  name -> (n,), NaN = missing
    axes     of numbers that are set aside because they count, index or date the rows
    texts    of text, but for dates
    identifiers  of numbers that only identify, or are categories
    dates    of dates: (n,) numbers in their order, NaN = missing
    files    which file a row is from
    """

    metrics: Mapping[str, Floats]
    axes: Mapping[str, Floats]
    texts: Mapping[str, TextColumn]
    identifiers: Mapping[str, Floats]
    dates: Mapping[str, Floats]
    files: TextColumn


def looked_at(columns: Mapping[str, Column], roles: Roles, files: TextColumn) -> Looked:
    """Columns by what their types and roles say they are."""
    numbers = {n: c.values for n, c in columns.items() if isinstance(c, MetricColumn)}
    texts = {n: c for n, c in columns.items() if isinstance(c, OtherColumn)}
    named = roles.as_text
    return Looked(
        metrics={n: v for n, v in numbers.items() if n not in roles.set_aside and n not in named},
        axes={name: numbers[name] for name in roles.axes},
        texts={n: c.text for n, c in texts.items() if c.reason != DATED},
        identifiers={n: v for n, v in numbers.items() if n in named},
        dates=dates_of(columns),
        files=files,
    )
