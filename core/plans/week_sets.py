"""What a plan's week makes of a lift: the reserve of the wave, sets that grow, a deload (R36, R44).

The wave's number is the reserve of lifts that say none of their own, and of those that say the
plan's usual one. One that says another keeps its distance: with rir2 as usual, a lift at rir1 has
one less than the wave in every week. Loads that the
plan sets (steps, shares, fixed loads) are not moved by it. Nobody is sent to failure on a lift that
is not safe to fail alone (R34).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from math import ceil

from core.plans.records import (
    MOST_GROWN,
    MOST_RESERVE,
    Body,
    Plan,
    PlanItem,
    Reserve,
    SetGroup,
    Week,
)
from core.records import Exercise
from core.training.effort.reserve import EASY_RETURN

TENTHS = 10
LEAST_UNSAFE = 10  # tenths of a repetition, where failing alone is not safe (R34)


@dataclass(frozen=True, slots=True)
class WeekPlace:
    """Where a plan stands: the week of its cycle and the cycle, both from 0."""

    week: int
    cycle: int
    of: int  # weeks of a cycle
    deload: bool = False
    asked: bool = False  # easy because the lifter asked for it


def eased(place: WeekPlace) -> WeekPlace:
    """The same week, easy on request; an easy week of the plan stays its own."""
    return place if place.deload else replace(place, deload=True, asked=True)


def place_after(plan: Plan, weeks: int) -> WeekPlace:
    """Where a plan stands after so many weeks in which it was trained."""
    week, cycle = weeks % plan.cycle, weeks // plan.cycle
    return WeekPlace(week, cycle, plan.cycle, bool(plan.weeks) and plan.weeks[week].deload)


def sets_of_week(
    plan: Plan, item: PlanItem, place: WeekPlace, exercise: Exercise, count: int | None = None
) -> tuple[SetGroup, ...]:
    """The sets of a lift in a week; () where the week has none, or the plan says none.

    `count`: how many, where what the lifter said of a muscle counts (core/plans/feedback.py).
    """
    groups = item.groups(place.week)
    week = plan.weeks[place.week] if plan.weeks else Week()
    least = 0 if exercise.safe_to_fail else LEAST_UNSAFE
    if count is not None and len(groups) == 1 and is_open(groups[0], item):
        groups = (replace(groups[0], sets=(count, count)),)
    if place.deload:
        return tuple(map(lightened, groups))
    grown = grown_in(plan, place.week)
    usual = usual_reserve(plan)
    moved = [_in_wave(each, item, week, usual) for each in groups]
    if count is None and len(moved) == 1 and is_open(moved[0], item):
        moved = [_with_more_sets(moved[0], grown, plan)]
    return tuple(_kept_safe(each, least) for each in moved)


def lightened(group: SetGroup) -> SetGroup:
    """Half the sets, three or more left, none to its end (R44)."""
    low, high = (each * TENTHS for each in EASY_RETURN)
    told = group.reserve
    reserve = told if told is not None and told.low >= low else Reserve(low, high)
    sets = max(1, ceil(group.sets[0] / 2))
    amrap = group.amrap and group.reps is None
    return replace(group, sets=(sets, sets), reserve=reserve, amrap=amrap)


def is_open(group: SetGroup, item: PlanItem) -> bool:
    """Whether the coach chooses the load: no step, no share, no load of the plan's own."""
    told = group.load is not None and not isinstance(group.load, Body)
    return item.step is None and not told and len(item.weeks) == 1


def _in_wave(group: SetGroup, item: PlanItem, week: Week, usual: int) -> SetGroup:
    """A lift's reserve in a week: as far from the wave's as its own is from the usual (R36)."""
    endless = group.reps is None and group.amrap
    if week.reserve is None or endless or not is_open(group, item):
        return group
    if group.reserve is None:
        return replace(group, reserve=Reserve(*week.reserve))
    moved = sum(week.reserve) // 2 - usual
    low = min(MOST_RESERVE, max(0, group.reserve.low + moved))
    high = min(MOST_RESERVE, max(low, group.reserve.high + moved))
    return replace(group, reserve=replace(group.reserve, low=low, high=high))


def usual_reserve(plan: Plan) -> int:
    """The reserve that most lifts of a plan say, in tenths; the higher one of two; 0 of none.

    Lifts whose loads the plan sets do not count.
    """
    said = Counter(
        (group.reserve.low + group.reserve.high) // 2
        for day in plan.days
        for item in day.items
        for group in item.groups(0)
        if group.reserve is not None and is_open(group, item)
    )
    return max(said, key=lambda each: (said[each], each), default=0)


def grown_in(plan: Plan, week: int) -> int:
    """Sets that a week has more than the first one, or than the one after the last deload."""
    if plan.growth is None:
        return 0
    begun = max(
        [0, *[at + 1 for at in range(week) if at < len(plan.weeks) and plan.weeks[at].deload]]
    )
    return (week - begun) // plan.growth.every * plan.growth.sets


def _with_more_sets(group: SetGroup, grown: int, plan: Plan) -> SetGroup:
    """More sets, up to what the lift or the plan allows; a range of sets begins at its low end."""
    if plan.growth is None:
        return group
    low, high = group.sets
    most = high if high > low else max(low, plan.growth.most or MOST_GROWN)
    sets = min(most, low + grown)
    return replace(group, sets=(sets, sets))


def _kept_safe(group: SetGroup, least: int) -> SetGroup:
    """A reserve of one at least where failing alone is not safe."""
    told = group.reserve
    if told is None or told.low >= least:
        return group
    return replace(group, reserve=replace(told, low=least, high=max(least, told.high)))
