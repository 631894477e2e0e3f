"""`plan ahead`: eight weeks of the plan that runs, on this lifter's own ability."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial

from core.aside import worked_aside
from core.context import RequestContext, say_lines
from core.handlers.advice import exposures_of, lifter_of
from core.handlers.pain_reports import is_stopped
from core.handlers.plan_days import current, due_now, following, today_of
from core.handlers.plan_offers import plan_of_log
from core.messages import Answer, Reply
from core.plans.ahead import LiftAhead, Outlook, Tight, look_ahead, tight_weeks
from core.plans.ahead_asks import PlanSession, Start, days_ahead
from core.plans.ahead_lift import SessionAhead
from core.plans.records import Plan
from core.plans.week import version_on
from core.plans.week_sets import sets_of_week
from core.render.wording import shortest
from core.store.rows import WeekForecast

SHOWN_LIFTS, SHOWN_TIGHT, SHOWN_UNKNOWN = 8, 3, 4  # what fits a telephone
MOST_LIFTS = 40  # of a plan, that are looked at
LATELY = timedelta(days=28)


def plan_ahead(context: RequestContext) -> Answer:
    """What the coming eight weeks ask, how sure they hold, and where it gets tight first."""
    if is_stopped(context):
        return say_lines(context, context.words("pain.urgent"), result={"kind": "plan_ahead"})
    found = _plan(context)
    if found is None:
        lines = [context.words(f"ahead.none.{part}") for part in ("first", "next")]
        return say_lines(context, *lines, result={"kind": "plan_ahead", "state": "none"})
    plan, start, runs = found
    now = current(context)
    key = f"ahead {context.person.id} {context.person.log_version} {now.at if now else ''} "
    key += start.today.isoformat()
    outlooks = worked_aside(
        context, key,
        lambda: partial(look_ahead, _lifts(context, plan, start), plan, context.now),
    )  # fmt: skip
    tight = tight_weeks(outlooks)
    if runs:
        _keep(context, outlooks, start)
    return _answer(context, plan, outlooks, tight, runs=runs)


# --- what it is worked out from -----------------------------------------------------------------


def _plan(context: RequestContext) -> tuple[Plan, Start, bool] | None:
    """The plan that runs and where it stands, else what the log shows as one; None without both."""
    today = today_of(context)
    followed, due = following(context), due_now(context)
    times = _times_lately(context)
    if followed is not None:
        version = version_on(followed, today) or followed.versions[-1]
        begins = followed.versions[0].begins
        if due is None:
            return version.plan, Start(today, begins, usual_times=times), True
        weeks = due.week.cycle * due.week.of + due.week.week
        place = due.place if due.place is not None and not due.trained else due.next_place
        start = Start(today, begins, weeks, place or 0, trained=due.trained, usual_times=times)
        return version.plan, start, True
    shown = plan_of_log(context)
    return None if shown is None else (shown, Start(today, today, usual_times=times), False)


def _times_lately(context: RequestContext) -> int:
    """Sessions a week in the last four."""
    until = context.now + timedelta(seconds=1)
    done = context.uow.weeks.done(context.person.id, context.now - LATELY, until)
    sessions = {session_at for session_at, _ in done}
    return max(1, min(7, round(len(sessions) / 4)))


def _lifts(context: RequestContext, plan: Plan, start: Start) -> tuple[LiftAhead, ...]:
    """Each lift with its sessions to come and the sets that its ability is read from."""
    sessions: dict[str, list[PlanSession]] = {}
    for day, place, week in days_ahead(plan, start):
        for item in plan.days[place].items:
            exercise = context.exercise(item.exercises[0])
            groups = sets_of_week(plan, item, week, exercise)
            if groups:
                sessions.setdefault(exercise.id, []).append(PlanSession(day, groups, item, week))
    found = []
    for exercise_id, coming in list(sessions.items())[:MOST_LIFTS]:
        exposures = exposures_of(context, exercise_id)
        lifter = lifter_of(context, context.exercise(exercise_id), exposures)
        found.append(LiftAhead(replace(lifter, deload=False), exposures, tuple(coming)))
    return tuple(found)


def _keep(context: RequestContext, outlooks: Sequence[Outlook], start: Start) -> None:
    """Keep what was foretold, to be scored later; nothing of easy weeks."""
    first = start.today + timedelta(days=max(0, (start.begins - start.today).days) // 7 * 7)
    rows = [
        WeekForecast(
            each.exercise_id, start.today, week + 1, first + timedelta(weeks=week), session.load,
            session.ask.low, round(session.ask.least * 10), round(session.chance * 100),
        )
        for each in outlooks
        for week, session in each.known
        if not session.ask.easy
    ]  # fmt: skip
    context.uow.weeks_ahead.keep(context.person.id, start.today, rows)


# --- what is said -------------------------------------------------------------------------------


def _answer(
    context: RequestContext,
    plan: Plan,
    outlooks: Sequence[Outlook],
    tight: Sequence[Tight],
    *,
    runs: bool,
) -> Answer:
    known = [each for each in outlooks if each.known]
    lines = [_lift(context, each) for each in known[:SHOWN_LIFTS]]
    if len(known) > SHOWN_LIFTS:
        lines.append(context.words("ahead.more", n=len(known) - SHOWN_LIFTS))
    lines += [_tight(context, each) for each in tight[:SHOWN_TIGHT]]
    if known and not tight:
        lines.append(context.words("ahead.nowhere_tight"))
    lines += _unknown(context, outlooks)
    if known:
        lines.append(context.words("ahead.how"))
    if tight:
        lines += [context.words(f"ahead.{part}.{tight[0].why}") for part in ("for", "then")]
    elif not runs:
        lines.append(context.words("ahead.then.begin"))
    title = context.words("ahead.title" if runs else "ahead.title_log", name=plan.name)
    reply = Reply(title=shortest(title), lines=tuple(lines), owner=context.person.id)
    return Answer(reply, _result(context, plan, outlooks, tight, runs=runs))


def _lift(context: RequestContext, each: Outlook) -> str:
    """Where a lift stands in its first week and in its last, and its least sure week."""
    plain = [(at, session) for at, session in each.known if not session.ask.easy] or each.known
    (_, first), (last_week, last) = plain[0], plain[-1]
    week, least = min(plain, key=lambda one: one[1].chance)
    facts: dict[str, object] = {
        "exercise": context.exercise(each.exercise_id).name, "first": first.load.text,
        "last": last.load.text, "unit": last.load.unit, "week": last_week + 1,
        "least": _percent(least.chance), "when": week + 1, "left": _left(least),
    }  # fmt: skip
    key = "same" if first.load == last.load else "moves"
    if last.load.milli == 0:
        key = "body"
    if least.ask.least == 0:
        return shortest(context.words(f"ahead.reps.{key}", **facts))
    return shortest(context.words(f"ahead.lift.{key}", **facts))


def _tight(context: RequestContext, each: Tight) -> str:
    session = each.session
    facts: dict[str, object] = {
        "exercise": context.exercise(each.exercise_id).name, "week": each.week + 1,
        "load": session.load.text, "unit": session.load.unit, "reps": session.ask.low,
        "left": _left(session), "chance": _percent(session.chance),
    }  # fmt: skip
    key = "ahead.tight" if session.ask.least else "ahead.tight.reps"
    return shortest(context.words(key, **facts))


def _unknown(context: RequestContext, outlooks: Sequence[Outlook]) -> list[str]:
    """What is not foretold, and what would be needed."""
    lines = []
    for why in ("few", "measure", "open"):
        names = [context.exercise(each.exercise_id).name for each in outlooks
                 if each.unknown == why]  # fmt: skip
        if names:
            shown = ", ".join(names[:SHOWN_UNKNOWN])
            more = len(names) - SHOWN_UNKNOWN
            shown += context.words("ahead.and_more", n=more) if more > 0 else ""
            lines.append(shortest(context.words(f"ahead.unknown.{why}", names=shown)))
    return lines


def _left(session: SessionAhead) -> str:
    return f"{session.ask.least:g}"


def _percent(chance: float) -> int:
    """A chance as it is said: to the nearest five, never sure."""
    return max(5, min(95, round(chance * 20) * 5))


def _result(
    context: RequestContext,
    plan: Plan,
    outlooks: Sequence[Outlook],
    tight: Sequence[Tight],
    *,
    runs: bool,
) -> dict[str, object]:
    return {
        "kind": "plan_ahead", "state": "running" if runs else "log", "name": plan.name,
        "lifts": [
            {
                "exercise": context.exercise(each.exercise_id).name,
                "unknown": each.unknown,
                "weeks": [{"week": at + 1, **_facts(session)} for at, session in each.known],
            }
            for each in outlooks
        ],
        "tight": [
            {"exercise": context.exercise(each.exercise_id).name, "week": each.week + 1,
             "because": each.why, **_facts(each.session)}
            for each in tight
        ],
    }  # fmt: skip


def _facts(session: SessionAhead) -> dict[str, object]:
    return {
        "load": session.load.text, "unit": session.load.unit, "sets": session.ask.sets,
        "reps": session.ask.low, "left": session.ask.least,
        "lowest": session.lowest.text, "highest": session.highest.text,
        "easy": session.ask.easy, "chance": round(session.chance, 2),
    }  # fmt: skip
