"""A day to come as typed: "2027-03-20", "20 march", "next saturday", "in 6 weeks".

Without a year it is the next such day. What is left of the text without the day is given back.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from core.errors import Unreadable
from core.parsing.calendar_days import calendar_day, calendar_day_or_none
from core.parsing.characters import fold, tidy
from core.parsing.day_words import FOREIGN_WEEKDAYS, MONTH_WORDS, MONTHS, NEAR_DAYS
from core.parsing.patterns import late
from core.parsing.reading import Vocabulary
from core.records import Exercise

LONGEST = 200  # characters that are looked at
CALLED_OFF = frozenset({"cancel", "off", "stop", "none", "remove", "delete", "end", "no"})
_WEEKDAYS = {
    **FOREIGN_WEEKDAYS,
    **{
        word: number
        for number, words in enumerate((
            "monday mon", "tuesday tues tue", "wednesday weds wed", "thursday thurs thur thu",
            "friday fri", "saturday sat", "sunday sun",
        ))
        for word in words.split()
    },
}  # fmt: skip
_COUNTS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
}  # fmt: skip
_DAY_WORDS = "|".join(sorted(_WEEKDAYS, key=len, reverse=True))
_NEAR = {word: days for word, days in NEAR_DAYS.items() if days >= -1}
_COUNT = rf"(?P<count>\d{{1,3}}|{'|'.join(_COUNTS)})\s*(?P<unit>days?|d|weeks?|wks?|w|months?)"
_AHEAD = late(
    rf"(?<!\S)(?:(?:on|by|for|the)\s+)*(?:(?:(?:{_DAY_WORDS})\.?,?\s+(?:the\s+)?)?(?:"
    r"(?P<iso>\d{4}[-/.]\d{1,2}[-/.]\d{1,2})"
    r"|(?P<dotted>\d{1,2}\.\s?\d{1,2}(?:\.(?:\s?\d{4}|\d{2})?)?)"
    r"|(?P<slashed>\d{1,2}[/-]\d{1,2}(?:[/-](?:\d{4}|\d{2}))?)"
    rf"|(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)?\s*(?:of\s+|de\s+)?(?P<month>{MONTH_WORDS})"
    rf"|(?P<month_first>{MONTH_WORDS})\.?\s+(?:the\s+)?(?P<day_last>\d{{1,2}})(?:st|nd|rd|th)?)"
    r"(?:,?\s+(?:de\s+)?(?P<year>\d{4}))?)"
    rf"|(?:in\s+{_COUNT}|(?:{_COUNT.replace('count', 'out').replace('unit', 'step')})"
    r"\s+(?:from\s+now|from\s+today|away|out))"
    rf"|(?:next\s+|this\s+|coming\s+)?(?P<weekday>{_DAY_WORDS})"
    rf"|(?P<near>{'|'.join(sorted(map(re.escape, _NEAR), key=len, reverse=True))})"
    r")(?=[\s,.;!?]|$)",
    re.IGNORECASE,
)
_NUMBER = late(r"-?\d{1,9}(?:st|nd|rd|th)?")
_FILLERS = frozenset(
    {"my", "is", "on", "in", "at", "the", "a", "for", "and", "&", "+", "will", "be", "to", "only",
     "just", "with", "of", "by", "max", "1rm", "i", "have", "date", *MONTHS}
)  # fmt: skip


class Ahead(NamedTuple):
    """A day to come, and the text without it."""

    day: date
    rest: str


def read_day_ahead(text: str, today: date) -> Ahead | None:
    """The first day that a text names; None for none.

    Raises Unreadable for one that is in no calendar, or that is two days ("3/4/2027").
    """
    plain = " ".join(fold(tidy(text[:LONGEST])).lower().split())
    found = _AHEAD.search(plain)
    if found is None:
        return None
    rest = f"{plain[: found.start()]} {plain[found.end() :]}".strip(" ,.;!?")
    return Ahead(_day(found, today), rest)


def _day(found: re.Match[str], today: date) -> date:
    word = found.group().strip()
    if found["near"]:
        return today + timedelta(days=_NEAR[found["near"]])
    if found["weekday"]:
        ahead = (_WEEKDAYS[found["weekday"]] - today.weekday() - 1) % 7 + 1
        return today + timedelta(days=ahead)
    count = found["count"] or found["out"]
    if count:
        return _after(today, _COUNTS.get(count) or int(count), found["unit"] or found["step"])
    if found["iso"]:
        return calendar_day(*map(int, re.split("[-/.]", found["iso"])), word=word)
    if found["month"] or found["month_first"]:
        month = MONTHS[found["month"] or found["month_first"]]
        return _coming(found["year"], month, int(found["day"] or found["day_last"]), today, word)
    if found["dotted"]:
        first, second, *years = (each for each in re.split(r"[.\s]+", found["dotted"]) if each)
        return _coming(years[0] if years else None, int(second), int(first), today, word)
    first, second, *years = re.split("[/-]", found["slashed"])
    month, day = int(first), int(second)
    if month <= 12 and day <= 12 and month != day:  # two ways to write a date
        raise Unreadable(word=word)
    if month > 12:
        month, day = day, month
    return _coming(years[0] if years else None, month, day, today, word)


def _after(today: date, count: int, unit: str) -> date:
    if not unit.startswith("m"):
        return today + timedelta(days=count * (7 if unit.startswith("w") else 1))
    months = today.month - 1 + count
    year, month = today.year + months // 12, months % 12 + 1
    for day in range(today.day, 27, -1):
        if (found := calendar_day_or_none(year, month, day)) is not None:
            return found
    return date(year, month, min(today.day, 28))


def _coming(year: str | None, month: int, day: int, today: date, word: str) -> date:
    """A day of a year, or the next one where no year is said."""
    if year is not None:
        return calendar_day(int(year) + (2000 if len(year) == 2 else 0), month, day, word=word)
    for ahead in range(5):  # 29 February comes within four years, or not before 2104
        found = calendar_day_or_none(today.year + ahead, month, day)
        if found is not None and found >= today:
            return found
    raise Unreadable(word=word)


# --- what else is said --------------------------------------------------------------------------


def split_lifts(text: str, vocabulary: Vocabulary) -> tuple[list[Exercise], list[str]]:
    """The lifts that a text names, in order, and the words that name none and mean something."""
    words = [each.strip(".,;!?") for each in text.replace(",", " ").replace("+", " ").split()]
    words = [each for each in words if each]
    found: list[Exercise] = []
    left: list[str] = []
    place = 0
    while place < len(words):
        named = vocabulary.find(words, place)
        if named is not None and named.end > place:
            found.append(named.exercise)
            place = named.end
            continue
        if words[place] not in _FILLERS:
            left.append(words[place])
        place += 1
    return list(dict.fromkeys(found)), left


def is_called_off(words: Sequence[str]) -> bool:
    """Whether words that name no lift call something off."""
    return bool(words) and set(words) <= CALLED_OFF


def is_meet(rest: Sequence[str], vocabulary: Vocabulary) -> bool:
    """A day, lifts or an end follow: "meet 20 march" is; "meet me at the gym tomorrow" is talk."""
    return not rest or _is_event(" ".join(rest), vocabulary)


def is_test(rest: Sequence[str], vocabulary: Vocabulary) -> bool:
    """A lift with a day follows, or an end: "test squat in 6 weeks"; "test 1 2 3" is talk."""
    if not rest:
        return True
    text = " ".join(rest)
    return _is_event(text, vocabulary) and (
        bool(split_lifts(text, vocabulary)[0]) or is_called_off([e.lower() for e in rest])
    )


def _is_event(text: str, vocabulary: Vocabulary) -> bool:
    try:
        found = read_day_ahead(text, _ANY_DAY)
    except Unreadable:
        found = None
        text = _AHEAD.sub(" ", text.lower())
    _, left = split_lifts(found.rest if found else text.lower(), vocabulary)
    one_number = len(left) == 1 and _NUMBER.fullmatch(left[0]) is not None  # "meet 20th" is asked
    return not left or is_called_off(left) or one_number


_ANY_DAY = date(2026, 1, 1)
