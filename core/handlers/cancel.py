"""`cancel`: an open question is dropped, and nothing of it is stored."""

from __future__ import annotations

from core.context import RequestContext, say_lines
from core.handlers.current_lift import next_step
from core.handlers.open_questions import DROPPED, line_of
from core.limits import SESSION_GAP
from core.messages import Answer
from core.parsing.commands import Command
from core.render.wording import shortest, words_of_set


def cancel(context: RequestContext, command: Command) -> Answer:
    """Drop the question that is open; without one, say how the last set is taken back."""
    question = context.uow.questions.last(context.person.id)
    result = {"kind": "answer", "about": "cancel"}
    if (
        question is not None
        and question.answered_at is None
        and question.about in DROPPED
        and context.now - question.sent_at < SESSION_GAP
    ):
        context.uow.questions.close(context.person.id, question.id, context.now)
        return say_lines(
            context, _dropped(context, line_of(question)), next_step(context), result=result
        )
    last = context.uow.sets.last(context.person.id)
    if last is None:
        return say_lines(context, context.words("cancel.nothing_new"), result=result)
    exercise = context.exercise(last.exercise_id)
    done = f"{exercise.name} {words_of_set(context.person.language, last, exercise)}"
    return say_lines(context, shortest(context.words("cancel.nothing", set=done)), result=result)


def _dropped(context: RequestContext, line: str) -> str:
    """Which line is not stored, where it is known."""
    return shortest(context.words("cancel.dropped_line" if line else "cancel.dropped", line=line))
