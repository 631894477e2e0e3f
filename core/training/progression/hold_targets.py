"""Targets of timed holds (five seconds more) and of carries (the same way with more load)."""

from __future__ import annotations

from fractions import Fraction

from core.records import Load, LoggedSet, Reason, Target
from core.training.effort.reserve import asked, band, clearly_easy, said
from core.training.exercise_sessions import ExerciseSession
from core.training.progression.blockers import is_hard
from core.training.progression.exercise_state import ExerciseState
from core.training.progression.plates import (
    loadable_at_most,
    next_loadable_down,
    next_loadable_up,
    same_load,
)
from core.training.progression.target_rules import Aim, Rules, build

MORE_SECONDS = 5
FURTHER_CM = 500
LONGEST = 3600
LONG_ENOUGH = 120  # seconds: longer holds train patience, a harder variant trains more


def _amount(each: LoggedSet) -> int:
    """Seconds held, or centimetres carried."""
    return each.seconds or each.distance_cm or 0


def _least(session: ExerciseSession) -> int:
    """What every top set reached."""
    return min(_amount(each) for each in session.tops)


def _seconds(seen: ExerciseState) -> int | None:
    if seen.lifter.exercise.measure != "time":
        return None
    return min(LONGEST, max(1, _least(seen.last)))


def _distance(seen: ExerciseState) -> int | None:
    """Centimetres that every top set went; None for holds and for carries timed instead."""
    ways = [each.distance_cm for each in seen.last.tops if each.distance_cm]
    return min(ways) if ways and seen.lifter.exercise.measure == "distance" else None


def hold(seen: ExerciseState, reason: Reason, further_cm: int = 0) -> Target:
    """The same load for the same time or way."""
    way = _distance(seen)
    way = way + further_cm if way is not None else None
    return build(seen, "hold", reason, Aim(seen.load, None, _seconds(seen), way))


def lower(seen: ExerciseState, share: Fraction | None) -> Aim:
    """A share of the time; of a carry's load where there is one."""
    part, seconds = share or Fraction(9, 10), _seconds(seen)
    if seconds is not None:
        return Aim(seen.load, None, max(1, int(seconds * part)))
    if seen.load.milli <= 0:
        return Aim(seen.load, None, None, _distance(seen))
    wish = Load(int(seen.load.milli * part), seen.load.unit)
    load = loadable_at_most(wish, seen.lifter, lifted=seen.load)
    if load.milli >= seen.load.milli:
        load = next_loadable_down(seen.load, seen.lifter)
    return Aim(load, None, None, _distance(seen))


def _kept(seen: ExerciseState) -> bool:
    """Tell whether the last exposure held at least what every set reached the time before."""
    if len(seen.line) < 2:
        return False
    before, last = seen.line[-2], seen.last
    if not (same_load(before.hardest, last.hardest) or before.hardest > last.hardest):
        return False
    return _least(last) >= _least(before) and not is_hard(before, seen.lifter)


def progress(seen: ExerciseState) -> Target:
    """Go on when every set kept what was done, twice in a row or clearly easily (R37)."""
    last, lifter = seen.last, seen.lifter
    if seen.light and not seen.unfinished:
        facts: dict[str, object] = {"load": seen.load.text, "unit": seen.load.unit}
        return hold(seen, Reason("target.hold.light", facts, ("R37",)))
    if is_hard(last, lifter):
        facts = {"left": said(last.last), "low": seen.rir[0]}
        return hold(seen, Reason("target.hold.near", facts, ("R37", "R31")))
    easy = clearly_easy(last.last, asked(band(lifter), lifter)[1])
    if seen.unfinished and not easy:
        facts = {"done": last.count, "sets": seen.sets}
        return hold(seen, Reason("target.hold.so_far_time", facts, ("R37",)))
    if not easy and not _kept(seen):
        key = "target.hold.time" if lifter.exercise.measure == "time" else "target.hold.distance"
        facts = {"seconds": _least(last), "metres": _least(last) // 100}
        return hold(seen, Reason(key, facts, ("R37",)))
    return _more(seen)


def _more(seen: ExerciseState) -> Target:
    """Five seconds more up to two minutes; a carry takes the smallest step up."""
    seconds = _seconds(seen)
    if seconds is not None:
        facts: dict[str, object] = {"seconds": seconds, "more": MORE_SECONDS}
        if seconds >= LONG_ENOUGH:
            return hold(seen, Reason("target.hold.harder", facts, ("R37",)))
        aim = Aim(seen.load, None, min(LONGEST, seconds + MORE_SECONDS))
        return build(seen, "up", Reason("target.up.time", facts, ("R37",)), aim)
    metres = _least(seen.last) // 100
    up = next_loadable_up(seen.load, seen.lifter) if seen.load.milli > 0 else None
    if up is None:
        return hold(seen, Reason("target.hold.further", {"metres": metres}, ("R37",)), FURTHER_CM)
    reason = Reason("target.up.distance", {"metres": metres}, ("R37",))
    return build(seen, "up", reason, Aim(up, None, None, _distance(seen)))


RULES = Rules(progress, hold, lower)
