"""Plain questions and remarks, each answered from the log with one next step.

What a message asks is told by `core/parsing/questions.py`; here stands what each intent answers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from core.context import RequestContext, say_lines
from core.handlers import day_requests, log_questions, pain, set_remarks, skip
from core.handlers.cancel import cancel
from core.handlers.current_lift import last_in_session, meant_lift, next_step, target_words
from core.handlers.due_workout import due_title, lifts_to_go, rest_day, workout_due
from core.handlers.help import show_page
from core.handlers.pain_reports import is_stopped
from core.handlers.refusals import start
from core.handlers.show import SHOWN_TARGETS, show_done, show_today
from core.messages import Answer, Button, Message
from core.parsing.commands import Command
from core.parsing.pain import PainReading
from core.parsing.questions import Inquiry
from core.render.wording import shortest, words_of_day, words_of_muscle, words_of_set

QuestionHandler = Callable[[RequestContext, Inquiry], Answer]
STORING = frozenset({"skip", "hurts"})  # what alone stores something; both can be undone


def answer_question(context: RequestContext, inquiry: Inquiry, message: Message) -> Answer:
    """Answer a plain question; an edited message does not do again what it did."""
    if message.edited and inquiry.intent in STORING:
        return Answer(None, None)
    if inquiry.intent == "hurts":
        return pain.answer_pain(context, message, PainReading("vague"), inquiry.text)
    intent, _, subject = inquiry.intent.partition(":")
    if intent == "define":
        return _define(context, subject)
    return _ANSWERS[intent](context, inquiry)


# --- what to train ------------------------------------------------------------------------------


def _today(context: RequestContext, inquiry: Inquiry) -> Answer:
    """Today's workout with its targets; in a session, what is left of it."""
    if last_in_session(context) is not None and not is_stopped(context):
        return _left(context)
    due = workout_due(context)
    result: dict[str, object] = {"kind": "answer", "about": "today",
                                 "due": [each.name for each in due.exercises]}  # fmt: skip
    if is_stopped(context):
        return say_lines(context, context.words("pain.urgent"), result=result)
    if due.trained:
        return show_today(context)
    if due.skipped:
        names = ", ".join(each.name for each in due.exercises)
        line = context.words("asked.skipped" if names else "step.skipped", names=names)
        buttons = (Button(context.words("button.undo"), "undo"),)
        return say_lines(context, shortest(line), result=result, buttons=buttons)
    if not due.exercises:
        lines = rest_day(context, due) or [context.words("asked.today_none")]
        return say_lines(context, *lines, result=result)
    lines = [due_title(context, due), *(target_words(context, each) for each in due.exercises)]
    first = due.exercises[0]
    if first.measure == "load":
        lines.append(context.words("asked.today_step", name=first.name.lower()))
    return say_lines(context, *lines[: SHOWN_TARGETS + 2], result=result)


def _left(context: RequestContext) -> Answer:
    """In a session: the next set or lift, then what usually follows."""
    left = lifts_to_go(context)
    lines = [next_step(context)]
    if left:
        names = ", ".join(each.name for each in left)
        key = "asked.left" if workout_due(context).plan is None else "plan.left"
        lines.append(shortest(context.words(key, names=names)))
    result = {"kind": "answer", "about": "today", "due": [each.name for each in left]}
    return say_lines(context, *lines, result=result)


def _when(context: RequestContext, inquiry: Inquiry) -> Answer:
    """What is due next, and how often this person trains."""
    last = context.uow.sets.last(context.person.id)
    if last is None:
        return _plain(context, "when", "asked.today_none")
    day = words_of_day(context.person.language, last.at, context.zone)
    due = workout_due(context)
    trained = "asked.when_trained" if due.trained else "asked.when"
    return _plain(context, "when", trained, day=day, step="" if due.trained else next_step(context))


def _easier(context: RequestContext, inquiry: Inquiry) -> Answer:
    return set_remarks.remark(context, inquiry, "down")


def _harder(context: RequestContext, inquiry: Inquiry) -> Answer:
    return set_remarks.remark(context, inquiry, "up")


# --- one line and a next step -------------------------------------------------------------------


def _plain(
    context: RequestContext, about: str, key: str, *, step: str = "", **facts: object
) -> Answer:
    result = {"kind": "answer", "about": about}
    return say_lines(context, context.words(key, **facts), step, result=result)


def _skip(context: RequestContext, inquiry: Inquiry) -> Answer:
    exercise = meant_lift(context, inquiry.exercises, inquiry.maybe)
    return skip.skip_day(context) if exercise is None else skip.skip_lift(context, exercise)


