"""The facts of a week: read from the log, each session against the target it had before it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from core.context import RequestContext
from core.handlers.advice import lifter_of, trained_before
from core.handlers.easy_days import is_easy_day
from core.handlers.exercise_log import read_past
from core.handlers.log_sets import rateable
from core.handlers.pain_reports import pains_of
from core.handlers.past_bests import PastBests
from core.handlers.plan_days import asked_on, due_now
from core.handlers.plan_lifter import easy_sessions, with_plan, with_prescribed
from core.handlers.time_off import easy_weeks_back, off_weeks
from core.limits import SESSION_GAP
from core.records import Exercise, Exposure, Lifter, LoggedSet, Reason, Target, VerdictKind
from core.training.effort.reserve import reserve
from core.training.exercise_sessions import sessions as exercise_sessions
from core.training.history import by_exercise, sets_per_muscle
from core.training.target import is_begun, target_after
from core.training.verdict import judge
from core.training.week import (
    DAYS,
    LOOKED_BACK,
    Effort,
    Moment,
    Week,
    best_of,
    bounds,
    failures_in,
    is_hit,
    sessions_by_week,
    streak_of,
    suggest,
    usual_sessions,
)

_LONGEST_SESSION = timedelta(days=1)  # of one that goes on past the end of the week


@dataclass(frozen=True, slots=True)
class _Looked:
    """What one exercise did in the week."""

    aimed: int
    hit: int
    verdicts: Counter[VerdictKind]
    failures: int
    avoidable: int
    record: Moment | None


def week_of(context: RequestContext, until: date) -> Week:
    """The seven local days that end with `until`; a session counts on the day it began.

    For the calendar week give its Sunday (`core.training.week.sunday_of`). Reads the week and a
    bounded number of sessions before it, however long the log.
    """
    since, end = bounds(until, context.zone)
    found = context.uow.sets.between(context.person.id, since, end + _LONGEST_SESSION)
    sets = [each for each in found if since <= (each.session_at or each.at) < end]
    habit = _habit(context, until)
    looked = [_look_at(context, *each) for each in by_exercise(sets).items()]
    records = tuple(each.record for each in looked if each.record is not None)
    week = Week(
        since=since.date(),
        until=until,
        sessions=habit.counts[0],
        usual=habit.usual,
        sets=sum(1 for each in sets if not (each.warmup or each.missed)),
        muscles=sets_per_muscle(sets, context.exercise),
        aimed=sum(each.aimed for each in looked),
        hit=sum(each.hit for each in looked),
        effort=_effort([each.verdicts for each in looked]),
        failures=sum(each.failures for each in looked),
        avoidable=sum(each.avoidable for each in looked),
        records=records,
        best=best_of(records),
        heaviest=max(
            (each for each in sets if each.lifted), key=lambda each: each.load.kg, default=None
        ),
        suggestion=None,
        streak=habit.streak,
    )
    return replace(week, suggestion=_suggestion(context, week, sets, habit))


@dataclass(frozen=True, slots=True)
class _Habit:
    """How often the person trains: sessions of a week and of those before it, newest first."""

    counts: Sequence[int]
    usual: int | None
    streak: int


def _habit(context: RequestContext, until: date) -> _Habit:
    """The sessions of the week that ends with `until` beside those of the weeks before it."""
    since, end = bounds(until, context.zone)
    earliest = since - LOOKED_BACK * DAYS
    starts = context.uow.weeks.session_starts(context.person.id, earliest, end)
    counts = sessions_by_week(starts, until, context.zone)
    off = off_weeks(context, starts, until)
    usual = usual_sessions(counts, off)
    streak = streak_of(counts, usual, off, easy_weeks_back(context, starts, until))
    return _Habit(counts, usual, streak)


def _suggestion(
    context: RequestContext, week: Week, sets: Sequence[LoggedSet], habit: _Habit
) -> Reason | None:
    """What to change after a week, if anything."""
    direct = {
        name
        for each in sets
        if not (each.warmup or each.missed)
        for name in context.exercise(each.exercise_id).muscles
    }
    return suggest(
        week.effort,
        week.failures,
        week.avoidable,
        week.muscles,
        direct,
        for_size=context.person.goal == "size",
        whole=_is_whole(context, habit.counts, habit.usual, week.since),
    )


def _is_whole(
    context: RequestContext, counts: Sequence[int], usual: int | None, first: date
) -> bool:
    """Whether a week can be held against what a week needs: trained before, as usual, not easy."""
    days = [first + timedelta(days=n) for n in range(DAYS.days)]
    if not any(counts[1:]) or (usual is not None and counts[0] < usual):
        return False
    plan = due_now(context)
    return not (plan is not None and plan.week.deload) and not any(
        is_easy_day(context, each) for each in days
    )


def _effort(verdicts: Sequence[Counter[VerdictKind]]) -> Effort:
    total: Counter[VerdictKind] = Counter()
    for each in verdicts:
        total.update(each)
    easier, harder = total["easy"] + total["too_easy"], total["hard"] + total["too_hard"]
    rated = total["on_target"] + easier + harder
    return Effort(rated + total["unrated"], rated, total["on_target"], easier, harder)


def _look_at(context: RequestContext, exercise_id: str, sets: Sequence[LoggedSet]) -> _Looked:
    """Go through the sessions of one exercise, each seen from the sessions before it."""
    exercise = context.exercise(exercise_id)
    sessions = _sessions(sets)
    past = read_past(context, exercise_id, before=sessions[0].session_at)
    lifter = lifter_of(context, exercise, past.exposures)
    pains = pains_of(context, exercise_id, (*past.exposures, *sessions))
    found = _Found(context, exercise, PastBests(context, past, exercise, sessions[0].session_at))
    done = exercise_sessions(past.exposures, exercise.measure)
    easy = easy_sessions(context, (*past.exposures, *sessions))
    for place, session in enumerate(sessions):
        earlier = (*past.exposures, *sessions[:place])
        day = session.session_at.astimezone(context.zone).date()
        asked = asked_on(context, exercise_id, day)
        then = replace(lifter, prescribed=(), deload=session.session_at in easy)
        then = replace(
            with_prescribed(with_plan(then, asked), asked, earlier, session.session_at),
            pains=tuple(each for each in pains if each.at < session.session_at),
            near_pains=(),  # what is known now, not what was then
            trained_at=trained_before(context, earlier, session.session_at),
        )
        found.take(earlier, session, then, target_after(done, then, session.session_at))
        done += exercise_sessions((session,), exercise.measure)
    return found.told()


def _sessions(sets: Sequence[LoggedSet]) -> list[Exposure]:
    """The sets of one exercise by session, oldest first."""
    starts = dict.fromkeys(each.session_at or each.at for each in sets)
    return [
        Exposure(start, tuple(each for each in sets if (each.session_at or each.at) == start))
        for start in sorted(starts)
    ]


class _Found:
    """Adds up the sessions of one exercise."""

    def __init__(self, context: RequestContext, exercise: Exercise, marks: PastBests) -> None:
        self._context, self._exercise, self._marks = context, exercise, marks
        self._aimed = self._hit = self._failures = self._avoidable = 0
        self._verdicts: Counter[VerdictKind] = Counter()
        self._record: Moment | None = None

    def take(
        self, earlier: Sequence[Exposure], session: Exposure, lifter: Lifter, planned: Target
    ) -> None:
        """Count a session against the target worked out from the sessions before it."""
        self._aim(planned, session, lifter)
        failures, avoidable = failures_in(session.sets, self._exercise)
        self._failures += failures
        self._avoidable += avoidable
        for place, each in enumerate(session.sets):
            cut = Exposure(session.session_at, session.sets[: place + 1])
            verdict = judge(each, (*earlier, cut), lifter, self._marks.before(each), planned)
            self._marks.add(each)
            if rateable(each) or (each.working and reserve(each) is not None):
                self._verdicts[verdict.kind] += 1
            if verdict.records:
                self._record = Moment(self._exercise.id, each, verdict.records[0])

    def _aim(self, planned: Target, session: Exposure, lifter: Lifter) -> None:
        """A session under way counts as aimed only once it is a hit."""
        if planned.kind == "first" or not is_begun(session, planned, lifter):
            return
        hit = is_hit(planned, session.sets, self._exercise.measure)
        if hit or self._context.now - session.sets[-1].at >= SESSION_GAP:
            self._aimed += 1
            self._hit += hit

    def told(self) -> _Looked:
        """What came of it."""
        return _Looked(
            self._aimed, self._hit, self._verdicts, self._failures, self._avoidable, self._record
        )
