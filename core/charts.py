"""Charts as facts: one value a session, comparable from session to session. Pure functions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from math import sqrt
from typing import Literal

from core.records import Exercise, Exposure, LoggedSet, Pain
from core.training.curve import capacity
from core.training.effort.reserve import reserve
from core.training.exercise_sessions import ExerciseSession, sessions
from core.training.progression.plates import mass

ChartKind = Literal["estimate", "floor", "load", "reps", "seconds"]

MOST = 16  # sessions drawn
MOST_REPS = 12  # to failure; beyond it a set says little of strength (R15)
MOST_LEFT = 3  # a call beyond it says little (R15)
LIGHT = 0.95  # of the session before and after: a light day or a deload
BREAK = timedelta(days=21)  # a session after it is a return, not a light day (R22)
FEWEST, STANDS_OUT = 5, 2.0  # sessions, and standard errors of a slope, for a trend (R24)


@dataclass(frozen=True, slots=True)
class Point:
    """One session: its best set, and what is drawn of it; None where it cannot be compared."""

    set: LoggedSet
    value: float | None  # kg, repetitions or seconds


@dataclass(frozen=True, slots=True)
class Chart:
    """The sessions drawn, oldest first, and how many were left out."""

    kind: ChartKind
    points: tuple[Point, ...]
    light: int
    pain: int

    @property
    def values(self) -> list[float]:
        """What is drawn."""
        return [each.value for each in self.points if each.value is not None]

    @property
    def trend(self) -> int | None:
        """1 up, -1 down, 0 where none stands out (slope over error beyond 2, R24); None of few."""
        drawn = [each for each in self.points if each.value is not None]
        if len(drawn) < FEWEST:
            return None
        days = [(each.set.at - drawn[0].set.at).total_seconds() / 86400 for each in drawn]
        return _slope(days, self.values)


def chart(
    exposures: Sequence[Exposure],
    exercise: Exercise,
    pains: Sequence[Pain],
    zone: tzinfo,
    easy: frozenset[datetime] = frozenset(),
) -> Chart:
    """Choose what to draw of an exercise's sessions, oldest first; the last MOST of them.

    With a load: the estimated maximum where effort is known in half of the sessions (R15), else
    the least it can be, from load and repetitions alone, else the load. The body alone:
    repetitions, or the load where it changes. Light days, deloads, those sessions that were `easy`,
    sessions with pain and warm-ups are left out.
    """
    every = sessions(exposures, exercise.measure)
    hurt = {each.at.astimezone(zone).date() for each in pains}
    sound = [each for each in every if each.at.astimezone(zone).date() not in hurt]
    usual = [each for each in sound if each.at not in easy]
    kept = [each for at, each in enumerate(usual) if not is_light(usual, at)]
    drawn = kept[-MOST:]
    light, pain = _between(drawn, sound, kept), _between(drawn, every, sound)
    kind, points = _points(drawn, exercise)
    return Chart(kind, tuple(points), light, pain)


def _between(
    drawn: Sequence[ExerciseSession], all_of: Sequence[ExerciseSession],
    kept: Sequence[ExerciseSession],
) -> int:  # fmt: skip
    """How many sessions were left out since the first that is drawn."""
    there = {each.at for each in kept}
    return sum(1 for each in all_of if drawn and each.at > drawn[0].at and each.at not in there)


def is_light(past: Sequence[ExerciseSession], at: int) -> bool:
    """Whether a session was lighter than both of its neighbours, and no return after a break."""
    if not 0 < at < len(past) - 1:
        return False
    before, this, after = past[at - 1], past[at], past[at + 1]
    if this.hardest <= 0 or this.at - before.at >= BREAK:
        return False
    return this.hardest < LIGHT * before.hardest and this.hardest < LIGHT * after.hardest


def _points(drawn: Sequence[ExerciseSession], exercise: Exercise) -> tuple[ChartKind, list[Point]]:
    """The kind of chart, and a point for each session."""
    if exercise.measure == "time":
        return "seconds", [_best(each, lambda one: float(one.seconds or 0)) for each in drawn]
    same = len({each.hardest for each in drawn}) == 1
    if exercise.measure in ("bodyweight", "assisted") and same:
        return "reps", [_best(each, lambda one: float(one.reps or 0)) for each in drawn]
    if exercise.measure == "load":
        wanted: tuple[tuple[ChartKind, Callable[[LoggedSet], float | None]], ...] = (
            ("estimate", _to_failure),
            ("floor", lambda one: float(one.reps or 0)),
        )
        for kind, reps in wanted:
            points = [_strongest(each, reps, exercise) for each in drawn]
            if drawn and sum(each.value is not None for each in points) * 2 >= len(drawn):
                return kind, points
    return "load", [_best(each, lambda one: one.load.kg) for each in drawn]


def _best(this: ExerciseSession, value: Callable[[LoggedSet], float | None]) -> Point:
    """The set of a session with the greatest value, else its hardest; the first of equals."""
    told = [(each, found) for each in this.sets if (found := value(each)) is not None]
    if not told:
        return Point(max(this.sets, key=lambda each: (mass(each.load), each.reps or 0)), None)
    best = max(told, key=lambda pair: (pair[1], mass(pair[0].load), pair[0].reps or 0))
    return Point(*best)


def _to_failure(each: LoggedSet) -> float | None:
    """Repetitions done and left, where the call says something (R15)."""
    left = reserve(each)
    if left is None or left > MOST_LEFT or each.rir_at_least:
        return None
    return (each.reps or 0) + left


def _strongest(
    this: ExerciseSession, reps: Callable[[LoggedSet], float | None], exercise: Exercise
) -> Point:
    """The strongest set of a session by the curve (R13); no value where its repetitions are many.

    The set is chosen first: else the one nearest to the limit would be drawn every time.
    """
    found = _best(this, lambda each: _capacity(each, reps(each), exercise))
    n = reps(found.set)
    return found if n is not None and n <= MOST_REPS else Point(found.set, None)


def _capacity(each: LoggedSet, n: float | None, exercise: Exercise) -> float | None:
    return capacity(each.load.kg, n, exercise) if n and each.load.milli > 0 else None


def _slope(days: Sequence[float], values: Sequence[float]) -> int:
    """The sign of a least-squares slope that stands out from its error, else 0."""
    n = len(days)
    day, value = sum(days) / n, sum(values) / n
    spread = sum((each - day) ** 2 for each in days)
    if not spread or max(values) - min(values) < 1e-9:
        return 0
    slope = sum((x - day) * (y - value) for x, y in zip(days, values, strict=True)) / spread
    missed = sum((y - value - slope * (x - day)) ** 2 for x, y in zip(days, values, strict=True))
    error = sqrt(missed / (n - 2) / spread)
    if abs(slope) <= STANDS_OUT * error:
        return 0
    return 1 if slope > 0 else -1


def place_of(value: float, values: Sequence[float], width: int) -> int:
    """Where a value stands between the least and the greatest, from 0 to width - 1."""
    low, high = min(values), max(values)
    return round((value - low) / (high - low) * (width - 1)) if high > low else 0
