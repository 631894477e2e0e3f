"""`remind if not by thursday`: a weekly ping that comes only where nothing was logged that week."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import cast

from core.context import RequestContext, find_exercise
from core.errors import BadSetting
from core.handlers.advice import plain_targets
from core.handlers.current_lift import meant_lift
from core.handlers.due_workout import DueWorkout
from core.handlers.reminders import add_weekly, ask_which
from core.messages import Answer
from core.parsing.reminders import Asks
from core.parsing.unless import read_unless
from core.records import Exercise
from core.reminders.schedule import Reminder
from core.render.wording import shortest, words_of_target
from core.training.history import week_of

COMMAND = "remind if not by"  # what the buttons of a question type


def remind_unless(context: RequestContext, words: str) -> Answer | None:
    """Store such a ping, each week until it is turned off; None where words ask for no such.

    Raises BadSetting.
    """
    asked = read_unless(words, context.hint)
    if asked is None:
        return None
    if isinstance(asked, Asks):
        for each in asked.choices:
            _lift(context, each.words)
        return ask_which(context, asked, words, COMMAND)
    exercise = _lift(context, asked.words)
    named = replace(asked, words=exercise.name if exercise else "")
    answer = add_weekly(context, "unless", named)
    reply = answer.reply
    if reply is None or (answer.result or {}).get("kind") != "reminders":
        return answer
    key = "remind.unless_lift" if exercise else "remind.unless_any"
    name = exercise.name if exercise else ""
    listed = cast("Sequence[Mapping[str, object]]", (answer.result or {})["reminders"])
    more = context.words(key, exercise=name, number=listed[0]["number"])
    return replace(answer, reply=replace(reply, lines=(reply.lines[0], more, *reply.lines[1:])))


def _lift(context: RequestContext, name: str) -> Exercise | None:
    """The lift that is named; None where none is. Raises BadSetting for a name nobody knows."""
    if not name:
        return None
    for form in (name, name.removesuffix("ed"), name[:-3] if name.endswith("ed") else name):
        found = find_exercise(context, form) if form else None
        meant = meant_lift(context, [found] if found else [], context.names.candidates(form))
        if meant is not None:
            return meant
    raise BadSetting(name, setting="remind_unless_lift", example="remind if no squat by fri 18:00")


def is_logged_this_week(context: RequestContext, reminder: Reminder) -> bool:
    """Whether the week of a ping holds a set already, or one of the lift it is about."""
    since, until = week_of(context.now, context.zone)
    sets = context.uow.sets.between(context.person.id, since, until)
    exercise = _about(context, reminder)
    return any(exercise is None or each.exercise_id == exercise.id for each in sets)


def unless_words(
    context: RequestContext, reminder: Reminder, due: DueWorkout
) -> tuple[str, list[str]]:
    """The title of such a ping and its lines: the lift it is about, else the workout due."""
    exercise = _about(context, reminder)
    name = exercise.name if exercise else ""
    title = context.words("ping.unless_lift" if exercise else "ping.unless", exercise=name)
    if exercise is None:
        return title, []
    target = plain_targets(context, [exercise])[0]
    if target.kind == "first":
        return title, [context.words("step.any")]
    what = words_of_target(context.person.language, target, exercise)
    return title, [shortest(context.words("ping.lift", exercise=exercise.name, what=what))]


def _about(context: RequestContext, reminder: Reminder) -> Exercise | None:
    return find_exercise(context, reminder.words) if reminder.words else None
