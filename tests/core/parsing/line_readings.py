"""What each reader makes of a line, as text: for `test_readings.py`.

A row of `readings.tsv` names the reader, the line (`\\n` for another one) and what was read. The
readers of sets differ in what the log holds and in which unit is meant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.errors import UserError
from core.intents import read_command
from core.parsing import durations, preferences, reminders, times
from core.parsing.groups import read_challenge, read_hours, read_sharing
from core.parsing.missed_attempts import is_missed
from core.parsing.once import read_once
from core.parsing.overheard import looks_like_set
from core.parsing.pain import read_pain, read_pain_in_note
from core.parsing.questions import read_inquiry
from core.parsing.ratings import read_guess, read_rating
from core.parsing.reading import Asked, Setting
from core.parsing.set_choice import read_set_choice
from core.parsing.sets import read_message
from core.records import Exercise, Load
from tests.language_setting import LOG, NAMES, NOW, logged, setting, short

TODAY = date(2026, 11, 23)  # a Monday
HOLDS = (
    logged("farmers-carry", Load(40_000), None, distance_cm=3000),
    logged("running", Load(0), None, distance_cm=500_000, seconds=1500),
    logged("plank", Load(0), None, seconds=60),
)
BODY = (
    logged("assisted-pull-up", Load(-30_000)),
    logged("lateral-raise", Load(10_000), 15),
    logged("dip", Load(20_000), 6),
    logged("pull-up", Load(0), 8),
)
POUNDS = (logged("bench-press", Load(225_000, "lb")), logged("squat", Load(315_000, "lb"), 5))
BERLIN = ZoneInfo("Europe/Berlin")
YESTERDAY = datetime(2026, 11, 21, 19, 30, tzinfo=UTC)


def sets(known: Setting) -> Callable[[str], object]:
    """A reader of sets that knows this log."""

    def reading(text: str) -> object:
        found = read_message(text, known)
        return [short(each) for each in found.sets], found.swap

    return reading


READERS: dict[str, Callable[[str], object]] = {
    "sets": sets(setting(LOG)),
    "sets-new": sets(setting(())),
    "sets-lb": sets(setting(POUNDS, unit="lb")),
    "sets-hold": sets(setting(HOLDS)),
    "sets-body": sets(setting(BODY, zone="Europe/Berlin", end=YESTERDAY)),
    "heard": lambda text: looks_like_set(text, NAMES),
    "command": lambda text: read_command(text, NAMES),
    "rating": read_rating,
    "guess": read_guess,
    "missed": is_missed,
    "pain": lambda text: read_pain(text, NAMES),
    "pain-note": lambda text: read_pain_in_note(text, NAMES),
    "asked": lambda text: read_inquiry(text, NAMES),
    "which": lambda text: read_set_choice(text, NAMES, TODAY),
    "remind": lambda text: reminders.read_remind(text, TODAY),
    "once": lambda text: read_once(text, NOW, BERLIN, lambda _: YESTERDAY),
    "weekly": reminders.read_weekly,
    "rest": durations.read_rest,
    "rest-auto": durations.read_rest_auto,
    "snooze": durations.read_snooze,
    "range": lambda text: preferences.read_range(text, "6-10"),
    "effort": lambda text: preferences.read_effort(text, "1-2"),
    "weights": lambda text: preferences.read_weights(text, "kg", "plates", "20 10 5"),
    "day": lambda text: times.read_day(text, TODAY),
    "late-day": lambda text: times.read_late_day(text, TODAY),
    "clock": times.read_clock,
    "zone": times.read_zone,
    "load": lambda text: times.read_load(text, "kg"),
    "sharing": read_sharing,
    "hours": read_hours,
    "challenge": read_challenge,
}


def plain(found: object) -> str:
    """A value in short: records without names of fields, what is empty as "-"."""
    if found is None or found in ("", ()):
        return "-"
    if isinstance(found, Exercise):
        return found.id
    if isinstance(found, Load):
        return f"{found.text}{found.unit}"
    if isinstance(found, datetime | date | time | timedelta):
        return str(found)
    if is_dataclass(found):
        told = [getattr(found, each.name) for each in fields(found) if each.repr]
        return f"({' '.join(map(plain, told))})"
    if isinstance(found, dict):
        return f"{{{' '.join(f'{key}={plain(value)}' for key, value in found.items())}}}"
    if isinstance(found, set | frozenset):
        return f"[{'; '.join(sorted(map(plain, found)))}]"
    if isinstance(found, Iterable) and not isinstance(found, str):
        return f"[{'; '.join(map(plain, found))}]"
    return str(found)


def reading_of(reader: str, line: str) -> str:
    """What a reader makes of a line: what it read, asks or refuses."""
    try:
        found = plain(READERS[reader](line))
    except Asked as asked:
        ways = plain([(each.label, each.text, each.learn_words) for each in asked.choices])
        found = f"asks {asked.about} {asked.quote!r} {plain(asked.facts)} {ways}"
    except UserError as refused:
        found = f"refuses {type(refused).__name__} {refused.quote!r} {plain(dict(refused.facts))}"
    return found.replace("\n", "\\n").replace("\t", " ")
