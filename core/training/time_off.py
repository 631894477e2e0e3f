"""Holidays and illness that a lifter declared: which weeks are not held against them (R54)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from core.training.week import DAYS

OPEN_DAYS = 28  # R54: nobody has to say when they are back
OPEN_AT_MOST = timedelta(days=OPEN_DAYS)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class TimeOff:
    """Days on which nothing is expected: [first, until)."""

    first: date
    until: date
    kind: Literal["holiday", "sick"]
    open: bool = False  # ends with the first session after it began, if that comes earlier
    quiet: bool = False  # said before it began: reminders wait on its days


def as_it_went(each: TimeOff, trained_on: Iterable[date]) -> TimeOff:
    """A time off with its end: one that was left open ends when its lifter trains again."""
    if not each.open:
        return each
    back = min((day for day in trained_on if each.first < day < each.until), default=each.until)
    return replace(each, until=back)


def weeks_off(spans: Sequence[TimeOff], until: date, most: int) -> frozenset[int]:
    """Which weeks have a day off, as weeks back from the one that ends with `until` (R54)."""
    return frozenset(
        back
        for back in range(most + 1)
        for each in spans
        if each.first <= (last := until - back * DAYS) and each.until > last - DAYS + _DAY
    )
