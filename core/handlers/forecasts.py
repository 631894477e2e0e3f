"""What was to be expected of the sets of a message, kept for `accuracy`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from core.context import RequestContext
from core.handlers.advice import weights_seen
from core.handlers.exercise_log import Past
from core.interchange.scoring import forecasts
from core.records import Lifter, LoggedSet
from core.store.rows import Forecast


def keep_forecasts(
    context: RequestContext,
    sent_at: datetime,
    sets: Sequence[LoggedSet],
    pasts: Mapping[str, Past],
    replaced: Sequence[LoggedSet],
) -> None:
    """Predict the sets of a message from the log before each of them, and keep that.

    `pasts` were read before the message was stored; `replaced` are the sets an edit takes the
    place of. Only the newest sets of an exercise are predicted: what is entered afterwards was not.
    """
    if any(each.at != sent_at for each in sets):
        return
    gone = {each.id for each in replaced}
    found: list[Forecast] = []
    for exercise_id, past in pasts.items():
        mine = [each for each in sets if each.exercise_id == exercise_id]
        found += _of_one(context, past, mine, gone)
    if found:
        context.uow.scores.keep(context.person.id, found)


def _of_one(
    context: RequestContext, past: Past, mine: Sequence[LoggedSet], gone: set[str]
) -> list[Forecast]:
    """The forecasts of one exercise; none where something later is in the log."""
    if not mine:
        return []
    session_at = mine[0].session_at
    before = [each for each in past.window if each.session_at != session_at]
    today = [
        each
        for every in past.window
        if every.session_at == session_at
        for each in every.sets
        if each.id not in gone
    ]
    if before and session_at is not None and before[-1].session_at > session_at:
        return []
    latest = max((each.at for each in today), default=None)
    if latest is not None and (latest > mine[0].at or (gone and latest == mine[0].at)):
        return []
    person = context.person
    exercise = context.exercise(past.exercise_id)
    lifter = Lifter(
        exercise, person.goal, person.unit, bodyweight=person.bodyweight,
        bodyweights=weights_seen(context, exercise), zone=context.zone,
    )  # fmt: skip
    return forecasts(lifter, before, today, mine)
