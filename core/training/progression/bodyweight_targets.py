"""Targets without added load: repetitions, then sets, then load; or less and less assistance.

No percentages are taken of a load of nothing or of assistance (R37).
"""

from __future__ import annotations

from fractions import Fraction
from math import floor

from core.records import Load, Reason, Target
from core.training.effort.reserve import asked, band, clearly_easy, reserve, said
from core.training.exercise_sessions import own_sets
from core.training.progression.aims import held_by
from core.training.progression.blockers import (
    consecutive,
    counted_reserve,
    is_hard,
    missed_in_a_row,
    passes_at_once,
    reached,
)
from core.training.progression.exercise_state import ExerciseState
from core.training.progression.plates import next_loadable_down, next_loadable_up
from core.training.progression.target_rules import Aim, Rules, build, expected_reps

MOST_BODY_SETS = 4


def _ceiling(seen: ExerciseState) -> int:
    return max(2, seen.lifter.exercise.ceiling)


def body_range(seen: ExerciseState, more: int = 0, room: int = 0) -> tuple[int, int]:
    """From the lowest to the best set of last time, `more` each, at most the ceiling."""
    reps, ceiling = seen.last.reps, _ceiling(seen)
    low = min(ceiling, max(1, min(reps) + more))
    return low, max(low, min(ceiling, max(reps) + more + room))


def body_sets(seen: ExerciseState) -> int:
    """The usual sets; one more where last time's was the set that reaching the ceiling added."""
    before = seen.line[-2] if len(seen.line) > 1 else None
    if seen.unfinished or before is None or not reached(before, _ceiling(seen)):
        return seen.sets
    return max(seen.sets, min(MOST_BODY_SETS, seen.last.count))


def _body_hold(seen: ExerciseState, reason: Reason) -> Target:
    """The same again; a repetition more where the effort did not speak against it."""
    room = 0 if reason.key == "target.hold.near" else 1
    reps, sets = body_range(seen, room=room), body_sets(seen)
    aim = Aim(seen.load, reps, aims=_at_least_last(seen, reps[1], sets, 0))
    return build(seen, "hold", reason, aim, sets=sets)


def _at_least_last(seen: ExerciseState, top: int, sets: int, more: int) -> tuple[int, ...]:
    """Aims that ask for no less than was done with reserve left, and `more` where there is room."""
    kept = not seen.last.last.failed and (reserve(seen.last.last) or 0) >= band(seen.lifter)[0]
    expected = expected_reps(seen, seen.load, sets, None, top)
    done = [*seen.last.reps, *[seen.last.reps[-1]] * sets][:sets]
    if not kept or not expected:
        return _after_better_first(seen, expected, top)
    found: list[int] = []
    tops = [*seen.last.tops, *[seen.last.last] * sets][:sets]
    for able, reps, this in zip(expected, done, tops, strict=True):
        most = max(reps + more, held_by(this, band(seen.lifter)[0]))
        found.append(min([top, most, max(able, reps + more), *found[-1:]]))
    return tuple(found)


def _after_better_first(
    seen: ExerciseState, expected: tuple[int, ...], top: int
) -> tuple[int, ...]:
    """Aims after a first set no worse than last time's: what it showed, and no less than then.

    Later sets, not done yet today, ask for no less than they had in the same place.
    """
    before = seen.line[-2].reps if len(seen.line) > 1 else ()
    first = seen.last.tops[0]
    done = first.reps or 0
    if not seen.unfinished or not expected or not before or done < before[0]:
        return expected
    shown = max(1, floor(done + (reserve(first) or 0) - seen.left))
    found: list[int] = []
    for place, able in enumerate(expected):
        least = before[place] if place < len(before) else 0
        least = max(least, shown if place == 0 else able)
        found.append(max(1, min([top, done, least, *found[-1:]])))
    return tuple(found)


def _body_lower(seen: ExerciseState, share: Fraction | None) -> Aim:
    """Fewer repetitions by a share of last time's; without a share a fifth fewer."""
    low, high = body_range(seen)
    part = share or Fraction(8, 10)
    return Aim(seen.load, (max(1, int(low * part)), max(1, int(high * part))))


def _body_progress(seen: ExerciseState) -> Target:
    """Repetitions to the ceiling, then sets up to 4, then the smallest added load (R37)."""
    last, lifter, ceiling = seen.last, seen.lifter, _ceiling(seen)
    if reached(last, ceiling) and not seen.unfinished:
        return _beyond_ceiling(seen)
    facts: dict[str, object] = {"n": min(last.reps), "top": ceiling}
    if is_hard(last, lifter):
        facts = {"left": said(last.last), "low": seen.rir[0]}
        return _body_hold(seen, Reason("target.hold.near", facts, ("R37", "R31")))
    low = asked(band(lifter), lifter)[0]
    left = counted_reserve(last, lifter)
    easy = clearly_easy(last.last, asked(band(lifter), lifter)[1])
    if not seen.unfinished and (easy or (left is not None and left > low)):
        spare = max(1, int(reserve(last.last) or 0) - low) if easy else 1
        reps = body_range(seen, spare)
        reason = Reason("target.up.body_reps", {**facts, "left": said(last.last)}, ("R37",))
        aims = _at_least_last(seen, reps[1], body_sets(seen), 1)
        aim = Aim(seen.load, reps, aims=aims)
        return build(seen, "up", reason, aim, sets=body_sets(seen))
    return _body_hold(seen, Reason("target.hold.body_reps", facts, ("R37",)))


