"""Progress as facts: every session of a lift over months, for its picture. Pure functions.

Unlike `core/charts.py`, which chooses a few sessions that can be compared, nothing is left out
here: light sessions and weeks without the lift are marked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from itertools import pairwise
from math import exp, sqrt

from core.charts import BREAK, LIGHT, ChartKind, chart, is_light
from core.records import Exposure, Lifter, LoggedSet, Pain
from core.training.ability.filter import Filter
from core.training.ability.state import telling_sets
from core.training.exercise_sessions import ExerciseSession, days_apart, sessions
from core.training.progression.plates import mass

LEAST_SPREAD = 0.005  # of the estimate: the band is seen as one
LONGEST_DELOAD = timedelta(days=10)  # from its first session to its last: a week, and what is late
MOST_EASY = 4  # sessions of a lift in it


@dataclass(frozen=True, slots=True)
class Day:
    """One session of a lift: its heaviest set, and what is drawn of it."""

    at: datetime
    set: LoggedSet
    value: float  # kilograms, repetitions or seconds
    low: float | None = None  # of the estimate: two in three lie between
    high: float | None = None
    record: bool = False  # heavier, or more, than ever before
    light: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """The sessions of a lift, oldest first, and the weeks without it."""

    kind: ChartKind  # "estimate": of the ability behind the sets, with its band
    days: tuple[Day, ...]
    pauses: tuple[tuple[datetime, datetime], ...]  # the sessions before and after

    def since(self, first: datetime) -> Progress:
        """The sessions from one on, and what lies between them."""
        days = tuple(each for each in self.days if each.at >= first)
        pauses = tuple(each for each in self.pauses if each[0] >= first)
        return replace(self, days=days, pauses=pauses)


def progress(
    exposures: Sequence[Exposure],
    lifter: Lifter,
    pains: Sequence[Pain],
    zone: tzinfo,
    best_before: float | None = None,
    top: int | None = None,
    easy: frozenset[datetime] = frozenset(),
) -> Progress:
    """All sessions of exposures, oldest first.

    `best_before`: the greatest value of the log before them, kilograms for loads; a first session
    ever is no record. `top`: the top of the repetition range. `easy`: sessions planned so.
    """
    exercise = lifter.exercise
    every = sessions(exposures, exercise.measure)
    kind = chart(exposures, exercise, pains, zone).kind
    kind = "estimate" if kind == "floor" else kind
    light = light_sessions(every) | easy
    bands = _estimates(exposures, lifter, top) if kind == "estimate" else {}
    found = [
        day
        for each in every
        if (day := _day(each, kind, bands, light=each.at in light)) is not None
    ]
    return Progress(
        kind,
        tuple(_with_records(found, kind, best_before)),
        tuple(
            (a.at, b.at) for a, b in pairwise(every) if days_apart(a.at, b.at, zone) >= BREAK.days
        ),
    )


def light_sessions(past: Sequence[ExerciseSession]) -> frozenset[datetime]:
    """Which sessions were light: single ones, and those of a week that was lighter throughout."""
    found = {each.at for place, each in enumerate(past) if is_light(past, place)}
    place = 1
    while place < len(past):
        week = _deload(past, place)
        found |= {each.at for each in week}
        place += max(1, len(week))
    return frozenset(found)


def _deload(past: Sequence[ExerciseSession], first: int) -> Sequence[ExerciseSession]:
    """The sessions from one on that were lighter than the one before and the one after them."""
    before = past[first - 1]
    if past[first].at - before.at >= BREAK:
        return ()
    for last in range(first, min(first + MOST_EASY, len(past) - 1)):
        week, after = past[first : last + 1], past[last + 1]
        if week[-1].at - week[0].at > LONGEST_DELOAD:
            return ()
        least = LIGHT * min(before.hardest, after.hardest)
        if all(0 < each.hardest < least for each in week):
            return week
    return ()


def _day(
    each: ExerciseSession,
    kind: ChartKind,
    bands: dict[datetime, tuple[float, float, float]],
    *,
    light: bool,
) -> Day | None:
    heaviest = max(each.sets, key=lambda one: (mass(one.load), one.reps or 0))
    if kind == "estimate":
        found = bands.get(each.at)
        return Day(each.at, heaviest, *found, light=light) if found else None
    if kind == "seconds":
        longest = max(each.sets, key=lambda one: one.seconds or 0)
        return Day(each.at, longest, float(longest.seconds or 0), light=light)
    if kind == "reps":
        most = max(each.sets, key=lambda one: one.reps or 0)
        return Day(each.at, most, float(most.reps or 0), light=light)
    return Day(each.at, heaviest, heaviest.load.kg, light=light)


def _estimates(
    exposures: Sequence[Exposure], lifter: Lifter, top: int | None
) -> dict[datetime, tuple[float, float, float]]:
    """After each session: the load that could be lifted once, and where it lies two times in three.

    The same filter as behind every advice (core/training/ability), run once through the sessions.
    """
    state = Filter(lifter, top)
    found = {}
    for each in sorted(exposures, key=lambda each: each.session_at):
        telling = telling_sets(each.sets, lifter)
        if not telling:
            continue
        state.begin(each.session_at)
        for one in telling:
            state.take(one)
        spread = max(LEAST_SPREAD, sqrt(max(0.0, state.cov[0][0])))
        low, middle, high = (exp(state.mean[0] + by) - state.body for by in (-spread, 0.0, spread))
        found[each.session_at] = (middle, low, high)
    return found


def _with_records(days: Sequence[Day], kind: ChartKind, best_before: float | None) -> list[Day]:
    best, found = best_before, []
    for each in days:
        reached = each.set.load.kg if kind in ("estimate", "load") else each.value
        record = best is not None and reached > best + 1e-6 and not each.light
        best = reached if best is None else max(best, reached)
        found.append(replace(each, record=record))
    return found
