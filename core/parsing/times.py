"""Days, times and zones as typed, and loads as typed for settings."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from difflib import get_close_matches
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo, available_timezones

from core.errors import BadSetting, FutureDate, LoadRange, Unreadable
from core.parsing.calendar_days import calendar_day, calendar_day_or_none
from core.parsing.characters import fold, tidy
from core.parsing.day_words import (
    AGO_WORDS,
    FOREIGN_WEEKDAYS,
    GLUED_DAYS,
    MONTH_WORDS,
    MONTHS,
    NEAR_DAYS,
    PARTS_OF_DAY,
    SHORT_WEEKDAYS,
    STEPS,
    WEEKS,
)
from core.parsing.patterns import late
from core.parsing.scan import KEYWORDS, UNIT, thousandths
from core.parsing.zones import CITIES
from core.records import KG_PER_LB, Load, Unit

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHORT = {
    **{day[:3]: number for number, day in enumerate(WEEKDAYS)},
    "tues": 1, "weds": 2, "thu": 3, "thur": 3, "thurs": 3,
}  # fmt: skip
_NUMBERS = {
    **_SHORT, **{day: number for number, day in enumerate(WEEKDAYS)}, **FOREIGN_WEEKDAYS,
}  # fmt: skip
_COUNTS = {
    "a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
}  # fmt: skip
_TIME = r"[012]?\d:[0-5]\d\s*(?:am|pm|uhr|h)?|[01]?\d\s*(?:am|pm|uhr)|[012]?\dh(?:[0-5]\d)?"
_SURE_TIME = r"[012]\d:[0-5]\d|[012]?\d:[0-5]\d\s*(?:am|pm|uhr|h)|[01]?\d\s*(?:am|pm|uhr)"
_AT = r"(?:at|um|a\s+las|à|в|o|om|kl)"


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(each) for each in sorted(words, key=len, reverse=True))


_AGO = rf"(?:\d{{1,3}}|{'|'.join(_COUNTS)})\s+(?:days?|weeks?)\s+ago|{AGO_WORDS}"
_DATE = (
    r"(?P<iso>\d{4}[-/]\d{1,2}[-/]\d{1,2})(?:(?:t|\s+)(?P<clock>[012]?\d:[0-5]\d)(?!\w|:))?"
    r"|(?P<dotted>\d{1,2}\.\d{1,2}\.(?:\d{4})?)"
    rf"|(?:(?P<named>\d{{1,2}})(?:st|nd|rd|th|\.)?\s+(?:de\s+)?(?P<month>{MONTH_WORDS})"
    rf"|(?P<month_first>{MONTH_WORDS})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?)"
    r"(?:,?\s+(?:de\s+)?(?P<year>\d{4}))?"
    r"|(?P<slashed>\d{1,2}[/-]\d{1,2}[/-]\d{4})"
)
_DAY = late(
    r"\s*(?:(?:on|last|am|el|il|le|ce|в|во|в\s+прошл\w+)\s+)?(?:(?:"
    rf"(?P<near>{_any(NEAR_DAYS)})(?:\s+(?:{PARTS_OF_DAY}))?"
    rf"|(?P<ago>{_AGO})"
    rf"|(?:(?:(?:{_any(_NUMBERS)})[a-z]*|{SHORT_WEEKDAYS})\.?,?\s+)?(?:{_DATE})"
    rf"|(?P<weekday>{_any(_NUMBERS)})(?:\s+(?:{PARTS_OF_DAY}|dernier|passé))?"
    rf")(?![\w'-])|(?P<glued>{_any(GLUED_DAYS)}|\d{{1,3}}(?:天|日)前)(?:{PARTS_OF_DAY})?)"
    rf"(?:[\s,]+(?:(?P<sure>{_AT}\s+)?(?P<time>{_TIME}))(?!\w|[:.]\d))?\s*[:,.]?(?!\S[^\s]*@)",
    re.IGNORECASE,
)
# "mon bench 100x5": a word, and behind it what can only be a set
_DAY_ALONE = late(r"\s*([^\W\d_]+)[:,.]?\s+(?=\d+(?:[.,]\d+)?(?:\s*(?:kg|lb))?\s*[xX*@]\s*\d)")
_LATE_DAY = late(
    rf"\s(?:(?P<said>(?:(?:{_any(NEAR_DAYS)}|\d{{4}}-\d{{1,2}}-\d{{1,2}}|{_AGO}"
    rf"|(?:(?:on|last)\s+)?(?:{_any(_NUMBERS)}))(?:\s+(?:{PARTS_OF_DAY}))?)"
    rf"(?:\s+(?:at\s+)?(?:{_SURE_TIME}))?)|(?:at|um)\s+(?P<hour>[01]?\d(?::[0-5]\d)?\s*(?:am|pm|uhr)))"
    r"\s*[.!]*\s*$",
    re.IGNORECASE,
)
_CLOCK_BEFORE = late(rf"\s(?:at|um)\s+(?P<hour>{_SURE_TIME})\s*$", re.IGNORECASE)
# "9am squat 80x5", "at 18:30 bench 60x8"; "1:30 plank" is a hold
_CLOCK_FIRST = late(
    rf"\s*(?:(?:at|um)\s+)?(?P<time>{_SURE_TIME})(?!\w|[:.]\d)\s*[:,-]?", re.IGNORECASE
)
_SAYS_SET = late(r"\d\s*(?:[x*@]|kgs?\b|lbs?\b|reps?\b|кг)", re.IGNORECASE)
_LOAD = late(r"\s*([+-]?)\s*(\d+(?:[.,]\d+)?|[.,]\d+)\s*([^\W\d_]+|#)?\s*\.?\s*")
_CLOCK = late(r"\s*(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm|h|uhr)?\s*", re.IGNORECASE)
_OFFSET = late(r"\s*(?:utc|gmt)?\s*([+-])\s*(\d{1,2})(?::?(00))?\s*", re.IGNORECASE)


# what the words for a day begin and end with, in front of a line and at its end
_FIRST_WORDS = frozenset(
    word.split()[0] for word in (
        "at", "um", "on", "last", "am", "el", "il", "vor", "hace", "há", "för", "hier", *NEAR_DAYS,
        "le", "ce", "в", "во", *_COUNTS, *MONTHS,
        *_NUMBERS, *SHORT_WEEKDAYS.split("|"),
    )
)  # fmt: skip
_FIRST = frozenset(each for word in _FIRST_WORDS for each in (word[0], word[0].upper(), "ſ"))
_LAST_WORDS = frozenset(
    word.split()[-1] for word in (
        *NEAR_DAYS, *_NUMBERS, "ago", "fa", "temu", "geleden", "sedan", "am", "pm", "uhr",
        *STEPS, *PARTS_OF_DAY.split("|"),
    )
)  # fmt: skip
_LAST = frozenset(
    each for word in (*_LAST_WORDS, "전", "前") for each in (word[-1], word[-1].upper())
)
# "6pm", "18:00", "2026-11-16", "2天前"
_MOMENT_LAST = late(r"(?:\d(?:am|pm|uhr)|\d:[0-5]\d|\d-\d\d?|[전前])$", re.IGNORECASE)
_DATE_AHEAD = late(
    r"\d{1,2}\.\d{1,2}\.|\d{4}[-/]\d|\d{1,2}[-/]\d{1,2}[-/]\d{4}"
    r"|\d{1,4}(?:st|nd|rd|th)?\.?\s*(?:([일주天周週日])|(?:de\s+)?([^\W\d_]+))",
    re.IGNORECASE,
)
_NEVER_DATE = frozenset({"", "x", "X", "*", ",", "@", "+", "k", "l", "#"})
_STEP_WORDS = STEPS | MONTHS.keys() | {"day", "days", "week", "weeks"}
FIRST_YEAR = 1900  # as in our own export; sessions before a day of year 1 could not be counted


class Day(NamedTuple):
    """A day read from the start of a text, and where the words for it end."""

    day: date
    clock: time | None
    start: int
    end: int


def read_day(text: str, today: date) -> Day | None:
    """The day a folded text begins with, if any.

    Raises FutureDate for one that has not come, Unreadable for one that is in no calendar or lies
    before 1900.
    """
    if (simple := _DAY_ALONE.match(text)) and (day := _simple_day(simple[1], today)) is not None:
        return Day(day, None, simple.start(), simple.end())
    match = _DAY.match(text)
    if match is None:
        return _day_of_clock(text, today)
    word = match.group().strip(" :,.")
    clock = match["clock"]
    if clock and not (int(clock.split(":")[0]) < 24):
        raise Unreadable(word=word)
    hour = time.fromisoformat(clock.zfill(5)) if clock else None
    end = match.end()
    if match["time"] is not None:
        if _is_clock(match, text):
            hour = _time_of(match["time"], word)
        else:
            end = match.start("time")
    day = _day_of(match, today, word)
    if day > today:
        raise FutureDate(word=word)
    if day.year < FIRST_YEAR:
        raise Unreadable(word=word)
    return Day(day, hour, match.start(), end)


def _simple_day(typed: str, today: date) -> date | None:
    """The day of one word that has no time or date behind it; None for all else."""
    word = typed.casefold()
    if word in _NUMBERS:
        return latest_weekday(_NUMBERS[word], today)
    offset = NEAR_DAYS.get(word, 1)
    return today + timedelta(days=offset) if offset < 1 else None


def _is_clock(match: re.Match[str], text: str) -> bool:
    """Whether a time behind a day is one of day: "today 1:30 plank" is a hold."""
    if match["sure"] or re.fullmatch(_SURE_TIME, match["time"], re.IGNORECASE):
        return True
    return _SAYS_SET.search(text, match.end()) is not None


def _time_of(text: str, word: str) -> time:
    try:
        return read_clock(text.lower().replace("uhr", "").strip() if ":" in text else text)
    except BadSetting:
        raise Unreadable(word=word) from None


def _day_of_clock(text: str, today: date) -> Day | None:
    """Today where a text begins with a time of day."""
    match = _CLOCK_FIRST.match(text)
    if match is None or _SAYS_SET.search(text, match.end()) is None:
        return None
    return Day(today, _time_of(match["time"], match["time"]), match.start(), match.end())


def may_name_day(text: str) -> bool:
    """A quick look for a day at either end of a folded text; false alarms are fine."""
    inside = text.strip()
    return bool(inside) and (_may_begin(inside[0], inside) or _may_end(inside))


def _may_begin(first: str, inside: str) -> bool:
    """Whether a day or a time of day can stand in front."""
    if first.isdecimal():
        behind = inside.lstrip("0123456789")[:1]
        if behind in _NEVER_DATE:  # "140x8"
            return False
        date = _DATE_AHEAD.match(inside)
        if date is not None and (not date[2] or date[2].casefold() in _STEP_WORDS):
            return True
        head = inside[:6].lower()
        return ":" in head or "m" in head or "u" in head
    if first in _FIRST:
        word = inside.split(None, 1)[0].casefold().rstrip(".,:")
        if word in _FIRST_WORDS or word[:3] in _SHORT:
            return True
    return not first.isascii() and inside.startswith(GLUED_DAYS)


def _may_end(inside: str) -> bool:
    """Whether a day or a time of day can stand at the end."""
    last = inside[-1]
    if last in ".! ":
        inside = inside.rstrip(" .!")
        last = inside[-1:]
    if not (last in _LAST or (last.isdecimal() and (":" in inside or "-" in inside))):
        return False
    end = inside.rsplit(None, 1)[-1].casefold()
    return end in _LAST_WORDS or _MOMENT_LAST.search(end) is not None


def begins_with_day(text: str) -> int:
    """Where the words for a day end that a folded text begins with; 0 for none."""
    match = _DAY.match(text) or _CLOCK_FIRST.match(text)
    return match.end() if match else 0


def _day_of(match: re.Match[str], today: date, word: str) -> date:
    if near := match["near"] or match["glued"]:
        if near[0].isdecimal():
            return today - timedelta(days=_days_ago(near))
        return today + timedelta(days=NEAR_DAYS[near.casefold()])
    if match["weekday"]:
        return latest_weekday(_NUMBERS[match["weekday"].casefold()], today)
    if match["ago"]:
        return today - timedelta(days=_days_ago(match["ago"].casefold()))
    if match["month"] or match["month_first"]:
        month = MONTHS[(match["month"] or match["month_first"]).casefold()]
        return _of_year(match["year"], month, int(match["named"] or match["day"]), today, word)
    if match["slashed"]:
        first, second, full_year = map(int, re.split("[/-]", match["slashed"]))
        if first <= 12 and second <= 12 and first != second:  # two ways to write a date
            raise Unreadable(word=word)
        if second > 12:
            first, second = second, first
        return calendar_day(full_year, second, first, word=word)
    if match["iso"]:
        return calendar_day(*(int(each) for each in re.split("[/-]", match["iso"])), word=word)
    dotted_day, dotted_month, year = match["dotted"].split(".")
    return _of_year(year, int(dotted_month), int(dotted_day), today, word)


def _days_ago(words: str) -> int:
    """How many days "two weeks ago" are, in any language."""
    digits = re.search(r"\d+", words)
    count = int(digits[0]) if digits else _COUNTS[words.split(maxsplit=1)[0]]
    step = words[digits.end() :].strip() if digits else words.split()[1]
    return count * (7 if step.startswith(WEEKS) else 1)


def _of_year(year: str | None, month: int, day: int, today: date, word: str) -> date:
    """A day of a year, or the latest one where no year is said."""
    if year:
        return calendar_day(int(year), month, day, word=word)
    this_year = calendar_day_or_none(today.year, month, day)
    if this_year is not None and this_year <= today:
        return this_year
    return calendar_day(today.year - 1, month, day, word=word)


def read_late_day(text: str, today: date) -> Day | None:
    """A day at the very end of a folded text: "... yesterday". Raises like `read_day`."""
    match = _LATE_DAY.search(text, max(0, len(text) - 64))
    if match is None:
        return None
    if match["hour"]:
        return Day(today, _time_of(match["hour"], match["hour"]), match.start(), match.end())
    day = read_day(match["said"], today)
    if day is not None and day.clock is None:
        clock = _CLOCK_BEFORE.search(text, max(0, match.start() - 20), match.start())
        if clock is not None:  # "at 7pm yesterday"
            hour = _time_of(clock["hour"], clock["hour"])
            return Day(day.day, hour, clock.start(), match.end())
    return day and Day(day.day, day.clock, match.start(), match.end())


def latest_weekday(number: int, today: date) -> date:
    """The latest past day of a weekday (Monday is 0), today excluded."""
    return today - timedelta(days=(today.weekday() - number - 1) % 7 + 1)


def local_noon(day: date, zone: ZoneInfo) -> datetime:
    """12:00 of a local day, in UTC."""
    return datetime.combine(day, time(12), zone).astimezone(UTC)


def day_bounds(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The start of a local day and of the next one, in UTC."""
    start = datetime.combine(day, time(), zone).astimezone(UTC)
    return start, datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)


