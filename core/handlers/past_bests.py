"""The bests that sets of a past week had to beat, as the log was before each of them.

As `past.bests_before` tells them for a new message. The sessions in view decide where they can;
the log before the week is asked only about a set that beats all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.context import RequestContext
from core.handlers.exercise_log import HEAVIEST_KG, Past
from core.limits import SAME_LOAD
from core.records import Exercise, Load, LoggedSet
from core.training.curve import estimated_max
from core.training.verdict import NO_BESTS, Bests


@dataclass(frozen=True, slots=True)
class _Mark:
    """What one earlier working set set up to be beaten."""

    load: Load
    kg: float
    reps: int
    seconds: int
    estimate: float | None


class PastBests:
    """The bests of one exercise, growing set by set."""

    def __init__(
        self, context: RequestContext, past: Past, exercise: Exercise, before: datetime
    ) -> None:
        """Begin with the sessions before a moment; `past` holds the last of them."""
        self._context, self._past, self._exercise, self._before = context, past, exercise, before
        self._marks = [self._mark(each) for each in past.working()]
        self._heaviest: tuple[Load, ...] | None = None
        self._most: dict[Load, tuple[int, bool]] = {}

    def add(self, this: LoggedSet) -> None:
        """Count a set among those to beat."""
        if this.lifted:
            self._marks.append(self._mark(this))

    def before(self, this: LoggedSet) -> Bests:
        """What a set has to beat."""
        if not this.lifted:
            return NO_BESTS
        kg = this.load.kg
        floor, ceiling = kg - 1e-4, kg + abs(kg) * SAME_LOAD + 1e-4
        top = max(self._marks, key=lambda mark: mark.kg, default=None)
        heaviest = None if top is None else top.load
        if not self._past.complete and (top is None or top.kg < kg):
            loads = (*self._heaviest_before(), *([top.load] if top is not None else ()))
            heaviest = max(loads, key=lambda load: load.kg, default=None)
        equal = [mark for mark in self._marks if mark.kg >= floor]
        most = max((mark.reps for mark in equal), default=0)
        met = any(mark.kg <= ceiling for mark in equal)
        if not self._past.complete and (this.reps or 0) > most:
            stored, met_before = self._most_before(this.load, floor, ceiling)
            most, met = max(most, stored), met or met_before
        if not self._past.complete:  # these two only while the whole history is in view
            return Bests(heaviest, most if met else 0)
        estimates = (mark.estimate for mark in self._marks)
        return Bests(
            heaviest,
            most if met else 0,
            max((mark.seconds for mark in self._marks if mark.kg >= kg), default=0),
            max((each for each in estimates if each is not None), default=None),
        )

    def _mark(self, each: LoggedSet) -> _Mark:
        estimate = estimated_max(each, self._exercise) if self._past.complete else None
        return _Mark(each.load, each.load.kg, each.reps or 0, each.seconds or 0, estimate)

    def _heaviest_before(self) -> tuple[Load, ...]:
        """The greatest loads of the whole log before; asked once."""
        if self._heaviest is None:
            asked = (self._context.person.id, self._past.exercise_id, self._before)
            found = self._context.uow.weeks.heaviest(*asked)
            self._heaviest = tuple(each.load for each in found)
        return self._heaviest

    def _most_before(self, load: Load, floor: float, ceiling: float) -> tuple[int, bool]:
        """The most repetitions at a load or more before, and whether it was met; asked once."""
        if load not in self._most:
            most_reps, person_id = self._context.uow.weeks.most_reps, self._context.person.id
            exercise_id, before = self._past.exercise_id, self._before
            most = most_reps(person_id, exercise_id, floor, HEAVIEST_KG, before)
            met = bool(most) and bool(most_reps(person_id, exercise_id, floor, ceiling, before))
            self._most[load] = most, met
        return self._most[load]
