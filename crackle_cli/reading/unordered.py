"""Whether the rows that were read are in no order: as the user says, else by evidence."""

from collections.abc import Sequence

from crackle_cli.reading.columns.date_order import Disorder
from crackle_cli.reading.columns.order_evidence import APART, Looked, why_unordered
from crackle_cli.reading.files.sources import STDIN
from crackle_cli.reading.options import ReadOptions
from crackle_cli.table.arrays import Rows
from crackle_cli.table.metric_table import Unordered

REMEDY = "--ordered looks for them"
SAID = Unordered("--no-ordered says so")


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
        dates = f'the dates in "{found.column}" are in no order'
        return Unordered(f"{why} and {dates}", f'--order-by "{found.column}" puts them in order')
    if why == APART:
        return Unordered(why, "--by file looks for them within each, --ordered along all")
    return Unordered(why, REMEDY)
