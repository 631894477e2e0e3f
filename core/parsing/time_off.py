"""What follows `pause` and `sick`: how long, until when, or that it is over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from core.errors import BadSetting
from core.parsing.reading import Vocabulary
from core.parsing.reminders import day_after

LONGEST = 182  # days: half a year
_OVER = frozenset({"off", "end", "over", "stop", "done", "cancel", "back", "no more", "no longer"})
_ANY_DAY = date(2001, 1, 1)
_COUNTS = {
    "a": "1", "an": "1", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6",
    "seven": "7", "eight": "8", "nine": "9", "ten": "10",
}  # fmt: skip


def is_time_off(rest: Sequence[str], vocabulary: Vocabulary) -> bool:
    """A span follows, or that it is over, or nothing; "pause squat 60x5" is a set."""
    said = _plain(" ".join(rest))
    return not said or said in _OVER or day_after(said, _ANY_DAY) is not None


def is_over(words: str) -> bool:
    """Whether the words end a time off."""
    return _plain(words) in _OVER


def read_until(words: str, today: date, example: str) -> date:
    """The first day after a time off. Raises BadSetting."""
    day = day_after(_plain(words), today)
    if day is None:
        raise BadSetting(words, setting="time_off", example=example)
    if not 0 < (day - today).days <= LONGEST:
        raise BadSetting(words, setting="time_off_range", example=example)
    return day


def _plain(words: str) -> str:
    said = words.lower().strip(" .!").removeprefix("for ").strip()
    first, space, rest = said.partition(" ")
    return f"{_COUNTS.get(first, first)}{space}{rest}"
