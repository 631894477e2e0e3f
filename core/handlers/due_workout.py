"""Which workout is due: the one answer that `next`, `today` and pings read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.context import RequestContext
from core.handlers.easy_days import easy_note
from core.handlers.peaks import event_today, off_today, peak_now, weeks_to
from core.handlers.plan_days import due_now, instead_today, plan_of, running
from core.limits import SESSION_GAP
from core.plans.peak import Event
from core.plans.week import Due
from core.records import Exercise, LoggedSet
from core.reminders.schedule import Reminder, falls_on, local_date, occurrence, zone_of
from core.render.wording import words_of_day
from core.training.history import by_exercise
from core.training.rhythm import LOOKED_BACK, Session, Workout, todays_workout

SHOWN_TARGETS = 8  # lifts of a workout that are listed with their targets

# words of a reminder that name no exercise: the patterns they stand for
_PATTERNS = {
    "leg": ("squat", "hinge", "lunge", "leg_curl", "leg_extension", "hip_thrust", "calf_raise"),
    "push": ("horizontal_press", "vertical_press", "triceps_extension", "fly", "lateral_raise"),
    "pull": ("row", "pulldown", "curl", "rear_delt", "upright_row", "shrug"),
    "upper": ("horizontal_press", "vertical_press", "row", "pulldown", "curl", "fly"),
}
_PATTERNS |= {"legs": _PATTERNS["leg"], "lower": _PATTERNS["leg"]}


@dataclass(frozen=True, slots=True)
class DueWorkout:
    """What there is to train at a moment, and why it is that."""

    exercises: tuple[Exercise, ...]
    trained: bool = False  # they are those of today's session, begun or done: nothing is due
    workout: Workout | None = None  # None: today's session, or named and not done for weeks
    skipped: bool = False  # the person left this day out
    plan: Due | None = None  # what the plan that runs says of today
    event: Event | None = None  # the meet or test of today, or the one that today is kept free for
    off: bool = False  # nothing is trained today, right before an event


def workout_due(context: RequestContext, words: str | None = None) -> DueWorkout:
    """The workout that is due; once trained today, the exercises of that session.

    `words`: what the reminder that asks says ("leg day"); None takes those of today's reminder,
    so that an answer before or after a ping names what the ping does.
    """
    last = last_session(context)
    plan = due_now(context)
    if last and _is_todays(context, last):
        done = tuple(context.exercise(each) for each in by_exercise(last))
        return DueWorkout(done, trained=True, plan=plan, event=event_today(context))
    event, before = event_today(context), off_today(context)
    if event is not None:
        return _at_event(context, event, plan)
    if before is not None:
        return DueWorkout((), skipped=True, plan=plan, event=before, off=True)
    if plan is not None:
        return _planned(context, plan)
    named = _named(context, _todays_words(context) if words is None else words, last)
    sessions = _sessions(context, last)
    workout = todays_workout(sessions, _day(context), [each.id for each in named])
    if workout is not None:
        kept, day_off = _without_skipped(context, workout)
        lifts = tuple(map(context.exercise, kept))
        return DueWorkout(lifts, workout=workout, skipped=day_off or not kept)
    return DueWorkout(tuple(named[:1]))


def _at_event(context: RequestContext, event: Event, plan: Due | None) -> DueWorkout:
    kept, day_off = _kept_of(context, event.lifts)
    lifts = tuple(map(context.exercise, kept))
    return DueWorkout(lifts, skipped=day_off or not kept, plan=plan, event=event)


def _planned(context: RequestContext, plan: Due) -> DueWorkout:
    """The plan's day as a workout that is due; those lifts left out that are optional."""
    ids = [each.exercise for each in plan.items]
    kept, day_off = _kept_of(context, ids)
    lifts = tuple(map(context.exercise, kept))
    return DueWorkout(lifts, skipped=day_off or bool(ids and not kept), plan=plan)


def lifts_to_go(context: RequestContext) -> tuple[Exercise, ...]:
    """What usually is trained with the lifts of today's session, and is not begun yet."""
    last = last_session(context)
    if not last or not _is_todays(context, last):
        return ()
    done = list(by_exercise(last))
    event, plan = event_today(context), due_now(context)
    if event is not None:
        kept, _ = _kept_of(context, event.lifts)
        return tuple(context.exercise(each) for each in kept if each not in done)
    if plan is not None:
        ids = [each.exercise for each in plan.items if not each.done]
        kept, _ = _kept_of(context, ids)
        return tuple(context.exercise(each) for each in kept if each not in done)
    workout = todays_workout(_sessions(context, last), _day(context), done)
    if workout is None:
        return ()
    kept, day_off = _without_skipped(context, workout)
    return () if day_off else tuple(context.exercise(each) for each in kept if each not in done)