def _beyond_ceiling(seen: ExerciseState) -> Target:
    """Every set is at the ceiling: one more set, from 4 sets on the smallest added load."""
    last, lifter, ceiling = seen.last, seen.lifter, _ceiling(seen)
    easy = passes_at_once(last, ceiling, lifter)
    if not easy and consecutive(seen.line, ceiling, lifter) < 2:
        if is_hard(last, lifter):
            facts: dict[str, object] = {"left": said(last.last), "low": seen.rir[0]}
            return _body_hold(seen, Reason("target.hold.near", facts, ("R37", "R31")))
        return _body_hold(seen, Reason("target.hold.once", {"top": ceiling}, ("R37",)))
    sets = body_sets(seen)
    facts = {"top": ceiling, "sets": sets}
    if last.count < own_sets(seen.past[:-1]):
        facts = {"done": last.count, "sets": own_sets(seen.past[:-1])}
        return _body_hold(seen, Reason("target.hold.sets", facts, ("R37",)))
    if sets < MOST_BODY_SETS:
        reps = (max(1, ceiling - 2), ceiling)
        reason = Reason("target.up.body_sets", facts, ("R37",))
        return build(seen, "up", reason, Aim(seen.load, reps), sets=sets + 1)
    up = next_loadable_up(seen.load, lifter)
    if up is None:
        return _body_hold(seen, Reason("target.hold.body_reps", {"top": ceiling}, ("R37",)))
    reason = Reason("target.up.body_load", facts, ("R37",))
    reps = seen.reps
    return build(seen, "up", reason, Aim(up, reps), sets=sets)


def _assisted_hold(seen: ExerciseState, reason: Reason) -> Target:
    return build(seen, "hold", reason, Aim(seen.load, seen.reps))


def _assisted_lower(seen: ExerciseState, share: Fraction | None) -> Aim:
    """More assistance: one notch, and one more for each further tenth of a break."""
    load, notches = seen.load, 1 if share is None else max(1, round((1 - share) * 10))
    for _ in range(notches):
        load = next_loadable_down(load, seen.lifter)
    return Aim(load, seen.reps)


def _assisted_progress(seen: ExerciseState) -> Target:
    """Less assistance, notch by notch, by the same gate as loads (R37)."""
    last, lifter, top = seen.last, seen.lifter, seen.reps[1]
    if seen.light and seen.unfinished:
        return _assisted_hold(seen, _so_far(seen))
    if seen.light:
        facts: dict[str, object] = {"load": seen.load.text, "unit": seen.load.unit}
        return _assisted_hold(seen, Reason("target.hold.light", facts, ("R37",)))
    if not seen.unfinished and missed_in_a_row(seen.line, seen.reps[0]) >= 2:
        facts = {"n": min(last.reps), "low": seen.reps[0], "high": top}
        reason = Reason("target.down.missed", facts, ("R39",))
        return build(seen, "down", reason, _assisted_lower(seen, None))
    up = next_loadable_up(seen.load, lifter) if seen.load.milli < 0 else None
    own = own_sets(seen.past[:-1])
    gate = last.count >= own and consecutive(seen.line, top, lifter) >= 2
    if up is not None and (gate or passes_at_once(last, top, lifter)):
        facts = {"top": top, "load": Load(-up.milli, up.unit).text, "unit": up.unit}
        key = "target.up.assisted" if up.milli < 0 else "target.up.unassisted"
        if not reached(last, top):
            key, facts = "target.up.easy", {"left": said(last.last), "n": last.last.reps or 0}
        return build(seen, "up", Reason(key, facts, ("R37",)), Aim(up, seen.reps))
    return _assisted_hold(seen, _assisted_reason(seen, own))


def _assisted_reason(seen: ExerciseState, own: int) -> Reason:
    last, (_, top) = seen.last, seen.reps
    if is_hard(last, seen.lifter):
        facts: dict[str, object] = {"left": said(last.last), "low": seen.rir[0]}
        return Reason("target.hold.near", facts, ("R37", "R31"))
    if seen.unfinished:
        return _so_far(seen)
    if not reached(last, top):
        return Reason("target.hold.reps", {"n": min(last.reps), "top": top}, ("R37",))
    if last.count < own:
        return Reason("target.hold.sets", {"done": last.count, "sets": own}, ("R37",))
    if seen.load.milli >= 0:
        return Reason("target.hold.unassisted", {}, ("R37",))
    return Reason("target.hold.once", {"top": top}, ("R37",))


def _so_far(seen: ExerciseState) -> Reason:
    facts = {"done": seen.past[-1].count, "sets": seen.sets}
    return Reason("target.hold.again", facts, ("R37",))


BODY = Rules(_body_progress, _body_hold, _body_lower)
ASSISTED = Rules(_assisted_progress, _assisted_hold, _assisted_lower)
