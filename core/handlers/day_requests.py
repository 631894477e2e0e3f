"""Today made easier: "I'm tired", "I'm sick", "short of time". Nothing of it is stored."""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.context import RequestContext, say_lines
from core.handlers.advice import exposures_of, lifter_of, plain_targets
from core.handlers.current_lift import last_in_session
from core.handlers.due_workout import SHOWN_TARGETS, lifts_to_go, workout_due
from core.handlers.pain_reports import is_stopped
from core.handlers.rest import next_set
from core.messages import Answer, Button
from core.parsing.questions import Inquiry
from core.records import Exercise, Lifter, Load, NextSet, Target
from core.render.facts import target_facts
from core.render.wording import shortest, words_of_load, words_of_target
from core.training.easy_day import LIGHTER, SHORT_MINUTES, cut, lighter, shorter
from core.training.effort.reserve import EASY_RETURN
from core.training.progression.plates import loadable_at_most

_LENGTH = re.compile(r"(\d{1,3})\s?(h|m)", re.IGNORECASE)
_HOUR = re.compile(r"\b(?:an|one) hour\b|\bhour\b", re.IGNORECASE)
_HALF = re.compile(r"\bhalf\b", re.IGNORECASE)
Planned = list[tuple[Exercise, Target]]


def tired(context: RequestContext, inquiry: Inquiry) -> Answer:
    """Today's session as an easier one: half the sets, a tenth lighter, 3-5 left (R44)."""
    following = next_set(context)
    if following is not None and not is_stopped(context):
        return _lighter_set(context, *following)
    planned = _planned(context)
    if not planned:
        return _nothing_due(context, "tired")
    easier = [(each, lighter(target, _lifter(context, each))) for each, target in planned]
    lines = [context.words("easier.tired"), *_lines(context, easier)]
    lines.append(context.words("easier.tired_step"))
    return _said(context, "tired", lines, easier)


def sick(context: RequestContext, inquiry: Inquiry) -> Answer:
    """Who is ill does not train; the first session after it is lighter."""
    buttons: tuple[Button, ...] = ()
    lines = [context.words("easier.sick"), context.words("easier.sick_after")]
    if last_in_session(context) is not None:
        lines.append(context.words("easier.sick_stop"))
        buttons = (Button(context.words("command.done"), "done"),)
    elif not workout_due(context).trained:
        lines.append(context.words("easier.sick_skip"))
        buttons = (Button(context.words("button.skip"), "skip today"),)
    return say_lines(context, *lines, result={"kind": "answer", "about": "sick"}, buttons=buttons)


def short_of_time(context: RequestContext, inquiry: Inquiry) -> Answer:
    """Today's lifts that fit into the minutes there are, at their own loads."""
    said = _minutes(inquiry.text)
    minutes = said or SHORT_MINUTES
    planned = _planned(context)
    if not planned:
        return _nothing_due(context, "short")
    fits = shorter([(target, each.mechanic) for each, target in planned], minutes)
    kept = [(planned[at][0], cut(planned[at][1], sets)) for at, sets in fits]
    key = "easier.short" if said else "easier.short_about"
    lines = [context.words(key, minutes=minutes), *_lines(context, kept)]
    left_out = [each.name for each, _ in planned if each.id not in {one.id for one, _ in kept}]
    if left_out:
        lines.append(shortest(context.words("easier.left_out", names=", ".join(left_out))))
    lines.append(context.words("easier.short_step"))
    return _said(context, "short", lines, kept)


def lighter_load(load: Load, lifter: Lifter) -> Load:
    """Nine tenths of a load as it can be loaded, else the load itself (R44)."""
    if load.milli <= 0:
        return load
    found = loadable_at_most(Load(int(load.milli * LIGHTER), load.unit), lifter)
    return found if 0 < found.milli < load.milli else load


def _lighter_set(context: RequestContext, exercise: Exercise, advised: NextSet) -> Answer:
    """In a session: the next set a tenth lighter, or enough for today."""
    load = lighter_load(advised.load, _lifter(context, exercise))
    what = words_of_load(context.person.language, load, exercise)
    key = "easier.set" if load != advised.load else "easier.set_body"
    reps = advised.reps_low or 0
    if not reps:
        key = "easier.set_free"
    low, high = EASY_RETURN
    line = context.words(key, exercise=exercise.name, load=what, reps=reps, left=f"{low}-{high}")
    result = {"kind": "answer", "about": "tired", "exercise": exercise.name, "load": load.text}
    buttons = (Button(context.words("command.done"), "done"),)
    stop = context.words("easier.enough")
    return say_lines(context, shortest(line), stop, result=result, buttons=buttons)


def _planned(context: RequestContext) -> Planned:
    """What is still to do today, with its targets; without a plan no lifts without a known load."""
    if is_stopped(context):
        return []
    due = workout_due(context)
    if last_in_session(context) is not None:
        exercises: Sequence[Exercise] = lifts_to_go(context)
    else:
        exercises = () if due.trained else due.exercises
    shown = list(exercises[:SHOWN_TARGETS])
    pairs = zip(shown, plain_targets(context, shown), strict=True)
    by_plan = due.plan is not None  # which says what to do of a lift whose load is not known yet
    return [(each, target) for each, target in pairs if by_plan or target.kind != "first"]


def _nothing_due(context: RequestContext, about: str) -> Answer:
    result = {"kind": "answer", "about": about, "targets": []}
    if is_stopped(context):
        return say_lines(context, context.words("pain.urgent"), result=result)
    due = workout_due(context)
    if last_in_session(context) is not None or due.trained:
        return say_lines(context, context.words("easier.stop"), result=result)
    return say_lines(context, context.words(f"easier.{about}_unknown"), result=result)


def _lifter(context: RequestContext, exercise: Exercise) -> Lifter:
    return lifter_of(context, exercise, exposures_of(context, exercise.id))


def _lines(context: RequestContext, planned: Planned) -> list[str]:
    lines = []
    for exercise, target in planned:
        what = words_of_target(context.person.language, target, exercise)
        lines.append(shortest(context.words("ping.lift", exercise=exercise.name, what=what)))
    return lines


def _said(context: RequestContext, about: str, lines: Sequence[str], planned: Planned) -> Answer:
    language = context.person.language
    facts = [target_facts(target, each, language) for each, target in planned]
    result = {"kind": "answer", "about": about, "targets": facts}
    buttons = (Button(context.words("button.skip"), "skip today"),)
    if last_in_session(context) is not None:
        buttons = (Button(context.words("command.done"), "done"),)
    return say_lines(context, *lines, result=result, buttons=buttons)


def _minutes(text: str) -> int:
    """The minutes that a message names, 0 for none: "20 min", "half an hour", "1 h"."""
    found = _LENGTH.search(text)
    if found:
        return max(5, int(found[1]) * (60 if found[2].lower() == "h" else 1))
    if _HALF.search(text):
        return 30
    return 60 if _HOUR.search(text) else 0
