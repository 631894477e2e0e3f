"""From the log to advice: what a set says, the next set, the next session. The log alone counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise

from core.changed import changed
from core.context import RequestContext
from core.handlers.coming_day import coming_day, day_after
from core.handlers.easy_days import easy_now, is_easy_next
from core.handlers.effort_calibration import informed
from core.handlers.exercise_log import Past, read_past
from core.handlers.pain_reports import is_stopped, near_pains_of, pains_of
from core.handlers.peaks import events_of, peak_sessions, with_peak
from core.handlers.plan_days import asked_next, asked_today
from core.handlers.plan_lifter import easy_sessions, with_plan, with_prescribed
from core.handlers.rep_range import with_range_before
from core.handlers.trainer_aims import with_proposal
from core.handlers.trial_arms import arm_band, in_arm
from core.limits import SESSION_GAP
from core.records import (
    Bodyweight,
    Exercise,
    Exposure,
    Lifter,
    LoggedSet,
    NextSet,
    Pain,
    Reason,
    Target,
    Verdict,
)
from core.training import advice as rules
from core.training.ability.forecast import FEWEST, ability_of, foretold
from core.training.consistency import agreed
from core.training.curve import strongest
from core.training.effort.call_checks import calls_outgrown, calls_told, calls_too_low
from core.training.exercise_sessions import planned_sets, sessions
from core.training.missed_attempts import following as next_set
from core.training.preferences import effort_wished, weights_of
from core.training.prescribed import BY_TRAINER, counted_for
from core.training.progression.plates import kept_above_bar, learned_step
from core.training.progression.steps import BACK_SESSIONS
from core.training.sides import of_last_side, of_side
from core.training.target import next_target
from core.training.verdict import Bests, judge

# R22: only from 21 days it matters when anything was trained; calendar days can be 20 in hours
LONG_BREAK = timedelta(days=19)
RECENT = 12  # sessions whose loads show the step a person can load


@dataclass(frozen=True, slots=True)
class Advice:
    """What is said about one exercise of a message."""

    exercise: Exercise
    sets: tuple[LoggedSet, ...]  # those of the message
    verdict: Verdict
    next_set: NextSet | None
    target: Target | None
    planned: Target  # what this session was to be, from the sessions before it
    done: int  # sets of this session that stand for planned ones
    planned_sets: int
    current: bool  # the session is still under way
    exposures: tuple[Exposure, ...]
    pains: tuple[Pain, ...]  # newest first
    news: bool = True  # the target says something that the last answer did not
    stopped: bool = False  # an urgent sign was reported today (R46)


def lifter_of(
    context: RequestContext,
    exercise: Exercise,
    exposures: Sequence[Exposure],
    trained_at: datetime | None = None,
    *,
    in_session: bool = False,
) -> Lifter:
    """What the training rules know of this person at an exercise.

    `in_session`: by what the plan asks today, though all of it be done.
    """
    arm = arm_band(context, exercise, exposures)
    lifter = _with_loads_seen(_by_settings(context, exercise, exposures, trained_at), exposures)
    asked = asked_today(context, exercise.id, in_session=in_session)
    easy = easy_sessions(context, exposures) | peak_sessions(context, exercise, exposures)
    lifter = in_arm(with_plan(lifter, asked, easy), arm)
    if asked is None:
        now_easy = easy_now(context, exposures, in_session=in_session)
        lifter = changed(lifter, deload=now_easy)
    lifter = informed(context, with_range_before(context, lifter, exposures), exposures)
    lifter = in_arm(with_prescribed(lifter, asked, exposures, context.now), arm)
    day = coming_day(context, exercise.id, exposures, in_session=in_session)
    lifter = with_peak(context, lifter, exposures, day)
    return with_proposal(context, lifter, exposures, in_session=in_session)


def _by_settings(
    context: RequestContext,
    exercise: Exercise,
    exposures: Sequence[Exposure],
    trained_at: datetime | None,
) -> Lifter:
    """A lifter as the settings and reports have them, without plan, trial or event."""
    person, preference = context.person, context.preferences.get(exercise.id)
    weights = weights_seen(context, exercise)
    return Lifter(
        exercise=exercise,
        goal=preference.goal if preference and preference.goal else person.goal,
        unit=person.unit,
        step=preference.step if preference else None,
        bar=person.bar,
        plates=person.plates,
        bodyweight=weights[-1].load if weights else person.bodyweight,
        bodyweights=weights,
        pains=pains_of(context, exercise.id, exposures),
        near_pains=near_pains_of(context, exercise),
        trained_at=trained_at,
        trained_before_return=_before_return(context, exposures),
        zone=context.zone,
        rep_range=preference.rep_range if preference else None,
        effort=effort_wished(exercise, person, preference),
        dumbbells=weights_of(exercise, person),
        cutting=person.cutting,
    )


def _with_loads_seen(lifter: Lifter, exposures: Sequence[Exposure]) -> Lifter:
    """With what the log tells of the loads there are: the step, and the lightest."""
    worked = [each.load for every in exposures[-RECENT:] for each in every.sets if each.working]
    lifted = [each.load for every in exposures for each in every.sets]
    return changed(
        lifter,
        learned_step=learned_step(worked, lifter),
        never_below=kept_above_bar(lifted, lifter),
    )


def weights_seen(context: RequestContext, exercise: Exercise) -> tuple[Bodyweight, ...]:
    """What the person weighed, day by day, where an exercise lifts the body along."""
    if exercise.measure not in ("bodyweight", "assisted"):
        return ()
    return context.uow.bodyweights.of(context.person.id)


def _before_return(context: RequestContext, exposures: Sequence[Exposure]) -> datetime | None:
    """When anything was trained before the newest session that followed a break of this lift."""
    pairs = list(pairwise(exposures[-BACK_SESSIONS - 1 :]))
    for before, each in reversed(pairs):
        if each.session_at - before.session_at >= LONG_BREAK:
            return context.uow.sets.trained_before(context.person.id, each.session_at)
    return None


def exposures_of(context: RequestContext, exercise_id: str) -> tuple[Exposure, ...]:
    """The sessions that decide about an exercise, oldest first; bounded however long the log.

    Of a lift done one side at a time those of the side that was trained last.
    """
    return of_last_side(read_past(context, exercise_id).exposures)


def target_for(context: RequestContext, exercise: Exercise) -> Target:
    """The target for the next session of an exercise, from everything in the log.

    Without a working set it is of kind "first": no load is known yet.
    """
    exposures = exposures_of(context, exercise.id)
    lifter = lifter_of(context, exercise, exposures, _trained_at(context))
    return foretold(next_target(exposures, lifter, context.now), exposures, lifter, context.now)


def plain_targets(context: RequestContext, exercises: Sequence[Exercise]) -> list[Target]:
    """The targets of several exercises, without what to expect of them: half the work."""
    trained_at, targets = _trained_at(context), []
    for exercise in exercises:
        exposures = exposures_of(context, exercise.id)
        lifter = lifter_of(context, exercise, exposures, trained_at)
        targets.append(next_target(exposures, lifter, context.now))
    return targets


def known_target(context: RequestContext, exercise: Exercise) -> Target | None:
    """The target of an exercise that has working sets in the log, else None.

    None as well on a day with an urgent sign (R46).
    """
    if is_stopped(context):
        return None
    target = target_for(context, exercise)
    return None if target.kind == "first" else target


def next_set_now(
    context: RequestContext, lifter: Lifter, exposures: Sequence[Exposure]
) -> NextSet | None:
    """The next set of a session that is under way; None where there is none or it is done.

    None as well on a day with an urgent sign (R46).
    """
    if (
        not exposures
        or is_stopped(context)
        or context.now - exposures[-1].sets[-1].at >= SESSION_GAP
    ):
        return None
    session_at = exposures[-1].session_at
    lifter = replace(lifter, trained_at=trained_before(context, exposures, session_at))
    return next_set(exposures, lifter, planned_for(lifter, exposures, session_at))


def _trained_at(context: RequestContext) -> datetime | None:
    """The last set of any exercise, from before the session that is under way."""
    last = context.uow.sets.last(context.person.id)
    if last is not None and last.session_at is not None and context.now - last.at < SESSION_GAP:
        return context.uow.sets.trained_before(context.person.id, last.session_at)
    return context.uow.sets.trained_before(
        context.person.id, context.now + timedelta(microseconds=1)
    )


def planned_for(lifter: Lifter, exposures: Sequence[Exposure], session_at: datetime) -> Target:
    """What a session was to be: the target worked out from the sessions before it."""
    earlier = tuple(each for each in exposures if each.session_at < session_at)
    return next_target(earlier, lifter, session_at)


def sets_to_go(context: RequestContext, exercise: Exercise) -> int:
    """How many sets of a lift are left of those planned for the session under way; at least 1."""
    past = exposures_of(context, exercise.id)
    lifter = lifter_of(context, exercise, past, in_session=True)
    done, wanted = _progress(past, planned_for(lifter, past, past[-1].session_at), lifter)
    return max(1, wanted - done)


def advise(
    context: RequestContext, past: Past, sets: tuple[LoggedSet, ...], bests: Sequence[Bests]
) -> Advice:
    """Everything said about the sets of one exercise in one message (stored, and in `past`)."""
    exercise, last = context.exercise(past.exercise_id), sets[-1]
    exposures = of_side(past.exposures, last.side)
    session_at = last.session_at or last.at
    trained = trained_before(context, exposures, session_at)
    lifter = lifter_of(context, exercise, exposures, trained, in_session=True)
    seen = tuple(each for each in exposures if each.session_at <= session_at)
    newest = len(seen) == len(exposures) and bool(seen)
    current = newest and context.now - last.at < SESSION_GAP
    if newest and seen[-1].sets[-1].id == last.id:
        best = _whole(bests[-1], seen, last, lifter) if past.complete else bests[-1]
        then = _next_time(context, lifter, exposures) if current else None
        said = rules.advise(last, seen, lifter, max(context.now, last.at), best, then)
        verdict, planned, target = said.verdict, said.planned, said.target
        following = said.next_set if current else None
    else:
        planned = planned_for(lifter, seen, session_at)
        verdict = judge(last, _up_to(seen, last), lifter, bests[-1], planned)
        following = next_set(seen, lifter, planned) if current else None
        target = next_target(
            exposures, replace(lifter, trained_at=_trained_at(context)), context.now
        )
        verdict = agreed(verdict, last, following, target)
    verdict = _with_records(verdict, sets, seen, lifter, bests, planned)
    if seen and verdict.kind in ("on_target", "easy", "too_easy"):
        told = _of_calls(_up_to(seen, last), lifter, last, done=following is None)
        verdict = verdict if told is None else replace(verdict, reason=told)
    done, wanted = _progress(seen, planned, lifter)
    known = None if target.kind == "first" else target
    if known is not None and following is None:  # before that it is only the target so far
        known = foretold(known, exposures, lifter, context.now)
    news = following is None or _is_news(known, exposures, sets, lifter, context.now)
    return Advice(exercise, sets, verdict, following, known, planned, done, wanted, current,
                  exposures, lifter.pains, news)  # fmt: skip


def _next_time(context: RequestContext, lifter: Lifter, exposures: Sequence[Exposure]) -> Lifter:
    """The lifter as the plan has them the next time this lift comes."""
    if lifter.because == BY_TRAINER:
        lifter = replace(lifter, prescribed=(), because=None)
    asked = asked_next(context, lifter.exercise.id)
    if asked is None:
        lifter = changed(lifter, deload=is_easy_next(context, exposures))
        if not events_of(context):
            return lifter
    bare = changed(lifter, prescribed=(), deload=asked is None and lifter.deload)
    if lifter.because is not None:
        bare = replace(bare, because=None, sets_planned=None)
    arm = arm_band(context, lifter.exercise, exposures)
    then = in_arm(with_plan(bare, asked), arm)
    then = in_arm(with_prescribed(then, asked, exposures, context.now), arm)
    return with_peak(context, then, exposures, day_after(context, lifter.exercise.id, exposures))


def _of_calls(
    exposures: Sequence[Exposure], lifter: Lifter, last: LoggedSet, *, done: bool
) -> Reason | None:
    """What today's calls look like against what was done; calls too low are told at the end."""
    exercise = lifter.exercise
    told = calls_told(exposures[-1].sets) or calls_outgrown(exposures, exercise)
    if told is not None or not done or len(exposures) < FEWEST:
        return told
    before = ability_of(exposures[:-1], lifter, last.at)
    return calls_too_low(before, ability_of(exposures, lifter, last.at), last)


