"""Files as a table in memory, or, where that would not fit, as pieces that are read in turn."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from crackle_cli.errors import UsageError
from crackle_cli.progress import Progress
from crackle_cli.reading.assemble import assembled, selected
from crackle_cli.reading.columns.roles import roles_of
from crackle_cli.reading.columns.task_names import labels_of, number_text
from crackle_cli.reading.columns.types import MetricColumn
from crackle_cli.reading.files.encodings import encoding_of
from crackle_cli.reading.files.sources import Source, opened
from crackle_cli.reading.options import FILE, ReadOptions
from crackle_cli.reading.unite import as_columns, format_of, united
from crackle_cli.reading.widen import told_as_long, widened
from crackle_cli.table.metric_table import MetricTable

if TYPE_CHECKING:
    from crackle_cli.reading.pieces.parquet_tasks import ParquetTasks

MEMORY_FACTOR = (
    2.5  # memory of a run over that of its numbers; measured at 1,000,000 and 10,000,000 x 10
)
SEPARATORS = (b",", b"\t", b";", b"|", b'":')
GLANCED_AT = 1000  # rows that tell the roles of the columns of a Parquet file
SHORTEST_CELL = 2  # bytes of a cell of text, its separator included


@contextmanager
def opened_tasks(
    paths: Sequence[str], options: ReadOptions, most_memory: int, progress: Progress
) -> Iterator["MetricTable | ParquetTasks"]:
    """The tasks of files ("-" is stdin): a table, or pieces of one that needs more memory (bytes).

    Raises as `read` does; UsageError where an option needs the whole table.
    """
    with opened(paths) as sources:
        need = sum(needed(source, options, most_memory) for source in sources)
        if need <= most_memory or not all(_can_be_cut(source, options) for source in sources):
            progress("reading", 0, 0, "bytes")
            yield assembled(*widened(united(sources, options), options))
            return
        _refuse(options, need, most_memory)
        kinds = {format_of(source, options) for source in sources}
        if kinds == {"parquet"} and not options.where and not options.glaze:
            tasks = _parquet_tasks(sources, options)
            if tasks:
                yield tasks
                return
        import tempfile

        from crackle_cli.reading.pieces.spooled_tasks import spooled_tasks

        with tempfile.TemporaryDirectory(prefix="crackle-") as folder:
            yield spooled_tasks(sources, options, Path(folder), progress)


def needed(source: Source, options: ReadOptions, most_memory: int) -> int:
    """Bytes of memory that a run on a file needs, about; 0 for text that surely needs less."""
    if format_of(source, options) == "parquet":
        from crackle_cli.reading.formats.parquet import shape_of

        shape = shape_of(source)
        return int(MEMORY_FACTOR * 8 * shape.rows * len(shape.kinds))
    if MEMORY_FACTOR * 8 * source.size / SHORTEST_CELL < most_memory:
        return 0
    cells = max(source.head.count(mark) for mark in SEPARATORS) + source.head.count(b"\n")
    return int(MEMORY_FACTOR * 8 * cells * (source.size / len(source.head)))


def _can_be_cut(source: Source, options: ReadOptions) -> bool:
    format_ = format_of(source, options)
    lines = format_ != "json" and encoding_of(source.head)[0] == "utf-8"  # told apart in bytes
    return format_ == "parquet" or lines


def _refuse(options: ReadOptions, need: int, most: int) -> None:
    for option, given in (
        ("--by", options.by),
        ("--order-by", options.order_by),
        ("--pivot", options.pivot),
    ):
        if given:
            raise UsageError(
                f"{option} needs the whole table in memory, about {need / 2**30:.1f} GiB where "
                f"--max-memory is {most / 2**30:.1f}; raise it, or read fewer files"
            )


def _parquet_tasks(sources: Sequence[Source], options: ReadOptions) -> "ParquetTasks | None":
    """Parquet files as they are, their columns in the roles that their first rows tell.

    None where metrics are made of them, which takes reading them.
    """
    from crackle_cli.reading.formats.parquet import read_parquet, shape_of
    from crackle_cli.reading.pieces.parquet_tasks import ParquetFile, ParquetTasks

    shapes = [shape_of(source) for source in sources]
    glances = [
        read_parquet(source, range(min(GLANCED_AT, shape.rows)))
        for source, shape in zip(sources, shapes, strict=True)
    ]
    read = told_as_long(as_columns(glances), options)
    roles = roles_of(read.columns, options)
    if roles.durations:
        return None
    table = selected(read, options, roles)
    label = None if roles.label is None else read.columns[roles.label]
    files = tuple(
        ParquetFile(
            source.name,
            source.path,
            shape.rows,
            {name: name for name in shape.kinds},
            roles.label if roles.label in shape.kinds else None,
        )
        for source, shape in zip(sources, shapes, strict=True)
    )
    return ParquetTasks(
        files,
        tuple(table.metrics),
        tuple(name for name in table.texts if name != FILE),
        replace(table.census, bad_cell_count=0, bad_cells=()),
        names_repeat=bool(roles.label and label and labels_of(roles.label, label).repeat),
        written=number_text(roles.label, label)
        if roles.label and isinstance(label, MetricColumn)
        else None,
        said_before=table.said_before,
        identifiers=roles.as_text,
        ordered=options.ordered,
    )
