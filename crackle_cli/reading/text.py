"""Bytes of a text file as text: byte order marks, UTF-16, UTF-8, else Windows-1252 with a note."""

import codecs

from crackle_cli.errors import InputError
from crackle_cli.reading.sources import Source

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def decoded(source: Source) -> tuple[str, tuple[str, ...]]:
    """The text of a source with `\\n` line ends, and notes on what was unusual."""
    raw = source.path.read_bytes()
    encoding, start = _encoding(raw)
    try:
        text = raw[start:].decode(encoding)
        notes = [] if encoding == "utf-8" else [f"{source.name}: encoding {encoding}"]
    except UnicodeDecodeError as error:
        if encoding != "utf-8":
            raise InputError(f"{source.name}: broken {encoding} text; save it as UTF-8") from None
        line = raw.count(b"\n", 0, start + error.start) + 1
        text = raw.decode("cp1252", errors="replace")
        notes = [f"{source.name}: line {line} is not UTF-8; read as Windows-1252"]
    if "\x00" in text:
        notes.append(f"{source.name}: NUL characters were removed")
        text = text.replace("\x00", "")
    return _with_line_ends(text), tuple(notes)


def _encoding(raw: bytes) -> tuple[str, int]:
    """The encoding, and the bytes of its mark."""
    for mark, encoding in BOMS:
        if raw.startswith(mark):
            return encoding, len(mark)
    sample = raw[:4096]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if max(even, odd) > 0.2 * len(sample) and 4 * min(even, odd) < max(even, odd):
        return ("utf-16-be" if even > odd else "utf-16-le"), 0  # half of most text is zeros
    return "utf-8", 0


def _with_line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