def read_weekday(word: str) -> int | None:
    """The number of a weekday (Monday is 0) as typed: "mon", "Monday"; None for other words."""
    return _NUMBERS.get(word.strip(" ,.").lower())


def read_clock(text: str) -> time:
    """A time of day as typed: "18:00", "6:30pm", "18h". Raises BadSetting."""
    match = _CLOCK.fullmatch(fold(tidy(text)))
    if match is None or not (match[2] or match[3]):
        raise BadSetting(text, setting="clock", example="18:00")
    hour, minute, half = int(match[1]), int(match[2] or 0), (match[3] or "").lower()
    if half in ("am", "pm"):
        if not 1 <= hour <= 12:
            raise BadSetting(text, setting="clock", example="18:00")
        hour = hour % 12 + (12 if half == "pm" else 0)
    if hour > 23 or minute > 59:
        raise BadSetting(text, setting="clock", example="18:00")
    return time(hour, minute)


@cache
def _zones() -> dict[str, str]:
    """Zone names by what people type: the whole name, and the city alone where it is one zone."""
    names = sorted(available_timezones() - {"localtime", "Factory", "posixrules"})
    zones = {_plain(name): name for name in names}
    for name in names:
        area, _, city = name.rpartition("/")
        if area and area.split("/")[0] not in ("Etc", "posix", "right", "SystemV"):
            zones.setdefault(_plain(city), name)
    return zones


