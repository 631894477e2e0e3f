"""The last four weeks before a meet or a test of a lift: fewer sets, loads that stay heavy (R52).

The lifts of the event are done in sets of their own; of other lifts what would tire for it is made
an easy session. The last heavy single is the opener, once for each lift. Pure: days are counted by
the person's calendar.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from core.plans.records import Reserve, SetGroup, Share
from core.plans.week import WEEK
from core.records import Exercise, Load

PEAK_DAYS = 28  # before the day; from then on its weeks hold
FURTHEST_DAYS = 366
DAYS_OFF: dict[str, int] = {"meet": 2, "test": 1}  # without training, right before the day
EASY_DAYS: dict[str, int] = {"meet": 14, "test": 7}  # in which other lifts are easy

# Sets at most, repetitions, share of the best in tenths of a per cent, reserve in tenths; by weeks.
HEAVY: dict[int, tuple[int, int, int, tuple[int, int]]] = {
    4: (4, 3, 870, (20, 30)),
    3: (3, 2, 900, (20, 30)),
    2: (2, 2, 900, (20, 40)),  # of the opener, after it
    1: (2, 2, 800, (30, 50)),
}
OPENER_WEEK = 2
UNKNOWN_OPENER = 910  # of the best, where no attempts can be told
PULLED_LESS = 1  # sets fewer of deadlifts, which tire longest
AGAIN = (2, 2, 800, (30, 50))  # in the week of the opener, once it was lifted

EventKind = Literal["meet", "test"]
Part = Literal["heavy", "easy", "attempts"]


@dataclass(frozen=True, slots=True)
class Event:
    """A meet, or a test of one lift: its lifts in order, its date, and the date it was said on."""

    kind: EventKind
    lifts: tuple[str, ...]  # exercise ids
    on: date
    since: date
    until: date | None = None  # the day on which it was moved or called off

    @property
    def key(self) -> str:
        """What tells it from others: there is one meet at a time, and one test of each lift."""
        return self.kind if self.kind == "meet" else f"test:{self.lifts[0]}"


@dataclass(frozen=True, slots=True)
class Step:
    """A change of an event: set or moved to a date, or called off (no date)."""

    kind: EventKind
    lifts: tuple[str, ...]
    on: date | None
    said_on: date


@dataclass(frozen=True, slots=True)
class PeakDay:
    """What an event makes of one lift on a day."""

    event: Event
    days: int  # until the event
    part: Part

    @property
    def week(self) -> int:
        """Weeks to go, 4 to 1; 0 on the day."""
        return weeks_before(self.days)


def events_after(steps: Iterable[Step]) -> tuple[Event, ...]:
    """The events after these steps, by date; those past stay, and what was begun of others.

    A new date moves an event that is still to come.
    """
    found: dict[str, list[Event]] = {}
    for step in steps:
        asked = Event(step.kind, step.lifts, step.on or step.said_on, step.said_on)
        same = found.setdefault(asked.key, [])
        if same and same[-1].until is None and same[-1].on >= step.said_on:
            moved = same.pop()
            if moved.since < step.said_on:
                same.append(replace(moved, until=step.said_on))
        if step.on is not None:
            same.append(asked)
    return tuple(sorted((each for same in found.values() for each in same), key=lambda e: e.on))


def standing(events: Iterable[Event]) -> tuple[Event, ...]:
    """The events that were neither moved nor called off, past ones too."""
    return tuple(each for each in events if each.until is None)


def weeks_before(days: int) -> int:
    """The week that a day is in, counted back from the event: 1 for the last seven days."""
    return -(-days // WEEK)


def week_begins(event: Event, week: int) -> date:
    """The first day of a week counted back from the event."""
    return event.on - timedelta(days=week * WEEK)


def is_off(events: Sequence[Event], day: date) -> Event | None:
    """The event that keeps a day free of training; None where none does."""
    return next((e for e in events if 0 < (e.on - day).days <= DAYS_OFF[e.kind]), None)


def event_on(events: Sequence[Event], day: date) -> Event | None:
    """The event of a day, with the lifts of all that are on it; None where there is none."""
    found = [each for each in events if each.on == day]
    if not found:
        return None
    first = min(found, key=lambda each: each.kind)
    lifts = dict.fromkeys(lift for each in found for lift in each.lifts)
    return Event(first.kind, tuple(lifts), day, first.since)


def peak_day(events: Sequence[Event], exercise: Exercise, day: date,
             tired_by: Sequence[Exercise] = ()) -> PeakDay | None:  # fmt: skip
    """What the nearest event makes of a lift on a day; None where none touches it.

    `tired_by`: the exercises of tests to come. Before a test only lifts that share a muscle with
    it are made easy, before a meet all are.
    """
    near = [each for each in events if _holds(each, day)]
    for event in near:
        days = (event.on - day).days
        if exercise.id in event.lifts:
            late = days <= DAYS_OFF[event.kind]
            return PeakDay(event, days, "attempts" if late else "heavy")
    for event in near:
        days = (event.on - day).days
        if days <= EASY_DAYS[event.kind] and _is_tiring(event, exercise, tired_by):
            return PeakDay(event, days, "easy")
    return None


def _holds(event: Event, day: date) -> bool:
    ended = event.until is not None and event.until <= day
    return event.since <= day and not ended and 0 <= (event.on - day).days <= PEAK_DAYS


def _is_tiring(event: Event, exercise: Exercise, tested: Sequence[Exercise]) -> bool:
    if event.kind == "meet":
        return True
    used = {m for each in tested if each.id in event.lifts for m in (*each.muscles, *each.helpers)}
    return bool(used & set(exercise.muscles))


def groups_of(
    at: PeakDay, exercise: Exercise, usual: int, opener: Load | None, *, lifted: bool
) -> tuple[SetGroup, ...]:
    """The sets of a lift of the event in one of its weeks.

    `usual`: sets that the lifter does of it, which are never exceeded. `lifted`: the opener was
    lifted in this week already.
    """
    opens = at.week == OPENER_WEEK and not lifted
    most, reps, share, reserve = AGAIN if at.week == OPENER_WEEK and lifted else HEAVY[at.week]
    less = PULLED_LESS if exercise.pattern == "hinge" else 0
    sets = max(1, min(most - less, usual - opens))
    if not opens:
        return (_sets(sets, reps, Share(share), reserve),)
    top = SetGroup(
        (1, 1), (1, 1), reserve=Reserve(10, 30), load=opener or Share(UNKNOWN_OPENER), top=True
    )
    if usual < 2:
        return (top,)
    return top, _sets(sets, reps, Share(share, "top"), reserve)


def _sets(sets: int, reps: int, load: Share, reserve: tuple[int, int]) -> SetGroup:
    return SetGroup((sets, sets), (reps, reps), reserve=Reserve(*reserve), load=load)