def _without_skipped(context: RequestContext, workout: Workout) -> tuple[list[str], bool]:
    """The lifts of a workout with those left out today replaced, and whether all of it is."""
    return _kept_of(context, workout.exercises)


def _kept_of(context: RequestContext, lifts: Sequence[str]) -> tuple[list[str], bool]:
    left_out = context.uow.skips.standing(context.person.id, _day(context), lifts)
    kept = [left_out.get(each, each) for each in lifts]
    return list(dict.fromkeys(each for each in kept if each)), "" in left_out


def title_of(context: RequestContext, due: DueWorkout, label: str) -> str:
    """A workout with why it is due: "Leg day: your usual Monday"; the label where none is known."""
    if due.event is not None:
        return context.words(f"peak.title.{due.event.kind}")
    return f"{_usual_title(context, due, label)}{peak_note(context)}"


def peak_note(context: RequestContext) -> str:
    """How many weeks there are to a meet or a test, where its weeks have begun: else ""."""
    event = peak_now(context)
    if event is None or not weeks_to(context, event):
        return ""
    return context.words(f"peak.note.{event.kind}", n=weeks_to(context, event))


def _usual_title(context: RequestContext, due: DueWorkout, label: str) -> str:
    workout = due.workout
    if workout is None:
        return label
    last = datetime.combine(workout.last, time(12), tzinfo=context.zone)
    day = words_of_day(context.person.language, last, context.zone)
    if workout.why == "weekday":
        day = context.words(f"weekday.{_day(context).weekday()}")
    return context.words(f"ping.title.{workout.why}", label=label, day=day)


def last_session(context: RequestContext) -> tuple[LoggedSet, ...]:
    """The sets of the latest session."""
    last = context.uow.sets.last(context.person.id)
    if last is None or last.session_at is None:
        return ()
    return context.uow.sets.of_session(context.person.id, last.session_at)


def _is_todays(context: RequestContext, sets: Sequence[LoggedSet]) -> bool:
    """Whether a session is under way, or had a working set and began on this local date."""
    if context.now - sets[-1].at < SESSION_GAP:
        return True
    began = sets[0].session_at or sets[0].at
    same_day = began.astimezone(context.zone).date() == _day(context)
    return same_day and any(each.lifted for each in sets)


def _since(context: RequestContext, last: Sequence[LoggedSet]) -> datetime:
    """Eight weeks before the latest session: who was away comes back to what they did."""
    day = last[0].at.astimezone(context.zone).date() if last else _day(context)
    first = min(day, _day(context)) - timedelta(days=LOOKED_BACK)
    return datetime.combine(first, time(), tzinfo=context.zone)


def _sessions(context: RequestContext, last: Sequence[LoggedSet]) -> list[Session]:
    """The sessions of the last weeks, each dated by its first set in the person's zone."""
    by_start: dict[datetime, list[str]] = {}
    for start, exercise_id in _done(context, last):
        by_start.setdefault(start, []).append(exercise_id)
    zone: ZoneInfo = context.zone
    return [Session(start.astimezone(zone).date(), tuple(ids)) for start, ids in by_start.items()]


def _done(context: RequestContext, last: Sequence[LoggedSet]) -> tuple[tuple[datetime, str], ...]:
    """Exercises with working sets by session, of the last weeks."""
    since = _since(context, last)
    found = context.uow.weeks.done(context.person.id, since, context.now + timedelta(seconds=1))
    return tuple(each for each in found if each[0] >= since)


# --- what a reminder's words ask for -------------------------------------------------------------


def _todays_words(context: RequestContext) -> str:
    """The words of today's reminder to train: the newest that is due, else the next to come."""
    due: list[tuple[datetime, str]] = []
    for each in context.uow.reminders.of(context.person.id):
        at = _today_at(each, context.now)
        if at is not None:
            due.append((at, each.words))
    past = [each for each in due if each[0] <= context.now]
    if past:
        return max(past, key=lambda each: each[0])[1]
    return min(due, key=lambda each: each[0], default=(context.now, ""))[1]


