"""What became of careful sessions: whether what was asked after pain or weeks off was kept to.

A session heavier than agreed, or with fewer than 3 left, does not end the careful phase; a lifter
who ignores it is asked for it again (R22, R46).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.records import Lifter, Load
from core.training.effort.reserve import EASY_RETURN, reserve
from core.training.exercise_sessions import ExerciseSession
from core.training.progression.plates import mass, next_loadable_up

TOLERATED = 40  # a fortieth over the load agreed on is no more than rounding
BORNE = 2
HOLDS_AT = 1.0  # left at least, for a load that was heavier than agreed to be held


@dataclass(frozen=True, slots=True)
class Kept:
    """How sessions compare to what was agreed: clean ones, the load agreed on now."""

    clean: int
    load: Load
    heavier: bool  # the last session was heavier than agreed
    nearer: bool  # it ended nearer to failure than agreed


def is_heavier(load: int, agreed: int) -> bool:
    """Whether a mass is clearly over the one agreed on; with assistance, less help is more."""
    return load - agreed > abs(agreed) // TOLERATED


def least_left(each: ExerciseSession) -> float | None:
    """The least reserve of the top sets, in repetitions; None where none is known."""
    return min((left for left in map(reserve, each.tops) if left is not None), default=None)


def _compared(each: ExerciseSession, agreed: Load) -> tuple[bool, bool]:
    least = least_left(each)
    near = least is not None and least < EASY_RETURN[0]
    return is_heavier(each.hardest, mass(agreed)), near


def after_pain(done: Sequence[ExerciseSession], agreed: Load) -> Kept:
    """Compare the sessions since a report with the load stepped back to (R46).

    A heavier load may be held from then on, unless it left nothing; its session is not clean. Of
    sessions that left something `BORNE` without a new report are as good as a clean one.
    """
    clean, borne, heavier, near = 0, 0, False, False
    for each in done:
        heavier, near = _compared(each, agreed)
        if not heavier and not near:
            clean += 1
        least = least_left(each)
        borne += least is None or least >= HOLDS_AT
        if heavier and (least is None or least >= HOLDS_AT):
            agreed = each.load
    return Kept(max(clean, borne // BORNE), agreed, heavier, near)


def after_layoff(done: Sequence[ExerciseSession], agreed: Load, lifter: Lifter) -> Kept:
    """Compare the sessions back with the load to start from, which goes up by steps (R22).

    A step is earned by a session within it, or by one that left 3 or more whatever its load.
    """
    clean, heavier, near = 0, False, False
    for each in done:
        heavier, near = _compared(each, agreed)
        near = near and clean == 0
        if not heavier and not near:
            clean += 1
        least = least_left(each)
        earned = not heavier if least is None else least >= EASY_RETURN[0]
        up = next_loadable_up(agreed, lifter)
        if up is not None and (earned or (clean > 1 and not heavier)):
            agreed = up
    return Kept(clean, agreed, heavier, near)
