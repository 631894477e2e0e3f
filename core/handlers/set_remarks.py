"""Remarks about a set or a load: "too easy", "too heavy", "can I go heavier", "how heavy".

Nothing is stored: how much was left is asked with buttons where it is not known, and what comes
next is said from the log.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from core.context import RequestContext, say_lines
from core.handlers.advice import exposures_of, lifter_of, next_set_now, sets_to_go, target_for
from core.handlers.advice_words import PLAIN_REASONS, target_line
from core.handlers.current_lift import current_exercise, last_in_session, meant_lift, next_step
from core.handlers.day_requests import tired
from core.handlers.due_workout import workout_due
from core.handlers.emphasis import aims_of
from core.handlers.log_sets import rateable
from core.handlers.pain_reports import is_stopped
from core.handlers.rest import next_set
from core.handlers.show import next_lines, show_next
from core.locale.strings import say_reason
from core.messages import Answer, Button
from core.parsing.commands import Command
from core.parsing.questions import Inquiry
from core.records import Exercise, LoggedSet, NextSet
from core.render.facts import target_facts
from core.render.wording import (
    shortest,
    words_of_load,
    words_of_next,
    words_of_rest,
    words_of_set,
)
from core.training.progression.plates import mass

Way = Literal["up", "down"]
_KEYS = {"up": ("3", "4+"), "down": ("0", "1")}  # how much may have been left
_CALLED = {"up": 40, "down": 0}  # as which a set counts until that is told


def how_heavy(context: RequestContext, inquiry: Inquiry) -> Answer:
    """The next set of the lift under way, the target of one named, else those of today."""
    exercise = meant_lift(context, inquiry.exercises, inquiry.maybe)
    following = next_set(context)
    if is_stopped(context):
        return show_next(context, Command("next", ""))
    if following is not None and (exercise is None or exercise.id == following[0].id):
        lift, advised = following
        result = {"kind": "answer", "about": "heavy", "exercise": lift.name,
                  "load": advised.load.text}  # fmt: skip
        return say_lines(context, *_step_lines(context, lift, advised), result=result)
    if exercise is None and last_in_session(context) is not None:
        return say_lines(context, next_step(context), result={"kind": "answer", "about": "heavy"})
    if exercise is None:
        return today_first(context)
    return _target_of(context, exercise)


def _step_lines(context: RequestContext, lift: Exercise, advised: NextSet) -> list[str]:
    """The next set with how many are to go, or with its reason where there is one to tell."""
    language = context.person.language
    what = words_of_next(language, advised, lift)
    if advised.reason.key in PLAIN_REASONS:
        what, rest = f"{lift.name} {what}", words_of_rest(language, advised.rest_s)
        n = sets_to_go(context, lift)
        return [shortest(context.words("line.next_to_go", what=what, rest=rest, n=n))]
    reason = say_reason(language, advised.reason)
    return [
        shortest(context.words("step.set", exercise=lift.name, what=what)),
        shortest(context.words("next.reason", reason=reason)),
    ]


def next_time(context: RequestContext, inquiry: Inquiry) -> Answer:
    """The target of the next session: of the lift named, else of the one under way."""
    exercise = meant_lift(context, inquiry.exercises, inquiry.maybe)
    last = last_in_session(context)
    if exercise is None and last is not None:
        exercise = context.exercise(last.exercise_id)
    if exercise is None or is_stopped(context):
        return today_first(context)
    return _target_of(context, exercise)


def today_first(context: RequestContext) -> Answer:
    """The targets of the workout that is due, as `next` shows them; without a log, how to begin."""
    due = workout_due(context)
    if not due.exercises:
        return say_lines(
            context, context.words("heavy.unknown"), result={"kind": "answer", "about": "heavy"}
        )
    return show_next(context, Command("next", ""))


def _target_of(context: RequestContext, exercise: Exercise) -> Answer:
    target = target_for(context, exercise)
    lines = next_lines(context, exercise, target)
    if target.kind != "first" and exercise.measure == "load":
        lines.append(context.words("heavy.warmup", name=exercise.name.lower()))
    facts = target_facts(target, exercise, context.person.language)
    return say_lines(context, *lines, result={"kind": "targets", "targets": [facts]})


def remark(context: RequestContext, inquiry: Inquiry, way: Way) -> Answer:
    """What was too easy or too heavy: the last set of the session, else today's target."""
    last = last_in_session(context)
    if last is None or is_stopped(context):
        if way == "down":
            return tired(context, inquiry)
        return _harder_day(context)
    exercise = context.exercise(last.exercise_id)
    done = words_of_set(context.person.language, last, exercise)
    if rateable(last):
        line = context.words(f"remark.{way}_asks", exercise=exercise.name, done=done)
        buttons = tuple(Button(key, f"rir{key} @{last.id}", role="scale") for key in _KEYS[way])
        step = _moved(context, exercise, last, way)
        result = {"kind": "answer", "about": way, "exercise": exercise.name}
        return say_lines(context, shortest(line), step, result=result, buttons=buttons)
    return say_lines(
        context,
        shortest(context.words(f"remark.{way}_known", exercise=exercise.name, done=done)),
        _moved(context, exercise, last, way),
        result={"kind": "answer", "about": way, "exercise": exercise.name},
    )