def _plain(name: str) -> str:
    return name.lower().replace("_", " ").replace("-", " ").strip()


def read_zone(text: str) -> ZoneInfo:
    """A time zone as typed: "Europe/Berlin", "berlin", "new york", "UTC+2".

    Raises BadSetting with the near names.
    """
    typed = fold(tidy(text)).strip(" .,")
    offset = _OFFSET.fullmatch(typed)
    if offset and int(offset[2]) <= (14 if offset[1] == "+" else 12):
        # the sign of these names is the other way round
        hours = int(offset[2])
        sign = "-" if offset[1] == "+" else "+"
        return ZoneInfo(f"Etc/GMT{sign}{hours}" if hours else "UTC")
    zones = {**_zones(), **CITIES}
    plain = _plain(typed[:64]).replace(".", "")
    name = zones.get(plain) or zones.get(plain.replace(" ", ""))
    if name is None:
        near = [zones[each] for each in get_close_matches(plain, zones, n=3, cutoff=0.7)]
        near = list(dict.fromkeys(near))
        example = f"tz {near[0]}" if near else "tz Europe/Berlin"
        raise BadSetting(text, setting="tz", example=example, near=", ".join(near))
    return ZoneInfo(name)


def read_load(text: str, unit: Unit) -> Load:
    """A load as typed for a setting: "20", "2.5kg", "45 lb", "2,5".

    Raises BadSetting when it is none, LoadRange beyond 1,000 kg.
    """
    match = _LOAD.fullmatch(fold(tidy(text[:4096])).lower())
    kind, named = KEYWORDS.get(match[3], ("", "")) if match and match[3] else (UNIT, unit)
    if match is not None and match[3] == "#":
        kind, named = UNIT, "lb"
    if match is None or kind != UNIT:
        raise BadSetting(text, setting="load", example="2.5 kg")
    milli, exact = thousandths(match[2].replace(",", "."))
    if not exact:
        raise BadSetting(text, setting="load", example="2.5 kg")
    used: Unit = "lb" if named == "lb" else "kg"
    if milli * (KG_PER_LB if used == "lb" else 1) > 1_000_000:
        raise LoadRange(text, limit=1000 if used == "kg" else 2204, unit=used)
    return Load(-milli if match[1] == "-" else milli, used)
