"""`plates 102.5`: what goes on each side of the bar; several weights set the plates there are."""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.context import RequestContext, say_lines
from core.errors import BadSetting, UserError
from core.handlers.advice import exposures_of, lifter_of, target_for
from core.handlers.current_lift import current_exercise, meant_lift
from core.handlers.settings import OFF, set_plates
from core.messages import Answer
from core.parsing.characters import fold, tidy
from core.parsing.commands import Command
from core.parsing.times import read_load
from core.records import Exercise, Lifter, Load
from core.render.wording import shortest, words_of_weight
from core.training.progression.plates import bar_of, loadable_at_most, next_loadable_up
from core.training.warmups import plates_a_side

EXAMPLE = "plates 102.5"
HEAVIEST_KG = 1_000.0
BARBELL = "squat"  # whose bar stands for any, where no barbell lift is under way
_LONGEST = 80
_LOAD = re.compile(r"(\d+(?:[.,]\d+)?)\s*(kgs?|lbs?)?", re.IGNORECASE)


def plates(context: RequestContext, command: Command) -> Answer:
    """`plates 102.5`, `plates bench`, `plates bench 100`: what to load; else the setting.

    Raises BadSetting.
    """
    words = fold(tidy(command.rest[:_LONGEST])).strip(" ?.!")
    words = re.sub(r"^(?:for|to)\s+", "", words)
    if not words or words in OFF or len(_LOAD.findall(words)) > 1:
        return set_plates(context, command.rest)
    found = _LOAD.search(words)
    name = (words[: found.start()] if found else words).strip()
    name = re.sub(r"\s*\b(?:for|to|at|with|on)$", "", name)
    behind = words[found.end() :].strip() if found else ""
    name = name or re.sub(r"^(?:for|on|at)\s+", "", behind)
    exercise = _exercise(context, name)
    lifter = lifter_of(context, exercise, exposures_of(context, exercise.id))
    if exercise.equipment != "barbell":
        line = context.words("plates.no_bar", exercise=exercise.name)
        return say_lines(context, line, result=_facts(exercise, None, ()))
    return _told(context, lifter, _load(context, exercise, found))


def _exercise(context: RequestContext, name: str) -> Exercise:
    """The lift named, else the barbell lift under way, else any. Raises BadSetting."""
    if not name:
        current = current_exercise(context)
        barbell = current is not None and current.equipment == "barbell"
        return current if current is not None and barbell else context.exercise(BARBELL)
    words = name.split()
    known = context.names.find(words, 0)
    named = [known.exercise] if known is not None and known.end == len(words) else []
    exercise = meant_lift(context, named, context.names.candidates(name))
    if exercise is None:
        raise BadSetting(name, setting="plates", example=EXAMPLE)
    return exercise


def _load(context: RequestContext, exercise: Exercise, found: re.Match[str] | None) -> Load:
    """The load typed, else that of the lift's target. Raises BadSetting."""
    if found is None:
        target = target_for(context, exercise)
        if target.kind == "first":
            raise BadSetting(exercise.name, setting="plates", example=EXAMPLE)
        return target.load
    try:
        load = read_load(found[0], context.person.unit)
    except UserError as error:
        raise BadSetting(found[0], setting="plates", example=EXAMPLE) from error
    if not 0 < load.kg <= HEAVIEST_KG:
        raise BadSetting(found[0], setting="plates", example=EXAMPLE)
    return load


def _told(context: RequestContext, lifter: Lifter, load: Load) -> Answer:
    bar = bar_of(lifter, load.unit)
    side = plates_a_side(load, lifter)
    language = context.person.language
    facts = {"load": words_of_weight(language, load), "bar": words_of_weight(language, bar)}
    result = _facts(lifter.exercise, load, side)
    if side:
        line = context.words("plates.side", plates=_words(side), **facts)
        return say_lines(context, shortest(line), result=result)
    if load.milli < bar.milli:
        return say_lines(context, context.words("plates.below", **facts), result=result)
    if load.milli == bar.milli:
        return say_lines(context, context.words("plates.bar", **facts), result=result)
    below = loadable_at_most(load, lifter)
    near = [below, next_loadable_up(below, lifter)]
    lines = [context.words("plates.not_exact", **facts)]
    for each in near:
        on = plates_a_side(each, lifter) if each is not None else ()
        if each is not None and on:
            named = words_of_weight(language, each)
            lines.append(context.words("plates.side", load=named, plates=_words(on)))
    if len(lines) == 1:
        raise BadSetting(load.text, setting="plates", example=EXAMPLE)
    return say_lines(context, *map(shortest, lines), result=result)


def _words(side: Sequence[Load]) -> str:
    return " + ".join(each.text for each in side)


def _facts(exercise: Exercise, load: Load | None, side: Sequence[Load]) -> dict[str, object]:
    return {
        "kind": "plates",
        "exercise": exercise.name,
        "load": load.text if load is not None else None,
        "unit": load.unit if load is not None else None,
        "plates": [each.text for each in side],
    }
