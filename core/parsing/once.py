"""Reminders that come once: "tomorrow 8:00", "in 3 hours", "48h after squat"."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.errors import BadSetting, UserError
from core.parsing.characters import fold, tidy
from core.parsing.reminders import names_interval
from core.parsing.times import read_clock
from core.reminders.schedule import occurrence

EXAMPLE = "remind tomorrow 18:00"
SHORTEST = timedelta(minutes=31)  # sooner is a rest
LONGEST = timedelta(days=366)
_DAYS = {"today": 0, "tonight": 0, "tomorrow": 1, "tmrw": 1}
_DAY = re.compile(r"\b(today|tonight|tomorrow|tmrw|in (\d{1,3}) days?)\b")
_IN = re.compile(r"\bin (\d{1,4}) ?(m|min|mins|minutes?|h|hrs?|hours?)\b")
_AFTER = re.compile(r"\b(\d{1,3}) ?(h|hours?|d|days?) after (.+)$")
_CLOCK = re.compile(r"\b(?:at )?(\d{1,2}(?:[:.]\d{2})?(?: ?(?:am|pm|h|uhr))?)\b(?![x*])")
_FILLERS = frozenset({"me", "to", "at", "for", "a", "the", "please", "pls", "once", "on"})


@dataclass(frozen=True, slots=True)
class Once:
    """One ping to come: when, and what for; `rest` where it is so soon that it is a rest."""

    at: datetime
    words: str = ""
    rest: int = 0  # minutes


def read_once(
    text: str, now: datetime, zone: ZoneInfo, last_done: Callable[[str], datetime | None]
) -> Once | None:
    """What follows `remind`, where it is for one time; None for all else.

    `last_done` tells when a lift was done last. Raises BadSetting for a time that is past, too far
    or missing.
    """
    plain = " ".join(fold(tidy(text[:200])).lower().rstrip(".!").split())
    if names_interval(plain):
        return None
    if after := _AFTER.search(plain):
        return _after(text, after, now, last_done)
    if soon := _IN.search(plain):
        minutes = int(soon[1]) * (1 if soon[2].startswith("m") else 60)
        at = now + timedelta(minutes=minutes)
        words = _label(plain.replace(soon[0], " "))
        return _checked(text, Once(at, words, minutes if at - now < SHORTEST else 0), now)
    day = _DAY.search(plain)
    if day is None or re.search(r"\b(?:off|skip|pause|until|every|each)\b", plain):
        return None
    left = plain.replace(day[0], " ", 1)
    clock = _CLOCK.search(left)
    if clock is None:
        raise BadSetting(text, setting="remind_once", example=f"remind {day[1]} 18:00")
    ahead = int(day[2]) if day[2] else _DAYS[day[1]]
    date = now.astimezone(zone).date() + timedelta(days=ahead)
    hour = _hour(text, clock[1], evening=day[1] == "tonight")
    local = occurrence(date, hour.hour * 60 + hour.minute, zone)
    if local is None:
        raise BadSetting(text, setting="remind_once", example=EXAMPLE)
    return _checked(text, Once(local, _label(left.replace(clock[0], " ", 1))), now)


def _hour(text: str, typed: str, *, evening: bool) -> time:
    try:
        hour = read_clock(typed if not typed.isdecimal() else f"{typed}:00")
    except UserError as error:
        raise BadSetting(text, setting="remind_once", example=EXAMPLE) from error
    late = evening and hour.hour < 12 and "am" not in typed
    return hour.replace(hour=hour.hour + 12) if late else hour


def _after(
    text: str,
    found: re.Match[str],
    now: datetime,
    last_done: Callable[[str], datetime | None],
) -> Once:
    hours = int(found[1]) * (24 if found[2].startswith("d") else 1)
    done = last_done(found[3])
    if done is None:
        raise BadSetting(text, setting="remind_after", example="remind 48h after squat")
    return _checked(text, Once(done + timedelta(hours=hours), found[3]), now)


def _checked(text: str, once: Once, now: datetime) -> Once:
    if not timedelta(0) < once.at - now <= LONGEST:
        raise BadSetting(text, setting="remind_past", example=EXAMPLE)
    return once


def _label(text: str) -> str:
    words = [each for each in text.split() if each not in _FILLERS]
    return " ".join(words[:6])[:40]
