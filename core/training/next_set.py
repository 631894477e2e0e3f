"""What to do in the next set of the same exercise, today (R26-R30).

The set just done says how many repetitions are left in this load; what a set costs the next one is
taken off. One repetition off changes a repetition, two or more move the load (R29). The lifter's
own log is averaged in where it says enough; it never overrules a call that a set was too hard.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

from core.records import Exposure, Lifter, Load, LoggedSet, NextSet, Reason, Target
from core.training.ahead import BROADEST, Ahead, ahead_today
from core.training.choose import Able, able_next, heavier, lighter, within
from core.training.curve import SLOPE_PER_REP
from core.training.effort import (
    Span,
    asked,
    asked_of,
    call_shift,
    clearly_easy,
    counts,
    is_leg_lift,
    reserve,
    said,
    wanted,
)
from core.training.exposures import bouts, counted_today, goal_range, usual_sets
from core.training.plates import mass, next_loadable_down, next_loadable_up, same_load
from core.training.predict import Prediction

MORE_THAN_LEAST = 2  # repetitions that "4+" is taken to hold beyond 4, for the next set only
_EFFORT_COST = (1.0, 0.45, 0.31, 0.27)  # of a set at RIR 0, 1, 2, 3 (R27)
_REST_COST = ((60, 1.35), (120, 1.0), (180, 0.8), (300, 0.6))  # seconds of rest (R27)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What the rest of the session wants."""

    lifter: Lifter
    sets: int
    done: int
    reps: Span
    wanted: Span  # reserve in the next set
    before: Span  # reserve that was wanted in the set just done
    target: Target | None
    ahead: Ahead


def rest_after(each: LoggedSet, lifter: Lifter) -> int:
    """Seconds to rest after a set: by class and goal, longer near failure (R30)."""
    exercise = lifter.exercise
    heavy = exercise.equipment == "barbell" or exercise.pattern == "hinge" or is_leg_lift(exercise)
    if exercise.mechanic == "isolation":
        rest = 90
    elif lifter.goal == "strength":
        rest = 240 if heavy else 180
    else:
        rest = 180 if heavy else 150
    left = reserve(each)
    if left is not None and left < 1 and not each.warmup:
        rest += 60
    return 60 if each.warmup else rest


def loss_to_next(n: float, left: float, rest_s: int, set_number: int) -> float:
    """The share of capacity lost from this set to the next one (R27)."""
    ends_at = min(0.18, max(0.07, 0.10 + (n - 6) * 0.015))
    shape = exp(-0.76 * (set_number - 1)) - exp(-0.76 * set_number)
    low = min(3, max(0, int(left)))
    high = min(3, low + 1)
    effort = _EFFORT_COST[low] + (_EFFORT_COST[high] - _EFFORT_COST[low]) * min(1.0, left - low)
    return ends_at * shape * max(0.27, effort) * _rest_factor(rest_s)


def _rest_factor(rest_s: int) -> float:
    for (short, more), (long, less) in itertools.pairwise(_REST_COST):
        if rest_s <= long:
            part = max(0.0, (rest_s - short) / (long - short))
            return more + (less - more) * part
    return _REST_COST[-1][1]


def advise_next(
    exposures: Sequence[Exposure], lifter: Lifter, target: Target | None
) -> NextSet | None:
    """Advise the next set of the last exposure; None when its planned sets are done (R26-R30).

    `target` is the one that held for this session. Nothing is advised after pain today (R46).
    """
    if not exposures or not exposures[-1].sets:
        return None
    today = exposures[-1]
    if any(pain.at >= today.session_at for pain in lifter.pains):
        return None
    if target is not None and target.kind == "first":
        target = None
    done, sets = _progress(exposures, lifter, target)
    if done >= sets:
        return None
    return _advised(today, lifter, _plan(exposures, lifter, target, done, sets))


def _advised(today: Exposure, lifter: Lifter, plan: _Plan) -> NextSet | None:
    """Advise by what the sets so far hold: repetitions, seconds, or only the way up."""
    target = plan.target
    measure = lifter.exercise.measure
    counted = counted_today(today.sets, target.load if target else None, measure)
    if not counted:
        return _first_working(today.sets[-1], lifter, plan)
    last = counted[-1]
    if last.reps is None:
        seconds = last.seconds
        if target is not None and target.seconds and same_load(mass(target.load), mass(last.load)):
            seconds = target.seconds
        reason = Reason("next.same_time" if seconds else "next.same_way", {}, ("R30",))
        return _advice(last.load, None, plan, last, reason, seconds=seconds)
    return _after(last, lifter, plan)


def _progress(
    exposures: Sequence[Exposure], lifter: Lifter, target: Target | None
) -> tuple[int, int]:
    """How many sets are done, of how many."""
    measure = lifter.exercise.measure
    load = target.load if target is not None else None
    done = len(counted_today(exposures[-1].sets, load, measure))
    if target is not None:
        return done, target.sets
    return done, usual_sets(bouts(exposures[:-1], measure))