def _is_news(
    target: Target | None,
    exposures: Sequence[Exposure],
    sets: Sequence[LoggedSet],
    lifter: Lifter,
    now: datetime,
) -> bool:
    """Whether a target differs from the one before these sets; in an exercise's first set it does.

    A repetition more or less in an aim is none.
    """
    ids = {each.id for each in sets}
    today = [each for each in exposures[-1].sets if each.id not in ids]
    if target is None or not any(each.working for each in today):
        return True
    before = next_target(
        (*exposures[:-1], Exposure(exposures[-1].session_at, tuple(today))), lifter, now
    )
    return (before.kind, before.load, before.sets) != (target.kind, target.load, target.sets)


def trained_before(
    context: RequestContext, exposures: Sequence[Exposure], session_at: datetime
) -> datetime | None:
    """When anything was last trained before a session; asked only where a break is possible."""
    earlier = [each for each in exposures if each.session_at < session_at]
    if not earlier or session_at - earlier[-1].sets[-1].at < LONG_BREAK:
        return None
    return context.uow.sets.trained_before(context.person.id, session_at)


def _progress(seen: Sequence[Exposure], planned: Target | None, lifter: Lifter) -> tuple[int, int]:
    """How many planned sets are done, of how many (docs/glossary.md)."""
    if not seen:
        return 0, 0
    done = len(counted_for(seen[-1].sets, planned, lifter.exercise.measure))
    if planned is not None and planned.kind != "first":
        return done, planned.sets
    return done, planned_sets(sessions(seen[:-1], lifter.exercise.measure), lifter)


