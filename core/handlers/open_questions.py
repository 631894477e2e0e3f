"""Questions about names and readings, kept out of the way of what is clear.

A name that fits one lift of the person's last 90 days is that lift. A question that is passed over
by a set of another lift is named under that set, with its buttons; it blocks nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from core.context import RequestContext, setting_of
from core.errors import UserError
from core.exercises.names import all_exercises
from core.exercises.words import read_words
from core.handlers.current_lift import done_lately
from core.handlers.group_disclosure import Here
from core.limits import SESSION_GAP
from core.messages import Answer, Button
from core.parsing.reading import Asked, Choice
from core.parsing.sets import read_message
from core.records import Exercise, LoggedSet
from core.render.wording import shortest
from core.store.rows import Option, Question

DROPPED = frozenset({"exercise", "new_exercise", "reading", "implausible", "effort"})
NAMED = frozenset({"exercise", "new_exercise"})
FAR_BELOW = 0.6  # product choice: of the last load; a lighter set may be of another lift
NEAREST = 3  # lifts offered beside a new one


# --- a name that is one of the person's own lifts -------------------------------------------------


def own_lift(
    context: RequestContext, asked: Asked, at: datetime, in_turn: Sequence[Exercise] = ()
) -> tuple[str, Exercise] | None:
    """The message with the one lift of the last 90 days that a name fits, and that lift.

    A name fits the lifts that are asked about, and those whose own name has all of its words. None
    where no lift or several fit, and where the set is far lighter than the last one there.
    """
    if asked.about not in NAMED or not asked.choices:
        return None
    told = [each for each in in_turn if each.id in {one.learn_exercise for one in asked.choices}]
    if len(told) == 1:  # "superset bench + row" said which row
        return _with_name(asked.choices, told[0].name), told[0]
    lately = done_lately(context)
    offered = {each.learn_exercise for each in asked.choices if asked.about == "exercise"}
    typed = _words(str(asked.facts.get("name", asked.quote)))
    fits = [
        each
        for each in map(context.exercise, lately)
        if each.id in offered or (typed and typed <= _words(each.name))
    ]
    if len(fits) != 1:
        return None
    text = _with_name(asked.choices, fits[0].name)
    return (text, fits[0]) if _is_near(context, text, fits[0], at) else None


def _is_near(context: RequestContext, text: str, exercise: Exercise, at: datetime) -> bool:
    """Whether sets read with a lift's name are not far below what was lifted there last."""
    try:
        sets = read_message(text, setting_of(context, at)).sets
    except (Asked, UserError):
        return True
    last = context.uow.sets.last(context.person.id, exercise.id)
    mine = [each for each in sets if each.exercise_id == exercise.id and not each.warmup]
    return last is None or all(each.load.kg >= FAR_BELOW * last.load.kg for each in mine)


def brings_name(context: RequestContext, text: str, at: datetime) -> bool:
    """Whether a message names a lift, if only one that has to be asked about."""
    try:
        read_message(text, setting_of(context, at))
    except Asked as asked:
        return asked.about in NAMED
    except UserError:
        return False
    return False


def _words(name: str) -> frozenset[str]:
    return frozenset(each.text for each in read_words(name) if each.text)


def _with_name(choices: Sequence[Choice], name: str) -> str:
    """The message of a question with a name in the place that is asked about."""
    first = choices[0]
    written = first.label if first.learn_exercise else first.learn_words
    return first.text.replace(written, name, 1)


def with_nearest(context: RequestContext, asked: Asked) -> Asked:
    """A question about a new name, with the three nearest lifts to choose from as well."""
    known = [each.learn_exercise for each in asked.choices if each.learn_exercise]
    if asked.about != "new_exercise" or not asked.choices or len(known) >= NEAREST:
        return asked
    from rapidfuzz import fuzz, process  # 4 MB, for who types a name we do not know

    phrase = str(asked.facts.get("name", asked.quote))
    # in a group nobody reads the names of somebody's own lifts that were not typed there
    every = all_exercises() if context.aloud else context.names.all_exercises()
    names = {each.id: each.name for each in every if each.id not in known}
    found = process.extract(phrase, names, scorer=fuzz.WRatio, limit=NEAREST - len(known))
    more = tuple(
        Choice(name, _with_name(asked.choices, name), phrase, exercise_id)
        for name, _, exercise_id in found
    )
    return Asked(asked.about, asked.quote, (*asked.choices, *more), asked.facts)


# --- a question that is passed over ---------------------------------------------------------------


def open_before(context: RequestContext, source: str, sent_at: datetime) -> Question | None:
    """The question that waits when a message comes in: asked in this session, no set since."""
    question = context.uow.questions.open_last(context.person.id)
    if (
        question is None
        or question.about not in DROPPED
        or question.source == source
        or not timedelta(0) <= sent_at - question.sent_at < SESSION_GAP
    ):
        return None
    last = context.uow.sets.last(context.person.id)
    return None if last is not None and last.at > question.sent_at else question


def pass_over(
    context: RequestContext,
    here: Here,
    question: Question | None,
    sets: Sequence[LoggedSet],
    answer: Answer,
) -> Answer:
    """An answer to stored sets that names the line not stored, with the buttons of its question.

    Sets of a lift that the question is about answer it: it is closed without a word.
    """
    if question is None or answer.reply is None or (answer.result or {}).get("kind") != "logged":
        return answer
    stored = {context.exercise(each.exercise_id) for each in sets}
    if _is_about(question, stored):
        context.uow.questions.close(context.person.id, question.id, context.now)
        return answer
    if not here.asked(question):
        return answer
    quote = line_of(question)
    key = "question.passed_over" if quote else "question.passed_over_reading"
    line = shortest(context.words(key, quote=quote))
    buttons = tuple(
        Button(each.label, f"answer @{question.id} {number}")
        for number, each in enumerate(question.options, start=1)
        if each.label
    )
    reply = answer.reply
    reply = replace(reply, lines=(*reply.lines, line), buttons=(*reply.buttons, *buttons))
    return Answer(reply, {**(answer.result or {}), "not_stored": quote or question.about})


def _is_about(question: Question, exercises: set[Exercise]) -> bool:
    ids, names = {each.id for each in exercises}, {each.name for each in exercises}
    return any(
        each.learn_exercise in ids
        if each.learn_exercise and question.about == "exercise"
        else not each.label and each.text in names
        for each in question.options
    )


def line_of(question: Question) -> str:
    """The line that is not stored, as typed; "" where only its readings are known."""
    labelled = [each for each in question.options if each.label]
    if not labelled or question.about in ("reading", "effort"):
        return ""
    return _as_typed(labelled[0])


def _as_typed(option: Option) -> str:
    text = option.text
    if option.learn_exercise:
        text = text.replace(option.label, option.learn_words, 1)
    return text.strip().splitlines()[-1]
