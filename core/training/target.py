"""What to aim for next session: the order in which the rules are asked.

A target is a function of the log: coming back, pain, too hard, ready for more, else the same
again. What each of these means depends on what the exercise is measured in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from fractions import Fraction

from core.limits import SESSION_GAP
from core.records import Exposure, Lifter, Load, Pain, Reason, Target, TargetKind
from core.training.easy_day import lighter
from core.training.effort.reserve import EASY_RETURN, asked, band, reserve
from core.training.exercise_sessions import (
    DEFAULT_SETS,
    ExerciseSession,
    counted_today,
    days_apart,
    goal_range,
    is_endurance,
    sessions,
    sets_in,
)
from core.training.pain_reports import general_signs, own_reports
from core.training.prescribed import BY_TRAINER, prescribed_target
from core.training.progression import bodyweight_targets, hold_targets, load_targets
from core.training.progression.blockers import DAY
from core.training.progression.careful_sessions import after_layoff, after_pain, is_heavier
from core.training.progression.exercise_state import ExerciseState, state_of_exercise
from core.training.progression.layoff import Layoff, layoff
from core.training.progression.plates import mass
from core.training.progression.rep_range import place_of
from core.training.progression.steps import is_coming_back
from core.training.progression.target_rules import Aim, Rules, asks_easy, build
from core.training.remembered import OfSessions

LONG = 56  # days off, after which a load is earned again step by step
LIGHTER_BACK = Fraction(19, 20)  # after a first session back that left nothing
BODY, HOLD = ("bodyweight", "assisted"), ("time", "distance")


_EASY_WEEK = Reason("target.plan_easy", {}, ("R44",))
_KEPT = OfSessions[Target](256, 16_384)  # some 1 kB each, without the sessions


def next_target(exposures: Sequence[Exposure], lifter: Lifter, now: datetime) -> Target:
    """Set the target of the next session from all exposures given (R22, R37-R39, R44, R46)."""
    measure = lifter.exercise.measure
    exposures = sorted(exposures, key=lambda each: each.session_at)
    past = sessions(exposures, measure)
    if not exposures or not exposures[-1].sets or now - exposures[-1].sets[-1].at >= SESSION_GAP:
        return target_after(past, lifter, now)
    before = sessions(exposures[:-1], measure)
    planned = planned_after(before, lifter, exposures[-1].session_at)
    begun = is_begun(exposures[-1], planned, lifter)
    return target_after(past if begun else before, lifter, now)


def is_begun(today: Exposure, planned: Target, lifter: Lifter) -> bool:
    """Tell whether a session under way holds more than sets on the way up to its load."""
    load = None if planned.kind == "first" else planned.load
    return bool(counted_today(today.sets, load, lifter.exercise.measure)) or (
        bool(planned.prescribed) and bool(today.lifted)
    )


def planned_target(exposures: Sequence[Exposure], lifter: Lifter) -> Target:
    """The target that held for the last of these exposures, from the sessions before it."""
    return next_target(exposures[:-1], lifter, exposures[-1].session_at)


def planned_after(past: Sequence[ExerciseSession], lifter: Lifter, begun_at: datetime) -> Target:
    """What a session that began at a moment was to be, after those before it."""
    return target_after(past, lifter, begun_at)


def target_after(past: Sequence[ExerciseSession], lifter: Lifter, now: datetime) -> Target:
    """Set the target after these sessions, oldest first."""
    if not past or is_endurance(lifter.exercise):
        first = first_target(lifter)
        return prescribed_target(lifter, first) if lifter.prescribed else first
    past = [each for each in past if each.at not in lifter.easy_sessions] or past
    target = _worked_out(past, lifter, now)
    if lifter.prescribed and not own_reports(lifter) and _goes_over(lifter, target):
        return prescribed_target(lifter, target)
    if lifter.deload and target.kind not in ("deload", "return"):
        return lighter(target, lifter, lifter.because or _EASY_WEEK)
    return target


def _goes_over(lifter: Lifter, target: Target) -> bool:
    """Whether planned sets go before the coach's own target.

    They give way to an easy session, and a trainer's to pain anywhere (R46). Weeks before a meet
    are easier anyway, so a deload gives way to them; and all but pain to the attempts of the day
    (R53).
    """
    if lifter.because == BY_TRAINER and "R46" in target.reason.rules:
        return False
    if not asks_easy(target):
        return True
    because = lifter.because
    return because is not None and (target.kind == "deload" or because.rules == ("R53",))


def _worked_out(past: Sequence[ExerciseSession], lifter: Lifter, now: datetime) -> Target:
    """Ask the rules, unless they were asked the same: each answer of a session asks again.

    The last targets are kept.
    """
    place, seen = (*place_of(past, lifter), *_moment(past[-1], lifter, now)), tuple(past)
    kept = _KEPT.of(place, lifter, seen)
    if kept is None:
        kept = _KEPT.keep_of(place, lifter, seen, _work_out(seen, lifter, now), sets_in(seen))
    return kept


def _moment(last: ExerciseSession, lifter: Lifter, now: datetime) -> tuple[object, ...]:
    """What the rules see of the time: the day, days since the last session, whether it is over.

    The time itself where reports, easy weeks or the body's weights have times of their own.
    """
    times = lifter.pains or lifter.near_pains or lifter.easy_sessions or lifter.bodyweights
    if times or lifter.exercise.measure != "load":
        return (now,)
    days = round((now - last.at).total_seconds() / 86400)  # as growth and drift are counted
    return now.astimezone(lifter.zone).date(), days, now - last.sets[-1].at >= SESSION_GAP


def _work_out(past: Sequence[ExerciseSession], lifter: Lifter, now: datetime) -> Target:
    """Ask the rules in their order."""
    seen = state_of_exercise(past, lifter, now)
    rules = _rules(seen)
    away = layoff(past, lifter, now)
    if away is not None:
        return _returning(seen, away, rules)
    over = _over_return(seen, rules)
    if over is not None:
        return over
    hurt = _pained(seen, rules)
    if hurt is not None:
        return hurt
    if 0 < seen.since_return < 2:
        return _second_back(seen, rules)
    return rules.progress(seen)


def first_target(lifter: Lifter) -> Target:
    """The target before any set: no load is known yet. Endurance never gets another."""
    endless = is_endurance(lifter.exercise)
    timed = lifter.exercise.measure in HOLD
    low, high = goal_range(lifter)
    if lifter.rep_range is not None and not timed:
        low, high = lifter.rep_range
    rir_low, rir_high = asked(band(lifter), lifter)
    return Target(
        exercise_id=lifter.exercise.id,
        kind="first",
        sets=lifter.sets_planned or DEFAULT_SETS,
        load=Load(0, lifter.unit),
        reps_low=None if timed else low,
        reps_high=None if timed else high,
        rir_low=rir_low,
        rir_high=rir_high,
        reason=Reason("target.endurance" if endless else "target.first", {}, ("R37",)),
        seconds=low if lifter.exercise.measure == "time" and not endless else None,
    )


def _rules(seen: ExerciseState) -> Rules:
    """Choose the rules of the measure; added load on a bodyweight exercise follows loads."""
    measure = seen.lifter.exercise.measure
    if measure in HOLD:
        return hold_targets.RULES
    if seen.load.milli < 0 or measure == "assisted":
        return bodyweight_targets.ASSISTED
    if seen.load.milli == 0:
        return bodyweight_targets.BODY
    return load_targets.RULES


def _returning(seen: ExerciseState, away: Layoff, rules: Rules) -> Target:
    """Start again lower, one set fewer, 3 or more in reserve (R22)."""
    key = "target.return.lift" if away.lift_only else "target.return.training"
    if away.percent <= 60:
        key = "target.return.new"
    if seen.load.milli < 0:  # no percentages are taken of assistance
        key = "target.return.assisted"
    facts = {"days": away.days, "weeks": away.days // 7, "percent": f"{float(away.percent):g}"}
    lower = rules.lower(seen, away.percent / 100)
    reason = Reason(key, facts, ("R22",))
    return build(seen, "return", reason, lower, sets=max(1, seen.sets - 1), rir=EASY_RETURN)


def _over_return(seen: ExerciseState, rules: Rules) -> Target | None:
    """Ask again for the load of the return where more was lifted; None where it was kept to (R22).

    After `LONG` days off that load, with a step for each session that earned one; after fewer the
    load from before the break.
    """
    if not is_coming_back(seen.since_return) or seen.lifter.exercise.measure in HOLD:
        return None
    before, back = seen.past[: -seen.since_return], seen.past[-seen.since_return :]
    zone, first = seen.lifter.zone, back[0].at
    old = state_of_exercise(before, _at_return(seen.lifter, before, first), first)
    agreed = old.load
    away = layoff(before, old.lifter, first)
    if away is not None and days_apart(before[-1].at, first, zone) >= LONG:
        agreed = rules.lower(old, away.percent / 100).load
    kept = after_layoff(back, agreed, seen.lifter)
    most = min(kept.load, old.load, key=mass)
    if not is_heavier(mass(seen.load), mass(most)) or not (kept.heavier or kept.clean == 0):
        return None
    reason = Reason("target.return.heavier", {}, ("R22",))
    return build(seen, "return", reason, Aim(most, seen.reps), rir=EASY_RETURN)


def _at_return(lifter: Lifter, before: Sequence[ExerciseSession], first: datetime) -> Lifter:
    """The lifter as the first session back found them: what was trained before it."""
    trained_at = lifter.trained_before_return
    if trained_at is None or trained_at >= first:
        trained_at = before[-1].sets[-1].at
    return replace(lifter, trained_at=trained_at)


def _second_back(seen: ExerciseState, rules: Rules) -> Target:
    """The session after the first one back: the same load; easy again where that was no easy one.

    Lighter where it left nothing (R22).
    """
    lefts = [left for left in map(reserve, seen.last.tops) if left is not None]
    least = min(lefts, default=float(EASY_RETURN[0]))
    if least <= 0:
        reason = Reason("target.down.returning", {}, ("R22",))
        return build(seen, "return", reason, rules.lower(seen, LIGHTER_BACK), rir=EASY_RETURN)
    reason = Reason("target.hold.returning", {"done": seen.since_return}, ("R22",))
    held = rules.hold(seen, reason)
    if least >= EASY_RETURN[0]:
        return held
    return build(seen, "return", reason, Aim(held.load, seen.reps), rir=EASY_RETURN)


def _pained(seen: ExerciseState, rules: Rules) -> Target | None:
    """Step back after a report of pain, hold until two exposures without a new one (R46).

    That the pain is over counts as one of the two. A report elsewhere of a part that this exercise
    loads holds it as well, with 3 or more left; what would come down anyway is left as it is.
    """
    lifter = seen.lifter
    own = _open_report(seen, own_reports(lifter))
    near = _open_report(seen, [each for each in lifter.near_pains if not each.urgent])
    if own is not None:
        since = [each for each in seen.past if each.at > own.at]
        if since:
            return _held_after_pain(seen, rules, since, own)
        key = "target.down.urgent" if own.urgent else "target.down.pain"
        lower = rules.lower(seen, None)
        return build(seen, "down", Reason(key, {}, ("R46",)), lower, rir=EASY_RETURN)
    general = _open_report(seen, general_signs(lifter), clean=1)
    if (near or general) is None or rules.progress(seen).kind in ("down", "deload"):
        return None
    if near is None:
        return _held_easy(seen, rules, Reason("target.hold.urgent", {}, ("R46",)))
    facts: dict[str, object] = {"part": near.parts[0]}
    return _held_easy(seen, rules, Reason("target.hold.near_pain", facts, ("R46",)))


def _held_after_pain(
    seen: ExerciseState, rules: Rules, since: Sequence[ExerciseSession], report: Pain
) -> Target:
    """Easy at the load agreed on, never above what was done, until two clean sessions (R46)."""
    kept = after_pain(since, _stepped_back(seen, report))
    facts: dict[str, object] = {"clean": _clean(seen, report)}
    key = "target.hold.pain"
    if kept.heavier or kept.nearer:
        key = "target.hold.pain_heavier" if kept.heavier else "target.hold.pain_nearer"
    most = min(
        [kept.load, *[each.load for each in seen.past if each.at <= report.at][-1:]], key=mass
    )
    return _held_easy(seen, rules, Reason(key, facts, ("R46",)), most)


def _held_easy(
    seen: ExerciseState, rules: Rules, reason: Reason, most: Load | None = None
) -> Target:
    """The same again with 3 or more left; at most at a load that was agreed on (R46)."""
    held = rules.hold(seen, reason)
    aim = Aim(held.load, seen.reps, held.seconds, held.distance_cm)
    if most is not None and is_heavier(mass(seen.load), mass(most)):  # nor above what hurt
        aim = replace(aim, load=most)
    if _leaves_too_little(seen, aim.load):
        aim = replace(aim, load=rules.lower(seen, None).load)
    if held.reps_low is None:
        aim = replace(aim, reps=None)
    elif seen.load.milli == 0:
        aim = replace(aim, reps=(held.reps_low, held.reps_high or held.reps_low))
    kind: TargetKind = "hold" if aim.load == seen.load else "down"
    return build(seen, kind, held.reason, aim, rir=EASY_RETURN)


def _leaves_too_little(seen: ExerciseState, load: Load) -> bool:
    """Whether not even one repetition leaves as much as an easy session has to (R46)."""
    if seen.ability is None or seen.lifter.exercise.measure != "load":
        return False
    return seen.ability.able(load, 0.0).reps < 1 + EASY_RETURN[0]


def _stepped_back(seen: ExerciseState, report: Pain) -> Load:
    """The load that was asked for in the first session after a report."""
    before = [each for each in seen.past if each.at <= report.at]
    if not before:
        return seen.load
    first = next(each for each in seen.past if each.at > report.at)
    asked_then = target_after(before, seen.lifter, first.at)
    return asked_then.load


def _open_report(seen: ExerciseState, pains: Sequence[Pain], clean: int = 2) -> Pain | None:
    """The newest report, unless so many exposures were clean since or it is 90 days old (R46)."""
    newest = max(pains, key=lambda pain: pain.at, default=None)
    if newest is None or _clean(seen, newest) >= clean or seen.now - newest.at > 90 * DAY:
        return None
    return newest


def _clean(seen: ExerciseState, report: Pain) -> int:
    """Clean exposures since a report; that it was said to be over counts as one.

    One heavier or nearer to failure than agreed is not clean where the lift stepped back.
    """
    since = [each for each in seen.past if each.at > report.at]
    done = len(since)
    if since and report in own_reports(seen.lifter):
        done = after_pain(since, _stepped_back(seen, report)).clean
    return done + (report.ended_at is not None)
