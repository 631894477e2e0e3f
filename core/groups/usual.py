"""When somebody usually trains, from when their sessions began; who usually trains together.

Product choice: three sessions on a weekday in six weeks that began near their median.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median_low

LOOKED_BACK = timedelta(weeks=6)
SESSIONS_NEAR = 3  # sessions near the median, which make a time usual
NEAR = 45  # minutes around the median
TOGETHER = 30  # minutes between two usual times that count as one
ROUNDED = 15  # minutes: "18:00", not "17:58"
_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Usual:
    """A usual time: weekday (Monday is 0) and minute of the day."""

    weekday: int
    minute: int


@dataclass(frozen=True, slots=True)
class Company:
    """Who usually trains at about one time."""

    usual: Usual
    names: tuple[str, ...]


def usual_times(starts: Sequence[datetime]) -> tuple[Usual, ...]:
    """The usual times in local starts of sessions of the last six weeks, by weekday."""
    found = []
    for weekday in range(7):
        minutes = [each.hour * 60 + each.minute for each in starts if each.weekday() == weekday]
        if not minutes:
            continue
        middle = median_low(minutes)
        near = [each for each in minutes if abs(each - middle) <= NEAR]
        if len(near) >= SESSIONS_NEAR:
            rounded = round(median_low(near) / ROUNDED) * ROUNDED
            found.append(Usual(weekday, min(rounded, _DAY - ROUNDED)))
    return tuple(found)


def company_of(times: Mapping[str, Sequence[Usual]]) -> tuple[Company, ...]:
    """Who usually trains together, by weekday and time; nobody who trains alone.

    `times`: by name. The time said is that of the first to come.
    """
    found: list[Company] = []
    for weekday in range(7):
        here = sorted(
            (each.minute, name)
            for name, usual in times.items()
            for each in usual
            if each.weekday == weekday
        )
        while here:
            first = here[0][0]
            near = [name for minute, name in here if minute - first <= TOGETHER]
            here = here[len(near) :]
            if len(near) > 1:
                found.append(Company(Usual(weekday, first), tuple(sorted(near, key=str.casefold))))
    return tuple(found)
