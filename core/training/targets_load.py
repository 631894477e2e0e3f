"""Targets of loaded exercises: double progression (R37), misses (R39), deload (R44)."""

from __future__ import annotations

from fractions import Fraction
from itertools import islice
from math import ceil

from core.records import Exposure, Load, Reason, Target
from core.training.ahead import ahead_next_time
from core.training.choose import able_by_log, steps_up
from core.training.curve import SLOPE_PER_REP, capacity, load_for
from core.training.effort import EASY_RETURN, counts, reserve, said
from core.training.exposures import Bout, own_sets, repetition_range
from core.training.gate import (
    consecutive,
    is_hard,
    is_missed,
    is_near,
    missed_in_a_row,
    passes_at_once,
    reached,
    too_near_for_strength,
)
from core.training.plates import (
    loadable_at_most,
    mass,
    next_loadable_down,
    next_loadable_up,
    same_load,
)
from core.training.survey import Survey
from core.training.targets import Aim, Rules, build

Step = tuple[Load | None, float]  # the next load up, and its share of what is moved

NORMAL_STEP, WIDEST_STEP = 0.10, 0.25
MOST_REPS = 30
MOST_FURTHER = 2  # steps beyond the smallest, where calls and log speak for them
DELOAD = Fraction(9, 10)


