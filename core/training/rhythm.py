"""What a person usually trains on a day, from their own sessions alone.

Sessions that share most of their exercises are one workout. A workout belongs to a weekday where
the last two sessions of that weekday were it; otherwise the one whose turn has come is next: the
longest since, measured by how often it usually comes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Literal

Why = Literal["weekday", "turn", "named"]

LOOKED_BACK = 56  # days of sessions that are looked at
_SHARED_OF_SHORTER, _SHARED_OF_LONGER = 0.6, 1 / 3  # of exercises, to be the same workout
_WEEKDAY_SEEN = 35  # days in which a weekday's two last sessions count
_USUAL_DAYS = 7  # between two sessions of a workout that was done once
_GIVEN_UP = 3  # times its usual days behind the newest session: a workout of the past


@dataclass(frozen=True, slots=True)
class Session:
    """A day's training: its exercises with working sets, in the order they were begun."""

    day: date
    exercises: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Workout:
    """What is usually trained together, when it was last done, and why it is today's."""

    exercises: tuple[str, ...]
    last: date
    why: Why


def todays_workout(
    sessions: Sequence[Session], today: date, named: Iterable[str] = ()
) -> Workout | None:
    """The workout of a day, from earlier sessions, oldest first; None without any.

    `named`: exercises that were asked for; the workout is the newest with most of them, and they
    come first in it.
    """
    earlier = [each for each in sessions if each.day < today and each.exercises]
    if not earlier:
        return None
    asked = frozenset(named)
    groups = _groups(earlier)
    if asked:
        return _named(groups, asked)
    group = _of_weekday(groups, earlier, today)
    why: Why = "weekday" if group else "turn"
    group = group or _whose_turn(groups, earlier[-1].day, today)
    return Workout(_usual(group), group[-1].day, why)


def workouts(sessions: Sequence[Session]) -> list[list[int]]:
    """The places of sessions, oldest first, by workout: those that share most of their lifts."""
    places = {id(each): at for at, each in enumerate(sessions)}
    return [[places[id(each)] for each in group] for group in _groups(sessions)]


def _groups(sessions: Sequence[Session]) -> list[list[Session]]:
    """Sessions by workout, each oldest first; what a workout is moves on with its newest one."""
    groups: list[list[Session]] = []
    for each in sessions:
        near = [group for group in groups if _alike(group[-1], each)]
        if near:
            best = max(near, key=lambda group: (_shared(group[-1], each), group[-1].day))
            best.append(each)
        else:
            groups.append([each])
    return groups


def _shared(one: Session, other: Session) -> int:
    return len(set(one.exercises) & set(other.exercises))


def _alike(one: Session, other: Session) -> bool:
    shared = _shared(one, other)
    sizes = sorted((len(one.exercises), len(other.exercises)))
    return shared >= _SHARED_OF_SHORTER * sizes[0] and shared >= _SHARED_OF_LONGER * sizes[1]


def _named(groups: Sequence[list[Session]], asked: frozenset[str]) -> Workout | None:
    def fit(group: list[Session]) -> tuple[int, date]:
        return len(asked & set(_usual(group))), group[-1].day

    best = max(groups, key=fit)
    usual = _usual(best)
    if not asked & set(usual):
        return None
    first = [each for each in usual if each in asked]
    rest = [each for each in usual if each not in asked]
    return Workout((*first, *rest), best[-1].day, "named")


def _of_weekday(
    groups: Sequence[list[Session]], sessions: Sequence[Session], today: date
) -> list[Session] | None:
    """The workout of this weekday, unless it was done only days ago, out of its turn."""
    same = [
        each
        for each in sessions
        if each.day.weekday() == today.weekday() and (today - each.day).days <= _WEEKDAY_SEEN
    ][-2:]
    if len(same) < 2:
        return None
    for group in groups:
        if all(each in group for each in same):
            moved = (today - group[-1].day).days < _usual_days(group) / 2
            return None if moved else group
    return None


def _whose_turn(groups: Sequence[list[Session]], newest: date, today: date) -> list[Session]:
    """The workout that waited longest by its own measure, of those that are still done."""

    def waited(group: list[Session]) -> tuple[float, int]:
        days = (today - group[-1].day).days
        return days / _usual_days(group), days

    current = [
        group for group in groups if (newest - group[-1].day).days <= _GIVEN_UP * _usual_days(group)
    ]
    habits = [group for group in current if len(group) > 1]
    return max(habits or current, key=waited)


def _usual_days(group: Sequence[Session]) -> float:
    """The median of the days between sessions of a workout."""
    gaps = sorted((later.day - sooner.day).days for sooner, later in pairwise(group))
    gaps = [each for each in gaps if each]
    return float(gaps[len(gaps) // 2]) if gaps else float(_USUAL_DAYS)


def _usual(group: Sequence[Session]) -> tuple[str, ...]:
    """The newest session's exercises that most of its last three have, in its order."""
    last = group[-3:]
    newest = group[-1].exercises
    counted = {each: sum(each in one.exercises for one in last) for each in newest}
    usual = tuple(each for each in newest if counted[each] * 2 > len(last))
    return usual or newest
