"""When a ping is due: rules of local time as pure functions over reminders.

One occurrence per reminder and local date of its zone, whatever clocks and zones do:

- A local time that a clock change skips moves on by what was skipped (02:30 becomes 03:30, a
  skipped midnight 01:00); where that would be another date, it moves back by as much.
- A local time that happens twice is the first of the two.
- Every so many days is counted in local dates from the first one.
- After an outage each reminder comes at most once, and only while it is still useful.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from core.messages import Address

# "unless": comes where nothing was logged that week; "gym": before partners train;
# "rack": nobody lifted at a shared rack for long, which says no word; "trainer": before a trainer's
# time ends
Kind = Literal["train", "recap", "rest", "snooze", "unless", "gym", "rack", "trainer"]
State = Literal["on", "asked", "off", "gone"]

LONGEST_INTERVAL = 30  # days between two occurrences; beyond a month dates serve better
MOST_REMINDERS = 10  # of one person, rest and snooze not counted
LATE = timedelta(hours=6)  # a ping that is later than this is not sent
REST_LATE = timedelta(minutes=15)  # the end of a rest is no news after this
LAPSE_LATE = timedelta(days=6)  # that a trainer's time ends is news until the day before
UNANSWERED = 4  # so many pings in a row without a word from the person: the next one asks
ONCE = ("rest", "snooze", "gym", "rack", "trainer")  # kinds that happen once, at `next_at`

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Reminder:
    """A ping to come: weekly on some days, every so many days, or once."""

    kind: Kind
    days: tuple[int, ...]  # 0 is Monday; () for once and for an interval
    minute: int | None  # of the local day
    address: Address
    zone: str  # IANA name; the one `next_at` was worked out in
    created_at: datetime
    words: str = ""  # "squat day"
    id: int = 0
    person_id: int = 0
    number: int = 0  # as the person sees it, from 1
    next_at: datetime | None = None  # None: nothing to come
    last_date: str = ""  # ISO local date of the last occurrence
    paused_until: datetime | None = None
    unanswered: int = 0
    state: State = "on"
    note: str = ""  # why it is gone
    every: int = 0  # days from one occurrence to the next; 0: weekly on `days`, or once
    start: str = ""  # ISO local date `every` is counted from


@dataclass(frozen=True, slots=True)
class Due:
    """What comes of a reminder at a time, and the reminder as it stands afterwards."""

    reminder: Reminder
    due_at: datetime | None = None  # the occurrence that came; None: none did
    local_date: str = ""  # its date, the key of the ping
    why: str = ""  # why it is not to be sent ("late"); "" sends it


@lru_cache(maxsize=1024)
def zone_of(name: str) -> tzinfo:
    """A zone by its IANA name; UTC where the system has no such zone any more."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return UTC


