"""`warmup squat`: the sets that lead up to today's load, with the plates for each side."""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.context import RequestContext, say_lines
from core.errors import BadSetting, UserError
from core.handlers.advice import exposures_of, lifter_of, target_for
from core.handlers.settings import named
from core.limits import SESSION_GAP
from core.messages import Answer, Reply
from core.parsing.characters import fold, tidy
from core.parsing.commands import Command
from core.parsing.times import read_load
from core.records import Exercise, Exposure, Lifter, Load
from core.render.wording import words_of_load
from core.training.progression.plates import bar_of
from core.training.warmups import WarmupStep, plates_a_side, ramp

EXAMPLE = "warmup squat"
MINUTES = {"compound": "2-3", "isolation": "1-2"}  # before the first working set
_TO = re.compile(r"(?:^|\s)(?:to|for|up to) (\d\S*(?: ?(?:kgs?|lbs?))?)$", re.IGNORECASE)
_MOST_CHARACTERS, _MOST_KG = 200, 1_000.0


def warm_up(context: RequestContext, command: Command) -> Answer:
    """`warmup squat`, `warmup squat to 140`, `warmup` for the lift under way: the way up."""
    words = " ".join(fold(tidy(command.rest[:_MOST_CHARACTERS])).split())
    found = _TO.search(words)
    name = (words[: found.start()] if found else words).strip().removeprefix("for ")
    typed = found[1] if found else ""
    exercise = _exercise(context, name, typed)
    if exercise is None:
        return say_lines(context, context.words("warmup.which"), result=_result(None))
    exposures = exposures_of(context, exercise.id)
    lifter = lifter_of(context, exercise, exposures)
    if typed:
        return _shown(context, lifter, _load(context, typed), exposures)
    target = target_for(context, exercise)
    if target.kind == "first":
        load = "60" if context.person.unit == "kg" else "135"
        facts = {"exercise": exercise.name, "name": exercise.name.lower(), "load": load}
        key = "warmup.first" if exercise.measure == "load" else "warmup.first_body"
        return say_lines(context, context.words(key, **facts), result=_result(exercise))
    return _shown(context, lifter, target.load, exposures)


def _exercise(context: RequestContext, name: str, typed: str) -> Exercise | None:
    """The exercise named, else the one under way; None where there is neither."""
    if name:
        tail = f" to {typed}" if typed else ""
        return named(context, name, "warmup", EXAMPLE, lambda each: f"warmup {each}{tail}")
    last = context.uow.sets.last(context.person.id)
    if last is None or context.now - last.at >= SESSION_GAP:
        return None
    return context.exercise(last.exercise_id)


def _load(context: RequestContext, typed: str) -> Load:
    try:
        load = read_load(typed, context.person.unit)
    except UserError as error:
        raise BadSetting(typed, setting="load", example=f"{EXAMPLE} to 140") from error
    if not 0 < load.kg <= _MOST_KG:
        raise BadSetting(typed, setting="load", example=f"{EXAMPLE} to 140")
    return load


def _shown(
    context: RequestContext, lifter: Lifter, to: Load, exposures: Sequence[Exposure]
) -> Answer:
    exercise = lifter.exercise
    after = warmed_to(context, exposures)
    steps = ramp(to, lifter, after)
    load = words_of_load(context.person.language, to, exercise)
    facts = {"exercise": exercise.name, "load": load, "minutes": MINUTES[exercise.mechanic]}
    result = _result(exercise, to, steps, lifter)
    if not steps:
        key = "near" if after is not None else "none"
        if exercise.measure in ("time", "distance"):
            key = "counted"
        elif exercise.measure != "load":
            key = "body"
        return say_lines(context, context.words(f"warmup.{key}", **facts), result=result)
    lines = [_step_line(context, each, lifter) for each in steps]
    plates = _plates(to, lifter)
    then = context.words("warmup.then_plates" if plates else "warmup.then", **facts, plates=plates)
    reply = Reply(
        title=context.words("warmup.title", **facts),
        lines=(*lines, then),
        owner=context.person.id,
    )
    return Answer(reply, result)


def warmed_to(context: RequestContext, exposures: Sequence[Exposure]) -> Load | None:
    """The heaviest set of an exercise in the session under way; None where there is none."""
    if not exposures or context.now - exposures[-1].sets[-1].at >= SESSION_GAP:
        return None
    return max((each.load for each in exposures[-1].sets), key=lambda load: load.kg)


def _step_line(context: RequestContext, step: WarmupStep, lifter: Lifter) -> str:
    load = words_of_load(context.person.language, step.load, lifter.exercise)
    facts = {"load": load, "reps": step.reps, "plates": _plates(step.load, lifter)}
    key = "warmup.plates" if facts["plates"] else "warmup.step"
    barbell = lifter.exercise.equipment == "barbell"
    if barbell and step.load == bar_of(lifter, step.load.unit):
        key = "warmup.bar"
    return context.words(key, **facts)


def _plates(load: Load, lifter: Lifter) -> str:
    return " + ".join(each.text for each in plates_a_side(load, lifter))


def _result(
    exercise: Exercise | None,
    to: Load | None = None,
    steps: Sequence[WarmupStep] = (),
    lifter: Lifter | None = None,
) -> dict[str, object]:
    """The facts: the load led up to, and each set before it with the plates of one side."""
    return {
        "kind": "warmup",
        "exercise": exercise.name if exercise is not None else None,
        "load": to.text if to is not None else None,
        "unit": to.unit if to is not None else None,
        "steps": [
            {
                "load": each.load.text,
                "unit": each.load.unit,
                "reps": each.reps,
                "plates": [plate.text for plate in plates_a_side(each.load, lifter)]
                if lifter is not None
                else [],
            }
            for each in steps
        ],
    }
