"""A person's own names and exercises."""

from __future__ import annotations

from dataclasses import replace

from core.context import RequestContext, find_exercise, say_lines
from core.errors import BadSetting
from core.exercises.names import names_for, own_exercise
from core.exercises.words import normalise_words
from core.messages import Answer


def learn(context: RequestContext, words: str, exercise_id: str = "") -> RequestContext:
    """Remember what a name means to this person; without an exercise it is a new one of theirs.

    Gives back the context of the request with the name known.
    """
    person_id = context.person.id
    if not exercise_id:
        known = find_exercise(context, words)
        own = known or context.uow.own_exercises.add(person_id, own_exercise(words))
        exercise_id = own.id
    context.uow.aliases.save(person_id, " ".join(normalise_words(words)), exercise_id)
    return with_names(context)


def with_names(context: RequestContext) -> RequestContext:
    """The context of the request with the names this person uses, read again."""
    person_id = context.person.id
    aliases, own = context.uow.aliases.of(person_id), context.uow.own_exercises.of(person_id)
    return replace(context, names=names_for(aliases, own, context.person.language))


def set_alias(context: RequestContext, words: str) -> Answer:
    """`alias bench = dumbbell bench press`: the person's own name for an exercise."""
    name, equals, meaning = words.partition("=")
    exercise = find_exercise(context, meaning.strip()) if equals else None
    if not equals or not name.strip() or len(name) > 64:
        raise BadSetting(words, setting="alias", example="alias bench = dumbbell bench press")
    if exercise is None:
        near = context.names.near(meaning.strip(), 1)
        example = near[0][0].name.lower() if near else "dumbbell bench press"
        raise BadSetting(
            meaning.strip(), setting="alias", example=f"alias {name.strip()} = {example}"
        )
    context = learn(context, name.strip(), exercise.id)
    sentence = context.words("set.alias", words=name.strip(), exercise=exercise.name)
    result = {"kind": "setting", "setting": "alias", "words": name.strip(), "value": exercise.name}
    return say_lines(context, sentence, result=result)