def occurrence(day: date, minute: int, zone: tzinfo) -> datetime | None:
    """The instant (UTC) of a minute of a local day; None where the zone has no such date.

    Skipped and doubled times are settled as the module says; the local date is always `day`.
    """
    local = datetime.combine(day, time(minute // 60, minute % 60), zone)
    for fold in (0, 1):
        at = local.replace(fold=fold).astimezone(UTC)
        if at.astimezone(zone).date() == day:
            return at
    return None


def local_date(reminder: Reminder, at: datetime) -> str:
    """The ISO date an instant has in a reminder's zone."""
    return at.astimezone(zone_of(reminder.zone)).date().isoformat()


def next_occurrence(reminder: Reminder, after: datetime) -> datetime | None:
    """The first occurrence strictly after a time, on a later local date than the last one.

    Occurrences before the end of a pause do not count. None: nothing is to come.
    """
    if reminder.kind in ONCE or reminder.minute is None or not (reminder.days or reminder.every):
        at = reminder.next_at
        return at if at is not None and at > after and not reminder.last_date else None
    first = after.astimezone(zone_of(reminder.zone)).date() - _DAY
    if reminder.last_date:
        first = max(first, date.fromisoformat(reminder.last_date))
    if reminder.paused_until is not None:
        first = max(first, reminder.paused_until.astimezone(zone_of(reminder.zone)).date() - _DAY)
    # a zone may skip a date, so look two rounds ahead and more
    for _, at in _occurrences(reminder, first, first + (17 + 2 * reminder.every) * _DAY):
        if at > after:
            return at
    return None


def falls_on(reminder: Reminder, day: date) -> bool:
    """Whether a local date is one of a reminder's: by its weekdays, or by its interval."""
    if not reminder.every:
        return day.weekday() in reminder.days
    return (day - date.fromisoformat(reminder.start)).days % reminder.every == 0


def start_interval(reminder: Reminder, every: int, now: datetime) -> Reminder:
    """Make a reminder come every so many days, first when its time of day comes next."""
    daily = replace(reminder, days=tuple(range(7)), every=0, start="")
    first = next_occurrence(daily, now)
    start = local_date(reminder, first if first is not None else now)
    return replace(reminder, days=(), every=every, start=start)


def still_useful(due_at: datetime, now: datetime, zone: tzinfo) -> bool:
    """Whether a ping is worth sending: at most six hours late and still the same local date."""
    same_date = due_at.astimezone(zone).date() == now.astimezone(zone).date()
    return now - due_at <= LATE and same_date


def why_late(reminder: Reminder, due_at: datetime, now: datetime) -> str:
    """Why an occurrence is no longer worth sending ("late"); an empty string where it is."""
    if reminder.kind == "rest":
        return "late" if now - due_at > REST_LATE else ""
    if reminder.kind == "trainer":
        return "late" if now - due_at > LAPSE_LATE else ""
    return "" if still_useful(due_at, now, zone_of(reminder.zone)) else "late"


def replan(reminder: Reminder, now: datetime) -> Reminder:
    """Move `next_at` to where the rule puts it by the zone's rules of today.

    Rules of zones change, and clocks are set: what was planned too far ahead comes back. A
    reminder that is off, gone or happens once stays as it is.
    """
    planned_at = reminder.next_at
    if planned_at is None or reminder.kind in ONCE:
        return reminder
    today = now.astimezone(zone_of(reminder.zone)).date()
    if reminder.last_date and date.fromisoformat(reminder.last_date) > today + _DAY:
        reminder = replace(reminder, last_date="")  # from a clock that was ahead
    near = _nearest(reminder, planned_at)
    coming = next_occurrence(reminder, now)
    planned = [at for at in (near, coming) if at is not None]
    return replace(reminder, next_at=min(planned, default=None))


def advance(reminder: Reminder, now: datetime) -> Due:
    """What is due at a time: at most one occurrence, the latest; the reminder moves on behind it.

    A reminder whose time has not come, by the zone's rules of today, is only planned again.
    """
    reminder = replan(reminder, now)
    planned = reminder.next_at
    if planned is None or planned > now:
        return Due(reminder)
    due_at = planned if reminder.kind in ONCE else _latest(reminder, planned, now)
    day = local_date(reminder, due_at)
    moved = replace(reminder, last_date=day)
    moved = replace(moved, next_at=next_occurrence(moved, now))
    return Due(moved, due_at, day, why_late(reminder, due_at, now))


def _occurrences(reminder: Reminder, first: date, last: date) -> Iterator[tuple[date, datetime]]:
    """The occurrences on the local dates [first, last] that come after the last one and a pause."""
    zone, day = zone_of(reminder.zone), first
    while day <= last:
        if falls_on(reminder, day) and day.isoformat() > reminder.last_date:
            at = occurrence(day, reminder.minute or 0, zone)
            paused = reminder.paused_until
            if at is not None and (paused is None or at >= paused):
                yield day, at
        day += _DAY


def _nearest(reminder: Reminder, to: datetime) -> datetime | None:
    """The occurrence that a stored time stands for: the nearest by today's rules of the zone."""
    day = to.astimezone(zone_of(reminder.zone)).date()
    near = [at for _, at in _occurrences(reminder, day - _DAY, day + _DAY)]
    return min(near, key=lambda at: abs(at - to), default=None)


def _latest(reminder: Reminder, planned: datetime, now: datetime) -> datetime:
    """The last occurrence up to now, not before the one planned."""
    today = now.astimezone(zone_of(reminder.zone)).date()
    found = planned
    for _, at in _occurrences(reminder, today - (7 + 2 * reminder.every) * _DAY, today + _DAY):
        if found < at <= now:
            found = at
    return found
