"""What follows `pause` and `sick`: how long, until when, which days, or that it is over."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from core.errors import BadSetting, Unreadable
from core.parsing.days_ahead import read_day_ahead
from core.parsing.days_off import LOOKED_BACK, SOME_DAY, TODAY, DaysOff, read_days_off
from core.parsing.patterns import late
from core.parsing.reading import Vocabulary
from core.parsing.weekdays import is_weekday, plain, weekdays_of

LONGEST = 182  # days: half a year
_OVER = frozenset({"off", "end", "over", "stop", "done", "cancel", "back", "no more", "no longer"})
_SPAN = late(
    r"(\d{1,3})\s*(d|days?|t|tage?|w|wks?|weeks?|wochen?|months?|monate?)\.?", re.IGNORECASE
)
_UNTIL = late(r"(?:until|till?|up\s+to|to|bis)\s+(?:the\s+)?(.+)", re.IGNORECASE)
_ISO = late(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DOTTED = late(r"(\d{1,2})\.(\d{1,2})\.(\d{4})?")
_UNITS = frozenset({"day", "days", "week", "weeks", "month", "months"})
_COUNTS = {
    "a": "1", "an": "1", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6",
    "seven": "7", "eight": "8", "nine": "9", "ten": "10",
}  # fmt: skip


def is_time_off(rest: Sequence[str], vocabulary: Vocabulary) -> bool:
    """A span follows, or that it is over, or nothing; "pause squat 60x5" is a set."""
    said = _plain(" ".join(rest))
    try:
        if not said or said in _OVER or day_after(said, SOME_DAY) is not None:
            return True
        return read_days_off(said, SOME_DAY) not in (None, TODAY)  # "sick today" asks what to do
    except Unreadable:
        return True  # "until 31 february" is refused by its day


def day_after(rest: str, today: date) -> date | None:
    """The first day after a span from today: "2w", "until 1 dec"; None for other words.

    Raises Unreadable for a day that is in no calendar, or that is two days.
    """
    if span := _SPAN.fullmatch(rest.removeprefix("for ").strip()):
        unit = span[2].lower()
        length = 7 if unit.startswith("w") else 30 if unit.startswith("m") else 1
        return today + timedelta(days=int(span[1]) * length)
    until = _UNTIL.fullmatch(rest)
    if until is None:
        return None
    day = _day(said := until[1].strip().rstrip("!"), today)
    ahead = read_day_ahead(said, today) if day is None else None
    return ahead.day if ahead is not None and not ahead.rest else day


def is_over(words: str) -> bool:
    """Whether the words end a time off."""
    return _plain(words) in _OVER


def read_time_off(words: str, today: date, example: str, *, past: bool = False) -> DaysOff:
    """The days off that words tell, from today where nothing else is said.

    `past`: "since monday" is the last Monday. Raises BadSetting.
    """
    said = _plain(words)
    try:
        until = day_after(said, today)
        found = DaysOff(today, until) if until else read_days_off(said, today, past=past)
    except Unreadable:
        found = None
    if found is None:
        raise BadSetting(words, setting="time_off", example=example)
    far = not -LOOKED_BACK.days <= (found.first - today).days <= LONGEST
    if far or (found.until and not 0 < (found.until - found.first).days <= LONGEST):
        raise BadSetting(words, setting="time_off_range", example=example)
    return found


def _plain(words: str) -> str:
    said = words.lower().strip(" .!").removeprefix("for ").strip()
    first, space, rest = said.partition(" ")
    if first in _UNITS and not rest:
        return f"1 {first}"  # as said where a week has no "a"
    return f"{_COUNTS.get(first, first)}{space}{rest}"


def _day(word: str, today: date) -> date | None:
    """A day to come: "2026-12-01", "1.12.", "fri"."""
    try:
        if iso := _ISO.fullmatch(word):
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        if dotted := _DOTTED.fullmatch(word):
            year = int(dotted[3]) if dotted[3] else today.year
            day = date(year, int(dotted[2]), int(dotted[1]))
            return day if dotted[3] or day > today else day.replace(year=year + 1)
    except ValueError:
        return None
    folded = plain(word)
    named = weekdays_of([folded]) if is_weekday(folded) else ()
    if len(named) != 1:
        return None
    return today + timedelta(days=(named[0][0] - today.weekday() - 1) % 7 + 1)
