"""A large file of lines as smaller ones, each with the header of the whole, cut between records."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from crackle_cli.reading.files.sources import HEAD, Source
from crackle_cli.reading.formats.records import records


@dataclass(frozen=True)
class TextPiece:
    """A part of a file as a source of its own; line 1 of it is line 1 + `line_offset` there.

    end: bytes of the whole file up to its end.
    """

    source: Source
    line_offset: int
    end: int


def text_pieces(source: Source, header: bool, path: Path, size: int) -> Iterator[TextPiece]:
    """The pieces in order, each written to `path` before it is given."""
    title = _title(source) if header else b""
    lines = end = 0
    for data in _whole_records(source.path, size):
        part = title + data if end else data
        offset = lines - title.count(b"\n") if end else 0
        lines, end = lines + data.count(b"\n"), end + len(data)
        path.write_bytes(part)
        yield TextPiece(Source(source.name, path, part[:HEAD], len(part)), offset, end)


def _whole_records(path: Path, size: int) -> Iterator[bytes]:
    """A file in pieces of about `size` bytes that end where records do."""
    with path.open("rb") as stream:
        data = stream.read(size)
        while more := stream.read(size):
            cut = _last_record_end(data)
            if cut:
                yield data[:cut]
            data = data[cut:] + more
        if data:
            yield data


def _title(source: Source) -> bytes:
    """The line of column names, its line end included."""
    cut = source.head.rfind(b"\n") + 1
    text = source.head[:cut].decode(errors="replace").replace("\r\n", "\n")
    line = records(text).rows[0].line
    lines = source.head.split(b"\n", line)
    return lines[line - 1] + b"\n"


def _last_record_end(data: bytes) -> int:
    """Where the last whole record ends: after a newline that lies in no quotes; 0 for nowhere.

    Never after an empty line: it is a missing cell in a single column, but not at an end.
    """
    cut = data.rfind(b"\n") + 1
    quotes = data.count(b'"', 0, cut)
    while cut and (quotes % 2 or data[max(0, cut - 3) : cut].endswith((b"\n\n", b"\n\r\n"))):
        before = data.rfind(b"\n", 0, cut - 1) + 1
        quotes -= data.count(b'"', before, cut)
        cut = before
    return cut
