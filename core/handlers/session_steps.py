"""What stands under an answer to sets: a trial's arm, and by a plan the lift that comes next."""

from __future__ import annotations

from collections.abc import Sequence

from core.context import RequestContext
from core.handlers.advice import Advice, exposures_of
from core.handlers.advice_words import with_last
from core.handlers.current_lift import next_lift
from core.handlers.due_workout import lifts_to_go
from core.handlers.plan_days import asked_today, due_now
from core.handlers.trial_arms import CAREFUL, arm_line, running
from core.messages import Answer
from core.records import Exercise
from core.render.wording import shortest


def arm_lines(context: RequestContext, exercises: Sequence[Exercise]) -> list[str]:
    """Which arm those of some lifts are of that are in a trial, said once for all of them."""
    trial = running(context)
    tried = [each for each in exercises if trial is not None and each.id in trial.exercises]
    if not tried:
        return []
    line = arm_line(context, tried[0], exposures_of(context, tried[0].id))
    if not line:
        return []
    names = ", ".join(each.name for each in tried)
    lines = [shortest(f"{names}. {line}", line)]
    if any(_asks_reserve(context, each) for each in tried):
        lines.append(context.words("trial.before_plan"))
    return lines


def _asks_reserve(context: RequestContext, exercise: Exercise) -> bool:
    """Whether the plan that runs says how much a lift is to leave."""
    asked = asked_today(context, exercise.id)
    return asked is not None and any(each.reserve is not None for each in asked.groups)


def with_steps(context: RequestContext, answer: Answer, main: Advice, *, in_turn: bool) -> Answer:
    """An answer with the arm of the next set; after the last one with the lift that comes next.

    `in_turn`: a superset says what comes next by itself.
    """
    easy = main.stopped or main.planned.kind in CAREFUL
    arm = arm_line(context, main.exercise, main.exposures, easy=easy, after_set=True)
    answer = with_last(answer, arm)
    over = main.current and main.next_set is None and main.verdict.kind != "warmup"
    if not over or main.stopped or in_turn or context.aloud:
        return answer
    return with_last(answer, "\n".join(_after_lift(context, main.exercise)))


def _after_lift(context: RequestContext, done: Exercise) -> list[str]:
    """What a plan that runs has after a lift that is done; nothing where no plan runs."""
    due = due_now(context)
    if due is None or due.day is None or not due.trained:
        return []
    begun = next((e for e in due.items if e.done and e.left and e.exercise != done.id), None)
    if begun is not None:  # what was begun goes before what was not
        exercise = context.exercise(begun.exercise)
        line = context.words("plan.go_on", exercise=exercise.name, n=begun.left)
        return [line, *arm_lines(context, [exercise])]
    left = lifts_to_go(context)
    if not left:
        return [context.words("plan.all_done", day=due.day.name)]
    return [next_lift(context, left), *arm_lines(context, left[:1])]
