"""Bytes of a large file looked for in one pass; some 50 ms for each 100 MB and needle."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

SCANNED_BYTES = 1 << 24  # at once: what is kept in memory of a large file


@dataclass(frozen=True)
class Scan:
    """What stands in a file after its first `start` bytes.

    counts   how often each of the counted needles occurs
    present  the needles that were looked for and occur
    tail     the last bytes
    """

    counts: dict[bytes, int]
    present: frozenset[bytes]
    utf8: bool
    tail: bytes

    @property
    def ends_with_newline(self) -> bool:
        return self.tail.endswith(b"\n")


def scanned(path: Path, start: int, counted: Sequence[bytes], sought: Sequence[bytes]) -> Scan:
    """Count and seek needles of a few bytes in bounded memory; counted ones do not overlap."""
    counts = dict.fromkeys(counted, 0)
    present: set[bytes] = set()
    longest = max(map(len, (b"", *counted, *sought)))
    utf8, character, last = True, b"", b""
    with path.open("rb") as stream:
        stream.seek(start)
        while piece := stream.read(SCANNED_BYTES):
            for needle in counts:
                counts[needle] += _count(piece, needle) + _edge(last, piece, needle).count(needle)
            for needle in sought:
                if needle not in present and _occurs(needle, last, piece):
                    present.add(needle)
            if utf8 and (character or not piece.isascii()):
                utf8, character = _decodes(character + piece)
            last = piece[-longest - 1 :]
    return Scan(counts, frozenset(present), utf8 and not character, last)


def _count(piece: bytes, needle: bytes) -> int:
    """bytes.count, twice as fast for needles of two bytes."""
    if len(needle) != 2:
        return piece.count(needle)
    array = np.frombuffer(piece, dtype=np.uint8)
    return int(np.count_nonzero((array[:-1] == needle[0]) & (array[1:] == needle[1])))


def _occurs(needle: bytes, last: bytes, piece: bytes) -> bool:
    """Whether a needle ends in a piece; its first byte is looked for first, which is quickest."""
    edge = _edge(last, piece, needle)
    return (needle[:1] in piece and needle in piece) or needle in edge


def _edge(last: bytes, piece: bytes, needle: bytes) -> bytes:
    """Where a needle may lie across two pieces, and nothing that lies in one of them."""
    reach = len(needle) - 1
    return last[-reach:] + piece[:reach] if reach and last else b""


def _decodes(data: bytes) -> tuple[bool, bytes]:
    """Whether bytes are UTF-8, and the beginning of a character that they may end with."""
    try:
        data.decode()
    except UnicodeDecodeError as error:
        cut = error.start > len(data) - 4 and error.reason == "unexpected end of data"
        return cut, data[error.start :] if cut else b""
    return True, b""


def lines_ending_with(path: Path, ending: bytes, after: int) -> dict[int, bytes]:
    """1-based number -> the line, for the lines beyond `after` that end so (line end aside)."""
    found = {}
    with path.open("rb") as stream:
        for number, line in enumerate(stream, start=1):
            bare = line.rstrip(b"\r\n")
            if bare.endswith(ending) and number > after:
                found[number] = bare
    return found
