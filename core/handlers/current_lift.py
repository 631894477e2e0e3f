"""Where a person is: the lift under way, the lift a question means, and the one next step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from core.context import RequestContext
from core.handlers.advice import plain_targets, target_for
from core.handlers.due_workout import lifts_to_go, workout_due
from core.handlers.meet import off_line
from core.handlers.pain_reports import is_stopped
from core.handlers.rest import next_set
from core.limits import SESSION_GAP
from core.own_lifts import LATELY
from core.records import Exercise, LoggedSet
from core.render.wording import shortest, words_of_next, words_of_target


def last_in_session(context: RequestContext) -> LoggedSet | None:
    """The newest set while its session is under way, else None."""
    last = context.uow.sets.last(context.person.id)
    return None if last is None or context.now - last.at >= SESSION_GAP else last


def current_exercise(context: RequestContext) -> Exercise | None:
    """The lift under way; None between sessions."""
    last = last_in_session(context)
    return context.exercise(last.exercise_id) if last else None


def done_lately(context: RequestContext) -> tuple[str, ...]:
    """The lifts of the last 90 days by id, the newest first."""
    until = context.now + timedelta(seconds=1)
    done = context.uow.weeks.done(context.person.id, context.now - LATELY, until)
    newest_first = sorted(done, key=lambda each: each[0], reverse=True)
    return tuple(dict.fromkeys(exercise_id for _, exercise_id in newest_first))


def meant_lift(
    context: RequestContext, named: Sequence[Exercise], maybe: Sequence[Exercise]
) -> Exercise | None:
    """The lift that is named, an everyday word ("row") being the one of it done last."""
    if named:
        return named[0]
    if not maybe:
        return None
    lately = done_lately(context)
    known = [each for each in maybe if each.id in lately]
    return min(known, key=lambda each: lately.index(each.id), default=maybe[0])


def next_step(context: RequestContext) -> str:
    """What to do now, in one line: the next set, the next lift, today's first lift, a first set."""
    if is_stopped(context):
        return context.words("pain.urgent")
    language = context.person.language
    following = next_set(context)
    if following is not None:
        exercise, advised = following
        what = words_of_next(language, advised, exercise)
        return shortest(context.words("step.set", exercise=exercise.name, what=what))
    if last_in_session(context) is not None:
        left = lifts_to_go(context)
        if not left:
            return context.words("step.done")
        return next_lift(context, left)
    due = workout_due(context)
    if due.off and due.event is not None:
        return off_line(context, due.event)
    if due.skipped:
        return context.words("step.skipped")
    if due.trained:
        return context.words("step.trained")
    if not due.exercises:
        return context.words("step.first")
    return _first_of(context, due.exercises, "step.today")


def step_in_session(context: RequestContext, exercise: Exercise | None = None) -> str:
    """What is still to do in the session under way, of one lift if one is named; "" for nothing."""
    if last_in_session(context) is None or is_stopped(context):
        return ""
    following = next_set(context)
    if exercise is not None and (following is None or following[0].id != exercise.id):
        return ""
    if following is None and not lifts_to_go(context):
        return ""
    step = next_step(context)
    return "" if step == context.words("step.any") else step  # nothing is known of that lift


def next_lift(context: RequestContext, left: Sequence[Exercise]) -> str:
    """The first of the lifts that are left, with its target."""
    return _first_of(context, left, "step.lift")


def _first_of(context: RequestContext, exercises: Sequence[Exercise], key: str) -> str:
    first = exercises[0]
    target = plain_targets(context, [first])[0]
    if target.kind == "first" and workout_due(context).plan is None:
        return context.words("step.any")
    what = words_of_target(context.person.language, target, first)
    name = first.name
    return shortest(
        context.words(key, exercise=name, what=what),
        context.words(key, exercise=name, what=words_of_target(
            context.person.language, target, first, effort=False)),
    )  # fmt: skip


def target_words(context: RequestContext, exercise: Exercise) -> str:
    """A lift with its target, in one line."""
    what = words_of_target(context.person.language, target_for(context, exercise), exercise)
    return shortest(context.words("ping.lift", exercise=exercise.name, what=what))