def _with_records(
    verdict: Verdict,
    sets: Sequence[LoggedSet],
    seen: Sequence[Exposure],
    lifter: Lifter,
    bests: Sequence[Bests],
    planned: Target | None,
) -> Verdict:
    """The verdict on the last set, with the records of the sets before it in the message."""
    if len(sets) == 1 or not seen:
        return verdict
    earlier = [
        judge(each, _up_to(seen, each), lifter, best, planned)
        for each, best in zip(sets[:-1], bests, strict=False)
    ]
    said = [record for each in (*earlier, verdict) for record in each.records]
    records = {record.key: record for record in said}
    return replace(verdict, records=tuple(records.values()))


def _whole(best: Bests, before: Sequence[Exposure], this: LoggedSet, lifter: Lifter) -> Bests:
    """Add the bests that are known only while the whole history is in the window."""
    if best.heaviest is None and not best.most_reps:
        return best
    today = tuple(each for each in before[-1].sets if each.id != this.id)
    earlier = [*[each.sets for each in before[:-1]], today]
    estimates = [strongest(each, lifter.exercise) for each in earlier]
    timed = [each for sets in earlier for each in sets if each.seconds and each.lifted]
    seconds = [each.seconds or 0 for each in timed if each.load.kg >= this.load.kg]
    return replace(
        best,
        strongest_kg=max((each for each in estimates if each is not None), default=None),
        most_seconds=max(seconds, default=0),
    )


def _up_to(seen: Sequence[Exposure], this: LoggedSet) -> tuple[Exposure, ...]:
    """The exposures with the last one cut after a set."""
    if not seen:
        return (Exposure(this.session_at or this.at, (this,)),)
    last = seen[-1]
    ids = [each.id for each in last.sets]
    cut = last.sets[: ids.index(this.id) + 1] if this.id in ids else last.sets
    return (*seen[:-1], Exposure(last.session_at, cut))
