"""The encoding of text, by its byte order mark or by where its zeros are."""

import codecs

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def encoding_of(raw: bytes) -> tuple[str, int]:
    """The encoding, and the bytes of its mark."""
    for mark, encoding in BOMS:
        if raw.startswith(mark):
            return encoding, len(mark)
    sample = raw[:4096]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if max(even, odd) > 0.2 * len(sample) and 4 * min(even, odd) < max(even, odd):
        return ("utf-16-be" if even > odd else "utf-16-le"), 0  # half of most text is zeros
    return "utf-8", 0
