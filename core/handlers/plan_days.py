"""What the plan that runs says of today and of one lift; the one place that reads it for others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import cast

from core.context import RequestContext
from core.exercises.names import Names
from core.handlers.easy_days import easy_weeks
from core.handlers.muscle_feedback import heard_of_muscles
from core.handlers.peaks import due_in_peak, free_days
from core.plans.feedback import set_counts
from core.plans.problems import BadPlan
from core.plans.read import read
from core.plans.records import Plan, PlanItem, SetGroup
from core.plans.week import (
    WEEK,
    Due,
    Following,
    Trained,
    Version,
    due,
    version_on,
)
from core.plans.week_sets import WeekPlace, eased, place_after, sets_of_week
from core.records import Unit
from core.store.rows import PlanVersion
from core.training.easy_weeks import easy_on

LOOKED_BACK = 30  # steps of plans' lives that are read
LONGEST_FOLLOWED = timedelta(days=364)  # of training that is looked at
SKIPS_LOOKED_BACK = 28  # days


def current(context: RequestContext) -> PlanVersion | None:
    """The newest step of a plan that was begun, be it paused or stopped; None where none was."""
    newest = _steps(context)
    return newest[0] if newest else None


def running(context: RequestContext) -> PlanVersion | None:
    """The plan that is followed now."""
    found = current(context)
    return found if found is not None and found.state == "running" else None


def _steps(context: RequestContext) -> tuple[PlanVersion, ...]:
    """The steps of plans that were begun, newest first."""
    kept, key = context.uow.state.kept, f"plan.steps {context.person.id}"
    if key not in kept:
        newest = context.uow.plans.newest(context.person.id, LOOKED_BACK)
        kept[key] = tuple(each for each in newest if each.state != "draft")
    return cast(tuple[PlanVersion, ...], kept[key])


def plan_of(context: RequestContext, text: str) -> Plan:
    """The records of a kept text. Raises BadPlan where names of exercises are gone since."""
    return _parsed(text, context.names, context.person.unit)


@lru_cache(maxsize=256)
def _parsed(text: str, names: Names, unit: Unit) -> Plan:
    return read(text, names, unit)


def following(context: RequestContext) -> Following | None:
    """The plan that runs, with its versions and pauses; None where none runs or can be read."""
    steps = _steps(context)
    if not steps or steps[0].state != "running":
        return None
    life = [steps[0]]
    for each in steps[1:]:  # back to where it was begun
        if each.state == "stopped" or each.begun_on != steps[0].begun_on:
            break
        life.append(each)
    life.reverse()
    try:
        versions = _versions(context, life)
    except BadPlan:
        return None
    easy, heard, free = easy_weeks(context), heard_of_muscles(context), free_days(context)
    return Following(
        versions, _pauses(context, life), _skipped(context), easy=easy, heard=heard, free=free
    )


def _versions(context: RequestContext, life: Sequence[PlanVersion]) -> tuple[Version, ...]:
    """The texts as they held, oldest first; the last of those that begin on one day."""
    found: dict[date, Version] = {}
    text = ""
    for each in life:
        if each.text != text:
            found[each.starts_on] = Version(each.starts_on, plan_of(context, each.text))
            text = each.text
    return tuple(sorted(found.values(), key=lambda each: each.begins))


def _pauses(
    context: RequestContext, life: Sequence[PlanVersion]
) -> tuple[tuple[date, date | None], ...]:
    found: list[tuple[date, date | None]] = []
    for each in life:
        day = each.at.astimezone(context.zone).date()
        if each.state == "paused":
            found.append((day, None))
        elif found and found[-1][1] is None:
            found[-1] = (found[-1][0], day)
    return tuple(found)


def _skipped(context: RequestContext) -> frozenset[date]:
    """The days of late on which all was left out."""
    today = today_of(context)
    days = [today - timedelta(days=back) for back in range(SKIPS_LOOKED_BACK)]
    return context.uow.skips.days_out(context.person.id, days)


def due_now(context: RequestContext) -> Due | None:
    """What the plan says of today; None without one that runs, or before it begins."""
    kept, key = context.uow.state.kept, f"plan.due {context.person.id}"
    if key not in kept:
        found = following(context)
        kept[key] = None if found is None else _due(context, found)
    return cast(Due | None, kept[key])


def _due(context: RequestContext, found: Following) -> Due | None:
    today = today_of(context)
    since = max(found.versions[0].begins, today - LONGEST_FOLLOWED)
    return due_in_peak(context, due(found, today, trained_since(context, since), context.exercise))


def asked_on(context: RequestContext, exercise_id: str, day: date) -> Asked | None:
    """What the plan that runs asked of a lift on a day of the past; None where it had none."""
    followed = following(context)
    version = version_on(followed, day) if followed is not None else None
    if followed is None or version is None:
        return None
    kept, key = context.uow.state.kept, f"plan.due {context.person.id} {day}"
    if key not in kept:
        since = max(followed.versions[0].begins, day - LONGEST_FOLLOWED)
        kept[key] = due(followed, day, trained_since(context, since), context.exercise)
    found, plan = cast(Due | None, kept[key]), version.plan
    if found is None:
        return None
    days = (found.day, *plan.days) if found.day is not None else plan.days
    of_day = next(
        ((e.name, item) for e in days for item in e.items if exercise_id in item.exercises), None
    )
    return None if of_day is None else _asked(context, plan, of_day, exercise_id, found.week)


def trained_since(context: RequestContext, since: date) -> list[Trained]:
    """The sessions since a day, each with its lifts; of today's the sets are counted."""
    start = datetime.combine(since, time(), tzinfo=context.zone)
    until = context.now + timedelta(seconds=1)
    by_start: dict[datetime, dict[str, int]] = {}
    for session_at, exercise_id in context.uow.weeks.done(context.person.id, start, until):
        by_start.setdefault(session_at, {})[exercise_id] = 1
    today = today_of(context)
    found = []
    for session_at, lifts in sorted(by_start.items()):
        on = session_at.astimezone(context.zone).date()
        found.append(Trained(on, _counted(context, session_at, lifts) if on == today else lifts))
    return found