def _moved(context: RequestContext, exercise: Exercise, last: LoggedSet, way: Way) -> str:
    """The next set as it would be advised had the last one been called so; after the last, none.

    Where the load stays, repetitions change: a hard set within its range was not too heavy.
    """
    left = replace(last, rir_tenths=_CALLED[way], rir_at_least=way == "up")
    past = exposures_of(context, exercise.id)
    heard = (*past[:-1], replace(past[-1], sets=(*past[-1].sets[:-1], left)))
    lifter = lifter_of(context, exercise, heard, in_session=True)
    advised = next_set_now(context, lifter, heard)
    if advised is None:
        return next_step(context)
    moved = mass(advised.load) - mass(last.load)
    if moved == 0 and not advised.open_top:  # fives stay fives
        return next_step(context)
    if moved == 0 or (moved > 0) != (way == "up") or exercise.measure != "load":
        return context.words(f"remark.{way}_body")
    what = words_of_load(context.person.language, advised.load, exercise)
    return context.words(f"remark.{way}_load", load=what, reps=last.reps or "")


def _harder_day(context: RequestContext) -> Answer:
    return say_lines(
        context,
        context.words("remark.up_day"),
        next_step(context),
        result={"kind": "answer", "about": "up"},
    )


def why_load(context: RequestContext, inquiry: Inquiry) -> Answer:
    """The reason for the next set, else for the target, in one line; `why` tells the rest."""
    exercise = meant_lift(context, inquiry.exercises, inquiry.maybe)
    following = next_set(context)
    if exercise is None:
        shown = context.uow.events.last(context.person.id)
        exercise = current_exercise(context) or (
            context.exercise(shown.exercise_id) if shown else None
        )
    if exercise is None or is_stopped(context):
        key = "pain.urgent" if is_stopped(context) else "why.none"
        return say_lines(context, context.words(key), result={"kind": "answer", "about": "why"})
    language, lines, aims = context.person.language, list[str](), list[str]()
    if following is not None and following[0].id == exercise.id:
        what = words_of_next(language, following[1], exercise)
        reason = say_reason(language, following[1].reason)
        lines.append(shortest(context.words("asked.why_set", what=what, reason=reason)))
        aims += aims_of(context, exercise, following[1])
    target = target_for(context, exercise)
    aims += aims_of(context, exercise, target)
    if target.kind == "first":
        lines.append(context.words("history.none", exercise=exercise.name))
    else:
        lines.append(f"{exercise.name}. {target_line(context, exercise, target)}")
    buttons = (Button(context.words("button.why"), f"why {exercise.name.lower()}"),)
    lines.append(context.words("asked.why_step", name=exercise.name.lower()))
    result = {"kind": "answer", "about": "why", "exercise": exercise.name}
    return say_lines(context, *lines, result=result, buttons=buttons, aims=aims)


def how_long_rest(context: RequestContext, inquiry: Inquiry) -> Answer:
    """The rest advised after the last set, with the button that counts it."""
    following = next_set(context)
    if following is None:
        return say_lines(
            context, context.words("asked.rest"), result={"kind": "answer", "about": "rest"}
        )
    exercise, advised = following
    rest = words_of_rest(context.person.language, advised.rest_s)
    line = context.words("asked.rest_of", exercise=exercise.name, rest=rest)
    label = context.words("button.rest", rest=rest)
    buttons = (Button(label, f"rest {advised.rest_s}s"),)
    result = {"kind": "answer", "about": "rest", "seconds": advised.rest_s}
    return say_lines(context, line, next_step(context), result=result, buttons=buttons)
