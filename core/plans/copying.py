"""A plan as others may have it: days, sets, repetitions and reserve, nothing of its owner's log."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from core.plans.records import Body, Plan, PlanDay, PlanItem, SetGroup
from core.records import Load

OWN = "own-"  # begins the id of a lift that somebody added for themselves


def copied(plan: Plan) -> Plan | None:
    """A plan without loads, maxes, notes and lifts of the owner's own; None where no lift is left.

    Shares of a best and steps stay: they are the plan's, not the lifter's.
    """
    days: list[PlanDay] = []
    places: dict[int, int] = {}
    for place, day in enumerate(plan.days):
        items = _paired([item for each in day.items for item in _copied(each)])
        if items:
            places[place] = len(days)
            days.append(replace(day, items=items))
    if not days:
        return None
    fixed = tuple((on, places[at]) for on, at in plan.schedule.fixed if at in places)
    return replace(plan, days=tuple(days), schedule=replace(plan.schedule, fixed=fixed), maxes=())


def _copied(item: PlanItem) -> list[PlanItem]:
    """A lift without what is its owner's alone; none where it is one of their own."""
    exercises = tuple(each for each in item.exercises if not each.startswith(OWN))
    if not exercises:
        return []
    weeks = tuple(tuple(map(_unloaded, week)) for week in item.weeks)
    return [replace(item, exercises=exercises, weeks=weeks, note="")]


def _unloaded(group: SetGroup) -> SetGroup:
    if isinstance(group.load, Load):
        return replace(group, load=None)
    return replace(group, load=Body()) if isinstance(group.load, Body) else group


def _paired(items: list[PlanItem]) -> tuple[PlanItem, ...]:
    """Lifts of a day; one whose partners in a superset are gone is done by itself."""
    count = Counter(each.superset for each in items)
    return tuple(
        replace(each, superset="") if each.superset and count[each.superset] == 1 else each
        for each in items
    )
