"""`feedback`: how much a muscle's sets were, asked by buttons once a muscle a week; off by default.

The answer adds a set to one lift of the muscle from the next week of the plan on, or takes one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta

from core.context import RequestContext, say_lines
from core.errors import BadSetting
from core.handlers.easy_days import is_easy_day, standing_week
from core.handlers.muscle_feedback import OFF, ON, heard_of_muscles, is_feedback_on
from core.handlers.plan_days import due_now, following, is_easy_week_next, plan_now, today_of
from core.messages import Answer, Button, Message
from core.parsing.commands import Command
from core.plans.feedback import Change, Said, change_of, may_grow
from core.plans.records import Plan
from core.plans.week import WEEK, Due
from core.records import LoggedSet
from core.render.wording import words_of_muscle
from core.store.repositories.marks import FEEDBACK
from core.training.week import LEAST_SETS, MOST_SETS

_CHANGES: Mapping[str, int] = {"more": 1, "right": 0, "fewer": -1}
EXAMPLE = "feedback on"


def feedback(context: RequestContext, command: Command) -> Answer:
    """`feedback on` and `off`; with a muscle what a button says of it. Raises BadSetting."""
    *muscle, last = command.rest.lower().strip(" .!").split() or [""]
    if muscle and last in _CHANGES:
        return _answered(context, " ".join(muscle), _CHANGES[last])
    if muscle or last not in ("", ON, OFF):
        raise BadSetting(command.rest, setting="feedback", example=EXAMPLE)
    if not last:
        state = ON if is_feedback_on(context) else OFF
        return say_lines(context, context.words(f"feedback.is_{state}"), result=_facts(state))
    context.uow.marks.keep(context.person.id, FEEDBACK, last, context.now)
    lines = [context.words(f"feedback.{last}")]
    if last == ON and due_now(context) is None:
        lines.append(context.words("feedback.no_plan"))
    return say_lines(context, *lines, result=_facts(last))


def asked_after(context: RequestContext, message: Message, answer: Answer) -> Answer:
    """The answer to a set with the question of its muscle, where that is complete for today."""
    reply = answer.reply
    if reply is None or context.group or message.edited or due_now(context) is None:
        return answer
    if not is_feedback_on(context):
        return answer
    muscle = _completed(context, message.source)
    if muscle is None:
        return answer
    said = words_of_muscle(context.person.language, muscle)
    said = f"{said[:1].upper()}{said[1:]}"
    line = context.words("feedback.ask", muscle=said, n=_done_of(context, muscle))
    buttons = tuple(
        Button(context.words(f"button.feedback.{each}"), f"feedback {muscle} {each}")
        for each in _CHANGES
    )
    told = replace(reply, lines=(*reply.lines, line), buttons=(*reply.buttons, *buttons))
    return Answer(told, {**(answer.result or {}), "feedback": muscle})


def turned(context: RequestContext) -> Answer:
    """What undoing or redoing a word on a muscle did."""
    state = ON if is_feedback_on(context) else OFF
    return say_lines(context, context.words("feedback.turned"), result=_facts(state))


# --- when it is asked ---------------------------------------------------------------------------


def _completed(context: RequestContext, source: str) -> str | None:
    """The muscle whose last planned set of today a message held; None where nothing is asked."""
    found, plan = due_now(context), plan_now(context)
    if found is None or plan is None or not found.trained or not _is_week_to_ask(context, found):
        return None
    logged = context.uow.sets.of_source(context.person.id, source)
    if not logged:
        return None
    muscle = context.exercise(logged[-1].exercise_id).muscles[0]
    if not _is_last_of(context, found, muscle, logged) or _was_trained(context, muscle, logged[-1]):
        return None
    said = any(each.muscle == muscle and each.week == _week(found) for each in found.said)
    return None if said or not may_grow(plan, muscle, context.exercise) else muscle


def _is_week_to_ask(context: RequestContext, found: Due) -> bool:
    """Not in an easy week, nor before one: what was said would change nothing."""
    easy = found.week.deload or is_easy_day(context) or standing_week(context) is not None
    return not easy and not is_easy_week_next(context)


def _is_last_of(
    context: RequestContext, found: Due, muscle: str, logged: tuple[LoggedSet, ...]
) -> bool:
    """Whether a message finished today's sets of a muscle, which were not finished before it."""
    items = [each for each in found.items if muscle in context.exercise(each.exercise).muscles]
    last = next((each for each in items if each.exercise == logged[-1].exercise_id), None)
    if last is None or last.planned is None:
        return False
    now = sum(1 for each in logged if each.working and each.exercise_id == last.exercise)
    left = [each for each in items if each.left and not each.item.optional]
    return not left and last.done - now < last.planned


def _was_trained(context: RequestContext, muscle: str, this: LoggedSet) -> bool:
    """Whether a session before this one, in the same week of the plan, trained a muscle."""
    followed = following(context)
    if followed is None:
        return True
    begins, today = followed.versions[0].begins, today_of(context)
    first = begins + timedelta(days=(today - begins).days // WEEK * WEEK)
    start = datetime.combine(first, time(), tzinfo=context.zone)
    done = context.uow.weeks.done(context.person.id, start, context.now + timedelta(seconds=1))
    return any(
        session != this.session_at and muscle in context.exercise(each).muscles
        for session, each in done
    )


def _done_of(context: RequestContext, muscle: str) -> int:
    found = due_now(context)
    items = found.items if found is not None else ()
    return sum(each.done for each in items if muscle in context.exercise(each.exercise).muscles)


# --- what is said of it -------------------------------------------------------------------------


def _answered(context: RequestContext, muscle: str, change: int) -> Answer:
    """Keep what was said of a muscle, and tell which lift changes from next week on."""
    found, plan = due_now(context), plan_now(context)
    if found is None or plan is None:
        line = context.words("feedback.no_plan")
        return say_lines(context, line, result=_facts("none"))
    if not may_grow(plan, muscle, context.exercise):
        raise BadSetting(muscle, setting="feedback", example=EXAMPLE)
    told = change_of(plan, found.said, Said(_week(found), muscle, change), context.exercise)
    what = f"{today_of(context).isoformat()}:{muscle}:{change}"
    if (today_of(context), muscle, change) not in heard_of_muscles(context)[-1:]:
        context.uow.marks.keep(context.person.id, FEEDBACK, what, context.now)
    line = _told(context, plan, muscle, change, told)
    buttons: tuple[Button, ...] = ()
    if change and told.key is not None:
        label = context.words("button.feedback.keep")
        buttons = (Button(label, f"feedback {muscle} right"),)
    result = {"kind": "feedback", "muscle": muscle, "change": change if told.key else 0}
    return say_lines(context, line, result=result, buttons=buttons)


def _told(context: RequestContext, plan: Plan, muscle: str, change: int, told: Change) -> str:
    facts: dict[str, object] = {
        "muscle": muscle.capitalize(), "most": MOST_SETS, "least": LEAST_SETS,
        "before": told.before, "after": told.after,
    }  # fmt: skip
    if told.key is None:
        return context.words(
            f"feedback.stays.{told.why}" if told.why else "feedback.right", **facts
        )
    exercise = context.exercise(told.key[1][0]).name
    key = "feedback.more" if change > 0 else "feedback.fewer"
    if told.after == told.otherwise:
        key = "feedback.anyway"
    elif told.before == told.after:
        key = "feedback.not_grown"
    return context.words(key, exercise=exercise, **facts)


def _week(found: Due) -> int:
    return found.week.cycle * found.week.of + found.week.week


def _facts(state: str) -> dict[str, object]:
    return {"kind": "setting", "setting": "feedback", "value": state}
