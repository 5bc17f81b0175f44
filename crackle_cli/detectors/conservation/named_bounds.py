"""Bounds that the names of metrics say: `latency_min <= latency_p50 <= latency_max`."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+\d*|\d+")
_PERCENTILE = re.compile(r"p(\d{1,2})(\d*)")

LOWEST, HIGHEST = -1.0, 101.0  # beside percentiles from 0 to 100
EXTREMES = {
    **dict.fromkeys(("min", "minimum", "low", "lowest", "lower"), LOWEST),
    **dict.fromkeys(("max", "maximum", "high", "highest", "upper"), HIGHEST),
}
PERCENTILES = {5.0, 10.0, 20.0, 25.0, 50.0, 75.0, 80.0, 90.0, 95.0, 98.0, 99.0, 99.5, 99.9, 99.99}
QUANTILES = {"q1": 25.0, "median": 50.0, "q3": 75.0}
MEANS = frozenset({"mean", "avg", "average"})  # between the extremes, anywhere among percentiles
PARTS = frozenset(
    [
        "free",
        "used",
        "avail",
        "available",
        "cached",
        "idle",
        "active",
        "busy",
        "allocated",
        "reserved",
    ]
)
OUTCOMES = frozenset(
    ["passed", "failed", "skipped", "rejected", "accepted", "completed", "succeeded", "errors"]
)
WHOLES = frozenset(["total", "capacity", "quota", "all"])
BEGINS = frozenset(["start", "started", "begin"])
ENDS = frozenset(["end", "ended", "finish", "finished", "stop", "stopped"])
PER_CENT = frozenset(["pct", "percent", "percentage"])


def chains(names: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """Sets of metrics in ascending order, of those that have all but one word in common."""
    families: dict[tuple[str, ...], dict[str, str]] = defaultdict(dict)
    for name in names:
        words = words_of(name)
        for place, word in enumerate(words):
            rest = (*words[:place], *words[place + 1 :])
            families[rest].setdefault(word, name)
    for family in families.values():
        yield from _of_family(family)


def are_statistics(chain: tuple[str, ...]) -> bool:
    """Whether every metric of a chain is named for a statistic of one quantity."""
    sure = MEANS | QUANTILES.keys() | {"min", "minimum", "max", "maximum"}
    return all(
        any(word in sure or _PERCENTILE.fullmatch(word) for word in words_of(m)) for m in chain
    )


def is_share(name: str) -> bool:
    """Whether the name says that a metric is in per cent."""
    return bool(PER_CENT & set(words_of(name))) or name.endswith("%")


def words_of(name: str) -> tuple[str, ...]:
    """`cpuLoad_p99` is cpu, load and p99."""
    return tuple(word.lower() for word in _WORD.findall(name))


def _of_family(family: dict[str, str]) -> Iterator[tuple[str, ...]]:
    """`family`: word -> the metric that has it."""
    placed = {word: place for word in family if (place := _place(word)) is not None}
    ladder = [family[word] for word in sorted(placed, key=placed.__getitem__)]
    inner = [word for word, place in placed.items() if LOWEST < place < HIGHEST]
    means = [family[word] for word in family if word in MEANS]
    low = [family[word] for word, place in placed.items() if place == LOWEST][:1]
    high = [family[word] for word, place in placed.items() if place == HIGHEST][:1]
    distinct = len(set(placed.values())) == len(placed)
    if len(ladder) > 1 and distinct and (inner or not means):
        yield tuple(ladder)
    if (low or high) and len(means) == 1:
        yield (*low, *means, *high)
    yield from _pairs(family, PARTS | OUTCOMES, WHOLES)
    yield from _pairs(family, BEGINS, ENDS)


def _place(word: str) -> float | None:
    """Where a statistic stands among percentiles."""
    found = _PERCENTILE.fullmatch(word)
    place = float(f"{found[1]}.{found[2] or 0}") if found else None
    return place if place in PERCENTILES else EXTREMES.get(word, QUANTILES.get(word))


def _pairs(
    family: dict[str, str], below: frozenset[str], above: frozenset[str]
) -> Iterator[tuple[str, str]]:
    whole = [family[word] for word in family if word in above]
    if len(whole) == 1:
        yield from ((family[word], whole[0]) for word in family if word in below)
