"""Days of the calendar from the numbers that were written."""

from __future__ import annotations

from datetime import date

from core.errors import Unreadable


def calendar_day(year: int, month: int, day: int, *, word: str) -> date:
    """Give a day; `word` is what was written. Raises Unreadable where there is none."""
    found = calendar_day_or_none(year, month, day)
    if found is None:
        raise Unreadable(word=word)
    return found


def calendar_day_or_none(year: int, month: int, day: int) -> date | None:
    """Give a day; None where the calendar has none."""
    try:
        return date(year, month, day)
    except ValueError:
        return None
