"""Looking: what is next, why, what if, history."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from core.context import RequestContext, find_exercise, say_lines
from core.errors import UnknownExercise
from core.handlers.advice import (
    exposures_of,
    known_target,
    lifter_of,
    next_set_now,
    target_for,
)
from core.handlers.current_lift import step_in_session
from core.handlers.due_workout import (
    SHOWN_TARGETS,
    DueWorkout,
    last_session,
    title_of,
    workout_due,
)
from core.handlers.effort_calibration import why_line
from core.handlers.emphasis import aims_of
from core.handlers.exercise_log import read_past
from core.handlers.log_request import LogRequest
from core.handlers.log_sets import log
from core.handlers.meet import off_line
from core.handlers.pain_reports import is_stopped
from core.handlers.partner_rating import seen_facts, why_lines
from core.handlers.session_summary import ids_of
from core.handlers.trial_arms import CAREFUL, arm_line
from core.locale.strings import say_reason
from core.messages import Answer, Reply
from core.parsing.commands import Command
from core.records import Exercise, Exposure, Target
from core.render.expected import chance_line, why_expected
from core.render.facts import expected_facts, set_facts, source_of, target_facts, words_of_source
from core.render.wording import (
    LINE_LIMIT,
    shortest,
    words_of_day,
    words_of_sets,
    words_of_target,
)
from core.training.evidence import evidence
from core.training.exercise_sessions import is_endurance

SHOWN_EXPOSURES = 8
SHOWN_BESTS = 10


def named_exercise(context: RequestContext, command: Command) -> Exercise | None:
    """The exercise a command names by name or by a set's id. Raises UnknownExercise."""
    if command.set_id:
        found = context.uow.sets.by_id(context.person.id, command.set_id)
        if found is not None:
            return context.exercise(found.exercise_id)
    if not command.rest:
        return None
    exercise = find_exercise(context, command.rest)
    if exercise is None:
        near = ", ".join(each.name for each, _ in context.names.near(command.rest, 3))
        raise UnknownExercise(command.rest, near=near)
    return exercise


def show_next(context: RequestContext, command: Command) -> Answer:
    """The target for the next session, of one exercise or of those of the workout that is due.

    In the middle of a session what is still to do in it comes first.
    """
    exercise = named_exercise(context, command)
    if is_stopped(context):
        return say_lines(
            context, context.words("pain.urgent"), result={"kind": "targets", "targets": []}
        )
    due = DueWorkout((exercise,)) if exercise is not None else workout_due(context)
    exercises, language = due.exercises, context.person.language
    step = step_in_session(context, exercise)
    lines, facts, aims = [], [], list[str]()
    for each in exercises[:SHOWN_TARGETS]:
        target = target_for(context, each)
        aims += aims_of(context, each, target)
        lines += next_lines(context, each, target)
        arm = arm_line(context, each, exposures_of(context, each.id), easy=target.kind in CAREFUL)
        lines += arm.split("\n") if arm else []
        facts.append(target_facts(target, each, language))
    result = {"kind": "targets", "targets": facts}
    if due.off and due.event is not None:
        return say_lines(context, off_line(context, due.event), result=result)
    if not lines:
        return say_lines(context, context.words("next.none"), result=result)
    now = (step, context.words("next.session")) if step else ()
    return say_lines(context, *now, *_why_these(context, due), *lines, result=result, aims=aims)


def _why_these(context: RequestContext, due: DueWorkout) -> list[str]:
    """Why a workout is due, where it is another than the last session's."""
    if due.workout is None:
        return []
    last = {each.exercise_id for each in last_session(context)}
    if last & {each.id for each in due.exercises}:
        return []
    return [shortest(title_of(context, due, context.words("next.title")))]


def next_lines(context: RequestContext, exercise: Exercise, target: Target) -> list[str]:
    """One target with its kind and reason; the reason goes below where one line is too short."""
    if target.reason.key == "target.endurance":
        return [context.words("next.endurance", exercise=exercise.name)]
    if target.reason.key == "target.first" and exercise.measure in ("load", "bodyweight"):
        return [context.words(f"next.first.{_first_load(exercise)}", exercise=exercise.name)]
    language = context.person.language
    what = words_of_target(language, target, exercise)
    facts = {
        "exercise": exercise.name,
        "what": what,
        "kind": context.words(f"kind.{target.kind}"),
        "reason": say_reason(language, target.reason),
    }
    whole, target_only = (
        context.words("next.line", **facts),
        context.words("next.line_short", **facts),
    )
    chance = chance_line(context, target.expected)
    lines = [chance] if chance else []
    if shortest(whole, target_only) == whole:
        return [whole, *lines]
    return [shortest(target_only), shortest(context.words("next.reason", **facts)), *lines]


def _first_load(exercise: Exercise) -> str:
    """What a lift is begun with the first time: the empty bar, a light weight, or the body."""
    if exercise.measure == "bodyweight":
        return "body"
    return "bar" if exercise.equipment == "barbell" else "light"


