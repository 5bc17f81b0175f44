"""Whether the rows of a table are persons, by what its columns are called and hold."""

import numpy as np

from crackle_cli.reading.columns.axes import words_of_name
from crackle_cli.reading.columns.looked import Looked
from crackle_cli.suggest import listed
from crackle_cli.table.arrays import Floats

# What only persons have, told in few values; and of what two are needed, for tasks, machines and
# countries may have one as well.
_ALONE = frozenset(
    {"sex", "gender", "female", "male", "marital", "married", "ethnicity", "ethnic"}
)  # fmt: skip
_NUMBERS = frozenset({"patient", "patid", "respondent", "participant"})  # each has one of its own
_TWO = frozenset(
    {"age", "race", "educ", "education", "schooling", "income", "wage", "smoker", "smoking",
     "smoke", "bmi", "religion", "occupation", "employed"}
)  # fmt: skip
_WITH = frozenset({"status", "years", "yrs", "yr", "group", "grp", "code", "level", "cat", "is"})
FEW = 9  # values that such a column has at most
OLDEST = 130  # years


def of_persons(looked: Looked) -> str | None:
    """Why the rows are persons, in words; None where nothing says so."""
    numbers = {**looked.metrics, **looked.identifiers}
    known = {name: np.unique(v[~np.isnan(v)]) for name, v in numbers.items() if _is_said(name)}
    kinds = {name: values.size for name, values in known.items()}
    kinds |= {n: len(column.categories) for n, column in looked.texts.items() if _is_said(n)}
    alone = [n for n, values in kinds.items() if _is_said(n, _ALONE) and 2 <= values <= FEW]
    some = [n for n in kinds if _is_said(n, _TWO) and not _is_too_old(n, known.get(n))]
    named = [*alone, *some]
    numbered = [n for n in {**numbers, **looked.axes} if words_of_name(n)[0] in _NUMBERS]
    if not alone and not numbered and len(some) < 2:
        return None
    return f"the rows are persons, with {listed([*numbered, *named], 2)}"


def _is_said(name: str, of: frozenset[str] = _ALONE | _TWO) -> bool:
    """Whether a column is called as what persons have, and as nothing else."""
    words = set(words_of_name(name))
    return bool(words & of) and words <= of | _WITH


def _is_too_old(name: str, known: Floats | None) -> bool:
    """Whether a column of ages is that of something else; of text nothing is known."""
    if known is None or "age" not in words_of_name(name):
        return False
    return bool(((known < 0) | (known > OLDEST)).any())
