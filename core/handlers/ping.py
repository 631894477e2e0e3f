"""What a ping says, worked out when it is sent; or why it is not sent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from core.context import RequestContext
from core.groups.rules import is_on
from core.handlers.advice import plain_targets
from core.handlers.due_workout import DueWorkout, title_of, workout_due
from core.handlers.easy_days import easy_note
from core.handlers.emphasis import aims_of
from core.handlers.gathering_pings import before_gym, partner_lines
from core.handlers.pain_reports import is_stopped
from core.handlers.racks import end_idle
from core.handlers.recap import look_back
from core.handlers.remind_unless import is_logged_this_week, unless_words
from core.handlers.rest import rest_over
from core.handlers.session_steps import arm_lines
from core.handlers.time_off import is_quiet_day
from core.handlers.trainer_words import before_lapse
from core.messages import Address, Button, Reply, emphasised
from core.records import Exercise, Person
from core.reminders.schedule import ONCE, UNANSWERED, Reminder, why_late
from core.render.reminders import UNANSWERED_NOTE
from core.render.wording import shortest, words_of_target
from core.store.repositories.reminders import occurrence_of
from core.store.rows import Ping
from core.store.unit_of_work import UnitOfWork

SHOWN_LIFTS = 3
_SEEN_FOR = timedelta(days=36)  # five pings of a weekly reminder
SceneOf = Callable[[UnitOfWork, Person, Address, datetime], RequestContext]


def word_ping(
    uow: UnitOfWork, key: str, person_id: int, now: datetime, context_of: SceneOf
) -> Reply | str:
    """The words of a ping, or why it is not sent ("trained", "late", "unanswered" ...).

    Asking twice for the same ping changes nothing more than asking once.
    """
    named = occurrence_of(key)
    reminder = uow.reminders.get(named[0]) if named else None
    if named is None or reminder is None or reminder.person_id != person_id:
        return "dropped"
    person = uow.people.by_id(person_id)
    if person is None:
        return "dropped"
    occurred = uow.reminders.ping(reminder.id, named[1])
    why = _why_not(reminder, occurred, now)
    if why:
        return why
    context = context_of(uow, person, reminder.address, now)
    if reminder.kind == "rest":
        return rest_over(context)
    if reminder.kind == "gym":
        return before_gym(context, reminder.note)
    if reminder.kind == "rack":
        return end_idle(context, reminder.note)
    if reminder.kind == "trainer":
        return before_lapse(context, reminder.note)
    if _is_recap(reminder):
        rules = None if reminder.address.private else uow.groups.group_settings(reminder.address)
        if not is_on(rules, "recap"):
            return "off"
        asked = _asked_to_go_on(context, reminder, named[1])
        return look_back(context) if asked is None else asked
    unless = reminder.kind == "unless"
    due = workout_due(context, "" if unless else reminder.words)
    trained = is_logged_this_week(context, reminder) if unless else due.trained
    if trained or is_stopped(context):
        return "trained" if trained else "urgent"
    if due.skipped:
        return "skipped today"
    if is_quiet_day(context):
        return "paused"
    asked = _asked_to_go_on(context, reminder, named[1])
    return _workout(context, reminder, due) if asked is None else asked


def _why_not(reminder: Reminder, occurred: Ping | None, now: datetime) -> str:
    """Why a ping is not wanted any more, whatever the log says."""
    if reminder.state in ("off", "gone"):
        return reminder.state
    if occurred is not None and occurred.state == "skipped":
        return occurred.why or "skipped"
    if reminder.paused_until is not None and now < reminder.paused_until:
        return "paused"
    return why_late(reminder, occurred.due_at, now) if occurred is not None else ""


def _is_recap(reminder: Reminder) -> bool:
    return reminder.kind == "recap" or reminder.note.startswith("recap")


# --- somebody who does not answer ---------------------------------------------------------------


def _asked_to_go_on(context: RequestContext, reminder: Reminder, day: str) -> Reply | str | None:
    """After four without a word the fifth asks whether to go on; the next is not sent."""
    if reminder.kind in ONCE:
        return None
    reminders = context.uow.reminders
    asked_on = reminder.note if reminder.state == "asked" else ""
    if asked_on and asked_on != day:
        reminders.become(replace(reminder, state="off", note=UNANSWERED_NOTE))
        return "unanswered"
    count = _unanswered(context, reminder, day)
    if count < UNANSWERED:
        if count != reminder.unanswered:
            reminders.become(replace(reminder, unanswered=count))
        return None
    reminders.become(replace(reminder, state="asked", note=day, unanswered=count))
    buttons = (
        Button(context.words("button.go_on"), f"remind on {reminder.number}"),
        Button(context.words("button.off"), f"remind off {reminder.number}"),
    )
    lines = (context.words("ping.go_on"), context.words("ping.go_on_why"))
    return Reply(lines=lines, buttons=buttons, owner=context.person.id)


def _unanswered(context: RequestContext, reminder: Reminder, day: str) -> int:
    """How many pings in a row, before this one, met no word from the person."""
    count = 0
    for each in context.uow.reminders.pings(context.person.id, context.now - _SEEN_FOR):
        if each.reminder_id != reminder.id or each.local_date == day:
            continue
        if each.state == "answered":
            break
        count += each.state == "sent"
    return count


# --- what to train ------------------------------------------------------------------------------


def _workout(context: RequestContext, reminder: Reminder, due: DueWorkout) -> Reply:
    """Today's lifts by this person's own rhythm, each with its target."""
    title, lines = "", list[str]()
    if reminder.kind == "unless":
        title, lines = unless_words(context, reminder, due)
    aims = list[str]()
    lines = lines or _lift_lines(context, due.exercises, aims) or [context.words("next.none")]
    lines += arm_lines(context, due.exercises[:SHOWN_LIFTS])
    lines += partner_lines(context)
    number = reminder.note.partition(":")[2] if reminder.kind == "snooze" else reminder.number
    words = reminder.words
    label = words[:1].upper() + words[1:] or context.words("ping.title")
    return Reply(
        title=title or shortest(title_of(context, due, label)),
        lines=(*easy_note(context), *lines),
        buttons=_buttons(context, str(number)),
        owner=context.person.id,
        strong=emphasised(lines, aims),
    )


def _buttons(context: RequestContext, number: str) -> tuple[Button, ...]:
    """Snooze, skip today, off; the latter two for a reminder that has a number."""
    again = Button(
        context.words("button.snooze"), f"snooze 2h #{number}" if number else "snooze 2h"
    )
    if not number:
        return (again,)
    return (
        again,
        Button(context.words("button.skip"), f"remind skip {number}"),
        Button(context.words("button.off"), f"remind off {number}"),
    )


def _lift_lines(
    context: RequestContext, exercises: Sequence[Exercise], aims: list[str]
) -> list[str]:
    """A line for each of the first lifts, whose aims it adds; the last says how many there are."""
    lines, language = [], context.person.language
    more = len(exercises) - SHOWN_LIFTS
    shown = exercises[:SHOWN_LIFTS]
    for place, (exercise, target) in enumerate(
        zip(shown, plain_targets(context, shown), strict=True), 1
    ):
        aims += aims_of(context, exercise, target)
        what = words_of_target(language, target, exercise)
        line = context.words("ping.lift", exercise=exercise.name, what=what)
        if more > 0 and place == SHOWN_LIFTS:
            longer = context.words("ping.lift_more", exercise=exercise.name, what=what, n=more)
            line = shortest(longer, line)
        lines.append(shortest(line))
    return lines
