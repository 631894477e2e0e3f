"""`costs`: what sets to failure have cost, from the log alone."""

from __future__ import annotations

from core.context import RequestContext, say_lines
from core.handlers.trial import ranged
from core.messages import Answer
from core.trials.costs import FEWEST, Cost, costs_of
from core.trials.outcomes import bouts_of

LIFTS, SESSIONS = 24, 60  # read: the lifts done last, and so many sessions of each


def show_costs(context: RequestContext) -> Answer:
    """Repetitions lost after failure, and the session after, against sets stopped earlier."""
    bouts, exercises = [], {}
    for exercise_id in context.uow.bests.exercise_ids(context.person.id, LIFTS):
        exercise = context.exercise(exercise_id)
        exercises[exercise_id] = exercise
        found = context.uow.sets.exposures(context.person.id, exercise_id, limit=SESSIONS)
        bouts += bouts_of(found, exercise, lambda each: each.side)
    told = costs_of(bouts, exercises)
    lines = [
        *_said(context, "next_set", told.next_set),
        *_said(context, "next_session", told.next_session),
    ]
    lines += context.words("costs.no_trial").split("\n")
    result = {
        "kind": "costs",
        "next_set": _facts(told.next_set),
        "next_session": _facts(told.next_session),
    }
    return say_lines(context, *lines, result=result)


def _said(context: RequestContext, name: str, cost: Cost) -> list[str]:
    counts = {"failed": cost.failed, "stopped": cost.stopped}
    if cost.found is None:
        key = "costs.too_little_set" if name == "next_set" else "costs.too_little_session"
        return context.words(key, fewest=FEWEST, **counts).split("\n")
    key = "costs.next_set" if name == "next_set" else "costs.next_session"
    return context.words(key, **counts, **ranged(cost.found)).split("\n")


def _facts(cost: Cost) -> dict[str, object]:
    facts: dict[str, object] = {"failed": cost.failed, "stopped": cost.stopped}
    if cost.found is not None:
        found = cost.found
        facts |= {name: round(getattr(found, name), 1) for name in ("mean", "low", "high")}
    return facts
