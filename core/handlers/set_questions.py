"""Questions about a message with sets: put, with a button for each choice, and waited for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from core.context import RequestContext, say_lines, setting_of, speaking_of
from core.errors import NotASet, UserError
from core.handlers.exercise_log import Before, heaviest_before, most_reps_near
from core.handlers.log_request import LogRequest
from core.handlers.open_questions import brings_name
from core.limits import SESSION_GAP
from core.locale.strings import say_reason
from core.messages import Answer, Button
from core.parsing.reading import Asked, Choice, Reading
from core.parsing.sets import read_message
from core.store.rows import Option, Question
from core.training.plausibility import implausible

_BLOCKING = frozenset({"exercise", "new_exercise", "reading", "implausible"})


def doubt(
    context: RequestContext, request: LogRequest, reading: Reading, before: Mapping[str, Before]
) -> Answer | None:
    """A question when a set is far from anything this person has done; None when it is not."""
    for draft in reading.sets:
        exercise, known = context.exercise(draft.exercise_id), before[draft.exercise_id]
        top = heaviest_before(context, known, draft)
        count = len(known.past.exposures)
        near = most_reps_near(context, known, draft) if top is not None else 0
        reason = implausible(draft, exercise, top, count, near)
        if reason is not None:
            asked = Asked(
                about="implausible",
                quote=draft.line,
                choices=(Choice(label=context.words("button.store_it"), text=request.text),),
                facts={
                    "reason": say_reason(context.person.language, reason),
                    "exercise": exercise.id,
                },
            )
            return ask(replace(context, alone=True), request, asked, accept=True)
    return None


def ask(
    context: RequestContext, request: LogRequest, asked: Asked, *, accept: bool = False
) -> Answer:
    """Put a question with one button per choice; nothing is stored until a tap."""
    options = tuple(
        Option(
            each.label, each.text, each.learn_words, each.learn_exercise, accept or request.accept
        )
        for each in asked.choices
    )
    if asked.about in _BLOCKING and asked.facts.get("exercise"):
        # no button: what a line without an exercise is meant for from here
        subject = context.exercise(str(asked.facts["exercise"])).name
        options = (*options, Option("", subject))
    question = _keep(context, request, asked.about, options)
    buttons = _choices(question)
    lacks = asked.facts.get("lacks")
    key = f"question.{asked.about}.{lacks}" if lacks else f"question.{asked.about}"
    sentence = context.words(key, quote=asked.quote, **asked.facts)
    result = _question_result(asked.about, asked.quote, buttons)
    answer = say_lines(context, sentence, result=result, buttons=buttons)
    return speaking_of(context, answer, question.id)


def _choices(question: Question) -> tuple[Button, ...]:
    return tuple(
        Button(each.label, f"answer @{question.id} {number}")
        for number, each in enumerate(question.options, start=1)
        if each.label
    )


def _question_result(about: str, quote: str, buttons: Sequence[Button]) -> dict[str, object]:
    return {
        "kind": "question",
        "about": about,
        "quote": quote,
        "options": [{"label": each.label, "send": each.send} for each in buttons],
    }


def _keep(
    context: RequestContext, request: LogRequest, about: str, options: tuple[Option, ...]
) -> Question:
    """Store a question about a message."""
    question = Question("", about, request.source, request.sent_at, options)
    return context.uow.questions.ask(context.person.id, question, context.now)


def swap_button(context: RequestContext, request: LogRequest, reading: Reading) -> Button | None:
    """The button that stores the other likely reading instead."""
    if reading.swap is None:
        return None
    options = (Option(label=reading.swap.label, text=reading.swap.text, accept=request.accept),)
    question = _keep(context, request, "swap", options)
    return Button(context.words("button.swap"), f"answer @{question.id} 1")


def waiting_for(context: RequestContext, request: LogRequest) -> Question | None:
    """The open question that a message without an exercise is meant for.

    After "row 70x10" was asked about, "10 rir2" is meant for the row, not for the lift before it.
    """
    if request.last is not None or request.kind != "log" or _names_exercise(context, request.text):
        return None
    question = context.uow.questions.open_last(context.person.id)
    if (
        question is None
        or question.about not in _BLOCKING
        or question.source == request.source
        or not timedelta(0) <= request.sent_at - question.sent_at < SESSION_GAP
    ):
        return None
    last = context.uow.sets.last(context.person.id)
    if last is not None and last.at > question.sent_at:
        return None
    return None if brings_name(context, request.text, request.sent_at) else question


def subject_of(question: Question) -> str:
    """The exercise a question is about, where that is not what it asks."""
    return next((each.text for each in question.options if not each.label), "")


def remind(context: RequestContext, request: LogRequest, question: Question) -> Answer:
    """Nothing is stored while it is open which exercise is meant. Raises NotASet for talk."""
    try:
        read_message(request.text, setting_of(context, request.sent_at))
    except NotASet:
        raise
    except (Asked, UserError):
        pass
    buttons = _choices(question)
    sentence = context.words("question.pending", quote=request.text)
    result = _question_result(question.about, request.text, buttons)
    answer = say_lines(context, sentence, result=result, buttons=buttons)
    return speaking_of(context, answer, question.id)


def _names_exercise(context: RequestContext, text: str) -> bool:
    words = text.split()
    return any(context.names.find(words, start) for start in range(min(len(words), 12)))
