"""`fix only 6`, "only got 6": the set that was asked for, or a correction of the last one.

"2 less than before" is one more set, with that difference to the last one.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from core.context import RequestContext
from core.errors import NothingToRepeat, RepsRange
from core.handlers import corrections
from core.handlers.log_request import LogRequest
from core.handlers.log_sets import log
from core.handlers.rest import next_set
from core.limits import MOST_REPS
from core.messages import Answer, Message
from core.parsing.commands import Command
from core.records import LoggedSet

LIKE_A_REST = timedelta(seconds=60)  # whoever mends a slip does it at once


def got_only(context: RequestContext, command: Command, message: Message, done: str) -> Answer:
    """`done` is what was reached: "6", "6 f"; or how many more or fewer than before: "-2".

    The next set where one was asked for and there was time to do it, or where the last one says
    the same already; else the last set is mended. Raises UserError.
    """
    last = context.uow.sets.last(context.person.id)
    if done[0] in "+-":
        return _as_before(context, message, last, int(done))
    asked = None if last is None or last.reps is None else next_set(context)
    if last is None or asked is None or not _is_next(message, last, done):
        return corrections.fix(context, replace(command, rest=f"x{done}"), message.source)
    exercise, advised = asked
    load = ""
    if exercise.measure == "load" and exercise.id == last.exercise_id and advised.load is not None:
        load = f"{advised.load.text} {advised.load.unit} "
    return log(context, LogRequest(f"{load}x{done}", message.sent_at, message.source))


def _as_before(
    context: RequestContext, message: Message, last: LoggedSet | None, difference: int
) -> Answer:
    """One more set at the last one's load, longer or shorter than that. Raises UserError."""
    if last is None or last.reps is None:
        raise NothingToRepeat(message.text)
    reps = last.reps + difference
    if reps < 1:
        raise RepsRange(message.text, limit=MOST_REPS, direction="none")
    return log(context, LogRequest(f"x{reps}", message.sent_at, message.source))


def _is_next(message: Message, last: LoggedSet, done: str) -> bool:
    reps = int(done.split(maxsplit=1)[0])
    return reps == last.reps or message.sent_at - last.at >= LIKE_A_REST