def _plan(
    exposures: Sequence[Exposure], lifter: Lifter, target: Target | None, done: int, sets: int
) -> _Plan:
    """Find what the sets that are left want."""
    reps = goal_range(lifter)
    if target is not None and target.reps_low is not None:
        reps = target.reps_low, target.reps_high or target.reps_low
    following = asked(wanted(lifter.exercise, lifter.goal, done + 1 >= sets), lifter)
    last = exposures[-1].sets[-1]
    before = asked_of(last, wanted(lifter.exercise, lifter.goal, done >= sets), lifter)
    if target is not None and target.kind in ("return", "deload"):
        following = before = (target.rir_low, target.rir_high)
    ahead = ahead_today(exposures, lifter)
    return _Plan(lifter, sets, done, reps, following, before, target, ahead)


def _advice(
    load: Load,
    reps: Span | None,
    plan: _Plan,
    after: LoggedSet,
    reason: Reason,
    seconds: int | None = None,
    able: float | None = None,
) -> NextSet:
    """Put the advice together; `able` are the repetitions to failure that it counts on."""
    rir = plan.wanted
    expected = plan.ahead.expected(load, rir[0], reps[:1], able) if reps else None
    return NextSet(
        load=load,
        reps_low=reps[0] if reps else None,
        reps_high=reps[1] if reps else None,
        rir_low=rir[0],
        rir_high=rir[1],
        rest_s=rest_after(after, plan.lifter),
        reason=reason,
        seconds=seconds,
        distance_cm=after.distance_cm if seconds is None else None,
        expected=expected,
    )


def _first_working(last: LoggedSet, lifter: Lifter, plan: _Plan) -> NextSet | None:
    """After a warm-up or a ramp: the first working set by the target; without one, a step up."""
    target = plan.target
    if target is None:
        if last.drop:
            return None
        up = next_loadable_up(last.load, lifter)
        timed = lifter.exercise.measure in ("time", "distance")
        reason = Reason("next.build_up", {"low": plan.wanted[0], "high": plan.wanted[1]}, ("R31",))
        return _advice(up or last.load, None if timed else plan.reps, plan, last, reason,
                       seconds=last.seconds)  # fmt: skip
    reps = None if target.reps_low is None else plan.reps
    reason = Reason("next.planned", {}, ("R37",))
    return _advice(target.load, reps, plan, last, reason, seconds=target.seconds)


def _after(last: LoggedSet, lifter: Lifter, plan: _Plan) -> NextSet:
    """Choose load and repetitions from the working set just done (R29)."""
    left = reserve(last)
    if left is None:
        return _by_reps(last, lifter, plan)
    easy = plan.before[1] <= 4 and clearly_easy(last, plan.before[1])
    firm = easy or counts(last, lifter.goal)  # may the effort move the load (R11)
    reps, (low, high), (least, most) = last.reps or 1, plan.reps, plan.wanted
    able = _able(last, left, lifter, plan)
    top = min(high, round(able.reps - least))
    hard_by, easy_by = plan.before[0] - left, left - plan.before[1]
    facts: dict[str, object] = {"left": said(last), "low": least, "high": most}
    if firm and hard_by >= 2:
        return _moved(last, able, -1, lifter, plan, Reason("next.lighter", facts, ("R29", "R27")))
    under = reps <= low - 2
    if (top <= low - 2 and lifter.goal == "size") or (under and top < low):
        short: dict[str, object] = {"low": low, "high": high}
        why = Reason("next.into_range", short, ("R29", "R27"))
        return _moved(last, able, -1, lifter, plan, why)
    if easy or (firm and easy_by >= 2) or (reps >= high + 2 and left >= least):
        up = _moved(last, able, 1, lifter, plan, Reason("next.heavier", facts, ("R29",)))
        if mass(up.load) > mass(last.load):
            return up
    if hard_by > 0:
        fewer = max(1, min(reps - 1, top))
        reason = Reason("next.one_less", facts, ("R29",))
        return _advice(last.load, (fewer, fewer), plan, last, reason, able=able.reps)
    bottom, top = _span(able.reps, plan)
    key = "next.one_more" if bottom > reps else "next.same" if top >= reps else "next.loss"
    reason = Reason(key, facts, ("R27",))
    return _advice(last.load, (bottom, top), plan, last, reason, able=able.reps)


def _able(last: LoggedSet, left: float, lifter: Lifter, plan: _Plan) -> Able:
    """Repetitions to failure to expect at the load just lifted, as the lifter counts them."""
    n = (last.reps or 1) + left + (MORE_THAN_LEAST if last.rir_at_least else 0)
    cost = loss_to_next(n, left, rest_after(last, lifter), max(1, plan.done)) / SLOPE_PER_REP
    by_call = n - cost - (call_shift(lifter) if last.failed else 0)
    ahead = plan.ahead if lifter.exercise.measure == "load" else None
    return able_next(last, left, by_call, cost, lifter, ahead)


