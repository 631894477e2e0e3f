"""What to do in the next set of the same exercise, today.

The same ability that set the target, with today's sets heard: it says what the load still holds.
The load stays while the repetitions expected at the wanted reserve lie in the range; it is never
raised after it was lowered in the same session.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import floor

from core.records import Exposure, Lifter, Load, LoggedSet, NextSet, Reason, Target
from core.training.ability.fatigue import loss_to_next, rest_after
from core.training.ability.forecast import expected_of
from core.training.ability.state import Ability
from core.training.current_session import Today, fell_short, is_over_agreed, today_of, went_down
from core.training.effort.reserve import Span, band, reserve, said, sigma_rir
from core.training.pain_reports import is_hurt_today
from core.training.progression.aims import shown_again
from core.training.progression.plates import (
    loadable_at_most,
    mass,
    next_loadable_down,
    next_loadable_up,
    same_load,
)
from core.training.progression.steps import (
    MOST_UP,
    UNDER,
    WIDEST_STEP,
    is_far_over,
    slack_below,
)
from core.training.progression.target_rules import asks_easy
from core.training.warmups import WarmupStep, ramp

USUAL_MOST_LEFT = 5.0  # repetitions that an unrated set may have left
OVER = 1.5  # repetitions over the range before the load is moved
AFTER_FAILED_SINGLE = (0.80, 0.85)  # of the load, for two or three repetitions
SEARCHED_UNTIL = 3  # repetitions left, at which a first load is found
STEPS = 40
BACK_OFF_LEFT: Span = (2, 4)
REST_BEFORE_WORK_S = 150  # after the last warm-up set

__all__ = ["advise_next", "loss_to_next", "rest_after"]


def advise_next(
    exposures: Sequence[Exposure], lifter: Lifter, target: Target | None
) -> NextSet | None:
    """Advise the next set of the last exposure; None when its planned sets are done.

    `target` is the one that held for this session. Nothing is advised after pain today (R46).
    """
    if not exposures or not exposures[-1].sets:
        return None
    today = exposures[-1]
    if is_hurt_today(today, lifter):
        return None
    target = None if target is not None and target.kind == "first" else target
    state = today_of(exposures, lifter, target)
    if len(state.counted) >= state.sets:
        return None
    if not state.counted:
        return _first_working(today.sets[-1], state)
    last = state.counted[-1]
    if last.reps is None:
        return _timed(last, state)
    if _is_failed_single(last, state):
        return _after_failed_single(last, state)
    if state.scheme.kind == "top" and not asks_easy(state.target):
        return _back_off(last, state)
    return _after(last, state)


def _first_working(last: LoggedSet, state: Today) -> NextSet | None:
    """After a warm-up or a ramp: the first working set by the target; without one, a step up."""
    target, lifter = state.target, state.lifter
    timed = lifter.exercise.measure in ("time", "distance")
    if target is None:
        if last.drop:
            return None
        up = next_loadable_up(last.load, lifter)
        reason = Reason("next.build_up", {"low": state.rir[0], "high": state.rir[1]}, ("R31",))
        reps = None if timed else (state.scheme.low, state.scheme.high)
        return _advice(up or last.load, reps, state, last, reason, seconds=last.seconds)
    if last.warmup and not timed and (steps := ramp(target.load, lifter, after=last.load)):
        return _warm_up(steps, target, last, state)
    aim = target.aims[0] if target.aims else target.reps_low
    reps = None if aim is None else (aim, target.reps_high or aim)
    reason = Reason("next.planned", {}, ("R37",))
    advised = _advice(target.load, reps, state, last, reason, seconds=target.seconds)
    return replace(advised, rest_s=max(advised.rest_s, REST_BEFORE_WORK_S))


def _warm_up(steps: Sequence[WarmupStep], target: Target, last: LoggedSet, state: Today) -> NextSet:
    """The next step of the way up, and what follows it."""
    facts: dict[str, object] = {
        "rest": ", ".join(f"{each.load.text} x {each.reps}" for each in steps[1:]),
        "load": target.load.text,
        "unit": target.load.unit,
    }
    key = "next.warm_up.more" if len(steps) > 1 else "next.warm_up.last"
    first = steps[0]
    advised = _advice(
        first.load, (first.reps, first.reps), state, last, Reason(key, facts, ("R30",))
    )
    return replace(advised, rir_low=3, rir_high=5, expected=None, open_top=False)


def _timed(last: LoggedSet, state: Today) -> NextSet:
    """A hold or a carry: the same again, or what was planned."""
    seconds, target = last.seconds, state.target
    if target is not None and target.seconds and same_load(mass(target.load), mass(last.load)):
        seconds = max(target.seconds, last.seconds or 0)
    key = "next.same_time" if seconds else "next.same_way"
    reason = Reason(key if seconds == last.seconds else "next.planned", {}, ("R30",))
    return _advice(last.load, None, state, last, reason, seconds=seconds)


def _searched(load: Load, last: LoggedSet, state: Today, ability: Ability, low: int) -> Load:
    """On a lift never logged before: a step more at once while more than 3 are left."""
    left = reserve(last)
    if state.before is not None or state.careful or load != last.load or went_down(state):
        return load
    if left is None or left <= SEARCHED_UNTIL or (last.reps or 0) < low:
        return load
    up = next_loadable_up(last.load, state.lifter)
    if up is None or _share(up, last.load, ability) > WIDEST_STEP:
        return load
    long_step = _share(up, last.load, ability) > MOST_UP  # unless the range pays for it
    least = low if long_step else low - UNDER
    return up if ability.able(up).reps - state.left >= least else load


def _share(load: Load, of: Load, ability: Ability) -> float:
    """How much more is moved at a load than at another, the body lifted along included."""
    return round(ability.moved_kg(load) / ability.moved_kg(of) - 1, 9)


def _is_failed_single(last: LoggedSet, state: Today) -> bool:
    """Whether a single or double failed on a lift that is not safe to fail."""
    return last.failed and (last.reps or 0) <= 2 and not state.lifter.exercise.safe_to_fail


def _after_failed_single(last: LoggedSet, state: Today) -> NextSet | None:
    """Much lighter for two or three repetitions, or stop; nothing more after a second one."""
    if sum(_is_failed_single(each, state) for each in state.counted) > 1:
        return None
    share = (AFTER_FAILED_SINGLE[0] + AFTER_FAILED_SINGLE[1]) / 2
    wish = Load(round(last.load.milli * share), last.load.unit)
    if (
        is_over_agreed(last, state)
        and state.target is not None
        and mass(state.target.load) < mass(wish)
    ):
        wish = state.target.load
    load = loadable_at_most(wish, state.lifter, lifted=last.load)
    reason = Reason("next.after_failed_single", {}, ("R34", "R33"))
    advised = _advice(load, (2, 3), state, last, reason)
    return replace(advised, rir_low=2, rir_high=4, open_top=False)


def _back_off(last: LoggedSet, state: Today) -> NextSet | None:
    """After a top set: the back-offs, lighter once one of them leaves too little."""
    if state.ability is None:
        return None
    top, low, high = state.counted[0], state.scheme.back_low, state.scheme.back_high
    wanted = (low + high) / 2 + 3
    load, reason = last.load, Reason("next.same", {}, ("R41", "R33"))
    planned = state.target.back_offs if state.target else None
    if len(state.counted) == 1:
        load = planned.load if planned else next_loadable_down(top.load, state.lifter)
        load = _fitting_down(load, wanted, state.ability, state.lifter)
        reason = Reason("next.back_off", {}, ("R41", "R33"))
    elif _is_back_off_too_heavy(last, state, state.ability):
        load = _fitting_down(load, wanted, state.ability, state.lifter)
        reason = Reason("next.into_range", {"low": low, "high": high}, ("R41", "R29"))
    aim = max(1, min(high, _back_off_reps(load, state.ability)))
    return _advice(load, (aim, high), state, last, reason)


def _is_back_off_too_heavy(last: LoggedSet, state: Today, ability: Ability) -> bool:
    """Whether a back-off left less than was wanted, and its load holds the range no more."""
    left = reserve(last)
    short = last.failed or (left is not None and left < BACK_OFF_LEFT[0])
    return short and _back_off_reps(last.load, ability) < state.scheme.back_low


def _back_off_reps(load: Load, ability: Ability) -> int:
    return round(ability.able(load).reps - sum(BACK_OFF_LEFT) / 2)


def _fitting_down(load: Load, wanted: float, ability: Ability, lifter: Lifter) -> Load:
    """The heaviest load from here down that holds so many repetitions to failure."""
    for _ in range(STEPS):
        if ability.able(load).reps >= wanted:
            break
        lighter = next_loadable_down(load, lifter)
        if lighter.milli >= load.milli or lighter.milli <= 0:
            break
        load = lighter
    return load


def _after(last: LoggedSet, state: Today) -> NextSet | None:
    """Choose load and repetitions after a working set."""
    ability, scheme = state.ability, state.scheme
    if ability is None:
        return None
    high = _range(state)[1]
    load = _load_next(last, state, ability)
    reason = _reason(last, load, state)
    aim = _aim_at(load, last, state, ability, high)
    top = max(high, aim)
    if state.careful:
        aim = min(aim, high) if scheme.kind != "fixed" else scheme.low
        top = aim
    return _advice(load, (aim, top), state, last, reason)


def _load_next(last: LoggedSet, state: Today, ability: Ability) -> Load:
    """The load of the next set: the same while it holds the range at the reserve wanted.

    What was right is not made lighter in the same session; fixed sets keep their load, and are
    made at a lighter one after a miss.
    """
    if is_over_agreed(last, state) and state.target is not None:
        return state.target.load
    low, high = _range(state)
    reps, left, lifter = last.reps or 0, reserve(last), state.lifter
    if fell_short(last, state):
        lighter = next_loadable_down(last.load, lifter)
        wanted = state.scheme.low + band(lifter)[0]
        return _fitting_down(lighter if lighter.milli > 0 else last.load, wanted, ability, lifter)
    able = min(ability.able(last.load).reps, _possible(last, lifter))
    expected = able - state.left
    body = last.load.milli == 0 and lifter.exercise.measure == "bodyweight"
    load = last.load
    lighter = next_loadable_down(last.load, lifter)
    slack = slack_below(ability.able(lighter).reps - able)
    if mass(lighter) * 10 < mass(last.load) * 9 and lifter.exercise.safe_to_fail:
        expected = max(expected, ability.able(last.load, 0.0).reps - state.left)  # build here
    if not body and not (low - slack <= expected <= high + OVER):
        wished = (low + high) / 2
        if expected > high and state.before is not None:
            wished = high  # a lift that is known goes up no further today than into the range
        load = _moved(last, expected, wished, state)
    load = _searched(load, last, state, ability, low)
    right = left is not None and left >= max(1, state.rir[0]) and reps >= low
    if right and mass(load) < mass(last.load) and not state.careful:
        return last.load
    kept = not last.failed and reps >= state.scheme.low
    if state.scheme.kind == "fixed" and (mass(load) > mass(last.load) or kept):
        return last.load
    return load


def _possible(last: LoggedSet, lifter: Lifter) -> float:
    """The most repetitions to failure worth counting on after a set, at its own load.

    What it had, its reserve and as much as such calls are too low by; fresher than that nobody
    gets.
    """
    left = reserve(last)
    reps = last.reps or 0
    if last.failed:
        return float(reps)
    if left is None:
        return reps + USUAL_MOST_LEFT
    low = 1.0 + sigma_rir(left, reps + left, lifter.exercise)
    return reps + left + (3.0 if last.rir_at_least else low)


def _range(state: Today) -> Span:
    """The range of today's sets: the target's, where it says one."""
    target = state.target
    if target is not None and target.reps_low is not None and target.reps_high is not None:
        if asks_easy(target):
            return 1, target.reps_high
        return min(state.scheme.low, target.reps_low), target.reps_high
    return state.scheme.low, state.scheme.high


def _aim_at(load: Load, last: LoggedSet, state: Today, ability: Ability, high: int) -> int:
    """Repetitions to expect at the middle of the band, as likely as not with the least wanted.

    At the load of the last set or over it, no more than that set showed.
    """
    dearer = ability.able(last.load).reps - ability.able(load).reps
    able = ability.able(load).reps
    if dearer >= 0:
        able = min(able, _possible(last, state.lifter) - dearer)
    least = state.rir[0] if asks_easy(state.target) else band(state.lifter)[0]
    aim = min(floor(able - state.left + 0.5), floor(able + 0.5) - least, high)
    if dearer >= 0:
        aim = min(aim, floor(shown_again(last, state.lifter, state.left) - dearer))
    left = reserve(last)
    if dearer == 0 and not last.failed and left is not None and left >= least:
        aim = max(aim, min((last.reps or 0) - 1, floor(able + 0.5) - least, high))
    return max(1, aim)


def _moved(last: LoggedSet, expected: float, middle: float, state: Today) -> Load:
    """The load whose expected repetitions lie nearest to the middle of the range."""
    ability, lifter = state.ability, state.lifter
    if ability is None:
        return last.load
    up = expected > middle
    left = reserve(last)
    failed = last.failed or (left is not None and left < state.rir[0])
    if up and (state.careful or failed or went_down(state)):
        return last.load
    best, best_off, load = last.load, abs(expected - middle), last.load
    most = _heaviest_allowed(last, state)
    for _ in range(STEPS):
        nearer = next_loadable_up(load, lifter) if up else next_loadable_down(load, lifter)
        if nearer is None or nearer.milli == load.milli or (up and mass(nearer) > most):
            break
        if lifter.exercise.measure == "load" and nearer.milli <= 0:
            break
        long_step = _share(nearer, last.load, ability) > MOST_UP
        if up and long_step and not is_far_over(last, state.scheme.high, state.rir[1]):
            break
        load = nearer
        off = abs(ability.able(load).reps - state.left - middle)
        if off >= best_off:
            break
        best, best_off = load, off
    return best


def _heaviest_allowed(last: LoggedSet, state: Today) -> int:
    """A tenth over the heaviest of the session before, in a first one over the last; or a step."""
    base = last.load  # no load is known yet: each set may go up
    if state.before is not None:
        base = state.counted[0].load
        heaviest = max(state.before.sets, key=lambda each: mass(each.load)).load
        base = heaviest if mass(heaviest) > mass(base) else base
    most = mass(base) + round(abs(mass(base)) * MOST_UP)
    step = next_loadable_up(base, state.lifter)
    if state.coming_back and step is not None:
        return max(mass(step), mass(last.load))
    if step is not None and mass(step) - mass(base) <= abs(mass(base)) * WIDEST_STEP:
        most = max(most, mass(step))
    return max(most, mass(last.load))


def _reason(last: LoggedSet, load: Load, state: Today) -> Reason:
    """The one fact behind the advice."""
    low, high = state.rir
    facts: dict[str, object] = {"left": said(last), "low": low, "high": high}
    left = reserve(last)
    if is_over_agreed(last, state):
        return Reason("next.agreed", facts, ("R22", "R46"))
    if mass(load) > mass(last.load):
        return Reason("next.heavier", facts, ("R29",))
    if mass(load) < mass(last.load):
        span: dict[str, object] = {"low": state.scheme.low, "high": state.scheme.high}
        return Reason("next.into_range", span, ("R29", "R27"))
    if left is None:
        return Reason("next.unknown", facts, ("R11",))
    if left < low:
        return Reason("next.stop_earlier", facts, ("R29", "R31"))
    return Reason("next.same", facts, ("R27",))


def _advice(
    load: Load,
    reps: Span | None,
    state: Today,
    after: LoggedSet,
    reason: Reason,
    seconds: int | None = None,
) -> NextSet:
    """Put the advice together."""
    rir = state.rir
    if state.scheme.kind == "top" and reps is not None and not asks_easy(state.target):
        rir = BACK_OFF_LEFT
    expected = None
    if state.ability is not None and reps is not None:
        number = len(state.counted) + 1
        expected = expected_of(
            state.ability, load, reps[0], state.lifter, number, chance=not state.careful
        )
    return NextSet(
        load=load,
        reps_low=reps[0] if reps else None,
        reps_high=reps[1] if reps else None,
        rir_low=rir[0],
        rir_high=rir[1],
        rest_s=rest_after(after, state.lifter),
        reason=reason,
        seconds=seconds,
        distance_cm=after.distance_cm if seconds is None else None,
        expected=expected,
        open_top=reps is not None and state.scheme.kind == "range" and not state.careful,
    )