def _counted(context: RequestContext, session_at: datetime, lifts: Iterable[str]) -> dict[str, int]:
    """The working sets of a session by lift."""
    done = context.uow.sets.of_session(context.person.id, session_at)
    return {
        each: sum(1 for this in done if this.exercise_id == each and this.working) for each in lifts
    }


def today_of(context: RequestContext) -> date:
    """The person's local date."""
    return context.now.astimezone(context.zone).date()


@dataclass(frozen=True, slots=True)
class Asked:
    """What a plan asks of a lift: its sets, as they are in a week that is no easy one."""

    groups: tuple[SetGroup, ...]
    deload: bool
    plan: Plan
    item: PlanItem
    cycle: int


def asked_today(
    context: RequestContext, exercise_id: str, *, in_session: bool = False
) -> Asked | None:
    """What the plan asks of a lift today, else the next time it comes; None where it has none.

    Today is over for a lift whose sets are done, unless `in_session`.
    """
    found, plan = due_now(context), plan_now(context)
    if found is None or plan is None:
        return None
    for each in found.items:
        over = found.trained and each.done > 0 and not each.left
        if exercise_id in each.item.exercises and (in_session or not over):
            day = found.day.name if found.day is not None else ""
            return _asked(context, plan, (day, each.item), exercise_id, found.week)
    instead = instead_today(context)
    swapped = next((e for e in found.items if instead.get(e.exercise) == exercise_id), None)
    if swapped is not None:
        day = found.day.name if found.day is not None else ""
        return _asked(context, plan, (day, swapped.item), exercise_id, found.week)
    return asked_next(context, exercise_id)


def is_due(context: RequestContext, exercise_id: str) -> bool:
    """Whether the plan that runs has a lift today."""
    found = due_now(context)
    return found is not None and any(exercise_id in e.item.exercises for e in found.items)


def instead_today(context: RequestContext) -> Mapping[str, str]:
    """The plan's lifts of today that are left out, each with what is done instead or ""."""
    found = due_now(context)
    kept, key = context.uow.state.kept, f"plan.instead {context.person.id}"
    if key not in kept:
        ids = [] if found is None else [each.exercise for each in found.items]
        day = today_of(context)
        kept[key] = context.uow.skips.standing(context.person.id, day, ids) if ids else {}
    return cast(Mapping[str, str], kept[key])


