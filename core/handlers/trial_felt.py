"""How a session of a trial felt: asked once, by one row of buttons under `done`."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from core.context import RequestContext, say_lines
from core.handlers.due_workout import last_session
from core.handlers.trial_arms import running
from core.messages import Answer, Button
from core.trials.allocation import week_of
from core.trials.felt import choices
from core.trials.records import Trial


def asked_after(context: RequestContext, answer: Answer) -> Answer:
    """The answer to `done`, with the question where the session was one of the trial's."""
    open_trial, at = running(context), _session(context)
    if answer.reply is None or open_trial is None or at is None or context.aloud:
        return answer
    if at in context.uow.self_trials.felt(context.person.id, open_trial):
        return answer
    context.uow.self_trials.feel(context.person.id, open_trial, at, "")
    line = context.words(f"trial.felt.{open_trial.design}")
    buttons = tuple(
        Button(_label(context, each), f"trial felt {each}") for each in choices(open_trial)
    )
    reply = replace(
        answer.reply, lines=(*answer.reply.lines, line),
        buttons=(*answer.reply.buttons, *buttons),
    )  # fmt: skip
    return Answer(reply, {**(answer.result or {}), "asks_felt": list(choices(open_trial))})


def _label(context: RequestContext, choice: str) -> str:
    return choice if choice.isdigit() else context.words(f"button.felt.{choice}")


def _session(context: RequestContext) -> datetime | None:
    """The start of the latest session, where sets of the trial are in it."""
    open_trial = running(context)
    sets = last_session(context)
    if open_trial is None or not sets:
        return None
    at = sets[0].session_at or sets[0].at
    tried = any(each.working and each.exercise_id in open_trial.exercises for each in sets)
    return at if tried and _within(context, open_trial, at) else None


def _within(context: RequestContext, of: Trial, at: datetime) -> bool:
    return week_of(of, at, context.zone) is not None


def take_felt(context: RequestContext, word: str) -> Answer:
    """`trial felt 3`: keep it for the latest session; a second word gives way to the first."""
    open_trial, at = running(context), _session(context)
    result = {"kind": "trial", "state": "felt", "felt": word}
    if open_trial is None or at is None:
        line = context.words("trial.felt.none")
        return say_lines(context, line, result={**result, "felt": None})
    if word not in choices(open_trial):
        example = choices(open_trial)[0]
        line = context.words("trial.felt.which", word=word[:20], example=example)
        return say_lines(context, line, result={**result, "felt": None})
    context.uow.self_trials.feel(context.person.id, open_trial, at, word)
    return say_lines(context, context.words("trial.felt.kept"), result=result)