def _by_reps(last: LoggedSet, lifter: Lifter, plan: _Plan) -> NextSet:
    """Unknown effort: repetitions alone decide, two off move the load by one step (R11).

    At the same load the log says which part of the range to expect; never more than was just done.
    """
    reps, (low, high) = last.reps or 1, plan.reps
    if last.load.milli == 0 and lifter.exercise.measure == "bodyweight":
        high = max(high, min(reps, lifter.exercise.ceiling))
    facts: dict[str, object] = {"n": reps, "low": low, "high": high}
    loaded = last.load.milli != 0
    usual = _usual(last, lifter, plan)
    if loaded and plan.target is not None:  # else the range is not theirs
        load = next_loadable_down(last.load, lifter)
        lower = mass(load) != mass(last.load) and within(last.load, load)
        if lower and reps <= low - 2:
            return _advice(load, (low, high), plan, last,
                           Reason("next.lighter_reps", facts, ("R29", "R11")))  # fmt: skip
        if lower and usual is not None and usual.reps < low - 1.5 and usual.likely[1] < low:
            able = Able(last.load, usual.reps, lifter, plan.ahead)
            new = lighter(able, low) or Able(load, usual.reps, lifter)
            reason = Reason("next.into_range", facts, ("R29", "R27"))
            span = (low, min(high, max(low, round(new.reps))))
            return _advice(new.load, span, plan, last, reason)
    if reps >= high + 2 and loaded:
        up = next_loadable_up(last.load, lifter)
        if up is not None and reps - _cost(last.load, up) >= low:
            return _advice(up, (low, high), plan, last,
                           Reason("next.heavier_reps", facts, ("R29", "R11")))  # fmt: skip
    top = max(1, min(high, reps))
    span = (max(1, min(low, top)), top) if reps < low else (max(low, top - 2), top)
    if usual is not None and reps >= low:
        least, most = (min(top, max(low, round(each))) for each in usual.likely)
        span = (least, most)
    return _advice(last.load, span, plan, last, Reason("next.unknown", facts, ("R11",)))


def _usual(last: LoggedSet, lifter: Lifter, plan: _Plan) -> Prediction | None:
    """What the log expects at the load just lifted, where it knows enough to go by."""
    loaded = last.load.milli > 0 and lifter.exercise.measure == "load"
    if not loaded or not plan.ahead.is_known:
        return None
    told = plan.ahead.as_usual(last.load)
    return told if told.wide[1] - told.wide[0] <= BROADEST else None


def _cost(load: Load, heavier: Load) -> int:
    """The repetitions a step up costs (R38), more than any set has for a step above 25 %."""
    if load.milli < 0:
        return 1
    if not within(load, heavier):
        return 999
    return round((heavier.milli - load.milli) / load.milli / SLOPE_PER_REP)


def _moved(
    last: LoggedSet, able: Able, way: int, lifter: Lifter, plan: _Plan, reason: Reason
) -> NextSet:
    """Move the load up or down so that the repetitions fall in the range (R29)."""
    reps, (low, high), (least, most) = last.reps or 1, plan.reps, plan.wanted
    n = min(high, max(low, reps)) + (least + most) / 2
    if last.load.milli <= 0 or lifter.exercise.measure != "load":
        return _notched(last, able.reps, n, way, lifter, plan, reason)
    new = (lighter(able, n) if way < 0 else heavier(able, n)) or able
    if way > 0 and able.ahead is not None and new.reps - least < low - 1:
        new = able  # the log knows that even one step is too much
    reached = _span(new.reps, plan)
    return _advice(new.load, reached, plan, last, reason, able=new.reps)


def _span(able: float, plan: _Plan) -> Span:
    """The repetitions within the range that leave the reserve wanted."""
    (low, high), (least, most) = plan.reps, plan.wanted
    top = max(1, min(high, round(able - least)))
    return max(1, min(top, max(low, round(able - most)))), top


def _notched(
    last: LoggedSet, able: float, n: float, way: int, lifter: Lifter, plan: _Plan, reason: Reason
) -> NextSet:
    """Without a load to take percentages of: one notch that way, else repetitions.

    Up only where what is left is enough for the range; never up after a set that was too hard.
    """
    if last.load.milli == 0:
        low, high = plan.wanted
        leaves = Reason("next.reps_only", {"low": low, "high": high}, ("R29", "R27"))
        return _advice(last.load, _span(able, plan), plan, last, leaves)
    new: Load | None = last.load
    if way < 0:
        new = next_loadable_down(last.load, lifter)
    elif able >= n:
        new = next_loadable_up(last.load, lifter)
    return _advice(new or last.load, plan.reps, plan, last, reason)
