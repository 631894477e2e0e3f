"""When partners train, as typed behind `gym`: "thu 18:00", "at 18", "tomorrow 6pm"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from core.errors import BadSetting
from core.parsing.characters import fold, tidy
from core.parsing.reading import Vocabulary
from core.parsing.times import read_clock, read_weekday
from core.reminders.schedule import occurrence

EXAMPLE = "gym thu 18:00"
LISTED = frozenset({"when", "times", "list", "who", "plans"})
ANSWERED = {
    "in": "in", "yes": "in", "later": "later", "out": "out", "no": "out", "not today": "out",
}  # fmt: skip
OVER = frozenset({"off", "cancel", "cancelled", "call off"})
_NEAR = {"today": 0, "tonight": 0, "tomorrow": 1, "tmrw": 1}
_AROUND = frozenset(
    {"at", "on", "um", "this", "next", "the", "for", "in", "gym", "train", "o'clock"}
)
_LONGEST_WORDS = 6
_LONGEST = 60
_EVENING = 12  # hours that a bare "6" may stand for besides
_HOUR = re.compile(r"\d{1,2}")
_FRENCH = re.compile(r"(\d{1,2})h(\d{2})\b")  # "18h30"


def is_gym(rest: Sequence[str], vocabulary: Vocabulary) -> bool:
    """A time, an answer or nothing follows: "gym at 18" is, "gym was packed today" is talk."""
    said = [each.lower().strip(".!?,") for each in rest if not each.startswith("@")]
    bare = [each for each in said if each]  # "à 18h ?"
    if not bare or " ".join(bare) in LISTED | OVER | ANSWERED.keys() | {"now"}:
        return True
    return len(bare) <= _LONGEST_WORDS and all(map(_is_part, bare))


def _is_part(word: str) -> bool:
    return (
        word in _AROUND
        or word in _NEAR
        or word in ("am", "pm", "uhr", "h")
        or read_weekday(word) is not None
        or re.fullmatch(r"\d{1,2}(?:[:.h]\d{2})?(?:am|pm|h|uhr)?", word) is not None
    )


def is_day_alone(text: str) -> bool:
    """A day without a time: "thursday?", "on friday"."""
    words = [each.strip("?!.,") for each in fold(tidy(text[:_LONGEST])).lower().split()]
    kept = [each for each in words if each and each not in _AROUND]
    return len(kept) == 1 and (kept[0] in _NEAR or read_weekday(kept[0]) is not None)


def read_gathering(text: str, now: datetime, zone: ZoneInfo) -> datetime:
    """The instant that is meant; a weekday is the next one, its time on the clock of `zone`.

    An hour alone ("at 6") is the next such hour, morning or evening; beside a day it is said in
    full. Raises BadSetting for what cannot be read and for a time that is past.
    """
    plain = _FRENCH.sub(r"\1:\2", fold(tidy(text[:_LONGEST])).lower().strip(" ?!.,"))
    words = [each.strip("?!.,") for each in plain.split()]
    kept = [each for each in words if each and each not in _AROUND]
    days = [each for each in kept if each in _NEAR or read_weekday(each) is not None]
    clock = "".join(each for each in kept if each not in days)
    if is_day_alone(text):
        raise BadSetting(text, setting="gym_time", example=EXAMPLE)
    if len(days) > 1 or not clock or not all(map(_is_part, words)):
        raise BadSetting(text, setting="gym", example=EXAMPLE)
    today = now.astimezone(zone).date()
    if not days:
        return _soonest(text, clock, today, now, zone)
    minute = _minute(text, clock, evening=days[0] == "tonight")
    day, weekday = today, read_weekday(days[0])
    if days[0] in _NEAR:
        day += timedelta(days=_NEAR[days[0]])
    elif weekday is not None:
        day += timedelta(days=(weekday - today.weekday()) % 7)
        at = occurrence(day, minute, zone)
        if at is not None and at <= now:
            day += timedelta(days=7)
    at = occurrence(day, minute, zone)
    if at is None or at <= now:
        raise BadSetting(text, setting="gym_past", example=EXAMPLE)
    return at


def _soonest(text: str, clock: str, today: date, now: datetime, zone: ZoneInfo) -> datetime:
    """The next time a clock shows it, today or tomorrow."""
    minutes = [_minute(text, clock, alone=True)]
    if _HOUR.fullmatch(clock) and 1 <= int(clock) <= _EVENING:
        minutes.append((minutes[0] + _EVENING * 60) % (24 * 60))
    days = (today, today + timedelta(days=1))
    found = [occurrence(day, minute, zone) for day in days for minute in minutes]
    coming = [at for at in found if at is not None and at > now]
    if not coming:
        raise BadSetting(text, setting="gym_past", example=EXAMPLE)
    return min(coming)


def _minute(text: str, clock: str, *, evening: bool = False, alone: bool = False) -> int:
    """A minute of the day. Raises BadSetting, and for "thu 6", which is said in two ways."""
    bare = _HOUR.fullmatch(clock)
    hour = int(clock) if bare else 0
    if bare and evening and 1 <= hour < _EVENING:
        return (hour + _EVENING) * 60
    if bare and not alone and 1 <= hour < _EVENING:
        raise BadSetting(text, setting="gym_hour", example=EXAMPLE)
    try:
        found = read_clock(f"{clock}:00" if bare else clock)
    except BadSetting as error:
        raise BadSetting(text, setting="gym", example=EXAMPLE) from error
    return found.hour * 60 + found.minute
