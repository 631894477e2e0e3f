"""What a plan asks in the weeks to come: its days by date, and each lift's sets as to be held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import exp, log

from core.plans.ahead_curve import curve_of
from core.plans.ahead_lift import Ask
from core.plans.prescribe import is_simple, training_max
from core.plans.records import Plan, PlanItem, SetGroup, Share
from core.plans.week_sets import TENTHS, WeekPlace, place_after
from core.records import Lifter, Load, Target, in_unit
from core.training.ability.state import Ability
from core.training.exercise_sessions import MOST_SETS
from core.training.progression.plates import loadable_at_most

WEEKS_AHEAD = 8
DAYS = WEEKS_AHEAD * 7
WHOLE = 1000


@dataclass(frozen=True, slots=True)
class Start:
    """Where a plan stands when it is looked at from."""

    today: date
    begins: date
    weeks: int = 0  # of the plan that were trained, before this one
    turn: int = 0  # the day that comes next, of days in turn
    trained: bool = False  # today is over
    usual_times: int = 3  # sessions a week lately, where the plan says no number


@dataclass(frozen=True, slots=True)
class PlanSession:
    """A lift in one session to come: its sets as the week has them."""

    day: int  # days from today
    groups: tuple[SetGroup, ...]
    item: PlanItem
    place: WeekPlace


def days_ahead(plan: Plan, start: Start) -> list[tuple[int, int, WeekPlace]]:
    """Days from today, each with the plan's day due then, and the week of the plan it is in."""
    found, turn = [], start.turn
    first = max(0, (start.begins - start.today).days)
    this_week = (start.today - start.begins).days // 7
    for day in range(first + (start.trained and first == 0), first + DAYS):
        on = start.today + timedelta(days=day)
        weeks = start.weeks + (on - start.begins).days // 7 - max(0, this_week)
        week = place_after(plan, max(0, weeks))
        if plan.schedule.fixed:
            due = [place for weekday, place in plan.schedule.fixed if weekday == on.weekday()]
            found += [(day, place, week) for place in due]
        elif _trains(plan, on, start):
            found.append((day, turn % len(plan.days), week))
            turn += 1
    return found


def _trains(plan: Plan, on: date, start: Start) -> bool:
    """Whether a day in turn is due: on its weekdays, else spread evenly over the week."""
    schedule = plan.schedule
    times = schedule.times or start.usual_times
    if schedule.on:
        return on.weekday() in schedule.on
    day = (on - start.today).days
    return day * times // 7 != (day - 1) * times // 7


def asks_of(
    sessions: Sequence[PlanSession], plan: Plan, lifter: Lifter, target: Target, ability: Ability
) -> list[Ask]:
    """What is to be held in each session; those with nothing to hold are left out."""
    found = []
    for each in sessions:
        if is_simple(each.item, each.groups):
            ask = _open(each, target)
        else:
            ask = _tightest(each, plan, lifter, target, ability)
        if ask is not None:
            found.append(ask)
    return found


def _open(each: PlanSession, target: Target) -> Ask | None:
    """Sets whose load the coach chooses."""
    group = each.groups[0]
    span = group.reps or (target.reps_low or 0, target.reps_high or target.reps_low or 0)
    if group.counted != "reps" or span[0] < 1:
        return None
    least, aim = _reserve(group, target)
    if span[0] == span[1] and group.reserve is None and each.item.step is not None:
        least = 0.0  # a step is earned by repetitions
    return Ask(each.day, _sets(group.sets[0]), span[0], span[1], least, aim,
               easy=each.place.deload)  # fmt: skip


def _reserve(group: SetGroup, target: Target) -> tuple[float, float]:
    """What has to be left at least, and what is gone for."""
    if group.reserve is None:
        return float(target.rir_low), (target.rir_low + target.rir_high) / 2
    low, high = group.reserve.low / TENTHS, group.reserve.high / TENTHS
    return low, (low + high) / 2


def _tightest(
    each: PlanSession, plan: Plan, lifter: Lifter, target: Target, ability: Ability
) -> Ask | None:
    """Of sets of several kinds, or with loads of the plan's own, those that are nearest to fail."""
    best = in_unit(Load(round(exp(ability.log_capacity) * WHOLE)), lifter.unit)
    maximum = training_max(plan, each.item, lifter.exercise.id, each.place.cycle, best)
    said = any(one.exercise == lifter.exercise.id for one in plan.maxes)
    found: list[tuple[float, Ask]] = []
    done, top = 0, 1.0
    for group in each.groups:
        done += group.sets[0]
        if group.counted != "reps" or group.reps is None:
            continue
        own, share = None, None
        if isinstance(group.load, Load):
            own = in_unit(group.load, lifter.unit)
        elif isinstance(group.load, Share):
            of = group.load.tenths / WHOLE
            own, share = _shared(group.load, of, maximum if said else None, plan, top)
        if group.top or len(found) == 0:
            top = share if share is not None else own.kg / best.kg if own is not None else top
        least = 0.0 if group.reserve is None else group.reserve.low / TENTHS
        aim = least if group.reserve is None else _reserve(group, target)[1]
        low, high = group.reps
        ask = Ask(
            each.day, _sets(done), low, high, least, aim,
            None if own is None else loadable_at_most(own, lifter), share, each.place.deload,
        )  # fmt: skip
        found.append((_margin(ask, ability, target, best), ask))
    return min(found, key=lambda one: one[0])[1] if found else None


def _shared(
    load: Share, of: float, maximum: Load | None, plan: Plan, top: float
) -> tuple[Load | None, float | None]:
    """A share as a load, where the lifter said what it is of, else as a share of the ability."""
    if load.of == "training max":
        if maximum is not None:
            return Load(maximum.milli * load.tenths // WHOLE, maximum.unit), None
        return None, of * plan.training_max / WHOLE
    return None, of * (top if load.of == "top" else 1.0)


def _margin(ask: Ask, ability: Ability, target: Target, best: Load) -> float:
    """Repetitions that are over what is asked, as the ability is now."""
    load = ask.load
    if load is None:
        load = target.load if ask.share is None else Load(round(best.milli * ask.share), best.unit)
    curve = curve_of(ability, load, ask.sets, ask.low, ask.high, ask.least, ask.aim)
    return curve.at(ability.log_capacity - log(ability.moved_kg(load)))[0]


def _sets(count: int) -> int:
    return max(1, min(MOST_SETS, count))
