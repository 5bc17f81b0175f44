"""Bytes of a text file as text: byte order marks, UTF-16, UTF-8, else Windows-1252 with a note."""

from crackle_cli.errors import InputError
from crackle_cli.reading.files.encodings import encoding_of
from crackle_cli.reading.files.sources import Source


def decoded(source: Source) -> tuple[str, tuple[str, ...]]:
    """The text of a source with `\\n` line ends, and notes on what was unusual."""
    raw = source.path.read_bytes()
    encoding, start = encoding_of(raw)
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
    text = _with_line_ends(source.name, text, notes)
    return text, tuple(notes)


def _with_line_ends(name: str, text: str, notes: list[str]) -> str:
    if "\r" not in text:
        return text
    pairs, alone, bare = text.count("\r\n"), text.count("\r"), text.count("\n")
    if alone > pairs:
        notes.append(f"{name}: {'mixed' if bare else 'CR-only'} line ends were normalised")
    elif bare > pairs:
        notes.append(f"{name}: mixed line ends were normalised")
    return text.replace("\r\n", "\n").replace("\r", "\n")
