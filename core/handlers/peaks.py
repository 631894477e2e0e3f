"""What meets and tests to come make of a day and of one lift; the one place that reads them (R52).

The weeks before an event go over a plan's own week and over the log's rhythm alike: `workout_due`
and `lifter_of` ask here, so that questions, pings, targets and `done` say the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from math import exp
from typing import cast

from core.context import RequestContext
from core.parsing.times import local_noon
from core.plans.peak import (
    DAYS_OFF,
    OPENER_WEEK,
    PEAK_DAYS,
    Event,
    PeakDay,
    event_on,
    events_after,
    groups_of,
    is_off,
    peak_day,
    standing,
    week_begins,
    weeks_before,
)
from core.plans.prescribe import Known, prescribed
from core.plans.week import Due, DueItem
from core.plans.week_sets import lightened
from core.records import Exercise, Exposure, Lifter, Load, PrescribedSet, Reason, in_unit
from core.training.ability.attempts import (
    Attempts,
    Unknown,
    attempts_of,
    nearest_single,
    why_unknown,
)
from core.training.ability.forecast import ability_of
from core.training.ability.state import Ability
from core.training.curve import load_for
from core.training.exercise_sessions import planned_sets, sessions

FIRM_DAYS = 7  # before the event, from when on its attempts stay what they are


def events_of(context: RequestContext) -> tuple[Event, ...]:
    """The meets and tests of a person that stand, past ones too, by date."""
    return standing(_all_events(context))


def _all_events(context: RequestContext) -> tuple[Event, ...]:
    """Those that were moved or called off as well: their weeks held until then."""
    kept, key = context.uow.state.kept, f"peaks {context.person.id}"
    if key not in kept:
        said = context.uow.peaks.steps(context.person.id)
        steps = [replace(step, said_on=at.astimezone(context.zone).date()) for step, at in said]
        kept[key] = events_after(steps)
    return cast(tuple[Event, ...], kept[key])


def day_of(context: RequestContext, at: datetime | None = None) -> date:
    """A moment's local date; today's without one."""
    return (at or context.now).astimezone(context.zone).date()


def event_today(context: RequestContext) -> Event | None:
    """The event of today, if any."""
    events = events_of(context)
    return event_on(events, day_of(context)) if events else None


def off_today(context: RequestContext) -> Event | None:
    """The event before which today is kept free; None on all other days, and at an event."""
    events = events_of(context)
    if not events or event_on(events, day_of(context)):
        return None
    return is_off(events, day_of(context))


def free_days(context: RequestContext) -> frozenset[date]:
    """The days of events and those kept free before them: a plan's days on them are gone."""
    return frozenset(
        each.on - timedelta(days=back)
        for each in events_of(context)
        for back in range(DAYS_OFF[each.kind] + 1)
        if each.since <= each.on - timedelta(days=back)
    )


def peak_now(context: RequestContext) -> Event | None:
    """The nearest event whose four weeks have begun, today's as well."""
    today = day_of(context)
    coming = (each for each in events_of(context) if 0 <= (each.on - today).days <= PEAK_DAYS)
    return next(coming, None)


def peak_of(context: RequestContext, exercise: Exercise, day: date) -> PeakDay | None:
    """What the events make of a lift on a day."""
    events = events_of(context)
    if not events:
        return None
    tested = [context.exercise(each.lifts[0]) for each in events if each.kind == "test"]
    return peak_day(events, exercise, day, tested)


def due_in_peak(context: RequestContext, found: Due | None) -> Due | None:
    """What a plan says of a day, as an event has it: nothing on days off and on its own day.

    Else with the sets of the weeks before it.
    """
    events = events_of(context) if found is not None else ()
    if found is None or not events:
        return found
    today = day_of(context)
    if event_on(events, today) or is_off(events, today):
        return replace(found, day=None, place=None, items=(), trained=False, moved_from=None)
    easy = found.week.deload
    items = tuple(_in_peak(context, each, today, easy=easy) for each in found.items)
    return replace(found, items=items)


def _in_peak(context: RequestContext, item: DueItem, today: date, *, easy: bool) -> DueItem:
    exercise = context.exercise(item.exercise)
    at = peak_of(context, exercise, today)
    if at is None or not item.groups:
        return item
    if at.part == "easy":
        groups = item.groups if easy else tuple(map(lightened, item.groups))
        return replace(item, groups=groups)
    usual = (item.planned or 1) * (2 if easy else 1)  # a plan's own easy week has halved them
    lifted = _trained_since(context, exercise, week_begins(at.event, at.week))
    return replace(item, groups=groups_of(at, exercise, usual, None, lifted=lifted))


def _trained_since(context: RequestContext, exercise: Exercise, since: date) -> bool:
    """Whether a lift was trained from a day on, before today."""
    start, end = (datetime.combine(day, time(), context.zone) for day in (since, day_of(context)))
    done = context.uow.weeks.done(context.person.id, start, end) if start < end else ()
    return any(each == exercise.id for _, each in done)


