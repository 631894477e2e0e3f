"""`skip`, `skip squat`: today, or one lift of it, is left out; undone like any other change."""

from __future__ import annotations

from core.context import RequestContext, find_exercise, say_lines
from core.errors import BadSetting
from core.handlers.current_lift import last_in_session, meant_lift, next_step
from core.handlers.due_workout import lifts_to_go, workout_due
from core.messages import Answer, Button
from core.parsing.commands import Command
from core.records import Exercise
from core.render.wording import shortest
from core.store.repositories.skips import skipped_of
from core.store.rows import Change

_TODAY = frozenset({"today", "it", "this", "todays", "workout", "session", "training", "day"})


def skip(context: RequestContext, command: Command) -> Answer:
    """`skip`, `skip today`: the day; `skip squat`: one lift of it. Raises BadSetting."""
    words = command.rest.strip(" .!").lower()
    if not words or set(words.replace("'", "").split()) <= _TODAY:
        return skip_day(context)
    named = find_exercise(context, words)
    exercise = meant_lift(context, [named] if named else [], context.names.candidates(words))
    if exercise is None:
        raise BadSetting(command.rest, setting="skip", example="skip squat")
    return skip_lift(context, exercise)


def skip_day(context: RequestContext) -> Answer:
    """Leave out today: no ping, and what was due comes first next time.

    What is left of a session counts as today, and is stored likewise: so `undo` takes back the
    skip, and no set.
    """
    left, begun = lifts_to_go(context), last_in_session(context) is not None
    due = workout_due(context)
    change = _keep(context, "")
    if begun:
        names = ", ".join(each.name for each in left)
        line = context.words("skip.rest" if names else "skip.rest_any", names=names)
        return _said(context, change, line, context.words("skip.begun"))
    if due.trained:
        return _said(context, change, context.words("skip.trained"))
    names = ", ".join(each.name for each in due.exercises)
    key = "skip.day" if names else "skip.day_any"
    return _said(context, change, context.words(key, names=names), context.words("skip.next"))


def skip_lift(context: RequestContext, exercise: Exercise) -> Answer:
    """Leave out one lift of today, and say what is left."""
    change = _keep(context, exercise.id)
    left = lifts_to_go(context) if last_in_session(context) else workout_due(context).exercises
    names = ", ".join(each.name for each in left)
    line = context.words("skip.left", names=names) if names else ""
    return _said(context, change, context.words("skip.lift", exercise=exercise.name), line)


def turned(context: RequestContext, change: Change) -> Answer:
    """What undoing or redoing a skip did."""
    _, exercise_id = skipped_of(change)
    exercise = context.exercise(exercise_id).name if exercise_id else ""
    key = "skip.undone" if change.undone else "skip.redone"
    line = context.words(f"{key}_lift" if exercise else key, exercise=exercise)
    label = context.words("button.redo" if change.undone else "button.undo")
    buttons = (Button(label, "redo" if change.undone else "undo"),)
    result: dict[str, object] = {"kind": "changed", "removed": [], "sets": [], "target": None}
    step = next_step(context) if change.undone else ""
    return say_lines(context, line, step, result=result, buttons=buttons)


def _keep(context: RequestContext, exercise_id: str) -> Change:
    day = context.now.astimezone(context.zone).date()
    return context.uow.skips.keep(context.person.id, day, exercise_id, context.now)


def _said(context: RequestContext, change: Change, *lines: str) -> Answer:
    buttons = (Button(context.words("button.undo"), f"undo @{change.id}"),)
    said = [shortest(line) for line in lines if line]
    return say_lines(context, *said, result={"kind": "skip", "stored": True}, buttons=buttons)
