"""Pipes and compressed files as plain files on disk: read twice, and in bounded memory."""

import gzip
import shutil
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from crackle_cli.errors import InputError

if TYPE_CHECKING:
    from _typeshed import SupportsRead

GZIP, ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
COMPRESSED = (GZIP, ZSTD)
CHUNK_BYTES = 1 << 20  # at once: what is kept in memory of a stream
MOST_TIMES, ALWAYS_FINE = 200, 1 << 30  # text shrinks to a tenth, a bomb to a thousandth


def spooled(stream: "SupportsRead[bytes]", stack: ExitStack) -> Path:
    """A stream as a file that is deleted when the stack closes."""
    import tempfile  # 2 ms that a plain file does not need

    with tempfile.NamedTemporaryFile(prefix="crackle-", delete=False) as spool:
        path = Path(spool.name)
        stack.callback(path.unlink, missing_ok=True)
        shutil.copyfileobj(stream, spool, CHUNK_BYTES)
    return path


def decompressed(name: str, path: Path, stack: ExitStack) -> Path:
    """What a gzip or Zstandard file holds. Raises InputError where it is damaged or a bomb."""
    size = path.stat().st_size
    try:
        with _opened(path) as stream:
            return spooled(_Bounded(name, stream, max(ALWAYS_FINE, MOST_TIMES * size)), stack)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise InputError(f"{name}: the gzip data are cut off or damaged ({error})") from None
    except _zstd_error() as error:
        raise InputError(f"{name}: the zstd data are cut off or damaged ({error})") from None


class _Bounded:
    """A stream that refuses to give more than a number of bytes."""

    def __init__(self, name: str, stream: BinaryIO, most: int) -> None:
        self._name, self._stream, self._left, self._most = name, stream, most, most

    def read(self, size: int = -1, /) -> bytes:
        data = self._stream.read(size)
        self._left -= len(data)
        if self._left < 0:
            raise InputError(
                f"{self._name}: expands to more than {self._most >> 20:,} MiB, "
                f"{MOST_TIMES} times its size; decompress it first if that is meant"
            )
        return data


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    with path.open("rb") as raw:
        start = raw.read(4)
    if start.startswith(GZIP):
        with gzip.open(path) as stream:
            yield cast(BinaryIO, stream)
    else:
        from crackle_cli.reading.files.zstandard import zstd

        with zstd.open(path) as stream:
            yield cast(BinaryIO, stream)


def _zstd_error() -> type[Exception]:
    from crackle_cli.reading.files.zstandard import zstd

    error: type[Exception] = zstd.ZstdError
    return error
