"""Paths, globs and stdin as files that can be opened more than once, and the format of each."""

import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from glob import glob, has_magic
from pathlib import Path
from typing import NamedTuple

from crackle_cli.errors import InputError
from crackle_cli.reading.files.encodings import encoding_of
from crackle_cli.reading.files.spool import COMPRESSED, decompressed, spooled
from crackle_cli.suggest import file_meant

HEAD = 1 << 20  # bytes that decide what a file is
STDIN = "<stdin>"
CONTROLS = bytes({*range(1, 32), 127} - {*b"\t\n\r\f\x1b"})  # that text does not have
MOST_CONTROLS = 0.02  # of random bytes a tenth are such

FOREIGN = (  # (first bytes, what such a file is)
    (b"PK\x03\x04", "a ZIP archive or an Excel workbook"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel or Office file"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"%PDF", "a PDF document"),
    (b"SQLite format 3", "an SQLite database"),
    (b"\x7fELF", "a program"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"version https://git-lfs", "a Git LFS pointer (`git lfs pull` fetches the file)"),
    (b"ARROW1", "an Arrow file"),
    (b"ORC", "an ORC file"),
    (b"Obj\x01", "an Avro file"),
)
_EXPOSITION = re.compile(rb"^# (?:HELP|TYPE) [A-Za-z_:]", re.MULTILINE)  # of Prometheus


class Source(NamedTuple):
    """A file to read: the name that a user knows it by, its path on disk and its first bytes."""

    name: str
    path: Path
    head: bytes
    size: int


@contextmanager
def opened(paths: Sequence[str]) -> Iterator[list[Source]]:
    """The sources that paths, globs and "-" stand for; what was spooled is deleted afterwards.

    Raises InputError for what is missing, unreadable or no table of metrics.
    """
    with ExitStack() as stack:
        yield [_source(path, stack) for given in paths for path in _expanded(given)]


def _expanded(given: str) -> list[str]:
    if given == "-" or not has_magic(given) or Path(given).exists():
        return [given]
    names = glob(given, recursive=True)  # noqa: PTH207  # Path.glob takes no absolute pattern
    found = sorted(name for name in names if Path(name).is_file())
    if not found:
        raise InputError(f"{given}: no file matches")
    return found


def _source(given: str, stack: ExitStack) -> Source:
    name = STDIN if given == "-" else given
    path = spooled(sys.stdin.buffer, stack) if given == "-" else _checked(Path(given))
    try:
        with path.open("rb") as stream:
            head = stream.read(HEAD)
        if head.startswith(COMPRESSED):
            path = decompressed(name, path, stack)
            with path.open("rb") as stream:
                head = stream.read(HEAD)
    except OSError as error:
        raise InputError(f"{name}: cannot be read: {error.strerror}") from None
    _refuse_foreign(name, head)
    return Source(name, path, head, path.stat().st_size)


def _checked(path: Path) -> Path:
    if path.is_dir():
        raise InputError(f"{path}: is a directory; name its files, such as {path / '*.csv'}")
    if not path.exists():
        beside = path.parent if path.parent.is_dir() else Path()
        near = file_meant(path.name, (p.name for p in beside.iterdir() if p.is_file()))
        raise InputError(f"{path}: no such file{near}")
    return path


def _refuse_foreign(name: str, head: bytes) -> None:
    for start, what in FOREIGN:
        if head.startswith(start):
            raise InputError(f"{name}: this is {what}, not CSV, JSON Lines or Parquet")
    if len(head) == HEAD and b"\n" not in head and b"\r" not in head and head[:4] != b"PAR1":
        raise InputError(f"{name}: the first line is longer than 1 MiB; this is no table of rows")
    text = head[:512].lstrip().lower()
    if text.startswith((b"<!doctype html", b"<html", b"<?xml")):
        raise InputError(f"{name}: this is HTML or XML, not CSV, JSON Lines or Parquet")
    if _EXPOSITION.search(head[:4096]):
        raise InputError(
            f"{name}: this is what Prometheus scrapes, the values of one moment; crackle needs a "
            "row for each moment, such as a range of time as CSV"
        )
    if not head.strip(b" \t\r\n\x00\xef\xbb\xbf"):
        what = "empty" if not head else "nothing but white space"
        raise InputError(f"{name}: the file is {what}; a table needs a header and rows")
    if head[:4] != b"PAR1" and encoding_of(head)[0] == "utf-8":
        controls = len(head) - len(head.translate(None, CONTROLS))
        if controls > MOST_CONTROLS * len(head):
            raise InputError(f"{name}: this is binary data, not CSV, JSON Lines or Parquet")


def detected_format(source: Source) -> str:
    """parquet, json, jsonl, tsv or csv, by content."""
    head = source.head
    if head.startswith(b"PAR1"):
        return "parquet"
    encoding, start = encoding_of(head)
    text = head[start:].decode(encoding, errors="replace").lstrip()
    if text.startswith("["):
        return "json"
    if text.startswith("{"):
        first, _, rest = text.partition("\n")
        lines = bool(rest.strip()) or source.name.lower().endswith((".jsonl", ".ndjson"))
        return "jsonl" if first.rstrip().endswith("}") and lines else "json"
    return "tsv" if source.name.lower().endswith((".tsv", ".tab")) else "csv"
