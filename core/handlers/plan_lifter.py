"""The lifter as the plan that runs has them: sets, range, reserve, loads, and easy sessions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from math import ceil, exp

from core.context import RequestContext
from core.handlers.easy_days import easy_weeks
from core.handlers.plan_days import (
    Asked,
    following,
    trained_since,
)
from core.limits import MOST_RANGE_REPS
from core.plans.prescribe import Known, is_simple, prescribed, training_max
from core.plans.week import (
    version_on,
    week_on,
)
from core.plans.week_sets import TENTHS
from core.records import Exposure, Lifter, Load, in_unit
from core.training.ability.forecast import ability_of
from core.training.curve import load_for
from core.training.easy_weeks import easy_on
from core.training.exercise_sessions import MOST_SETS
from core.training.preferences import MOST_LEFT

EASY_LOOKED_AT = 24  # sessions of a lift


def with_plan(
    lifter: Lifter, asked: Asked | None, easy: frozenset[datetime] = frozenset()
) -> Lifter:
    """A lifter to whom the plan says sets, repetitions and reserve; the coach says how heavy.

    Sets of more than one kind, or with loads of their own, say how many there are and no more.
    """
    if easy:
        lifter = replace(lifter, easy_sessions=easy)
    if asked is None or not asked.groups:
        return lifter
    sets = sum(each.sets[0] for each in asked.groups)
    lifter = replace(lifter, sets_planned=min(sets, MOST_SETS), deload=asked.deload)
    group = asked.groups[0]
    if not is_simple(asked.item, asked.groups) or group.counted != "reps":
        return lifter
    if group.reps is not None:
        low, high = (min(MOST_RANGE_REPS, each) for each in group.reps)
        lifter = replace(lifter, rep_range=(low, high))
    if group.reserve is not None:
        span = (group.reserve.low // TENTHS, ceil(group.reserve.high / TENTHS))
        lifter = replace(lifter, effort=(min(span[0], MOST_LEFT), min(span[1], MOST_LEFT)))
    return lifter


def easy_sessions(
    context: RequestContext, exposures: Sequence[Exposure], most: int = EASY_LOOKED_AT
) -> frozenset[datetime]:
    """Which of some sessions were in an easy week, the plan's or one asked for; today's as well."""
    weeks = easy_weeks(context)
    looked_at = exposures[-most:]
    found: set[datetime] = set()
    if weeks:
        found = {
            each.session_at
            for each in looked_at
            if easy_on(weeks, each.session_at.astimezone(context.zone).date())
        }
    return frozenset(found | _in_easy_weeks(context, looked_at))


def _in_easy_weeks(context: RequestContext, exposures: Sequence[Exposure]) -> set[datetime]:
    """Which sessions were in an easy week of the plan that runs."""
    followed = following(context)
    if followed is None or not exposures:
        return set()
    if not any(week.deload for each in followed.versions for week in each.plan.weeks):
        return set()
    trained = trained_since(context, followed.versions[0].begins)
    found = set()
    for each in exposures:
        day = each.session_at.astimezone(context.zone).date()
        version = version_on(followed, day)
        if version is None:
            continue
        if week_on(followed, version.plan, day, trained).deload:
            found.add(each.session_at)
    return found


def with_prescribed(
    lifter: Lifter, asked: Asked | None, exposures: Sequence[Exposure], now: datetime
) -> Lifter:
    """A lifter with the sets that the plan says one by one, their loads by the ability shown.

    That shown before today: loads do not move while the sets are done. In an easy week they are
    left to the coach, who makes an easy session of the usual one.
    """
    if asked is None or not asked.groups or is_simple(asked.item, asked.groups):
        return lifter
    if lifter.exercise.measure != "load" or asked.deload:
        return lifter
    today = now.astimezone(lifter.zone).date()
    before = [e for e in exposures if e.session_at.astimezone(lifter.zone).date() < today]
    ability = ability_of(before, lifter, now)
    best = load_for_reps = None
    if ability is not None:
        capacity_kg, exercise = exp(ability.log_capacity), lifter.exercise
        best = in_unit(Load(round(capacity_kg * 1000)), lifter.unit)

        def load_for_reps(reps: float) -> float:
            return load_for(capacity_kg, reps, exercise)

    maximum = training_max(asked.plan, asked.item, lifter.exercise.id, asked.cycle, best)
    sets = prescribed(asked.groups, lifter, Known(best, load_for_reps), maximum)
    return replace(lifter, prescribed=sets)
