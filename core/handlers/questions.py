"""Plain questions and remarks, each answered from the log with one next step.

What a message asks is told by `core/parsing/questions.py`; here stands what each intent answers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from core.context import RequestContext, say_lines
from core.handlers import (
    day_requests,
    deload,
    log_questions,
    meet,
    pain,
    plan_offers,
    set_remarks,
    skip,
)
from core.handlers.cancel import cancel
from core.handlers.current_lift import last_in_session, meant_lift, next_step, target_words
from core.handlers.due_workout import SHOWN_TARGETS, due_titles, lifts_to_go, rest_day, workout_due
from core.handlers.easy_days import standing_week
from core.handlers.help import show_page
from core.handlers.pain_reports import is_stopped
from core.handlers.plan_ahead import plan_ahead
from core.handlers.plan_days import running
from core.handlers.plan_session import aloud, private_live
from core.handlers.plans import show_plan
from core.handlers.refusals import start
from core.handlers.rest import next_set
from core.handlers.session_steps import arm_lines
from core.handlers.session_summary import show_done, show_today
from core.messages import Answer, Button, Message
from core.parsing.commands import Command
from core.parsing.pain import PainReading
from core.parsing.questions import Inquiry
from core.records import Exercise
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
    """Today's workout, in a group and in a live message as the day with its ticks."""
    return aloud(context, private_live(context, _todays_workout(context, inquiry)))


def _todays_workout(context: RequestContext, inquiry: Inquiry) -> Answer:
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
    if due.off and due.event is not None:
        return say_lines(context, meet.off_line(context, due.event), result=result)
    if due.skipped:
        names = ", ".join(each.name for each in due.exercises)
        line = context.words("asked.skipped" if names else "step.skipped", names=names)
        buttons = (Button(context.words("button.undo"), "undo"),)
        return say_lines(context, shortest(line), result=result, buttons=buttons)
    if not due.exercises:
        lines = rest_day(context, due) or [context.words("asked.today_none")]
        return say_lines(context, meet.over_line(context), *lines, result=result)
    targets = [target_words(context, each) for each in due.exercises]
    if due.event is not None:
        lines = [*due_titles(context, due), *meet.day_lines(context, due, targets)]
        return say_lines(context, *lines, result=result)
    lines = [*due_titles(context, due), *targets]
    lines = [*lines[: SHOWN_TARGETS + 2], *arm_lines(context, due.exercises)]
    first = due.exercises[0]
    if first.measure == "load":
        lines.append(_first_step(context, first))
    return say_lines(context, meet.over_line(context), *lines, result=result)


def _first_step(context: RequestContext, first: Exercise) -> str:
    """How the day is begun: by the way up to its first load, by finding one where none is known."""
    if context.uow.sets.last(context.person.id, first.id) is not None:
        return context.words("asked.today_step", name=first.name.lower())
    key = "asked.first_bar" if first.equipment == "barbell" else "asked.first_light"
    return context.words(key, name=first.name.lower())


def _left(context: RequestContext) -> Answer:
    """In a session: the next set or lift, then what usually follows."""
    left = lifts_to_go(context)
    lines = [next_step(context)]
    later = left if next_set(context) is not None else left[1:]
    if later:
        names = ", ".join(each.name for each in later)
        due = workout_due(context)
        key = "asked.left" if due.plan is None else "plan.left"
        key = "peak.left" if due.event is not None else key
        lines.append(shortest(context.words(key, names=names)))
    lines += arm_lines(context, left)
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
    fix = context.words("asked.undo_day" if inquiry.intent == "undo_day" else "asked.undo_fix")
    return say_lines(
        context, line, fix, result={"kind": "answer", "about": "undo"}, buttons=buttons
    )


def _cancel(context: RequestContext, inquiry: Inquiry) -> Answer:
    """The open question is dropped; where a meet or a test is named, that is called off."""
    words = inquiry.text.lower().strip(" .!?").split()
    for name, call_off in (("meet", meet.meet), ("test", meet.test)):
        if name in words:
            lifts = " ".join(each for each in words if each not in (name, "my", "the"))
            return call_off(context, Command(name, lifts))
    return cancel(context, Command("cancel", ""))


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


def _plans(context: RequestContext, inquiry: Inquiry) -> Answer:
    """Somebody who wants a programme is shown what there is to begin with, or the one they have."""
    return plan_offers.show_library(context) if running(context) is None else show_plan(context)


def _define(context: RequestContext, subject: str) -> Answer:
    """What a word means, in one or two lines, with an example to type.

    Whoever asks of deloads while one stands is told of that.
    """
    if subject == "deload" and standing_week(context) is not None:
        return deload.ask(context)
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
    "ahead": lambda context, inquiry: plan_ahead(context),
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
    "meet": lambda context, inquiry: meet.meet(context, Command("meet", "")),
    "tired": day_requests.tired,
    "deload": lambda context, inquiry: deload.ask(context),
    "deload_off": lambda context, inquiry: deload.end(context),
    "plans": _plans,
    "sick": day_requests.sick,
    "short": day_requests.short_of_time,
    "skip": _skip,
    "skip_ask": _skip_ask,
    "restart": _restart,
    "undo": _undo,
    "undo_day": _undo,
    "cancel": _cancel,
    "muscles": _muscles,
    "thanks": _thanks,
    "hello": _hello,
    "howto": _howto,
    "bye": _bye,
    "privacy": _pointer("privacy"),
    "forget": _pointer("forget"),
    "export": _pointer("export"),
    "tight": _pointer("tight"),
}
INTENTS = frozenset(_ANSWERS) | {"hurts", "define"}