def show_why(context: RequestContext, command: Command) -> Answer:
    """The sets, the rule and the source behind the last advice."""
    exercise = named_exercise(context, command)
    if exercise is None:
        shown = context.uow.events.last(context.person.id)
        if shown is None:
            return say_lines(
                context, context.words("why.none"), result={"kind": "why", "rules": []}
            )
        exercise = context.exercise(shown.exercise_id)
    target = known_target(context, exercise)
    if target is None and is_stopped(context):
        urgent = context.words("pain.urgent")
        return say_lines(context, urgent, result={"kind": "why", "rules": ["R46"]})
    if is_endurance(exercise):
        line = context.words("next.endurance", exercise=exercise.name)
        return say_lines(context, line, result={"kind": "why", "rules": []})
    if target is None:
        none = context.words("history.none", exercise=exercise.name)
        return say_lines(context, none, result={"kind": "why", "rules": []})
    return _why(context, exercise, target)


def _why(context: RequestContext, exercise: Exercise, target: Target) -> Answer:
    """The sets of the last sessions, the target with its reason, what is expected, the rules."""
    past = exposures_of(context, exercise.id)
    exposures, lifter = past[-3:], lifter_of(context, exercise, past)
    rules = tuple(dict.fromkeys(target.reason.rules))
    calls = why_line(context, lifter, target)
    now = lifter_of(context, exercise, past, in_session=True)
    following = next_set_now(context, now, past)
    predicted, expected = why_expected(context, lifter, past, target, following)
    lines = (
        *_sets_lines(context, exercise, exposures),
        *why_lines(context, exercise, exposures),
        _target_line(context, exercise, target),
        *([calls] if calls else []),
        *predicted,
        *(line for rule in rules for line in _rule_lines(context, rule)),
    )
    result = {
        "kind": "why",
        "exercise": exercise.name,
        "sets": [set_facts(each, exercise) for every in exposures for each in every.working],
        "target": target_facts(target, exercise, context.person.language),
        "expected": expected_facts(expected),
        "partners": seen_facts(context, exposures),
        "rules": [
            {"id": rule, "reason": context.words(f"rule.{rule}"), "source": evidence(rule).source}
            for rule in rules
        ],
        "source": source_of(target.reason.rules),
    }
    title = context.words("why.title", exercise=exercise.name)
    reply = Reply(title=title, lines=lines, owner=context.person.id, private=context.group)
    return Answer(reply, result)


def _sets_lines(
    context: RequestContext, exercise: Exercise, exposures: Sequence[Exposure]
) -> list[str]:
    """A line for each session with working sets."""
    language = context.person.language
    return [
        context.words(
            "why.sets",
            day=words_of_day(language, each.session_at, context.zone),
            sets=words_of_sets(language, each.working, exercise),
        )
        for each in exposures
        if each.working
    ]


def _target_line(context: RequestContext, exercise: Exercise, target: Target) -> str:
    """What to aim for, and why."""
    language = context.person.language
    what = words_of_target(language, target, exercise)
    return context.words("why.target", what=what, reason=say_reason(language, target.reason))


def _rule_lines(context: RequestContext, rule: str) -> list[str]:
    """A rule and its source in one line where they fit, else in two."""
    reason = context.words(f"rule.{rule}")
    source = words_of_source(context.person.language, evidence(rule).source)
    whole = context.words("why.rule", reason=reason, source=source)
    return (
        [whole]
        if len(whole) <= LINE_LIMIT
        else [reason, context.words("why.source", source=source)]
    )


def what_if(context: RequestContext, text: str, sent_at: datetime, source: str) -> Answer:
    """The answer to a set without storing it."""
    with context.uow.trial():
        wondered = LogRequest(text.rstrip("? "), sent_at, f"{source}#what-if", accept=True)
        answer = log(context, wondered)
    if answer.reply is None or answer.result is None or answer.result.get("kind") != "logged":
        return answer
    result = {**answer.result, "kind": "what_if"}
    result.pop("asks", None)
    reply = Reply(lines=answer.reply.lines, owner=context.person.id)
    return Answer(reply, result)


def show_history(context: RequestContext, command: Command) -> Answer:
    """The last sessions of an exercise."""
    exercise = named_exercise(context, command) or _last_exercise(context)
    exposures = read_past(context, exercise.id).exposures[-SHOWN_EXPOSURES:] if exercise else ()
    if exercise is None or not exposures:
        name = exercise.name if exercise else context.words("history.anything")
        none = context.words("history.none", exercise=name)
        return say_lines(context, none, result={"kind": "history", "sets": []})
    language = context.person.language
    lines = [
        context.words(
            "history.sets",
            day=words_of_day(language, each.session_at, context.zone),
            sets=words_of_sets(language, each.sets, exercise),
            ids=ids_of(each.sets),
        )
        for each in reversed(exposures)
    ]
    result = {
        "kind": "history",
        "exercise": exercise.name,
        "sets": [set_facts(each, exercise) for every in exposures for each in every.sets],
    }
    title = context.words("history.title", exercise=exercise.name)
    return Answer(Reply(title=title, lines=tuple(lines), owner=context.person.id), result)


def _last_exercise(context: RequestContext) -> Exercise | None:
    last = context.uow.sets.last(context.person.id)
    return context.exercise(last.exercise_id) if last else None
