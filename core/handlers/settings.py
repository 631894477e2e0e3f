"""Settings by word: goal, units, what can be loaded, bodyweight, time zone, quiet, language."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from core.context import RequestContext, find_exercise, say_lines
from core.errors import BadSetting, UserError, WhichExercise
from core.exercises.names import certain
from core.handlers.reminders import next_ping_words, plan_again
from core.locale.numerals import with_numerals
from core.locale.strings import LANGUAGES, say
from core.messages import Answer
from core.parsing.language_names import read_language
from core.parsing.preferences import MOST_WEIGHTS, read_weights
from core.parsing.times import read_load, read_zone
from core.records import Exercise, Goal, Load, Person, Preference, Unit
from core.render.wording import words_of_weight

OFF = frozenset(
    {"off", "none", "no", "0", "clear", "usual", "aus", "apagado", "desligado", "выкл", "désactivé"}
)
_UNITS: Mapping[str, Unit] = {
    "kg": "kg", "kgs": "kg", "kilo": "kg", "kilos": "kg", "kilograms": "kg", "metric": "kg",
    "lb": "lb", "lbs": "lb", "pound": "lb", "pounds": "lb", "imperial": "lb",
}  # fmt: skip
_GOALS: Mapping[str, Goal] = {
    "size": "size", "muscle": "size", "hypertrophy": "size", "growth": "size",
    "strength": "strength", "strong": "strength", "power": "strength",
    "kraft": "strength", "fuerza": "strength", "força": "strength", "сила": "strength",
    "силу": "strength", "force": "strength", "muskeln": "size", "muskelaufbau": "size",
    "músculo": "size", "volumen": "size", "hipertrofia": "size", "масса": "size",
    "массу": "size", "muscles": "size", "hypertrophie": "size",
}  # fmt: skip
_CUTTING = frozenset({"cut", "cutting", "diet", "dieting"})
_CUT_WORDS = re.compile(r"\b(?:los(?:e|ing) (?:weight|fat)|(?:weight|fat) loss)\b")
_ENDS = OFF | {"end", "ended", "over", "stop", "done"}
_MAX_LOAD_KG = 500.0
_MOST_PLATES, _HEAVIEST_PLATE_KG = 20, 100
_MOST_SHOWN = 10  # dumbbells named one by one


def set_goal(context: RequestContext, words: str) -> Answer:
    """`goal size` for all exercises, `goal squat strength` for one, `goal cut` while dieting."""
    if not words:
        return _show_goal(context)
    parts = _CUT_WORDS.sub("cut", words.lower().replace("=", " ")).split()
    if parts and parts[0] in _CUTTING and set(parts[1:]) <= _ENDS | {"on", "yes"}:
        return _set_cut(context, cutting=not _ENDS & set(parts[1:]))
    goals = [_GOALS[part] for part in parts if part in _GOALS]
    rest = " ".join(part for part in parts if part not in _GOALS and part not in ("for", "to"))
    if len(goals) != 1:
        raise BadSetting(words, setting="goal", example="goal squat strength")
    goal = goals[0]
    said = context.words(f"set.goal_words.{goal}")
    if not rest or rest == "all":
        context.uow.preferences.clear_goals(context.person.id)
        context.uow.people.save(replace(context.person, goal=goal))
        return changed(context, "goal", goal, context.words("set.goal_all", goal=said))
    example = "goal squat strength"
    exercise = named(context, rest, "goal", example, lambda name: f"goal {name} {goal}")
    preference = context.preferences.get(exercise.id, Preference(exercise.id))
    context.uow.preferences.save(context.person.id, replace(preference, goal=goal))
    sentence = context.words("set.goal", exercise=exercise.name, goal=said)
    return changed(context, "goal", goal, sentence, exercise)


def _show_goal(context: RequestContext) -> Answer:
    goal = context.words("show.goal", goal=context.words(f"set.goal_words.{context.person.goal}"))
    result = {"kind": "setting", "setting": "goal", "value": context.person.goal}
    cut = context.words("set.cut_on") if context.person.cutting else ""
    return say_lines(context, goal, cut, result=result, private=context.person.cutting)


def _set_cut(context: RequestContext, *, cutting: bool) -> Answer:
    """Losing weight or not; the goals stay what they are. In a group nobody else reads it."""
    context.uow.people.save(replace(context.person, cutting=cutting))
    sentence = context.words("set.cut_on" if cutting else "set.cut_off")
    result = {"kind": "setting", "setting": "cut", "value": cutting}
    return say_lines(context, sentence, result=result, private=True)


def set_units(context: RequestContext, words: str) -> Answer:
    """`units lb`: the unit of loads typed without one."""
    if not words:
        return shown(context, "units", context.person.unit)
    unit = _UNITS.get(words.strip().lower().rstrip("."))
    if unit is None:
        raise BadSetting(words, setting="units", example="units lb")
    context.uow.people.save(replace(context.person, unit=unit))
    return changed(context, "units", unit, context.words("set.units", unit=unit))


def set_step(context: RequestContext, words: str) -> Answer:
    """`step squat 2.5`: the smallest step this person can load; `off` for the usual one."""
    if not words:
        return shown(context, "step", "")
    example = "step squat 2.5"
    name, load_words = _split_load(words, example)
    exercise = named(context, name, "step", example, lambda each: f"step {each} {load_words}")
    preference = context.preferences.get(exercise.id, Preference(exercise.id))
    if load_words in OFF:
        context.uow.preferences.save(context.person.id, replace(preference, step=None))
        sentence = context.words("set.step_off", exercise=exercise.name)
        return changed(context, "step", None, sentence, exercise)
    step = _load(load_words, context.person.unit, "step", example)
    if step.milli <= 0 or step.kg > 50:
        raise BadSetting(words, setting="step", example=example)
    context.uow.preferences.save(context.person.id, replace(preference, step=step))
    facts = {"exercise": exercise.name, "step": step.text, "unit": step.unit}
    return changed(context, "step", step.text, context.words("set.step", **facts), exercise)


def set_plates(context: RequestContext, words: str) -> Answer:
    """`plates 20 10 5 2.5 1.25`: what a barbell can be loaded with, in pairs."""
    person, example = context.person, "plates 20 10 5 2.5 1.25"
    if not words:
        known = " ".join(plate.text for plate in person.plates)
        return shown(context, "plates", known or context.words("set.unknown"))
    if words.lower() in OFF:
        context.uow.people.save(replace(person, plates=()))
        return changed(context, "plates", [], context.words("set.plates_off"))
    plates = read_weights(words, person.unit, "plates", example)[::-1]
    if not 1 < len(plates) <= _MOST_PLATES or plates[0].kg > _HEAVIEST_PLATE_KG:
        raise BadSetting(words, setting="plates", example=example)
    context.uow.people.save(replace(person, plates=plates))
    said = " ".join(plate.text for plate in plates)
    sentence = context.words("set.plates", plates=said, unit=plates[0].unit)
    return changed(context, "plates", [plate.text for plate in plates], sentence)


def set_dumbbells(context: RequestContext, words: str) -> Answer:
    """`dumbbells 8 10 12 14`: all dumbbells there are; `+16` adds one, `off` forgets them."""
    return _weights(
        context, "dumbbells", words, lambda person, loads: replace(person, dumbbells=loads)
    )


def set_kettlebells(context: RequestContext, words: str) -> Answer:
    """`kettlebells 12 16 24`: all kettlebells there are."""
    return _weights(
        context, "kettlebells", words, lambda person, loads: replace(person, kettlebells=loads)
    )


def _weights(
    context: RequestContext,
    name: str,
    words: str,
    change: Callable[[Person, tuple[Load, ...]], Person],
) -> Answer:
    example = {"dumbbells": "dumbbells 8 10 12 14", "kettlebells": "kettlebells 12 16 24"}[name]
    person, known = context.person, getattr(context.person, name)
    if not words:
        return shown(context, name, _listed(context, known) or context.words("set.unknown"))
    if words.lower() in OFF:
        context.uow.people.save(change(person, ()))
        return changed(context, name, [], context.words(f"set.{name}_off"))
    added = all(word.startswith("+") for word in words.split())  # else "+16" would be all of them
    loads = read_weights(words, person.unit, name, example)
    if added:
        loads = tuple(sorted({*known, *loads}, key=lambda load: load.kg))
    if len(loads) > MOST_WEIGHTS:
        raise BadSetting(words, setting=name, example=example)
    context.uow.people.save(change(person, loads))
    sentence = context.words(f"set.{name}", weights=_listed(context, loads))
    return changed(context, name, [f"{load.text} {load.unit}" for load in loads], sentence)


def _listed(context: RequestContext, loads: Sequence[Load]) -> str:
    """Weights in words: each, or the lightest and the heaviest of many."""
    if not loads:
        return ""
    alike = len({load.unit for load in loads}) == 1
    language = context.person.language
    whole = [words_of_weight(language, load) for load in loads]
    said = [with_numerals(language, load.text) for load in loads] if alike else whole
    if len(said) <= _MOST_SHOWN:
        return " ".join([*said[:-1], whole[-1]]) if alike else ", ".join(said)
    facts = {"first": said[0], "last": whole[-1], "n": len(said)}
    return context.words("set.weights_many", **facts)


def set_bar(context: RequestContext, words: str) -> Answer:
    """`bar 20`: the weight of the empty bar."""
    return _one_load(context, "bar", words, lambda person, load: replace(person, bar=load))


def set_bodyweight(context: RequestContext, words: str) -> Answer:
    """`bodyweight 82`."""
    return _one_load(
        context, "bodyweight", words, lambda person, load: replace(person, bodyweight=load)
    )


def set_zone(context: RequestContext, words: str) -> Answer:
    """`tz Europe/Berlin`: by IANA name or city; reminders keep their local times."""
    if not words:
        return shown(context, "tz", context.person.zone)
    zone = read_zone(words)
    name = zone.key if isinstance(zone, ZoneInfo) else str(zone)
    person = replace(context.person, zone=name, zone_told=True)
    context.uow.people.save(person)
    time = context.now.astimezone(ZoneInfo(name)).strftime("%H:%M")
    coming = plan_again(context, name)
    result = {"kind": "setting", "setting": "tz", "value": name}
    line = next_ping_words(replace(context, person=person), coming) if coming is not None else ""
    return say_lines(context, context.words("set.tz", zone=name, time=time), line, result=result)


def set_quiet(context: RequestContext, words: str) -> Answer:
    """`quiet` stops the question about effort, `quiet off` brings it back."""
    word = words.lower().strip()
    if word not in ("", "on", "off", "yes", "no"):
        raise BadSetting(words, setting="quiet", example="quiet off")
    quiet = word in ("", "on", "yes")
    context.uow.people.save(replace(context.person, quiet=quiet, asks_unanswered=0))
    key = "set.quiet_on" if quiet else "set.quiet_off"
    return changed(context, "quiet", quiet, context.words(key))


def set_language(context: RequestContext, words: str) -> Answer:
    """`language`: which there are; `language de`, `speak german`, answered in the new one."""
    found = read_language(words.split())
    if found:
        context.uow.people.speak(context.person.id, found)
        line = say(found, "set.language_set", language=say(found, f"language.{found}"))
        return changed(context, "language", found, line)
    if words.strip():
        raise BadSetting(words, setting="language", example="language de", languages=languages())
    language = context.person.language
    example = next(each for each in LANGUAGES if each != language)
    named = context.words(f"language.{language}")
    facts = {"language": named, "languages": languages(), "example": example}
    result = {"kind": "setting", "setting": "language", "value": language,
              "languages": list(LANGUAGES)}  # fmt: skip
    return say_lines(context, context.words("show.language", **facts), result=result)


def languages() -> str:
    """The languages that are spoken, each by its own name."""
    return ", ".join(say("en", f"language.{each}") for each in LANGUAGES)


def _one_load(
    context: RequestContext, name: str, words: str, change: Callable[[Person, Load | None], Person]
) -> Answer:
    example = {"bar": "bar 20", "bodyweight": "bodyweight 82"}[name]
    if not words:
        load: Load | None = getattr(context.person, name)
        said = words_of_weight(context.person.language, load) if load else ""
        value = said or context.words("set.unknown")
        return shown(context, name, value)
    load = _load(words, context.person.unit, name, example)
    if not 0 < load.kg <= _MAX_LOAD_KG:
        raise BadSetting(words, setting=name, example=example)
    context.uow.people.save(change(context.person, load))
    return changed(
        context, name, load.text, context.words(f"set.{name}", load=load.text, unit=load.unit)
    )


def _split_load(words: str, example: str) -> tuple[str, str]:
    """The exercise's words and the load's words; the load comes last or first."""
    parts = words.split()
    if len(parts) >= 2 and parts[-1].lower() in _UNITS and len(parts) >= 3:
        return " ".join(parts[:-2]), " ".join(parts[-2:])
    if len(parts) >= 2:
        return " ".join(parts[:-1]), parts[-1].lower()
    raise BadSetting(words, setting="step", example=example)


def _load(words: str, unit: Unit, setting: str, example: str) -> Load:
    try:
        return read_load(words, unit)
    except UserError as error:
        raise BadSetting(words, setting=setting, example=example) from error


def named(
    context: RequestContext, words: str, setting: str, example: str, retyped: Callable[[str], str]
) -> Exercise:
    """The exercise that words name; `retyped` gives the whole command with another name.

    Of an everyday word's meanings ("curl") it is the one in the log, where that is one. Raises
    WhichExercise where several are near, BadSetting where none is.
    """
    near = context.names.near(words)
    exercise = find_exercise(context, words) or certain(near)
    if exercise is not None:
        return exercise
    usual = context.names.candidates(words)
    logged = [each for each in usual if context.uow.sets.last(context.person.id, each.id)]
    if len(logged) == 1:
        return logged[0]
    if not near:
        raise BadSetting(words, setting=f"{setting}_exercise", example=example)
    choices = [(each.name, retyped(each.name.lower())) for each, _ in near]
    raise WhichExercise(words, choices=choices)


def changed(
    context: RequestContext,
    setting: str,
    value: object,
    sentence: str,
    exercise: Exercise | None = None,
    more: Sequence[str] = (),
) -> Answer:
    """What is said of a setting that was made."""
    result = {"kind": "setting", "setting": setting, "value": value}
    if exercise is not None:
        result["exercise"] = exercise.name
    return say_lines(context, sentence, *more, result=result)


def shown(context: RequestContext, setting: str, value: str) -> Answer:
    """What is said of a setting as it stands."""
    result = {"kind": "setting", "setting": setting, "value": value}
    return say_lines(
        context, context.words(f"show.{setting}", value=value, goal=value), result=result
    )
