"""What a user may say about the input."""

from collections.abc import Mapping
from typing import NamedTuple

FILE = "file"  # what the name of the file is called in --by and --where


class ReadOptions(NamedTuple):
    """How to read; each field is the option of `crackle cool` of that name.

    input_format  csv, tsv, json, jsonl or parquet; None decides by content
    header        False: the first line is data, columns are called c1, c2, …
    json_path     dotted path to the rows inside a JSON document
    label         column of labels; None: as `naming_column` finds one
    metrics       names and globs of the columns to use; empty: every numeric one
    bound         names of columns that laws bind: metrics, whatever they look like
    ignore        names and globs of columns not to use
    order_by      column that gives the task order; None: order of the file
    ordered       whether the order of the tasks means something; None: by evidence
    by            columns whose values form the groups
    where         SQL condition that a row must meet
    glaze         derived metrics, name -> SQL expression, in this order
    pivot         columns of names and columns of values (none: all that fit) of a long table;
                  None: as it is recognised
    no_pivot      a long table stays as it is
    """

    input_format: str | None = None
    header: bool = True
    json_path: str | None = None
    label: str | None = None
    metrics: tuple[str, ...] = ()
    bound: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    order_by: str | None = None
    ordered: bool | None = None
    by: tuple[str, ...] = ()
    where: str | None = None
    glaze: Mapping[str, str] = {}
    pivot: tuple[tuple[str, ...], tuple[str, ...]] | None = None
    no_pivot: bool = False
