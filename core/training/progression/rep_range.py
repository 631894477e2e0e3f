"""The repetition range as a fold over a whole log: a small state that never follows the load.

It is the lifter's own (`range bench 5-8`), else the catalogue's for the goal, until three
exposures since the last gap of 8 weeks agree on another. What lies before the exposures in view is
carried in as `Lifter.range_before`, so that the range is the same however much of the log is read.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from math import ceil

from core.limits import MOST_RANGE_REPS
from core.records import Lifter, Load, LoggedSet, RangeSoFar
from core.training.curve import SLOPE_PER_REP
from core.training.effort.reserve import Span, band, reserve
from core.training.exercise_sessions import (
    ExerciseSession,
    days_apart,
    goal_range,
    median,
    sets_in,
)
from core.training.progression.plates import next_loadable_down, next_loadable_up, same_load
from core.training.remembered import OfSessions

FEWEST_TO_AGREE = 3  # exposures that agree on another range
GAP_DAYS = 56  # a gap that long begins anew
APART = 2  # repetitions outside the range that are no accident
BORNE = 0.6  # of what a step is worth: so far outside the range advice itself keeps a load
LONG_STEP, MOST_CEILING = 0.10, 20  # a step longer than that is built up to, so far


_RANGES = OfSessions[RangeSoFar](256, 16_384)


def repetition_range(past: Sequence[ExerciseSession], lifter: Lifter) -> Span:
    """The repetition range: declared, else the catalogue's until three exposures agree on another.

    Only sets within one repetition of the reserve wanted count, or unrated ones that did not fail.
    """
    if lifter.rep_range is not None:
        return lifter.rep_range
    found = folded(past, lifter)
    return found.low, found.high


def folded(past: Sequence[ExerciseSession], lifter: Lifter) -> RangeSoFar:
    """The range after these exposures, oldest first, going on from what was before them.

    One answer asks with and without the session under way, the next one again: it goes on from
    what was kept of either.
    """
    seen, says = tuple(past), what_says_range(lifter)
    start, state = 0, lifter.range_before or RangeSoFar(*goal_range(lifter))
    for count in (len(seen), len(seen) - 1):
        done = seen[:count]
        kept = _RANGES.of(place_of(done, lifter), says, done) if done else None
        if kept is not None:
            start, state = count, kept
            break
    for count in range(start, len(seen)):
        each = seen[count]
        if state.at is None or each.at > state.at:
            state = _after(state, each, lifter)
        if count >= len(seen) - 2:
            done = seen[: count + 1]
            _RANGES.keep_of(place_of(done, lifter), says, done, state, sets_in(done))
    return state


def what_says_range(lifter: Lifter) -> tuple[object, ...]:
    """All of a lifter that a range and a scheme are worked out from, the log aside."""
    return (
        lifter.exercise, lifter.goal, lifter.unit, lifter.effort, lifter.rep_range,
        lifter.range_before, lifter.zone, lifter.step, lifter.learned_step, lifter.bar,
        lifter.plates, lifter.dumbbells, lifter.never_below,
    )  # fmt: skip


def place_of(past: Sequence[ExerciseSession], lifter: Lifter) -> tuple[object, ...]:
    """Where to look for what was worked out of these exposures, of which there is one at least.

    By its message too, or two people who train at one time would take each other's place.
    """
    last = past[-1]
    newest = last.sets[-1]
    return lifter.exercise.id, len(past), newest.at, newest.source, len(last.sets)


def _after(state: RangeSoFar, each: ExerciseSession, lifter: Lifter) -> RangeSoFar:
    """One exposure further."""
    if state.at is not None and days_apart(state.at, each.at, lifter.zone) >= GAP_DAYS:
        state = RangeSoFar(*goal_range(lifter))
    state = RangeSoFar(state.low, state.high, state.counted, each.at)
    counted = [this.reps or 0 for this in each.tops if _counts(this, lifter)]
    if not counted or _came_into(each, (state.low, state.high)):
        return state
    last = (*state.counted[1 - FEWEST_TO_AGREE :], (median(counted), each.hardest))
    low, high = _agreed(last, each.load, (state.low, state.high), lifter)
    return RangeSoFar(low, high, last, each.at)


def _agreed(counted: Sequence[tuple[int, int]], load: Load, found: Span, lifter: Lifter) -> Span:
    """Another range where the last exposures agree on one outside the present one.

    Under it only where the load was not lowered, over it only where it was not raised: who moves
    the load towards the range is on the way there. Where one step is long, advice itself keeps the
    load outside the range, so only what is further out speaks of another one.
    """
    if len(counted) < FEWEST_TO_AGREE:
        return found
    medians = [reps for reps, _ in counted]
    low, high = found
    fewest, most = low - APART, high + APART
    if max(medians) > fewest and min(medians) < most:
        return found  # nor by the wider borders below: the plates need not be asked
    if lifter.exercise.measure == "load" and load.milli > 0:
        down, up = next_loadable_down(load, lifter), next_loadable_up(load, lifter)
        fewest = low - max(APART, ceil(BORNE * (1 - down.milli / load.milli) / SLOPE_PER_REP))
        if up is None:
            most = MOST_RANGE_REPS + 1  # nothing heavier: so many are no choice
        elif up.milli > load.milli * (1 + LONG_STEP):
            most = max(most, MOST_CEILING + 1)
    pairs = [*itertools.pairwise(mass for _, mass in counted)]
    under = all(each <= fewest for each in medians) and all(
        b >= a or same_load(a, b) for a, b in pairs
    )
    over = all(each >= most for each in medians) and all(
        b <= a or same_load(a, b) for a, b in pairs
    )
    if not (under or over) or max(medians) - min(medians) > APART:
        return found
    usual = median(medians)
    return max(1, min(MOST_RANGE_REPS - 2, usual - 1)), min(MOST_RANGE_REPS, max(3, usual + 1))


def _came_into(each: ExerciseSession, found: Span) -> bool:
    """Tell whether an exposure began under the range, and went lighter to end in it."""
    after = each.sets[each.sets.index(each.last) + 1 :]
    low, high = found
    return max(each.reps) < low and bool(after) and low <= (after[-1].reps or 0) <= high


def _counts(this: LoggedSet, lifter: Lifter) -> bool:
    left = reserve(this)
    if this.failed or this.amrap or not this.reps:
        return False
    if left is None:
        return True
    low, high = band(lifter)
    return not this.rir_at_least and low - 1 <= left <= high + 1
