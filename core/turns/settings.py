"""Settings by word: goal, units, step, plates, bar, bodyweight, time zone, quiet, language."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from zoneinfo import ZoneInfo

from core.chat import Answer
from core.errors import BadSetting, UserError
from core.language.moments import read_load, read_zone
from core.language.strings import LANGUAGES
from core.records import Exercise, Goal, Load, Person, Preference, Unit
from core.turns.remind import next_ping_words, plan_again
from core.turns.scene import Scene, find_exercise, say_lines

_OFF = frozenset({"off", "none", "no", "0", "clear", "usual"})
_UNITS: Mapping[str, Unit] = {
    "kg": "kg", "kgs": "kg", "kilo": "kg", "kilos": "kg", "kilograms": "kg", "metric": "kg",
    "lb": "lb", "lbs": "lb", "pound": "lb", "pounds": "lb", "imperial": "lb",
}  # fmt: skip
_GOALS: Mapping[str, Goal] = {
    "size": "size", "muscle": "size", "hypertrophy": "size", "growth": "size",
    "strength": "strength", "strong": "strength", "power": "strength",
}  # fmt: skip
_MAX_LOAD_KG = 500.0


def set_goal(scene: Scene, words: str) -> Answer:
    """`goal size` for all exercises, `goal squat strength` for one."""
    if not words:
        return _show(scene, "goal", scene.words(f"set.goal_words.{scene.person.goal}"))
    parts = words.lower().replace("=", " ").split()
    goals = [_GOALS[part] for part in parts if part in _GOALS]
    rest = " ".join(part for part in parts if part not in _GOALS and part not in ("for", "to"))
    if len(goals) != 1:
        raise BadSetting(words, setting="goal", example="goal squat strength")
    goal = goals[0]
    said = scene.words(f"set.goal_words.{goal}")
    if not rest or rest == "all":
        scene.ledger.clear_preference_goals(scene.person.id)
        scene.ledger.save_person(replace(scene.person, goal=goal))
        return _set(scene, "goal", goal, scene.words("set.goal_all", goal=said))
    exercise = _exercise(scene, rest, "goal", "goal squat strength")
    preference = scene.preferences.get(exercise.id, Preference(exercise.id))
    scene.ledger.save_preference(scene.person.id, replace(preference, goal=goal))
    sentence = scene.words("set.goal", exercise=exercise.name, goal=said)
    return _set(scene, "goal", goal, sentence, exercise)


def set_units(scene: Scene, words: str) -> Answer:
    """`units lb`: the unit of loads typed without one."""
    if not words:
        return _show(scene, "units", scene.person.unit)
    unit = _UNITS.get(words.strip().lower().rstrip("."))
    if unit is None:
        raise BadSetting(words, setting="units", example="units lb")
    scene.ledger.save_person(replace(scene.person, unit=unit))
    return _set(scene, "units", unit, scene.words("set.units", unit=unit))


def set_step(scene: Scene, words: str) -> Answer:
    """`step squat 2.5`: the smallest step this person can load; `off` for the usual one."""
    if not words:
        return _show(scene, "step", "")
    example = "step squat 2.5"
    name, load_words = _split_load(words, example)
    exercise = _exercise(scene, name, "step", example)
    preference = scene.preferences.get(exercise.id, Preference(exercise.id))
    if load_words in _OFF:
        scene.ledger.save_preference(scene.person.id, replace(preference, step=None))
        sentence = scene.words("set.step_off", exercise=exercise.name)
        return _set(scene, "step", None, sentence, exercise)
    step = _load(load_words, scene.person.unit, "step", example)
    if step.milli <= 0 or step.kg > 50:
        raise BadSetting(words, setting="step", example=example)
    scene.ledger.save_preference(scene.person.id, replace(preference, step=step))
    facts = {"exercise": exercise.name, "step": step.text, "unit": step.unit}
    return _set(scene, "step", step.text, scene.words("set.step", **facts), exercise)


def set_plates(scene: Scene, words: str) -> Answer:
    """`plates 20 10 5 2.5 1.25`: what a barbell can be loaded with, in pairs."""
    person, example = scene.person, "plates 20 10 5 2.5 1.25"
    if not words:
        known = " ".join(plate.text for plate in person.plates)
        return _show(scene, "plates", known or scene.words("set.unknown"))
    if words.lower() in _OFF:
        scene.ledger.save_person(replace(person, plates=()))
        return _set(scene, "plates", [], scene.words("set.plates_off"))
    unit = person.unit
    found = re.search(r"(kgs?|lbs?)\s*$", words, re.IGNORECASE)
    if found:
        unit, words = _UNITS[found[1].lower()], words[: found.start()]
    parts = [part for part in re.split(r"[\s;]+|,(?=\s)", words.strip()) if part]
    loads = {_load(part, unit, "plates", example) for part in parts}
    if not loads or len(loads) > 20 or any(not 0 < load.kg <= 100 for load in loads):
        raise BadSetting(words, setting="plates", example=example)
    plates = tuple(sorted(loads, key=lambda load: -load.kg))
    scene.ledger.save_person(replace(person, plates=plates))
    said = " ".join(plate.text for plate in plates)
    sentence = scene.words("set.plates", plates=said, unit=plates[0].unit)
    return _set(scene, "plates", [plate.text for plate in plates], sentence)


def set_bar(scene: Scene, words: str) -> Answer:
    """`bar 20`: the weight of the empty bar."""
    return _one_load(scene, "bar", words, lambda person, load: replace(person, bar=load))


def set_bodyweight(scene: Scene, words: str) -> Answer:
    """`bodyweight 82`."""
    return _one_load(
        scene, "bodyweight", words, lambda person, load: replace(person, bodyweight=load)
    )


def set_zone(scene: Scene, words: str) -> Answer:
    """`tz Europe/Berlin`: by IANA name or city; reminders keep their local times."""
    if not words:
        return _show(scene, "tz", scene.person.zone)
    zone = read_zone(words)
    name = zone.key if isinstance(zone, ZoneInfo) else str(zone)
    person = replace(scene.person, zone=name, zone_told=True)
    scene.ledger.save_person(person)
    time = scene.now.astimezone(ZoneInfo(name)).strftime("%H:%M")
    coming = plan_again(scene, name)
    result = {"kind": "setting", "setting": "tz", "value": name}
    line = next_ping_words(replace(scene, person=person), coming) if coming is not None else ""
    return say_lines(scene, scene.words("set.tz", zone=name, time=time), line, result=result)


def set_quiet(scene: Scene, words: str) -> Answer:
    """`quiet` stops the question about effort, `quiet off` brings it back."""
    word = words.lower().strip()
    if word not in ("", "on", "off", "yes", "no"):
        raise BadSetting(words, setting="quiet", example="quiet off")
    quiet = word in ("", "on", "yes")
    scene.ledger.save_person(replace(scene.person, quiet=quiet, asks_unanswered=0))
    key = "set.quiet_on" if quiet else "set.quiet_off"
    return _set(scene, "quiet", quiet, scene.words(key))


def set_language(scene: Scene, words: str) -> Answer:
    """`language`: which there are; `language en`."""
    word = words.lower().strip()
    if word in LANGUAGES:
        scene.ledger.save_person(replace(scene.person, language=word))
        name = scene.words(f"language.{word}")
        return _set(scene, "language", word, scene.words("set.language_set", language=name))
    names = ", ".join(scene.words(f"language.{each}") for each in LANGUAGES)
    result = {"kind": "setting", "setting": "language", "value": scene.person.language,
              "languages": list(LANGUAGES)}  # fmt: skip
    return say_lines(scene, scene.words("set.language", languages=names), result=result)


def _one_load(
    scene: Scene, name: str, words: str, change: Callable[[Person, Load | None], Person]
) -> Answer:
    example = {"bar": "bar 20", "bodyweight": "bodyweight 82"}[name]
    if not words:
        load: Load | None = getattr(scene.person, name)
        value = f"{load.text} {load.unit}" if load else scene.words("set.unknown")
        return _show(scene, name, value)
    load = _load(words, scene.person.unit, name, example)
    if not 0 < load.kg <= _MAX_LOAD_KG:
        raise BadSetting(words, setting=name, example=example)
    scene.ledger.save_person(change(scene.person, load))
    return _set(scene, name, load.text, scene.words(f"set.{name}", load=load.text, unit=load.unit))


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


def _exercise(scene: Scene, words: str, setting: str, example: str) -> Exercise:
    exercise = find_exercise(scene, words)
    if exercise is None:
        raise BadSetting(words, setting=setting, example=example)
    return exercise


def _set(
    scene: Scene, setting: str, value: object, sentence: str, exercise: Exercise | None = None
) -> Answer:
    result = {"kind": "setting", "setting": setting, "value": value}
    if exercise is not None:
        result["exercise"] = exercise.name
    return say_lines(scene, sentence, result=result)


def _show(scene: Scene, setting: str, value: str) -> Answer:
    result = {"kind": "setting", "setting": setting, "value": value}
    return say_lines(scene, scene.words(f"show.{setting}", value=value, goal=value), result=result)
