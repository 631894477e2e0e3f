"""Turns that several handlers answer together."""

from __future__ import annotations

from dataclasses import replace

from core.context import RequestContext
from core.handlers import (
    corrections,
    plans,
    remind_once,
    remind_unless,
    reminders,
    session_summary,
    settings,
    short_sets,
    show,
    superset,
    trial_felt,
)
from core.handlers import skip as skipping
from core.handlers.plan_session import aloud
from core.handlers.rest import next_set
from core.messages import Answer, Message
from core.parsing.commands import Command
from core.parsing.short_sets import read_short_set
from core.render.wording import shortest, words_of_next


def what_if(context: RequestContext, command: Command, message: Message) -> Answer:
    """What a set would say, stored nowhere."""
    return show.what_if(context, command.rest, message.sent_at, message.source)


def fix(context: RequestContext, command: Command, message: Message) -> Answer:
    """Mend a set; "only got 6" may tell of the next one."""
    done = read_short_set(command.rest)
    if done is not None and not command.set_id:
        return short_sets.got_only(context, command, message, done)
    return corrections.fix(context, command, message.source)


def done(context: RequestContext) -> Answer:
    """The session's end, with what it asks."""
    superset.end_with_session(context)
    return aloud(context, trial_felt.asked_after(context, session_summary.show_done(context)))


def today(context: RequestContext) -> Answer:
    """Today, with the plan's day where a group reads it."""
    return aloud(context, session_summary.show_today(context))


def skip(context: RequestContext, command: Command) -> Answer:
    """Leave a day or a lift out, with the plan's day where a group reads it."""
    return aloud(context, skipping.skip(context, command))


def plan(context: RequestContext, command: Command) -> Answer:
    """A plan; by itself with its day where a group reads it."""
    answer = plans.plan(context, command)
    return answer if command.rest.strip() else aloud(context, answer)


def remind(context: RequestContext, command: Command, message: Message) -> Answer:
    """A reminder: `unless`, once, or weekly, the first that fits."""
    answer = remind_unless.remind_unless(context, command.rest)
    answer = answer or remind_once.remind_once(context, command.rest)
    return reminders.remind(context, command) if answer is None else answer


def goal(context: RequestContext, command: Command) -> Answer:
    """A goal; in the middle of a lift the next set under it too, where nobody else reads it."""
    answer = settings.set_goal(context, command.rest)
    result = answer.result or {}
    if not command.rest or context.group or result.get("setting") != "goal":
        return answer
    person = context.uow.people.by_id(context.person.id) or context.person
    preferences = context.uow.preferences.of(person.id)
    now = replace(context, person=person, preferences=preferences)
    following = next_set(now)
    if following is None or answer.reply is None:
        return answer
    exercise, advised = following
    if result.get("exercise", exercise.name) != exercise.name:
        return answer
    what = words_of_next(person.language, advised, exercise)
    line = shortest(now.words("step.set", exercise=exercise.name, what=what))
    reply = replace(answer.reply, lines=(*answer.reply.lines, line))
    return replace(answer, reply=reply)
