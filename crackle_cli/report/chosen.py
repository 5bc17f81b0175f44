"""Which pattern a person means: by its number in the table, its id, or the beginning of that."""

from collections.abc import Sequence

from crackle_cli.errors import UsageError
from crackle_cli.gate.rules import Judged
from crackle_cli.suggest import did_you_mean, listed


def chosen(word: str, numbered: Sequence[Judged], judged: Sequence[Judged]) -> list[Judged]:
    """Every pattern of the id that is meant; `numbered` are those that the table numbers from 1.

    Raises UsageError, whose sentence names what could have been meant.
    """
    if word.isdecimal():
        return [_by_number(word, numbered)]
    ids = list(dict.fromkeys(one.pattern.id for one in judged))
    begun = [id_ for id_ in ids if id_ == word] or [id_ for id_ in ids if id_.startswith(word)]
    if len(begun) > 1:
        raise UsageError(
            f'--explain: {len(begun)} patterns begin with "{word}"; '
            f"write more of {listed(begun)}, or a number of the table"
        )
    if not begun:
        known = f"; patterns: {listed(ids)}" if ids else "; there are no patterns"
        raise UsageError(f'--explain: no pattern "{word}"{did_you_mean(word, ids)}{known}')
    return [one for one in judged if one.pattern.id == begun[0]]


def _by_number(word: str, numbered: Sequence[Judged]) -> Judged:
    by_number = {str(number): one for number, one in enumerate(numbered, start=1)}
    if word in by_number:
        return by_number[word]
    known = {0: "there are no patterns", 1: "there is one pattern, number 1"}
    told = known.get(len(numbered), f"the patterns are numbered from 1 to {len(numbered)}")
    raise UsageError(f"--explain: no pattern {word}; {told}")