def step_up(seen: Survey) -> Step:
    """The smallest loadable step of at least 1 %, and its share of what is moved (R37)."""
    load, lifter = seen.load, seen.lifter
    loaded = lifter.exercise.measure == "load"
    up = next_loadable_up(load, lifter, -(-load.milli // 100) if loaded else 1)
    if up is None:
        return None, 0.0
    moved = float(load.kg)
    if not loaded:  # added to the body: its share of the system, where the body's weight is known
        if lifter.bodyweight is None:
            return up, 0.0
        moved += lifter.bodyweight.kg * (lifter.exercise.bodyweight_share or 1.0)
    return up, (up.kg - load.kg) / moved if moved > 0 else 0.0


def widened(top: int, rate: float) -> int:
    """The top of the range that pays for a step of more than 10 % (R37)."""
    return (
        top if rate <= NORMAL_STEP else max(top, min(MOST_REPS, top + round(rate / SLOPE_PER_REP)))
    )


def hold(seen: Survey, reason: Reason) -> Target:
    """The same load again; what was lifted is never rounded."""
    return build(seen, "hold", reason, Aim(seen.load, seen.reps))


def lower(seen: Survey, share: Fraction | None) -> Aim:
    """A share of the present load rounded down; without a share about 10 % or one step less."""
    load = seen.load
    wish = int(load.milli * (share or DELOAD))
    rounded = loadable_at_most(Load(wish, load.unit), seen.lifter, lifted=load)
    if rounded.milli >= load.milli > 0:
        rounded = next_loadable_down(load, seen.lifter)
    return Aim(rounded, seen.reps)


def progress(seen: Survey) -> Target:
    """Down, deload, up or the same again, in this order."""
    step = step_up(seen)
    if seen.unfinished and seen.light:
        return held(seen, _so_far(seen), step)
    if seen.light:
        facts = {"load": seen.load.text, "unit": seen.load.unit}
        return hold(seen, Reason("target.hold.light", facts, ("R37",)))
    resumed = _after_deload(seen)
    if resumed is not None:
        return resumed
    return _down(seen) or _up(seen, step) or held(seen, _why_not_up(seen, step), step)


def _down(seen: Survey) -> Target | None:
    """Step down after a strength session under 2 in reserve, or two misses (R39)."""
    last, lifter = seen.last, seen.lifter
    if too_near_for_strength(last, lifter):
        if _repeats(seen):
            return _deload(seen)
        return _down_by_curve(seen)
    if seen.unfinished or missed_in_a_row(seen.line, seen.reps[0], lifter) < 2:
        return None
    if _repeats(seen):
        return _deload(seen)
    facts = {"n": min(last.reps), "low": seen.reps[0], "high": seen.reps[1]}
    load = next_loadable_down(seen.load, lifter, -(-seen.load.milli // 100))
    key = "target.down.missed" if is_missed(last, seen.reps[0]) else "target.down.grinding"
    return build(seen, "down", Reason(key, facts, ("R39",)), Aim(load, seen.reps))


def _down_by_curve(seen: Survey) -> Target:
    """The load that the curve says leaves 3, at most 10 % less (R39)."""
    near = [each for each in seen.last.tops if counts(each, "strength")]
    tight = [each for each in near if is_near(each, seen.lifter)]
    worst = min(tight, key=lambda each: (reserve(each) or 0.0, each.reps or 0))
    reps, left, kg = max(1, worst.reps or 1), reserve(worst) or 0.0, seen.load.kg
    leaves = load_for(
        capacity(worst.load.kg, reps + left, seen.lifter.exercise), reps + 3, seen.lifter.exercise
    )
    least = -(-seen.load.milli * 9 // 10)
    wish = max(least, int(seen.load.milli * min(1.0, leaves / kg)))
    load = loadable_at_most(Load(wish, seen.load.unit), seen.lifter, lifted=seen.load)
    one_less = next_loadable_down(seen.load, seen.lifter)
    if load.milli < least or load.milli >= seen.load.milli:
        nearer = next_loadable_up(load, seen.lifter)
        fits = nearer is not None and load.milli < least and nearer.milli < seen.load.milli
        load = nearer if fits and nearer is not None else one_less
    facts = {"left": said(worst)}
    return build(seen, "down", Reason("target.down.near", facts, ("R39",)), Aim(load, seen.reps))


def _failing(each: Bout, seen: Survey, low: int) -> bool:
    return (
        too_near_for_strength(each, seen.lifter) or missed_in_a_row([each], low, seen.lifter) == 1
    )


def _repeats(seen: Survey) -> bool:
    """Tell whether the load before this one was left for the same reason (R44)."""
    line, present = seen.line, seen.last.hardest
    first = len(line) - 1
    while first and same_load(line[first - 1].hardest, present):
        first -= 1
    before = line[first - 1] if first else None
    return before is not None and before.hardest > present and _failing(before, seen, seen.reps[0])


def _deload(seen: Survey) -> Target:
    """Half the sets, 3 or more in reserve, a tenth lighter (R44)."""
    aim = lower(seen, DELOAD)
    reason = Reason("target.deload", {}, ("R44", "R39"))
    sets = max(1, ceil(seen.sets / 2))
    return build(seen, "deload", reason, aim, sets=sets, rir=EASY_RETURN)


def _after_deload(seen: Survey) -> Target | None:
    """Go back to the load before a deload that was done (R44)."""
    if len(seen.line) < 3 or seen.last.hardest >= seen.line[-2].hardest:
        return None
    from core.training.survey import survey

    before = survey(list(seen.line[:-1]), seen.lifter, seen.line[-1].at)
    advised = _down(before)
    if advised is None or advised.kind != "deload" or mass(before.load) <= seen.last.hardest:
        return None
    reason = Reason("target.hold.after_deload", {}, ("R44",))
    return build(seen, "hold", reason, Aim(before.load, before.reps), sets=before.sets)


def _up(seen: Survey, step: Step) -> Target | None:
    """Raise the load when the gate is passed (R37)."""
    up, rate = step
    if up is None or rate > WIDEST_STEP:
        return None
    top, last = seen.reps[1], seen.last
    if passes_at_once(last, top, seen.lifter):
        facts = {"left": said(last.last), "n": last.last.reps or 0}
        return _raised(seen, up, Reason("target.up.easy", facts, ("R37",)))
    wide = widened(top, rate)
    if last.count < own_sets(seen.past[:-1]) or consecutive(seen.line, wide, seen.lifter) < 2:
        return None
    left = said(last.last) if counts(last.last, seen.lifter.goal) else ""
    key = "target.up.gate" if left else "target.up.reps"
    further = _step_further(seen, up) if wide == top else up
    return _raised(seen, further, Reason(key, {"top": wide, "left": left}, ("R37",)))


def _step_further(seen: Survey, up: Load) -> Load:
    """The step up; up to 5 % where calls and log agree that one step stays above the range."""
    above = seen.reps[1] + seen.rir[1]
    spare = [(each.reps or 0) + (reserve(each) or 0.0) for each in seen.last.tops]
    if seen.lifter.exercise.measure != "load" or min(spare) <= above:
        return up
    sessions = [Exposure(each.at, each.sets) for each in seen.past]
    known = able_by_log(seen.load, seen.lifter, ahead_next_time(sessions, seen.lifter))
    if known is None:
        return up
    able, doubt = known
    loads = islice(steps_up(up, seen.lifter), MOST_FURTHER)
    kept = [up, *(each for each in loads if each.milli * 20 <= seen.load.milli * 21)]
    found = next((each for each in able.ladder(kept) if each.reps - doubt <= above), None)
    return found.load if found else kept[-1]


def _raised(seen: Survey, up: Load, reason: Reason) -> Target:
    return build(seen, "up", reason, Aim(up, repetition_range(seen.past, up, seen.lifter)))


def _why_not_up(seen: Survey, step: Step) -> Reason:
    """The one thing that keeps the load where it is."""
    last, lifter = seen.last, seen.lifter
    if is_hard(last, lifter):
        facts: dict[str, object] = {"left": said(last.last), "low": seen.rir[0]}
        return Reason("target.hold.near", facts, ("R37", "R31"))
    if seen.unfinished:
        return _so_far(seen)
    rate, top = step[1], _top(seen, step)
    if top > seen.reps[1] and not reached(last, top):
        facts = {"percent": round(rate * 100), "top": top}
        return Reason("target.hold.widen", facts, ("R37",))
    if not reached(last, top):
        return Reason("target.hold.reps", {"n": min(last.reps), "top": top}, ("R37",))
    own = own_sets(seen.past[:-1])
    if last.count < own:
        return Reason("target.hold.sets", {"done": last.count, "sets": own}, ("R37",))
    if rate > WIDEST_STEP:
        return Reason("target.hold.no_step", {"percent": round(rate * 100)}, ("R37",))
    return Reason("target.hold.once", {"top": top}, ("R37",))


def _so_far(seen: Survey) -> Reason:
    facts = {"done": seen.past[-1].count, "sets": seen.sets}
    return Reason("target.hold.so_far", facts, ("R37",))


def _top(seen: Survey, step: Step) -> int:
    """The top of the range; wider once it was reached and the next step is above 10 %."""
    top = seen.reps[1]
    if not reached(seen.last, top) and len(seen.line) < 2:
        return top
    wide = widened(top, step[1])
    if wide == top:
        return top
    present = seen.last.hardest
    at_load = (each for each in seen.line if same_load(each.hardest, present))
    return wide if any(reached(each, top) for each in at_load) else top


def held(seen: Survey, reason: Reason, step: Step) -> Target:
    """Hold, with the range as wide as the next step wants it."""
    return build(seen, "hold", reason, Aim(seen.load, (seen.reps[0], _top(seen, step))))


RULES = Rules(progress, hold, lower)
