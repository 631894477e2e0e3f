"""Repetitions to aim at in each set of a load, and where to stop whatever is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor

from core.records import Exposure, Lifter, Load, LoggedSet, Reason
from core.training.ability.state import Able
from core.training.effort.call_checks import calls_outgrown, calls_told
from core.training.effort.reserve import band, call_shift, reserve
from core.training.exercise_sessions import ExerciseSession
from core.training.progression.steps import MOST_UP, Question, is_step, share

MOST_CEILING = 20  # repetitions to build to where the next load is too far
MOST_SETS = 4  # sets to add up to there


@dataclass(frozen=True, slots=True)
class Choice:
    """A load, what its sets hold, and why it was chosen."""

    load: Load
    reason: Reason
    sets: tuple[Able, ...]
    ceiling: int  # the repetitions to stop at whatever is left


def ceiling_of(q: Question, load: Load, planned: Sequence[Able], up: Load | None) -> int:
    """The range's top; further where the load cannot go up although the sets lie beyond it."""
    top = q.seen.scheme.high
    least = min(each.reps for each in planned) - q.seen.left
    if least <= top or load.milli > q.seen.load.milli:
        return top
    if up is not None and is_step(q.seen.load, up, q) and share(q, up) <= MOST_UP:
        return top
    return max(top, min(MOST_CEILING, floor(least) + 1))


def is_built(q: Question, sets: int = 1) -> bool:
    """Tell whether so many sets or more reached all the repetitions that are built to."""
    reps = q.seen.last.reps
    return len(reps) >= min(sets, q.seen.sets) and min(reps) >= MOST_CEILING


def sets_of(q: Question, load: Load, up: Load | None) -> int:
    """Planned sets: one more, to four, where a long step is not paid for by 20 repetitions."""
    reps = q.seen.last.reps
    if up is None or load.milli != q.seen.load.milli or share(q, up) <= MOST_UP:
        return q.seen.sets
    if not is_built(q, q.seen.sets):
        return q.seen.sets
    return max(q.seen.sets, min(MOST_SETS, len(reps) + 1))


def aims_of(choice: Choice, q: Question, *, more: bool) -> tuple[int, ...]:
    """Repetitions to aim at, one for each set: those expected at the middle of the band.

    `more`: one more, where the last set ended at the band's upper end or its effort is not known;
    never beyond what is as likely as not with the least reserve wanted.
    """
    least, _ = band(q.seen.lifter)
    found: list[int] = []
    for place, able in enumerate(choice.sets):
        aim = floor(able.reps - q.seen.left + 0.5) + more
        aim = min(
            aim,
            floor(able.reps + 0.5) - least,
            choice.ceiling,
            most_shown(q, choice.load, place, choice.ceiling),
        )
        aim = max(aim, min(least_shown(q, choice.load, place), floor(able.reps + 0.5) - least))
        found.append(max(1, min([aim, *found[-1:]])))
    return tuple(found)


def least_shown(q: Question, load: Load, place: int) -> int:
    """The least to aim at in a set: what it had last time, at this load, with enough left."""
    if load.milli != q.seen.load.milli or place >= len(q.seen.last.tops):
        return 0
    this = q.seen.last.tops[place]
    left = reserve(this)
    if this.failed or left is None or left < band(q.seen.lifter)[0]:
        return 0
    return min(this.reps or 0, q.seen.scheme.high)


def most_shown(q: Question, load: Load, place: int, ceiling: int) -> int:
    """The most to aim at in a set: what it had last time, its room, and less at a heavier load.

    A repetition more where nobody said how many were left, else what was left beyond the least.
    No set has less than the last one of the session had (R27).
    """
    change = load.milli - q.seen.load.milli
    if change < 0:
        return ceiling
    dearer = 0.0
    if change:
        dearer = q.ability.able(q.seen.load, 0.0).reps - q.ability.able(load, 0.0).reps
    if place >= len(q.seen.last.tops):
        return max(1, floor(shown_again(q.seen.last.last, q.seen.lifter, q.seen.left) - dearer))
    least = band(q.seen.lifter)[0]
    shown = (q.seen.last.tops[place], q.seen.last.last)
    held = max(held_by(this, least) for this in shown)
    if held > (shown[0].reps or 0) + 1 and is_doubted(q):
        held = max((this.reps or 0) + 1 for this in shown)
    return max(1, floor(held - dearer))


def is_doubted(q: Question) -> bool:
    """Tell whether the sets of the last session contradict their calls, which then give no room."""
    if calls_told(q.seen.last.tops):
        return True
    sessions = [Exposure(each.at, each.tops) for each in q.seen.line]
    return calls_outgrown(sessions, q.seen.lifter.exercise) is not None


def held_by(this: LoggedSet, least: int) -> int:
    """Give the repetitions that a set showed: those done and its room beyond the least reserve."""
    left = reserve(this)
    return (this.reps or 0) + (1 if left is None else max(1, ceil(left - least)))


def shown_again(this: LoggedSet, lifter: Lifter, wanted: float) -> int:
    """The most to aim at in the set after this one, at its load: what it had, less fresh (R27).

    Reserve beyond what is wanted adds to it, less takes one off; calls known to be off by what sets
    to failure proved (R9).
    """
    left, reps = reserve(this), this.reps or 0
    if left is None or this.failed:
        return max(1, reps)
    return max(1, reps + max(-1, floor(left + call_shift(lifter) - wanted)))


def wants_more(last: ExerciseSession, lifter: Lifter) -> bool:
    """Whether the last set left room: it ended at the band's upper end, or nobody said."""
    left = reserve(last.last)
    return left is None or (not last.last.failed and left >= band(lifter)[1])
