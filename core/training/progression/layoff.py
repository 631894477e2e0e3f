"""Coming back: how much of the last loads to start with after weeks without training (R22)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from core.records import Lifter
from core.training.exercise_sessions import ExerciseSession, days_apart
from core.training.progression.exercise_state import days_between, is_rhythm

AS_NEW = 60  # percent
_STEPS = ((183, AS_NEW), (119, 70), (63, 80), (35, 90), (21, 95))  # days, percent
_LIFT_STEPS = ((183, Fraction(80)), (119, Fraction(85)), (63, Fraction(90)),
               (35, Fraction(95)), (21, Fraction(195, 2)))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Layoff:
    """A break that is being ended: how long, and what share of the last loads to start with."""

    days: int
    percent: Fraction
    lift_only: bool


def _share(days: int, steps: Sequence[tuple[int, int | Fraction]]) -> Fraction:
    return next((Fraction(percent) for least, percent in steps if days >= least), Fraction(100))


def layoff(past: Sequence[ExerciseSession], lifter: Lifter, now: datetime) -> Layoff | None:
    """Find the break that ends with the next session; None when there is none (R22)."""
    easy = [each for each in lifter.easy_sessions if past[-1].at < each < now]
    lifted_at, trained_at = max([past[-1].at, *easy]), lifter.trained_at
    if trained_at is None or trained_at <= past[-1].sets[-1].at:
        trained_at = lifted_at  # a session is dated by its first set
    away = days_apart(trained_at, now, lifter.zone)
    lift_away = days_apart(lifted_at, now, lifter.zone)
    general, lift = _share(away, _STEPS), _share(lift_away, _LIFT_STEPS)
    if lift < 100 and is_rhythm(days_between(past, lifter.zone), lift_away):
        lift = Fraction(100)
    if general >= 100 and lift >= 100:
        return None
    if general <= lift:
        return Layoff(away, general, lift_only=False)
    return Layoff(lift_away, lift, lift_only=True)