# --- one lift -------------------------------------------------------------------------------------


def with_peak(
    context: RequestContext, lifter: Lifter, exposures: Sequence[Exposure], day: date
) -> Lifter:
    """A lifter as the events have them on a day: sets one by one, or an easy session."""
    at = peak_of(context, lifter.exercise, day)
    if at is None:
        return lifter
    week = at.week
    if at.part == "easy":
        reason = Reason(f"target.peak_easy.{at.event.kind}", {}, ("R52",))
        return replace(lifter, deload=True, because=reason)
    if at.part == "attempts":
        reason = Reason(f"target.attempts.{at.event.kind}", {}, ("R53",))
        sets = _attempt_sets(context, lifter, exposures, at.event)
    else:
        reason = Reason(f"target.peak.{at.event.kind}", {"n": week}, ("R52",))
        sets = _heavy_sets(context, lifter, exposures, at, day)
    if not sets:
        return lifter
    return replace(
        lifter, prescribed=sets, sets_planned=len(sets), deload=False, because=reason,
    )  # fmt: skip


def _heavy_sets(
    context: RequestContext, lifter: Lifter, exposures: Sequence[Exposure], at: PeakDay, day: date
) -> tuple[PrescribedSet, ...]:
    measure = lifter.exercise.measure
    before = _before(exposures, day, lifter)
    ability = ability_of(before, lifter, context.now)
    if ability is None or measure != "load":
        return ()
    own = _before(before, at.event.on - timedelta(days=PEAK_DAYS), lifter) or before
    usual = lifter.sets_planned or planned_sets(sessions(own, measure), lifter)
    since = week_begins(at.event, at.week)
    week_has = any(since <= day_of(context, each.session_at) < day for each in exposures)
    opener = None
    if at.week == OPENER_WEEK and not week_has:
        later = day > day_of(context)
        found = attempts_for(context, lifter, exposures, at.event, shown=later)
        opener = found.planned[0].load if isinstance(found, Attempts) else None
    groups = groups_of(at, lifter.exercise, usual, opener, lifted=week_has)
    return prescribed(groups, lifter, _known(ability, lifter), None)


def _known(ability: Ability, lifter: Lifter) -> Known:
    capacity_kg = exp(ability.log_capacity)
    best = in_unit(Load(round(capacity_kg * 1000)), lifter.unit)
    return Known(best, lambda reps: load_for(capacity_kg, reps, lifter.exercise))


def _attempt_sets(
    context: RequestContext, lifter: Lifter, exposures: Sequence[Exposure], event: Event
) -> tuple[PrescribedSet, ...]:
    found = attempts_for(context, lifter, exposures, event)
    if not isinstance(found, Attempts):
        return ()
    return tuple(PrescribedSet(each.load, 1, 1, rir=(0, 0)) for each in found.planned)


def attempts_for(
    context: RequestContext,
    lifter: Lifter,
    exposures: Sequence[Exposure],
    event: Event,
    *,
    shown: bool = False,
) -> Attempts | Unknown:
    """The attempts of a lift at an event, or why they cannot be told.

    By the sessions before today, those of today too where they are only `shown`; in the last week
    by those before it, so that they stay.
    """
    today = day_of(context)
    if (event.on - today).days <= FIRM_DAYS:
        until = max(event.on - timedelta(days=FIRM_DAYS), min(event.since, today))
        now = local_noon(until, context.zone)
    else:
        until, now = today + timedelta(days=shown), context.now
    before = _before(exposures, until, lifter)
    if not before and until < today:  # all that is known is of the last days
        before, now = _before(exposures, today, lifter), context.now
    ability = ability_of(before, lifter, now)
    if not before and exposures:
        return "few"
    why = why_unknown(before, ability, lifter, now)
    if why is not None or ability is None:
        return why or "none"
    nearest = nearest_single(before, lifter, now)
    return attempts_of(ability, lifter, nearest, meet=event.kind == "meet") or "few"


def _before(exposures: Sequence[Exposure], day: date, lifter: Lifter) -> list[Exposure]:
    return [e for e in exposures if e.session_at.astimezone(lifter.zone).date() < day]


# --- what says nothing of progress ---------------------------------------------------------------


def peak_sessions(
    context: RequestContext, exercise: Exercise, exposures: Sequence[Exposure]
) -> frozenset[datetime]:
    """Which sessions of a lift were made lighter for an event, or were the event itself."""
    events = _all_events(context) if exposures else ()
    if not events:
        return frozenset()
    tested = [context.exercise(each.lifts[0]) for each in events if each.kind == "test"]
    days = {each.session_at: day_of(context, each.session_at) for each in exposures}
    return frozenset(
        at for at, day in days.items() if peak_day(events, exercise, day, tested) is not None
    )


def weeks_to(context: RequestContext, event: Event) -> int:
    """The weeks until an event, a begun one counted."""
    return weeks_before((event.on - day_of(context)).days)
