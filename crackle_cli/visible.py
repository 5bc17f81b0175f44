"""Text as a terminal gets it: no character that commands it, no line that ends in a bad place."""

import re

# C0 and C1 controls, line and paragraph separators, bidirectional controls, zero-width marks and
# GLUE, which is ours.
UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff\ue000\ufff9-\ufffb]"
)
GLUE = "\ue000"  # of no meaning, so that no wrapping takes it for a space as it does a no-break one
_UNIT_AFTER = (
    r"(?:%|°C|[nµm]?s|min|[hdVW]|(?:k|[KMGTP]i?)?B(?:/s)?|[kMG]?Hz|[rq]ps|(?:req|ops)?/s)(?!\w)"
)
_TOGETHER = re.compile(rf"(?<=\d) (?={_UNIT_AFTER})|(?<=\S) (?=→ )|(?<=→) (?=\S)")


def visible(text: str) -> str:
    """`text` on one line, every character that could steer a terminal written as an escape."""
    return UNSAFE.sub(_escape, text)


def glued(text: str) -> str:
    """`text` with a number and its unit, and two levels and their arrow, in one word each."""
    return _TOGETHER.sub(GLUE, text)


def unglued(text: str) -> str:
    """`text` once it is wrapped, with the spaces that it had."""
    return text.replace(GLUE, " ")


def wrapped(text: str, width: int) -> str:
    """`text` in lines of at most `width`, where no word is longer; no word is broken."""
    if len(text) <= width:
        return text
    import textwrap  # 2 ms that most runs do not need

    lines = textwrap.wrap(glued(text), width, break_long_words=False, break_on_hyphens=False)
    return unglued("\n".join(lines))


def _escape(match: re.Match[str]) -> str:
    code = ord(match.group())
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"
