"""`meet 20 march`, `test squat in 6 weeks`: set, shown, moved, called off; with the attempts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from core.context import RequestContext, say_lines
from core.errors import BadSetting, Unreadable
from core.handlers.advice import exposures_of, lifter_of
from core.handlers.due_workout import DueWorkout
from core.handlers.peaks import FIRM_DAYS, attempts_for, day_of, events_of, peak_now
from core.handlers.plan_days import running
from core.messages import Answer, Button
from core.parsing.commands import Command
from core.parsing.days_ahead import is_called_off, read_day_ahead, split_lifts
from core.parsing.times import local_noon
from core.plans.peak import (
    DAYS_OFF,
    EASY_DAYS,
    FURTHEST_DAYS,
    HEAVY,
    PEAK_DAYS,
    Event,
    EventKind,
    Step,
    week_begins,
    weeks_before,
)
from core.records import Exercise, Lifter, Load
from core.render.wording import shortest, words_of_day, words_of_load
from core.store.repositories.peaks import step_of
from core.store.rows import Change
from core.training.ability.attempts import Attempts, Unknown
from core.training.progression.plates import loadable_at_most
from core.training.warmups import WarmupStep, ramp

COMPETITION = (("squat",), ("bench-press",), ("deadlift", "sumo-deadlift"))
MOST_LIFTS = 6
LATELY_DAYS = 7  # after an event, in which its end is told
LAST_WARMUP, FAR_BELOW = 0.88, 0.8  # of the opener: product choice
_EXAMPLE_AHEAD = timedelta(weeks=12)
_TWO_WAYS = re.compile(r"\b(?:0?[1-9]|1[0-2])[/-](?:0?[1-9]|1[0-2])\b")


def meet(context: RequestContext, command: Command) -> Answer:
    """`meet`, `meet 20 march squat, bench`, `meet cancel`. Raises BadSetting."""
    return _event(context, "meet", command.rest)


def test(context: RequestContext, command: Command) -> Answer:
    """`test`, `test squat in 6 weeks`, `test squat cancel`. Raises BadSetting."""
    return _event(context, "test", command.rest)


def _event(context: RequestContext, kind: EventKind, typed: str) -> Answer:
    words = typed.strip(" .!?")
    today = day_of(context)
    try:
        found = read_day_ahead(words, today)
    except Unreadable as error:
        two = "event_two" if _TWO_WAYS.search(words) else "event_date"
        raise BadSetting(words, setting=two, example=_example(context, kind)) from error
    lifts, left = split_lifts(found.rest if found else words.lower(), context.names)
    if kind == "test" and len(lifts) > 1:
        raise BadSetting(words, setting="event_one", example=_example(context, kind))
    if len(lifts) > MOST_LIFTS:
        raise BadSetting(words, setting="event_many", example=_example(context, kind))
    coming = _coming(context, kind, lifts)
    if is_called_off(left):
        return _call_off(context, kind, coming)
    if found is None and (not words or (coming and [e.id for e in lifts] == [*coming[0].lifts])):
        return _shown(context, kind, coming)
    if found is None and not (coming and lifts):
        raise BadSetting(words, setting="event_day", example=_example(context, kind))
    if left or (kind == "test" and not lifts):
        raise BadSetting(words, setting="event_date", example=_example(context, kind))
    day = found.day if found is not None else coming[0].on
    _check(context, kind, words, day, lifts)
    ids = tuple(each.id for each in lifts) or (coming[0].lifts if coming else _usual(context))
    step = Step(kind, ids, day, today)
    change = context.uow.peaks.keep(context.person.id, step, context.now)
    return _said(context, Event(kind, ids, day, today), "set", change)


def _coming(context: RequestContext, kind: EventKind, lifts: Sequence[Exercise]) -> list[Event]:
    """The events of a kind that are still to come, of a test those of its lift."""
    named = {each.id for each in lifts} if kind == "test" else set()
    return [
        each
        for each in events_of(context)
        if each.kind == kind and each.on >= day_of(context)
        and (not named or each.lifts[0] in named)
    ]  # fmt: skip


def _check(
    context: RequestContext, kind: EventKind, words: str, day: date, lifts: Sequence[Exercise]
) -> None:
    """Raises BadSetting for a day that is past or too far, and for a lift without a load."""
    example, ahead = _example(context, kind), (day - day_of(context)).days
    if ahead < 0:
        raise BadSetting(words, setting="event_past", example=example)
    if ahead > FURTHEST_DAYS:
        raise BadSetting(words, setting="event_far", example=example)
    unloaded = next((each for each in lifts if each.measure != "load"), None)
    if unloaded is not None:
        raise BadSetting(unloaded.name, setting="event_load", example=example)


def _usual(context: RequestContext) -> tuple[str, ...]:
    """The three lifts of a meet, of each the way this person does it; all where none is known."""
    known = [
        max(done, key=lambda each: each[1])[0]
        for ways in COMPETITION
        if (done := [(way, at) for way in ways if (at := _last_done(context, way)) is not None])
    ]
    return tuple(known) or tuple(ways[0] for ways in COMPETITION)


def _last_done(context: RequestContext, exercise_id: str) -> datetime | None:
    last = context.uow.sets.last(context.person.id, exercise_id)
    return last.at if last is not None else None


def _example(context: RequestContext, kind: EventKind) -> str:
    day = day_of(context) + _EXAMPLE_AHEAD
    return f"meet {day.isoformat()}" if kind == "meet" else f"test squat {day.isoformat()}"


# --- answers --------------------------------------------------------------------------------------


def _call_off(context: RequestContext, kind: EventKind, coming: Sequence[Event]) -> Answer:
    if not coming:
        return _shown(context, kind, coming)
    lines = []
    for event in coming:
        step = Step(kind, event.lifts, None, day_of(context))
        context.uow.peaks.keep(context.person.id, step, context.now)
        facts = {"day": _day(context, event.on), "lifts": _names(context, event)}
        lines.append(context.words(f"peak.called_off.{kind}", **facts))
    return say_lines(
        context, *lines, result={"kind": kind, "state": "cancelled"}, buttons=_undo(context)
    )


def _shown(context: RequestContext, kind: EventKind, coming: Sequence[Event]) -> Answer:
    if len(coming) == 1:
        return _said(context, coming[0], "shown")
    if coming:
        lines = [_head(context, each) for each in coming]
        return say_lines(context, *lines, result={"kind": kind, "state": "shown"})
    past = [each for each in events_of(context) if each.kind == kind]
    lines = [context.words(f"peak.none.{kind}", date=_example(context, "meet").split()[1])]
    if past:
        lines.insert(0, context.words(f"peak.past.{kind}", day=_day(context, past[-1].on)))
    return say_lines(context, *lines, result={"kind": kind, "state": "none"})


def _said(
    context: RequestContext, event: Event, state: str, change: Change | None = None
) -> Answer:
    days = (event.on - day_of(context)).days
    attempts, facts = _attempts(context, event, days)
    lines = [_head(context, event), *_standing(context, event, days, new=state == "set")]
    if event.kind == "meet":
        names = _names(context, event)
        lines.insert(1, context.words("peak.lifts", lifts=names))
    if state == "set" or days <= PEAK_DAYS:
        lines += _weeks(context, event, days)
    lines += attempts
    result = {
        "kind": event.kind, "state": state, "date": event.on.isoformat(), "days": days,
        "lifts": [context.exercise(each).name for each in event.lifts], "attempts": facts,
    }  # fmt: skip
    label = context.words(f"button.peak.cancel.{event.kind}")
    name = f" {context.exercise(event.lifts[0]).name.lower()}" if event.kind == "test" else ""
    buttons: tuple[Button, ...] = (Button(label, f"{event.kind}{name} cancel"),)
    if change is not None:
        buttons = (*_undo(context), *buttons)
    return say_lines(context, *map(shortest, lines), result=result, buttons=buttons)


def _head(context: RequestContext, event: Event) -> str:
    days = (event.on - day_of(context)).days
    key = f"peak.head.{event.kind}" if days else f"peak.head_today.{event.kind}"
    year = f" {event.on.year}" if event.on.year != day_of(context).year else ""
    day = f"{_day(context, event.on)}{year}"
    return context.words(key, day=day, n=days, lifts=_names(context, event))


def _standing(context: RequestContext, event: Event, days: int, *, new: bool) -> list[str]:
    """Where it stands: when its weeks begin, which of them are left."""
    if days == 0:
        return [context.words("peak.today")]
    if days > PEAK_DAYS:
        return [context.words("peak.begins", day=_day(context, week_begins(event, 4)))]
    if days < PEAK_DAYS and new:
        return [context.words("peak.late", n=weeks_before(days))]
    return []


def _weeks(context: RequestContext, event: Event, days: int) -> list[str]:
    """What each of the weeks that are left asks, and why."""
    if days <= DAYS_OFF[event.kind]:
        return [off_line(context, event)] if days else []
    lines = []
    off = event.on - timedelta(days=DAYS_OFF[event.kind])
    for week in sorted(HEAVY, reverse=True):
        if week > max(1, weeks_before(days)):
            continue
        sets, reps, share, _ = HEAVY[week]
        begins = max(week_begins(event, week), day_of(context))
        facts = {"sets": sets, "reps": reps, "share": round(share / 10), "off": _day(context, off)}
        lines.append(context.words(f"peak.week.{week}", day=_day(context, begins), **facts))
    easy = max(event.on - timedelta(days=EASY_DAYS[event.kind]), day_of(context))
    lines.append(context.words(f"peak.others.{event.kind}", day=_day(context, easy)))
    lines.append(context.words("peak.why"))
    return lines


def _attempts(
    context: RequestContext, event: Event, days: int
) -> tuple[list[str], list[dict[str, object]]]:
    """The attempts of each lift, or why they cannot be told; and their facts."""
    lines, facts, told = list[str](), list[dict[str, object]](), False
    for exercise in map(context.exercise, event.lifts):
        exposures = exposures_of(context, exercise.id)
        lifter = lifter_of(context, exercise, exposures)
        found = attempts_for(context, lifter, exposures, event, shown=True)
        if isinstance(found, Attempts):
            told = True
            lines.append(_attempt_line(context, exercise, found))
            sure = [{"load": e.load.text, "unit": e.load.unit, "chance": round(e.chance, 3)}
                    for e in found.planned]  # fmt: skip
            likely = [each.text for each in found.likely]
            facts.append({"exercise": exercise.name, "attempts": sure, "likely": likely})
        else:
            lines.append(_unknown_line(context, exercise, found))
            facts.append({"exercise": exercise.name, "attempts": [], "why": found})
    if told:
        key = "peak.attempts_firm" if days <= FIRM_DAYS else "peak.attempts"
        lines = [context.words(key), *lines, context.words("peak.attempts_why")]
    return lines, facts


def _attempt_line(context: RequestContext, exercise: Exercise, found: Attempts) -> str:
    a, b, c = found.planned
    low, high = found.likely
    words = {
        "exercise": exercise.name, "a": a.load.text, "b": b.load.text, "c": c.load.text,
        "unit": c.load.unit, "low": low.text, "high": high.text,
        **{f"p{name}": _percent(each.chance) for name, each in zip("abc", (a, b, c), strict=True)},
    }  # fmt: skip
    return shortest(
        context.words("peak.attempt_line", **words), context.words("peak.attempt_short", **words)
    )


def _percent(chance: float) -> int:
    """A chance in whole per cent, rounded down; never as good as sure."""
    return min(99, int(chance * 100))


def _unknown_line(context: RequestContext, exercise: Exercise, why: Unknown) -> str:
    last = context.uow.sets.last(context.person.id, exercise.id)
    usual = "100" if context.person.unit == "kg" else "225"
    load = last.load.text if last is not None and last.load.milli > 0 else usual
    name = exercise.name.lower()
    return context.words(f"peak.unknown.{why}", exercise=exercise.name, name=name, load=load)


def turned(context: RequestContext, change: Change) -> Answer:
    """What undoing or redoing a step did."""
    step = step_of(change.kind, day_of(context))
    kind = step.kind
    coming = _coming(context, kind, [context.exercise(step.lifts[0])])
    lines = [context.words(f"peak.none.{kind}", date=_example(context, "meet").split()[1])]
    if coming:
        facts = {"day": _day(context, coming[0].on), "lifts": _names(context, coming[0])}
        lines = [context.words(f"peak.turned.{kind}", **facts)]
    label = "redo" if change.undone else "undo"
    buttons = (Button(context.words(f"button.{label}"), label),)
    result = {"kind": kind, "state": "set" if coming else "none"}
    return say_lines(context, *lines, result=result, buttons=buttons)


def _undo(context: RequestContext) -> tuple[Button, ...]:
    return (Button(context.words("button.undo"), "undo"),)


NOUNS_LARGE = frozenset({"de"})  # languages that write a noun large inside a sentence


def _names(context: RequestContext, event: Event) -> str:
    names = [context.exercise(each).name for each in event.lifts]
    inside = names[0] if context.person.language in NOUNS_LARGE else names[0].lower()
    return ", ".join(names) if event.kind == "meet" else inside


def _day(context: RequestContext, day: date) -> str:
    return words_of_day(context.person.language, local_noon(day, context.zone), context.zone)


# --- the day itself, those before it and after it -------------------------------------------------


def day_lines(context: RequestContext, due: DueWorkout, targets: Sequence[str]) -> list[str]:
    """The lifts of today's event with the way up and the attempts; `targets` said already."""
    lines: list[str] = []
    if due.event is None:
        return lines
    for exercise, said in zip(due.exercises, targets, strict=False):
        exposures = exposures_of(context, exercise.id)
        lifter = lifter_of(context, exercise, exposures)
        found = attempts_for(context, lifter, exposures, due.event)
        if not isinstance(found, Attempts):
            lines.append(shortest(context.words("peak.day_unknown", exercise=exercise.name)))
            continue
        lines.append(said)
        steps = ", ".join(
            f"{words_of_load(context.person.language, each.load, exercise)} x {each.reps}"
            for each in _way_up(found.planned[0].load, lifter)
        )
        if steps:
            lines.append(shortest(context.words("peak.day_warmup", steps=steps)))
    return [*lines, context.words("peak.day_after_miss")]


