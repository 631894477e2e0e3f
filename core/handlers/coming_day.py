"""The day on which a lift comes next: what weeks before a meet or a test are counted from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from statistics import median_low

from core.context import RequestContext
from core.handlers.peaks import day_of, event_today, events_of
from core.handlers.plan_days import due_now, plan_of, running
from core.plans.records import Plan
from core.plans.week import WEEK
from core.records import Exposure

USUAL_GAP, LONGEST_GAP = 4, 14  # days, where neither plan nor log shows how often
LAST_GAPS = 3
TURN_GAP = 2  # days between sessions of a plan that names no weekdays


def coming_day(
    context: RequestContext, exercise_id: str, exposures: Sequence[Exposure], *, in_session: bool
) -> date:
    """The day a target of a lift is for: today, unless it is done or the plan has it later."""
    today = day_of(context)
    if in_session or not events_of(context):
        return today
    done = bool(exposures) and day_of(context, exposures[-1].session_at) == today
    if not done and event_today(context) is not None:
        return today
    plan = due_now(context)
    items = plan.items if plan is not None else ()
    if any(exercise_id in e.item.exercises and not (e.done and not e.left) for e in items):
        return today
    if not done and plan is None:
        return today
    return day_after(context, exercise_id, exposures)


def day_after(context: RequestContext, exercise_id: str, exposures: Sequence[Exposure]) -> date:
    """The first day after today on which a lift comes, a meet or a test of it at the latest."""
    today = day_of(context)
    found = _by_plan(context, exercise_id, today) or today + timedelta(
        days=_usual_gap(context, exposures)
    )
    events = (e.on for e in events_of(context) if e.on > today and exercise_id in e.lifts)
    return min([found, *events])


def _usual_gap(context: RequestContext, exposures: Sequence[Exposure]) -> int:
    """Days from one session of a lift to the next, as the last ones show."""
    days = [day_of(context, each.session_at) for each in exposures[-LAST_GAPS - 1 :]]
    gaps = [(b - a).days for a, b in pairwise(days) if b > a]
    return min(LONGEST_GAP, median_low(gaps)) if gaps else USUAL_GAP


def _by_plan(context: RequestContext, exercise_id: str, today: date) -> date | None:
    """The first day after today on which the plan that runs has a lift; None where it has none."""
    version, due = running(context), due_now(context)
    if version is None or due is None:
        return None
    plan = plan_of(context, version.text)
    has = [
        place
        for place, day in enumerate(plan.days)
        if any(exercise_id in item.exercises for item in day.items)
    ]
    if not has:
        return None
    if plan.schedule.fixed:
        weekdays = {weekday for weekday, place in plan.schedule.fixed if place in has}
        return _first_on(weekdays, today)
    first = due.next_place or 0
    turns = next(n for n in range(len(plan.days)) if (first + n) % len(plan.days) in has)
    return _after_turns(plan, turns, today)


def _first_on(weekdays: set[int], today: date) -> date | None:
    days = (today + timedelta(days=ahead) for ahead in range(1, WEEK + 1))
    return next((day for day in days if day.weekday() in weekdays), None)


def _after_turns(plan: Plan, turns: int, today: date) -> date:
    """The day of the session that comes after so many others, of days in turn."""
    if not plan.schedule.on:
        apart = WEEK // plan.schedule.times if plan.schedule.times else TURN_GAP
        return today + timedelta(days=max(1, apart) * (turns + 1))
    day = today
    for _ in range(turns + 1):
        day = _first_on(set(plan.schedule.on), day) or day + timedelta(days=TURN_GAP)
    return day
