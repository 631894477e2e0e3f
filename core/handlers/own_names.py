"""A person's own names and exercises."""

from __future__ import annotations

from dataclasses import replace

from core.context import Scene, find_exercise, say_lines
from core.errors import BadSetting
from core.exercises.names import names_for, own_exercise
from core.exercises.words import normalise_words
from core.messages import Answer


def learn(scene: Scene, words: str, exercise_id: str = "") -> Scene:
    """Remember what a name means to this person; without an exercise it is a new one of theirs.

    Gives back the scene with the name known.
    """
    person_id = scene.person.id
    if not exercise_id:
        known = find_exercise(scene, words)
        own = known or scene.ledger.add_own_exercise(person_id, own_exercise(words))
        exercise_id = own.id
    scene.ledger.save_alias(person_id, " ".join(normalise_words(words)), exercise_id)
    return with_names(scene)


def with_names(scene: Scene) -> Scene:
    """The scene with the names this person uses, read again."""
    person_id = scene.person.id
    names = names_for(scene.ledger.aliases(person_id), scene.ledger.own_exercises(person_id))
    return replace(scene, names=names)


def set_alias(scene: Scene, words: str) -> Answer:
    """`alias bench = dumbbell bench press`: the person's own name for an exercise."""
    name, equals, meaning = words.partition("=")
    exercise = find_exercise(scene, meaning.strip()) if equals else None
    if not equals or not name.strip() or len(name) > 64:
        raise BadSetting(words, setting="alias", example="alias bench = dumbbell bench press")
    if exercise is None:
        near = scene.names.near(meaning.strip(), 1)
        example = near[0][0].name.lower() if near else "dumbbell bench press"
        raise BadSetting(
            meaning.strip(), setting="alias", example=f"alias {name.strip()} = {example}"
        )
    scene = learn(scene, name.strip(), exercise.id)
    sentence = scene.words("set.alias", words=name.strip(), exercise=exercise.name)
    result = {"kind": "setting", "setting": "alias", "words": name.strip(), "value": exercise.name}
    return say_lines(scene, sentence, result=result)