def _skip_ask(context: RequestContext, inquiry: Inquiry) -> Answer:
    """Whether it is all right to skip: it is, and how."""
    buttons = (Button(context.words("button.skip"), "skip today"),)
    line = context.words("asked.may_skip")
    return say_lines(context, line, result={"kind": "answer", "about": "skip"}, buttons=buttons)


def _restart(context: RequestContext, inquiry: Inquiry) -> Answer:
    """Starting over is not done unasked: what can be taken back, and how."""
    last = context.uow.sets.last(context.person.id)
    if last is None:
        return _plain(context, "restart", "asked.restart_new")
    exercise = context.exercise(last.exercise_id)
    done = f"{exercise.name} {words_of_set(context.person.language, last, exercise)}"
    buttons = (Button(context.words("button.undo"), "undo"),)
    lines = (context.words("asked.restart", set=done), context.words("asked.restart_all"))
    result = {"kind": "answer", "about": "restart"}
    return say_lines(context, *map(shortest, lines), result=result, buttons=buttons)


def _undo(context: RequestContext, inquiry: Inquiry) -> Answer:
    """How the last set is corrected or taken back."""
    last = context.uow.sets.last(context.person.id)
    if last is None:
        return _plain(context, "undo", "asked.none")
    exercise = context.exercise(last.exercise_id)
    done = f"{exercise.name} {words_of_set(context.person.language, last, exercise)}"
    buttons = (Button(context.words("button.undo"), "undo"),)
    line = shortest(context.words("asked.undo", set=done))
    fix = context.words("asked.undo_fix")
    return say_lines(
        context, line, fix, result={"kind": "answer", "about": "undo"}, buttons=buttons
    )


def _muscles(context: RequestContext, inquiry: Inquiry) -> Answer:
    """Which muscles a lift trains; technique is nobody's matter here."""
    exercise = meant_lift(context, inquiry.exercises, inquiry.maybe)
    if exercise is None:
        return _howto(context, inquiry)
    language = context.person.language
    muscles = ", ".join(words_of_muscle(language, each) for each in exercise.muscles)
    helpers = ", ".join(words_of_muscle(language, each) for each in exercise.helpers)
    key = "asked.muscles" if helpers else "asked.muscles_alone"
    line = context.words(key, exercise=exercise.name, muscles=muscles, helpers=helpers)
    step = context.words("asked.muscles_step", name=exercise.name.lower())
    result = {"kind": "answer", "about": "muscles", "exercise": exercise.name}
    return say_lines(context, shortest(line), step, result=result)


def _define(context: RequestContext, subject: str) -> Answer:
    """What a word means, in one or two lines, with an example to type."""
    lines = context.words(f"define.{subject}").split("\n")
    return say_lines(context, *lines, result={"kind": "answer", "about": f"define {subject}"})


def _thanks(context: RequestContext, inquiry: Inquiry) -> Answer:
    return _plain(context, "thanks", "asked.thanks", step=next_step(context))


def _hello(context: RequestContext, inquiry: Inquiry) -> Answer:
    if context.uow.sets.last(context.person.id) is None:
        return start(context)
    return _plain(context, "hello", "asked.hello", step=next_step(context))


def _howto(context: RequestContext, inquiry: Inquiry) -> Answer:
    return show_page(context, "sets")


def _bye(context: RequestContext, inquiry: Inquiry) -> Answer:
    if last_in_session(context) is not None:
        return show_done(context)
    return _plain(context, "bye", "asked.bye", step=next_step(context))


def _pointer(key: str) -> QuestionHandler:
    return lambda context, inquiry: _plain(context, key, f"asked.{key}")


_ANSWERS: Mapping[str, QuestionHandler] = {
    "today": _today,
    "when": _when,
    "heavy": set_remarks.how_heavy,
    "next_time": set_remarks.next_time,
    "why": set_remarks.why_load,
    "easy": _harder,
    "harder": _harder,
    "heavyset": _easier,
    "easier": _easier,
    "rest": set_remarks.how_long_rest,
    "stronger": log_questions.stronger,
    "count": log_questions.count,
    "last": log_questions.when_last,
    "max": log_questions.maximum,
    "tired": day_requests.tired,
    "sick": day_requests.sick,
    "short": day_requests.short_of_time,
    "skip": _skip,
    "skip_ask": _skip_ask,
    "restart": _restart,
    "undo": _undo,
    "cancel": lambda context, inquiry: cancel(context, Command("cancel", "")),
    "muscles": _muscles,
    "thanks": _thanks,
    "hello": _hello,
    "howto": _howto,
    "bye": _bye,
    "privacy": _pointer("privacy"),
    "forget": _pointer("forget"),
    "export": _pointer("export"),
}
INTENTS = frozenset(_ANSWERS) | {"hurts", "define"}
