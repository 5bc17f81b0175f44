"""Dates that are text: how people and programs write them, and what they are in seconds. O(n)."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone
from itertools import islice
from operator import lt

import numpy as np

from crackle_cli.table.arrays import Floats

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
FIRST_SHORT_YEAR = 69  # of two digits: POSIX takes 69 for 1969 and 68 for 2068

_TIME = (
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}(?:[.,]\d+)?))?"
    r"(?:\s?(?P<half>[AaPp])[Mm])?"
)
_ZONE = r"(?:\s?(?P<zone>Z|UTC|GMT|[-+]\d{2}(?::?\d{2})?)(?: UTC)?)?"
_CLOCK = rf"{_TIME}{_ZONE}"
_MONTH = (
    r"(?P<name>(?i:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?"
    r"|aug(?:ust)?|sep(?:t|tember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?))"
)
_WEEKDAY = r"(?:(?i:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? )?"
_ISO = r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?" + _ZONE + ")?"
_WRITTEN = (
    rf"(?P<year>\d{{4}})(?:/(?P<month>\d{{1,2}})/|\.(?P<mm>\d{{2}})\.)(?P<day>\d{{1,2}})"
    rf"(?:[ T]{_CLOCK})?",
    r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})T(?P<hour>\d{2})(?P<minute>\d{2})"
    r"(?P<second>\d{2}(?:\.\d+)?)?(?P<zone>Z)?",
    r"(?P<year>\d{4})-(?P<month>0[1-9]|1[0-2])",
    r"(?P<year>\d{4})[- ]?Q(?P<quarter>[1-4])",
    rf"{_WEEKDAY}(?P<day>\d{{1,2}})[ /-]{_MONTH}[ /-](?P<year>\d{{4}}|\d{{2}})(?:[ T:]{_CLOCK})?",
    rf"{_WEEKDAY}{_MONTH} {{1,2}}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>\d{{4}})"
    rf"(?:,? {_CLOCK})?",
    rf"{_WEEKDAY}{_MONTH} {{1,2}}(?P<day>\d{{1,2}}) {_CLOCK} (?P<year>\d{{4}})"
    r"(?: (?P<behind>[-+]\d{4}))?",  # of date, ctime and git log
    rf"{_MONTH}[ -](?P<year>\d{{4}})",
)
_NUMBERS = (  # whose day and month change places from country to country
    r"(?P<one>\d{1,2})(?:/(?P<two>\d{1,2})/(?P<year>\d{4}|\d{2})"
    r"|\.(?P<dotted>\d{1,2})\.(?P<of_dots>\d{4})|-(?P<dashed>\d{1,2})-(?P<of_dashes>\d{4}))"
    rf"(?:,?[ T]{_CLOCK})?"
)
_UNDATED = (  # without a year, or without a day: they cannot be subtracted over midnight
    rf"{_MONTH} {{1,2}}\d{{1,2}} {_TIME}",  # of syslog
    _TIME,
)
_WEEKS = r"\d{4}-W\d{2}(?:-\d)?"
_PARSED = tuple(map(re.compile, _WRITTEN))
_PARSED_NUMBERS = re.compile(_NUMBERS)


def _unnamed(pattern: str) -> str:
    return re.sub(r"\(\?P<[a-z_]+>", "(?:", pattern)


DATE = "|".join(map(_unnamed, (_ISO, _WEEKS, *_WRITTEN, _NUMBERS, *_UNDATED)))
"""The pattern of a whole cell that is a date, a time of day, a month, a week or a quarter."""


def seconds_of(texts: Iterable[str | None]) -> Floats:
    """Dates in seconds since 1970; NaN where one is missing.

    A time without an offset is taken for one of UTC; a month, a week or a quarter for its first
    day. Whether the day stands before the month in 03/04/2026 is told by the other dates. Raises
    ValueError with the first text that is no date, or of which that cannot be told.
    """
    known: dict[str | None, float] = {None: np.nan, "": np.nan}
    texts = list(texts)
    day_first = _day_first(texts)
    for text in texts:
        if text not in known:
            known[text] = _seconds(text or "", day_first)
    return np.array([known[text] for text in texts])


def sort_as_text(dates: Sequence[str]) -> bool:
    """Whether the year stands first, and every part has its zeros."""
    first = dates[0] if dates else ""
    return first[4:5] == "-" or (
        first[:4].isdigit() and first[4:5] in "/." and len({*map(len, dates)}) == 1
    )


def moments(dates: Sequence[str]) -> Floats | None:
    """Numbers (n,) in the order of n dates, None where that cannot be told.

    Dates as ISO 8601 writes them are not parsed: their texts sort as they do.
    """
    if sort_as_text(dates):
        places = np.arange(len(dates), dtype=float)
        if not all(map(lt, dates, islice(dates, 1, None))):  # a log is sorted already
            places[sorted(range(len(dates)), key=dates.__getitem__)] = np.arange(len(dates))
        return places
    try:
        return seconds_of(dates)
    except ValueError:
        return None


def _day_first(texts: Sequence[str | None]) -> bool | None:
    """Whether the day stands before the month, None where nothing says it."""
    first = second = 0
    for text in texts:
        if text and (found := _PARSED_NUMBERS.fullmatch(text)):
            if found["dotted"]:
                return True
            first = max(first, int(found["one"]))
            second = max(second, int(found["two"] or found["dashed"]))
    return first > 12 if (first > 12) != (second > 12) else None


def _seconds(text: str, day_first: bool | None) -> float:
    try:
        moment = _iso(text) or _written(text) or _numbers(text, day_first)
    except ValueError:
        moment = None
    if moment is None:
        raise ValueError(text)
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return (aware - EPOCH).total_seconds()


def _iso(text: str) -> datetime | None:
    if text[4:5] != "-":
        return None
    bare = text.removesuffix(" UTC") if text[-9:-8] in ("+", "-") else text.replace("UTC", "Z")
    try:
        return datetime.fromisoformat(bare.replace("GMT", "Z").replace(" Z", "Z"))
    except ValueError:
        pass  # such as 2026-01, or with a blank before the offset
    whole = re.fullmatch(rf"(?P<day>\d{{4}}-\d{{2}}-\d{{2}})[T ]{_CLOCK}", text)
    return whole and _at(datetime.fromisoformat(whole["day"]), whole.groupdict())


def _written(text: str) -> datetime | None:
    for pattern in _PARSED:
        if found := pattern.fullmatch(text):
            part = found.groupdict()
            month = part.get("month") or part.get("mm")
            if part.get("name"):
                month = str(MONTHS.index(part["name"][:3].lower()) + 1)
            if part.get("quarter"):
                month = str(3 * int(part["quarter"]) - 2)
            day = datetime(_year(part["year"]), int(month or 1), int(part.get("day") or 1))
            return _at(day, part)
    return None


def _numbers(text: str, day_first: bool | None) -> datetime | None:
    found = _PARSED_NUMBERS.fullmatch(text)
    if not found or day_first is None:
        return None
    one, two = int(found["one"]), int(found["two"] or found["dotted"] or found["dashed"])
    day, month = (one, two) if day_first else (two, one)
    year = _year(found["year"] or found["of_dots"] or found["of_dashes"])
    return _at(datetime(year, month, day), found.groupdict())


def _year(text: str) -> int:
    year = int(text)
    return year if len(text) > 2 else year + (1900 if year >= FIRST_SHORT_YEAR else 2000)


def _at(day: datetime, part: Mapping[str, str | None]) -> datetime:
    """A day at the time and in the zone of a date."""
    hour = int(part.get("hour") or 0)
    if half := part.get("half"):
        hour = hour % 12 + (12 if half in "Pp" else 0)
    second = float((part.get("second") or "0").replace(",", "."))
    time = timedelta(hours=hour, minutes=int(part.get("minute") or 0), seconds=second)
    offset = (part.get("behind") or part.get("zone") or "Z").replace(":", "")
    minutes = 0 if offset.isalpha() else int(offset[1:3]) * 60 + int(offset[3:] or 0)
    zone = timezone(timedelta(minutes=-minutes if offset[0] == "-" else minutes))
    return (day + time).replace(tzinfo=zone)
