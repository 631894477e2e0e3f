"""The gate of progress (R37), what blocks it, and what counts as a miss (R39)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from core.records import Lifter, LoggedSet
from core.training.curve import SLOPE_PER_REP
from core.training.effort import (
    asked,
    asked_of,
    call_shift,
    clearly_easy,
    counts,
    is_relaxed,
    reserve,
    wanted,
    wanted_in_session,
)
from core.training.exposures import Bout, median
from core.training.plates import same_load

DAY = timedelta(days=1)


def counted_reserve(bout: Bout, lifter: Lifter) -> float | None:
    """The reserve of the last top set where its effort counts in load decisions (R11)."""
    return reserve(bout.last) if counts(bout.last, lifter.goal) else None


def is_hard(bout: Bout, lifter: Lifter) -> bool:
    """Tell whether the last top set ended nearer to failure than wanted (R37)."""
    left = counted_reserve(bout, lifter)
    span = wanted_in_session(lifter.exercise, lifter.goal)
    return left is not None and left < asked_of(bout.last, span, lifter)[0]


def reached(bout: Bout, top: int) -> bool:
    """Tell whether every top set reached the top of the range (R37)."""
    return all(reps >= top for reps in bout.reps)


def passes(bout: Bout, top: int, lifter: Lifter) -> bool:
    """Tell whether one exposure passes the gate: all top sets at the top, the last not too near."""
    return reached(bout, top) and not is_hard(bout, lifter)


def passes_at_once(bout: Bout, top: int, lifter: Lifter) -> bool:
    """Tell whether one exposure is enough: clearly easy, reserve included at the top (R37)."""
    high = asked(wanted(lifter.exercise, lifter.goal, last=True), lifter)[1]
    if not clearly_easy(bout.last, high):
        return False
    if bout.last.rir_at_least and call_shift(lifter) < 0:
        return False
    spare = reserve(bout.last) or 0.0
    lefts = [(each.reps or 0, reserve(each)) for each in bout.tops]
    return all(reps + (spare if left is None else left) >= top for reps, left in lefts)


def consecutive(line: Sequence[Bout], top: int, lifter: Lifter) -> int:
    """Count the latest exposures in a row that pass the gate at the present load or above."""
    present, count = line[-1].hardest, 0
    for each in reversed(line):
        heavy = each.hardest >= present or same_load(each.hardest, present)
        if not heavy or not passes(each, top, lifter):
            break
        count += 1
    return count


def is_missed(bout: Bout, low: int, allowance: int = 0) -> bool:
    """Tell whether the middle top set fell two or more under the range (R39: one is noise).

    `allowance` is how far under it a load step is expected to lead (R38).
    """
    return median(bout.reps) <= low - 2 - allowance


def is_grinding(bout: Bout, lifter: Lifter) -> bool:
    """Tell whether the first of several top sets had two less in reserve than wanted (R39)."""
    first = bout.tops[0]
    if len(bout.tops) < 2 or is_relaxed(lifter.exercise) or not counts(first, lifter.goal):
        return False
    low, high = asked_of(first, wanted(lifter.exercise, lifter.goal, last=False), lifter)
    return (reserve(first) or 0.0) <= (low + high) / 2 - 2


def _step_cost(before: Bout, each: Bout, low: int) -> int:
    """How far under the range a load step alone is expected to lead (R38)."""
    if not 0 < before.hardest < each.hardest:
        return 0
    cost = round((each.hardest - before.hardest) / before.hardest / SLOPE_PER_REP)
    return max(0, low - (median(before.reps) - cost))


def missed_in_a_row(line: Sequence[Bout], low: int, lifter: Lifter) -> int:
    """Count the latest exposures at the present load that missed the range or the reserve."""
    present, count = line[-1].hardest, 0
    for index in range(len(line) - 1, -1, -1):
        each = line[index]
        if not same_load(each.hardest, present):
            break
        allowance = _step_cost(line[index - 1], each, low) if index else 0
        if not (is_missed(each, low, allowance) or is_grinding(each, lifter)):
            break
        count += 1
    return count


def is_near(each: LoggedSet, lifter: Lifter) -> bool:
    """Tell whether a set left under 2, calls known to be too low taken for what they mean (R39)."""
    more = 0 if each.failed else max(0, call_shift(lifter))
    return (reserve(each) or 0.0) + more < 2


def too_near_for_strength(bout: Bout, lifter: Lifter) -> bool:
    """Tell whether a strength session had a top set under 2 in reserve (R39)."""
    if lifter.goal != "strength":
        return False
    return any(counts(each, "strength") and is_near(each, lifter) for each in bout.tops)
