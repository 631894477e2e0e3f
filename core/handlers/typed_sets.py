"""A message typed as sets: stored and answered, else looked at for pain."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import cast

from core.context import RequestContext
from core.errors import NoSuchSet, UserError
from core.handlers import corrections
from core.handlers.feedback import asked_after
from core.handlers.help import show_page
from core.handlers.log_request import LogRequest
from core.handlers.log_sets import log
from core.handlers.pain import hear_pain_in_set, is_urgent
from core.handlers.rest import start_advised, starts_by_itself, stop_rest
from core.messages import Answer, Message
from core.parsing.commands import Command, split_id
from core.parsing.said_lines import as_typed

_SAME_AT = re.compile(
    r"same\s+(?:(?:reps?|again)\s+)?(?:but\s+)?(?:at|with|on)\s+(?P<load>\d{1,4}(?:[.,]\d{1,3})?\s*(?:kgs?|lbs?)?)"
    r"(?P<effort>\s+(?:rir|rpe|@)\s*\d{1,2}(?:[.,]\d)?)?[.!]*",
    re.IGNORECASE,
)


def log_line(context: RequestContext, command: Command, message: Message) -> Answer:
    """`/log squat 140x8`: the sets behind it; alone, how sets are typed."""
    if not command.rest:
        return show_page(context, "sets")
    return log_sets(context, message, command.rest)


def log_sets(context: RequestContext, message: Message, text: str) -> Answer:
    """Store sets; a new one ends the rest before it.

    What cannot be read as sets, or needs a question first, may still say that it hurts. Raises
    UserError.
    """
    try:
        answer = log(context, _request(context, message, text))
    except UserError:
        report = hear_pain_in_set(context, message, text)
        if report is None:
            raise
        return report
    if (answer.result or {}).get("kind") == "question" and is_urgent(context, text):
        return hear_pain_in_set(context, message, text) or answer
    return asked_after(context, message, _rested(context, message, answer))


def settle(context: RequestContext, command: Command, message: Message) -> Answer:
    """`answer @q3 1`, a tapped choice: the sets it stands for are stored. Raises Expired."""
    return _rested(context, message, corrections.settle(context, command))


def _rested(context: RequestContext, message: Message, answer: Answer) -> Answer:
    """End the rest before a new set; with `rest auto` the one advised after it starts."""
    facts = answer.result or {}
    if message.edited or facts.get("kind") != "logged":
        return answer
    stop_rest(context, edits=bool(message.receipt))  # a chat that sends for itself edits nothing
    advised = cast("Mapping[str, int] | None", facts.get("superset") or facts.get("next_set"))
    if advised and advised["rest_s"] and starts_by_itself(context):
        start_advised(context, advised["rest_s"])
    return answer


def _at_other_load(context: RequestContext, text: str) -> str:
    """The last set at another load, "same at 82.5", as it is typed; its effort is not known."""
    found, last = _SAME_AT.fullmatch(text), context.uow.sets.last(context.person.id)
    if found is None or last is None or not last.reps:
        return text
    return f"{found['load']} x {last.reps} {found['effort'] or ''}".strip()


def _request(context: RequestContext, message: Message, text: str) -> LogRequest:
    """A message as sets: "/squat 100x5" is "squat 100x5", "same @s12" repeats that set."""
    text = as_typed(text.removeprefix("/"))
    last = None
    if text.lower().startswith("same"):
        text, set_id = split_id(text)
        if set_id:
            last = context.uow.sets.by_id(context.person.id, set_id)
            if last is None:
                raise NoSuchSet(set_id, set_id=set_id)
        else:
            text = _at_other_load(context, text)
    new = not message.edited and message.owner is None
    return LogRequest(text, message.sent_at, message.source, last=last, new=new)