def asked_next(context: RequestContext, exercise_id: str) -> Asked | None:
    """What the plan asks of a lift after today: on the first coming day that has it."""
    found, plan = due_now(context), plan_now(context)
    if found is None or plan is None:
        return None
    first = found.next_place or 0
    for step in range(len(plan.days)):
        place = (first + step) % len(plan.days)
        item = next((e for e in plan.days[place].items if exercise_id in e.exercises), None)
        if item is not None:
            week = _week_of(context, plan, place, found)
            return _asked(context, plan, (plan.days[place].name, item), exercise_id, week)
    return None


def plan_now(context: RequestContext) -> Plan | None:
    """The plan that runs, as it holds today."""
    followed = following(context)
    version = version_on(followed, today_of(context)) if followed is not None else None
    return version.plan if version is not None else None


def _week_of(context: RequestContext, plan: Plan, place: int, found: Due) -> WeekPlace:
    """The week in which a day comes next: the one after this where its weekday is past."""
    on, today = _coming(context, plan, place, found), today_of(context)
    week = place_after(plan, found.week.cycle * found.week.of + found.week.week)
    days = [weekday for weekday, each in plan.schedule.fixed if each == place]
    over = days and not any(each > today.weekday() for each in days)
    if over and not _is_all_easy(context, today):
        week = place_after(plan, week.cycle * week.of + week.week + 1)
    return eased(week) if easy_on(easy_weeks(context), on) else week


def _coming(context: RequestContext, plan: Plan, place: int, found: Due) -> date:
    """The date on which a day of the plan comes next; of days in turn about when."""
    today, week = today_of(context), timedelta(days=WEEK)
    fixed = [weekday for weekday, each in plan.schedule.fixed if each == place]
    if fixed:
        ahead = [(weekday - today.weekday()) % WEEK or WEEK for weekday in fixed]
        return today + timedelta(days=min(ahead))
    times = plan.schedule.times or len(plan.schedule.on) or len(plan.days)
    turns = (place - (found.next_place or 0)) % len(plan.days)
    first = found.next_on or today + week / max(1, times)
    return first + turns * week / max(1, times)


def is_easy_week_next(context: RequestContext) -> bool:
    """Whether the week of the plan after this one is an easy one of its own."""
    found, plan = due_now(context), plan_now(context)
    if found is None or plan is None or not plan.weeks or _is_all_easy(context, today_of(context)):
        return False
    return place_after(plan, found.week.cycle * found.week.of + found.week.week + 1).deload


def _is_all_easy(context: RequestContext, today: date) -> bool:
    """Whether all of the week under way is easy on request, so that the wave waits for it."""
    monday = today - timedelta(days=today.weekday())
    return all(easy_on(easy_weeks(context), monday + timedelta(days=n)) for n in range(WEEK))


def _asked(
    context: RequestContext,
    plan: Plan,
    of_day: tuple[str, PlanItem],
    exercise_id: str,
    week: WeekPlace,
) -> Asked:
    """The sets of a week; of an easy one those of the week before, which are then made easier.

    Of one that is easy on request its own.
    """
    exercise, (day, item) = context.exercise(exercise_id), of_day
    said = found.said if (found := due_now(context)) is not None else ()

    def groups_in(place: WeekPlace) -> tuple[SetGroup, ...]:
        counts = set_counts(plan, said, place.cycle * place.of + place.week, context.exercise)
        return sets_of_week(plan, item, place, exercise, counts.get((day, item.exercises)))

    if not week.deload:
        groups = groups_in(week)
        return Asked(groups, False, plan, item, week.cycle)
    usual = week.week
    if not week.asked:
        weeks = reversed(range(week.week))
        usual = next((place for place in weeks if not plan.weeks[place].deload), week.week)
    before = replace(week, week=usual, deload=False)
    groups = groups_in(before)
    return Asked(groups, True, plan, item, week.cycle)
