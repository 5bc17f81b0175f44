"""Whether the rows that were read are in no order: as the user says, else by evidence."""

from collections.abc import Mapping, Sequence

import numpy as np

from crackle_cli.reading.columns.date_order import Disorder, disorder
from crackle_cli.reading.columns.looked import Looked
from crackle_cli.reading.columns.order_evidence import said_of_dates, why_unordered
from crackle_cli.reading.columns.sorted_rows import APART
from crackle_cli.reading.columns.types import Column
from crackle_cli.reading.files.sources import STDIN
from crackle_cli.reading.options import FILE, ReadOptions
from crackle_cli.table.arrays import Rows
from crackle_cli.table.metric_table import MetricTable, RowGroup, Unordered

REMEDY = "--ordered looks for them"
SAID = Unordered("--no-ordered says so")


def within_files(
    table: MetricTable, columns: Mapping[str, Column], looked: Looked, rows: Rows
) -> Unordered | None:
    """Why the rows of a table are in no order, with the files that are each in one, if all are.

    rows: which of those looked at are the rows of the table.
    """
    why = table.unordered
    if why is None or table.files is None or table.groups or not why.reason.startswith(APART):
        return why
    own = [np.flatnonzero(table.files == file) for file in np.unique(table.files)]
    parts = [rows[some] for some in own]
    if why_unordered(looked, parts) or disorder(columns, parts):
        return why
    names = [table.census.files[int(table.files[some[0]])] for some in own]
    files = tuple(RowGroup({FILE: name}, some) for name, some in zip(names, own, strict=True))
    return Unordered(APART, "--ordered looks along all", files)


def unordered(
    looked: Looked, options: ReadOptions, parts: Sequence[Rows], found: Disorder | None
) -> Unordered | None:
    """Why the rows are in no order; None where they may be in one.

    parts: the rows of each group, or of the whole table. found: what is wrong with its dates. What
    comes through a pipe comes in its order.
    """
    if options.ordered is not None:
        return None if options.ordered else SAID
    if options.order_by or looked.files.categories == (STDIN,):
        return None
    why = why_unordered(looked, parts)
    if why is None:
        return None
    if found:
        dates = said_of_dates(found.column)
        reason = why if why == dates else f"{why} and {dates}"
        return Unordered(reason, f'--order-by "{found.column}" puts them in order')
    if why == APART:
        return Unordered(why, "--by file looks for them within each, --ordered along all")
    return Unordered(why, REMEDY)
