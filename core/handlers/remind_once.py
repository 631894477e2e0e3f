"""`remind tomorrow 8:00`, `remind 48h after squat`: a ping that comes once."""

from __future__ import annotations

from datetime import datetime

from core.context import RequestContext, find_exercise, say_lines
from core.handlers.reminders import private_place
from core.messages import Answer, Button
from core.parsing.once import Once, read_once
from core.reminders.schedule import MOST_REMINDERS, Reminder
from core.render.reminders import ONE_TIME, facts_of, moment_words


def remind_once(context: RequestContext, words: str) -> Answer | None:
    """Store a ping that comes once; None where the words are for no single time.

    Raises BadSetting.
    """
    asked = read_once(words, context.now, context.zone, lambda name: _last_done(context, name))
    if asked is None:
        return None
    if asked.rest:
        send = f"rest {asked.rest}m"
        line = context.words("remind.soon", minutes=asked.rest)
        result = {"kind": "answer", "about": "rest"}
        return say_lines(context, line, result=result, buttons=(Button(send, send),))
    address, refusal = private_place(context)
    if address is None:
        return refusal
    waiting = [each for each in context.uow.reminders.of(context.person.id) if _waits(each)]
    if len(waiting) >= MOST_REMINDERS:
        error = {"kind": "error", "error": "too_many_reminders", "limit": MOST_REMINDERS}
        return say_lines(context, context.words("remind.full", n=MOST_REMINDERS), result=error)
    made = context.uow.reminders.add(
        Reminder(
            "snooze", (), None, address, context.person.zone, context.now, asked.words,
            person_id=context.person.id, next_at=asked.at, note=ONE_TIME,
        )
    )  # fmt: skip
    return _said(context, asked, made)


def _waits(reminder: Reminder) -> bool:
    return reminder.note == ONE_TIME and reminder.next_at is not None


def _last_done(context: RequestContext, name: str) -> datetime | None:
    exercise = find_exercise(context, name)
    last = context.uow.sets.last(context.person.id, exercise.id) if exercise else None
    return last.at if last is not None else None


def _said(context: RequestContext, asked: Once, made: Reminder) -> Answer:
    when = moment_words(context, asked.at)
    key = "remind.once_for" if asked.words else "remind.once"
    line = context.words(key, when=when, words=asked.words)
    return say_lines(context, line, context.words("remind.once_off"), result=facts_of((made,)))
