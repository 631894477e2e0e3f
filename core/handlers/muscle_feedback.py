"""What a lifter said of how much a muscle's sets were; the one place that reads it for others."""

from __future__ import annotations

from datetime import date
from typing import cast

from core.context import RequestContext
from core.store.repositories.marks import FEEDBACK, Mark

LOOKED_BACK = 400  # words; most of a year with eight muscles a week
ON, OFF = "on", "off"


def heard_of_muscles(context: RequestContext) -> tuple[tuple[date, str, int], ...]:
    """What was said on which day of which muscle: 1 more, 0 right, -1 fewer; oldest first."""
    found = []
    for each in reversed(_marks(context)):
        if each.what in (ON, OFF):
            continue
        day, muscle, change = each.what.split(":")
        found.append((date.fromisoformat(day), muscle, int(change)))
    return tuple(found)


def is_feedback_on(context: RequestContext) -> bool:
    """Whether the lifter wants to be asked; off until they say so."""
    return next((each.what for each in _marks(context) if each.what in (ON, OFF)), OFF) == ON


def _marks(context: RequestContext) -> tuple[Mark, ...]:
    kept, key = context.uow.state.kept, f"feedback {context.person.id}"
    if key not in kept:
        kept[key] = context.uow.marks.standing(context.person.id, FEEDBACK, LOOKED_BACK)
    return cast(tuple[Mark, ...], kept[key])