def _today_at(reminder: Reminder, now: datetime) -> datetime | None:
    """When a reminder to train is due on this date of its zone; None where it is not."""
    if reminder.kind not in ("train", "snooze") or reminder.state not in ("on", "asked"):
        return None
    if reminder.note.startswith("recap") or (reminder.paused_until or now) > now:
        return None
    zone = zone_of(reminder.zone)
    today = date.fromisoformat(local_date(reminder, now))
    if reminder.kind == "snooze":
        at = reminder.next_at
        return at if at is not None and at.astimezone(zone).date() == today else None
    if reminder.minute is None or not falls_on(reminder, today):
        return None
    return occurrence(today, reminder.minute, zone)


def _named(context: RequestContext, words: str, last: Sequence[LoggedSet]) -> list[Exercise]:
    """The exercises a reminder's words name: "squat day", "push day"."""
    parts = words.split()
    for start in range(len(parts)):
        found = context.names.find(parts, start)
        if found is not None:
            return [found.exercise]
    patterns = {each for word in parts for each in _PATTERNS.get(word.lower(), ())}
    if not patterns:
        return []
    done = dict.fromkeys(each for _, each in _done(context, last))
    return [each for each in map(context.exercise, done) if each.pattern in patterns]


def _day(context: RequestContext) -> date:
    return context.now.astimezone(context.zone).date()


def exercises_of_words(context: RequestContext, words: str) -> list[Exercise]:
    """The lifts of the last weeks that a kind of day names ("legs"), newest first."""
    return _named(context, words, last_session(context))[::-1]


def due_title(context: RequestContext, due: DueWorkout) -> str:
    """A workout that is due as a heading: "Today: your usual Monday"; by a plan: "Upper A"."""
    if due.event is None and due.plan is not None and due.plan.day is not None:
        return plan_title(context, due.plan)
    return title_of(context, due, context.words("next.title"))


def due_titles(context: RequestContext, due: DueWorkout) -> list[str]:
    """The same, below a line of its own where no plan says that all is easy on request."""
    easy = [] if due.plan is not None else easy_note(context)
    return [*easy, due_title(context, due)]


def plan_title(context: RequestContext, plan: Due) -> str:
    """A plan's day as a heading: "Upper A, week 2 of 4", and the day it was moved from."""
    version = running(context)
    week = context.words("plan.week", n=plan.week.week + 1, of=plan.week.of)
    name = plan.day.name if plan.day is not None else ""
    key = "plan.today.deload" if plan.week.deload else "plan.today"
    note = peak_note(context)
    if note:
        key, week = "plan.today", note
    elif plan.week.of <= 1:
        week = ""
    told = context.words(key, day=name, plan=version.name if version else "", week=week)
    if plan.moved_from is None:
        return told
    return f"{told}, {context.words('plan.moved', day=_weekday(context, plan.moved_from))}"


def rest_day(context: RequestContext, due: DueWorkout) -> list[str]:
    """Where a plan has nothing for today: that, and what comes next; none where no plan runs."""
    plan, version = due.plan, running(context)
    if plan is None or version is None or plan.next_place is None:
        return []
    day = plan_of(context, version.text).days[plan.next_place].name
    key = "plan.next" if plan.next_on is not None else "plan.next_any"
    on = "" if plan.next_on is None else _weekday(context, plan.next_on)
    return [context.words("plan.rest"), context.words(key, day=day, on=on)]


def _weekday(context: RequestContext, day: date) -> str:
    return context.words(f"weekday.{day.weekday()}")


def planned_done(context: RequestContext) -> str:
    """What was done today of the plan's day, and what is left of it; "" where no plan runs."""
    plan = due_now(context)
    if plan is None or plan.day is None or not plan.trained:
        return ""
    out = instead_today(context)
    counted = [each for each in plan.items if each.planned and each.exercise not in out]
    planned = sum(each.planned or 0 for each in counted)
    done = sum(min(each.done, each.planned or 0) for each in counted)
    done_today = by_exercise(last_session(context))
    open_items = [each for each in plan.items if each.left and not each.item.optional]
    ids = [each.exercise if each.done else out.get(each.exercise, each.exercise)
           for each in open_items]  # fmt: skip
    left = [
        context.exercise(name).name for each, name in zip(open_items, ids, strict=True)
        if name and (each.done or name not in done_today)
    ]  # fmt: skip
    key = "plan.done.left" if left else "plan.done"
    return context.words(key, day=plan.day.name, done=done, planned=planned, names=", ".join(left))
