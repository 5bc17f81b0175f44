"""Categories: whole numbers that are names of something and have no order of size. O(n log n)."""

from enum import Enum, auto

import numpy as np

from crackle_cli.reading.columns.axes import GLANCE, axis_reason, words_of_name
from crackle_cli.table.arrays import Floats

CATEGORY = "category"
MOST = 20  # categories whose shares are looked at; of more each has few tasks
FEWEST_EACH = 2  # tasks that a category has on average; else it tells tasks apart
FEWEST_ANSWERS = 8  # tasks that show by their values alone that these are answers of HTTP

# The last word of a name. What ran, of which 2.8 and 2.9 are no amounts; how a task went; and what
# it belongs to.
_VERSIONS = frozenset({"version", "release", "revision"})
_OUTCOMES = frozenset({"status", "code", "rc", "errno", "retcode", "exit"})
_BELONGINGS = frozenset(
    {"store", "dept", "department", "group", "grp", "firm", "company", "class", "type", "kind",
     "category", "zone", "region", "area", "district", "state", "county", "country", "province",
     "city", "site", "center", "centre", "clinic", "hospital", "ward", "school", "branch", "team",
     "shard", "node", "host", "rack", "cluster", "partition", "subject", "patient", "person",
     "individual", "animal", "sex", "gender", "race", "ethnicity", "religion", "party", "sector",
     "industry", "occupation", "marital", "treatment", "trt", "treat", "arm", "cohort", "strata",
     "stratum", "block", "plot", "tree", "litter", "family", "judge", "lot", "vendor", "supplier",
     "warehouse", "outlet", "channel", "variant", "diet", "chamber", "machine", "operator",
     "instructor", "teacher", "location", "species", "breed", "brand", "drug", "variety",
     "genotype"}
)  # fmt: skip
_PERSONS = frozenset(  # of whom many are numbered, and few counted
    {"student", "pupil", "subject", "patient", "person", "individual", "child", "kid", "mom",
     "mother", "customer", "member", "employee", "respondent", "participant"}
)  # fmt: skip
_NUMBERED = _PERSONS | {"code"}  # each may have one of its own
_AMOUNTS = frozenset(  # lines of code, years at company
    {"of", "per", "at", "in", "n", "num", "number", "count", "total", "size", "age", "years",
     "days", "hours", "avg", "mean", "sum", "max", "min", "distance", "rate", "pct", "percent"}
)  # fmt: skip
_ANSWERS = frozenset(
    {*range(100, 104), *range(200, 209), 226, *range(300, 309), *range(400, 419), *range(421, 427),
     428, 429, 431, 451, 499, *range(500, 509), 510, 511}
)  # fmt: skip


class Categories(Enum):
    """What categories of numbers are good for: shares that may change, or a text."""

    SHARES = auto()
    TEXT = auto()


def categories_in(name: str, values: Floats) -> Categories | None:
    """What a column (n,) of categories is good for; None where it measures, or is a flag.

    Shares say nothing where the rows of each value lie together, or go round: that is how the
    table is sorted, but of how tasks went it is what happened.
    """
    words = words_of_name(name)
    if words[-1] in _VERSIONS:
        return Categories.TEXT if _are_versions(values[~np.isnan(values)]) else None
    amount = bool(_AMOUNTS.intersection(words))
    outcome = words[-1] in _OUTCOMES and not amount
    named = outcome or (words[-1] in _BELONGINGS and not amount)
    numbered = words[-1] in _NUMBERED and not amount
    glance = values[:GLANCE]
    answer = np.isin(glance[~np.isnan(glance)], [*_ANSWERS]).all()
    if not (named or numbered or answer):
        return None  # spares sorting what is no answer
    present = values[~np.isnan(values)]
    if (present[:GLANCE] % 1).any() or (present % 1).any():
        return None
    known = np.unique(present)
    if known.size < 2 or _is_flag(known):
        return None
    if numbered and known.size > MOST:
        return Categories.TEXT
    if known.size * FEWEST_EACH > present.size:
        return None
    answers = not named and _are_answers(known, present)
    if not answers and not named:
        return None
    runs = 1 + int(np.count_nonzero(np.diff(present)))
    sorted_by = runs == known.size or axis_reason("", present) is not None
    text = known.size > MOST or (sorted_by and not (outcome or answers))
    return Categories.TEXT if text else Categories.SHARES


def _are_versions(present: Floats) -> bool:
    """Whether there are several, each of several tasks."""
    return 2 <= np.unique(present).size <= present.size / FEWEST_EACH


def _is_flag(known: Floats) -> bool:
    """Whether values are 0 and 1, or one of these and its opposite."""
    return bool(np.isin(known, (-1.0, 0.0, 1.0)).all())


def _are_answers(known: Floats, present: Floats) -> bool:
    """Whether all values are codes of HTTP, one of them 200, and not hundreds of anything."""
    enough = present.size >= FEWEST_ANSWERS and 200.0 in known and (known % 100).any()
    return bool(enough) and all(int(value) in _ANSWERS for value in known)
