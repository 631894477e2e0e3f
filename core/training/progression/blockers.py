"""What blocks progress, and the gate of sets without added load or with help (R37, R39).

Loads go by the ability (`progression.py`); repetitions of the body alone, assistance and holds go
by counted repetitions and calls.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from core.records import Lifter, LoggedSet
from core.training.effort.reserve import (
    asked,
    asked_of,
    band,
    call_shift,
    clearly_easy,
    counts,
    reserve,
)
from core.training.exercise_sessions import ExerciseSession, median
from core.training.progression.plates import same_load

DAY = timedelta(days=1)


def counted_reserve(session: ExerciseSession, lifter: Lifter) -> float | None:
    """The reserve of the last top set where its effort counts in load decisions (R11)."""
    return reserve(session.last) if counts(session.last, lifter.goal) else None


def is_hard(session: ExerciseSession, lifter: Lifter) -> bool:
    """Tell whether the last top set ended nearer to failure than wanted (R37)."""
    left = counted_reserve(session, lifter)
    return left is not None and left < asked_of(session.last, band(lifter), lifter)[0]


def reached(session: ExerciseSession, top: int) -> bool:
    """Tell whether every top set reached the top of the range (R37)."""
    return all(reps >= top for reps in session.reps)


def passes(session: ExerciseSession, top: int, lifter: Lifter) -> bool:
    """Tell whether one exposure passes the gate: all top sets at the top, the last not too near."""
    return reached(session, top) and not is_hard(session, lifter)


def passes_at_once(session: ExerciseSession, top: int, lifter: Lifter) -> bool:
    """Tell whether one exposure is enough: clearly easy, reserve included at the top (R37)."""
    high = asked(band(lifter), lifter)[1]
    if not clearly_easy(session.last, high):
        return False
    if session.last.rir_at_least and call_shift(lifter) < 0:
        return False
    spare = reserve(session.last) or 0.0
    lefts = [(each.reps or 0, reserve(each)) for each in session.tops]
    return all(reps + (spare if left is None else left) >= top for reps, left in lefts)


def consecutive(line: Sequence[ExerciseSession], top: int, lifter: Lifter) -> int:
    """Count the latest exposures in a row that pass the gate at the present load or above."""
    present, count = line[-1].hardest, 0
    for each in reversed(line):
        heavy = each.hardest >= present or same_load(each.hardest, present)
        if not heavy or not passes(each, top, lifter):
            break
        count += 1
    return count


def is_missed(session: ExerciseSession, low: int) -> bool:
    """Tell whether the middle top set fell two or more under the range (R39: one is noise)."""
    return median(session.reps) <= low - 2


def missed_in_a_row(line: Sequence[ExerciseSession], low: int) -> int:
    """Count the latest exposures at the present load that missed the range."""
    present, count = line[-1].hardest, 0
    for each in reversed(line):
        if not same_load(each.hardest, present) or not is_missed(each, low):
            break
        count += 1
    return count


def is_near(each: LoggedSet, lifter: Lifter) -> bool:
    """Tell whether a set left under 2, calls known to be too low taken for what they mean (R39)."""
    more = 0 if each.failed else max(0, call_shift(lifter))
    return (reserve(each) or 0.0) + more < 2


def too_near_for_strength(session: ExerciseSession, lifter: Lifter) -> bool:
    """Tell whether a strength session had a top set under 2 in reserve (R39)."""
    if lifter.goal != "strength":
        return False
    return any(counts(each, "strength") and is_near(each, lifter) for each in session.tops)
