"""What the plan that runs says of today and of one lift; the one place that reads it for others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import cast

from core.context import RequestContext
from core.exercises.names import Names
from core.plans.problems import BadPlan
from core.plans.read import read
from core.plans.records import Plan, SetGroup
from core.plans.week import (
    Due,
    DueItem,
    Following,
    Trained,
    Version,
    due,
    items_due,
    version_on,
)
from core.records import Unit
from core.store.rows import PlanVersion

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
    return Following(versions, _pauses(context, life), _skipped(context))


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
    return due(found, today, _trained(context, since), context.exercise)


def _trained(context: RequestContext, since: date) -> list[Trained]:
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


def item_of(context: RequestContext, exercise_id: str) -> DueItem | None:
    """What the plan asks of a lift today, else the next time it comes; None where it has none."""
    found = due_now(context)
    if found is None:
        return None
    for each in found.items:
        if exercise_id in each.item.exercises:
            return each
    return next_item(context, exercise_id)


def next_item(context: RequestContext, exercise_id: str) -> DueItem | None:
    """What the plan asks of a lift after today's session: the first coming day that has it."""
    plan_due, followed = due_now(context), following(context)
    if plan_due is None or followed is None:
        return None
    version = version_on(followed, today_of(context))
    if version is None:
        return None
    plan, count = version.plan, len(version.plan.days)
    first = plan_due.next_place if plan_due.next_place is not None else 0
    for step in range(count):
        place = (first + step) % count
        for each in items_due(plan, plan.days[place], plan_due.week, {}, context.exercise):
            if exercise_id in each.item.exercises:
                return each
    return None


def simple_group(groups: Sequence[SetGroup]) -> SetGroup | None:
    """The one kind of sets that the coach may choose the load of; None where the plan says more."""
    if len(groups) != 1 or groups[0].top or groups[0].counted != "reps":
        return None
    return groups[0]