def _way_up(opener: Load, lifter: Lifter) -> list[WarmupStep]:
    """The warm-up sets before an opener, the last one near enough to it."""
    steps = list(ramp(opener, lifter))
    last = loadable_at_most(Load(int(opener.milli * LAST_WARMUP), opener.unit), lifter)
    if steps and steps[-1].load.milli < opener.milli * FAR_BELOW and last.milli < opener.milli:
        steps.append(WarmupStep(last, 1))
    return steps


def off_line(context: RequestContext, event: Event) -> str:
    """That today is kept free for an event."""
    return context.words(f"peak.off.{event.kind}", n=(event.on - day_of(context)).days)


def peak_line(context: RequestContext) -> str:
    """How far an event is off whose weeks have begun, for a plan's own page; else ""."""
    event = peak_now(context)
    if event is None:
        return ""
    weeks = weeks_before((event.on - day_of(context)).days)
    key = f"peak.plan.{event.kind}" if weeks else f"peak.title.{event.kind}"
    return context.words(key, n=weeks, day=_day(context, event.on))


def over_line(context: RequestContext) -> str:
    """That an event is over, until something was trained after it or a week is past; else ""."""
    today = day_of(context)
    past = [e for e in events_of(context) if 0 < (today - e.on).days <= LATELY_DAYS]
    last = context.uow.sets.last(context.person.id)
    if not past or (last is not None and day_of(context, last.at) > past[-1].on):
        return ""
    version = running(context)
    key = f"peak.over_plan.{past[-1].kind}" if version is not None else f"peak.over.{past[-1].kind}"
    return context.words(key, name=version.name if version is not None else "")
