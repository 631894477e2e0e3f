"""A person's mistake in words: the reason, their own words, an example that works."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from core.context import RequestContext, say_lines
from core.errors import (
    AlreadyRated,
    ExerciseUnasked,
    ListMismatch,
    NoNumber,
    NoSetsThere,
    NotASet,
    UserError,
    WhichExercise,
)
from core.exercises.examples import example_in
from core.groups.audience import FOR_THEM_ALONE
from core.handlers.advice import target_for
from core.handlers.advice_words import target_line
from core.handlers.current_lift import last_in_session
from core.handlers.emphasis import aims_of
from core.handlers.pain_reports import is_stopped
from core.locale.strings import has
from core.messages import Answer, Button, Reply
from core.render.facts import error_facts
from core.render.wording import shortest

QUOTE_LIMIT = 40
OWN_WORDS = re.compile(r"alias|import")  # settings whose examples hold what the person typed
# What somebody new can tap, and nothing is logged of it.
TRIES = (("set", "what if bench press 60x8 rir2"), ("help", "help"), ("import", "import"))


def refuse(context: RequestContext, error: UserError) -> Answer:
    """The answer to something that cannot be done; plain talk in a group gets none."""
    if isinstance(error, NotASet):
        return _plain_talk(context, error)
    quote = error.quote if len(error.quote) <= QUOTE_LIMIT else error.quote[:QUOTE_LIMIT] + "…"
    result = error_facts(error.code, error.quote[:200], error.facts)
    key = f"error.{error.code}.{error.facts.get('setting', error.facts.get('direction', ''))}"
    key = key if has(context.person.language, key) else f"error.{error.code}"
    if isinstance(error, ListMismatch):
        one = "error.list_mismatch.one_set" if error.facts["sets"] == 1 else key
        key = "error.list_mismatch.one_value" if error.facts["given"] == 1 else one
    facts = {**error.facts, "quote": quote}
    if "example" in facts and not OWN_WORDS.fullmatch(str(error.facts.get("setting"))):
        facts["example"] = example_in(context.person.language, str(facts["example"]))
        facts["quote"] = quote or str(facts["example"]).split()[0]  # the command alone was typed
    if isinstance(error, NoNumber):
        return _name_alone(context, error, result, facts)
    buttons: tuple[Button, ...] = ()
    if isinstance(error, AlreadyRated):
        example = str(error.facts["example"])
        send = example.replace("fix ", f"fix @{error.facts['set_id']} ", 1)
        buttons = (Button(example, send),)
    if isinstance(error, ExerciseUnasked):
        send = f"fix @{error.facts['set_id']} exercise {error.facts['name']}"
        buttons = (Button(f"fix exercise {error.facts['name']}", send),)
    if isinstance(error, NoSetsThere) and not error.facts["near"]:
        key = "error.no_sets_there.none"
    if isinstance(error, WhichExercise):
        choices = cast(Sequence[tuple[str, str]], error.facts["choices"])
        buttons = tuple(Button(name, send) for name, send in choices)
    reply = Reply(
        lines=(context.words(key, **facts),),
        buttons=buttons,
        private=error.code in FOR_THEM_ALONE,
        owner=context.person.id,
    )
    return Answer(reply, result)


def _plain_talk(context: RequestContext, error: UserError) -> Answer:
    if context.group:
        return Answer(None, None)
    result = error_facts(error.code, error.quote[:200], {})
    if context.new:
        return start(context, result)
    last = last_in_session(context)
    if last is None or not last.load.milli or last.reps is None:
        return say_lines(context, context.words("hint"), result=result)
    facts = {"name": context.exercise(last.exercise_id).name.lower(), "load": last.load.text}
    how = shortest(context.words("hint.session_how", **facts))
    return say_lines(context, context.words("hint.session"), how, result=result)


def start(context: RequestContext, result: dict[str, object] | None = None) -> Answer:
    """First contact: two lines and one example, no questionnaire."""
    lines = [context.words(f"start.{part}") for part in ("first", "second", "example")]
    answer = say_lines(context, *lines, result=result or {"kind": "start"})
    tries = tuple(Button(context.words(f"button.try_{key}"), send) for key, send in TRIES)
    return (
        answer
        if answer.reply is None
        else replace(answer, reply=replace(answer.reply, tries=() if context.group else tries))
    )


def _name_alone(
    context: RequestContext, error: UserError, result: dict[str, object], facts: dict[str, object]
) -> Answer:
    """An exercise without a number: the hint shows its target."""
    exercise = context.exercise(str(error.facts["exercise"]))
    facts["exercise"] = exercise.name
    body = exercise.measure == "bodyweight"
    facts["name"] = exercise.name.lower()
    key = "error.no_number_body" if body else "error.no_number"
    line = shortest(context.words(key, **facts))
    if is_stopped(context):
        return say_lines(context, line, context.words("pain.urgent"), result=result)
    target = target_for(context, exercise)
    last, aims = target_line(context, exercise, target), aims_of(context, exercise, target)
    return say_lines(context, line, last, result=result, aims=aims)
