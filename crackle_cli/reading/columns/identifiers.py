"""Numbers that identify and measure nothing: which columns hold such, and what they are as text."""

import re

import numpy as np

from crackle_cli.reading.columns.axes import HUMP
from crackle_cli.table.arrays import Floats
from crackle_cli.table.labels import TextColumn

# The last word of a name, or the last two. Codes of status and of exit are left out: they tell
# how a task went, and so is what is a count elsewhere (number, page, level).
_IDENTIFY = frozenset(
    {"id", "uuid", "guid", "pid", "port", "account", "account no", "account nr", "account number",
     "zip", "zipcode", "zip code", "postcode", "post code", "postal code", "area code",
     "country code", "product code", "rownames", "rowname", "idno", "fips", "geoid", "ccode",
     "iso num"}
)  # fmt: skip
_BETWEEN = re.compile(r"[\W_]+")


def identifies(name: str, values: Floats) -> bool:
    """Whether a column (n,) is of whole numbers and called what identifies: `store_id`, `zip`."""
    words = _BETWEEN.split(HUMP.sub(" ", name).lower().strip("_ "))
    if words[-1] not in _IDENTIFY and " ".join(words[-2:]) not in _IDENTIFY:
        return False
    return not (values[~np.isnan(values)] % 1).any()


def numbers_as_text(values: Floats) -> TextColumn:
    """Numbers (n,) as text, NaN as missing. O(n log n)."""
    present = ~np.isnan(values)
    known, places = np.unique(values[present], return_inverse=True)
    codes = np.full(values.size, -1, np.int32)
    codes[present] = places
    return TextColumn(codes, tuple(map("{:.15g}".format, known.tolist())))
