"""Summing up: the session with its targets for next time, and what was done today."""

from __future__ import annotations

from collections.abc import Sequence

from core.context import RequestContext, say_lines
from core.handlers import deload
from core.handlers.advice import known_target, plain_targets
from core.handlers.due_workout import (
    SHOWN_TARGETS,
    due_titles,
    last_session,
    planned_done,
    workout_due,
)
from core.handlers.emphasis import aims_of
from core.handlers.exercise_log import read_past
from core.handlers.meet import off_line
from core.handlers.pain_reports import is_stopped
from core.handlers.session_steps import arm_lines
from core.limits import SESSION_GAP
from core.messages import Answer, Button, Reply, emphasised
from core.records import Exercise, LoggedSet, Target
from core.render.facts import set_facts
from core.render.wording import (
    shortest,
    words_of_chance,
    words_of_day,
    words_of_load,
    words_of_sets,
    words_of_target,
)
from core.training.history import by_exercise, day_of


def show_done(context: RequestContext) -> Answer:
    """The session in a few lines: sets and targets for next time."""
    sets = last_session(context)
    if not sets or context.now - sets[-1].at > 3 * SESSION_GAP:
        return say_lines(
            context, context.words("done.none"), result={"kind": "session", "sets": []}
        )
    return _answer_done(context, sets)


def show_today(context: RequestContext) -> Answer:
    """What was done today, local date; before that the workout that is due."""
    since, until = day_of(context.now, context.zone)
    sets = context.uow.sets.between(context.person.id, since, until)
    if not sets:
        lines, due, aims = _due_today(context)
        result = {"kind": "today", "sets": [], "due": due}
        return say_lines(context, context.words("today.none"), *lines, result=result, aims=aims)
    return _answer_today(context, sets)


def _due_today(context: RequestContext) -> tuple[list[str], list[str], list[str]]:
    """The workout that is due, a line for each lift, the names of its exercises, its aims."""
    due = workout_due(context)
    if due.off and due.event is not None:
        return [off_line(context, due.event)], [], []
    if due.skipped:
        return [context.words("step.skipped")], [], []
    if due.trained or is_stopped(context) or not due.exercises:
        return [], [], []
    exercises, aims = due.exercises[:SHOWN_TARGETS], list[str]()
    lines = due_titles(context, due)
    for exercise, target in zip(exercises, plain_targets(context, exercises), strict=True):
        what = words_of_target(context.person.language, target, exercise)
        lines.append(context.words("ping.lift", exercise=exercise.name, what=what))
        aims += aims_of(context, exercise, target)
    lines += arm_lines(context, exercises)
    return [shortest(line) for line in lines], [each.name for each in exercises], aims


def _answer_today(context: RequestContext, sets: Sequence[LoggedSet]) -> Answer:
    """A line for each exercise with the ids of its sets."""
    language = context.person.language
    lines = []
    for exercise_id, group in by_exercise(sets).items():
        exercise = context.exercise(exercise_id)
        done = words_of_sets(language, group, exercise)
        ids = ids_of(group)
        lines.append(context.words("today.line", exercise=exercise.name, sets=done, ids=ids))
    day = words_of_day(language, sets[0].at, context.zone)
    title = context.words("today.title", day=day, n=len(sets))
    reply = Reply(title=title, lines=tuple(lines), owner=context.person.id)
    return Answer(reply, {"kind": "today", "sets": _facts(context, sets)})


def _answer_done(context: RequestContext, sets: Sequence[LoggedSet]) -> Answer:
    """A line for each exercise, then what the plan asked, records and the targets to come."""
    language = context.person.language
    lines, records = list[str](), list[str]()
    groups = [(context.exercise(each), group) for each, group in by_exercise(sets).items()]
    for exercise, group in groups:
        done = words_of_sets(language, group, exercise)
        lines.append(shortest(context.words("done.line", exercise=exercise.name, sets=done)))
        record = session_record(context, exercise, group)
        if record is not None:
            records.append(record)
    found, targets, aims = _next_time(context, [exercise for exercise, _ in groups])
    offered, buttons = "", tuple[Button, ...]()
    if is_stopped(context):
        targets = [context.words("pain.urgent")]
    else:
        offered, buttons = deload.offer(context, found)
    planned = filter(None, [planned_done(context)])
    reply = Reply(
        title=context.words(
            "done.title", day=words_of_day(language, sets[0].at, context.zone), n=len(sets)
        ),
        lines=(*lines, *planned, *records, *targets, *filter(None, [offered])),
        buttons=buttons,
        owner=context.person.id,
        strong=emphasised(targets, aims),
    )
    result = {"kind": "session", "sets": _facts(context, sets), "records": records}
    return Answer(reply, result)


def _next_time(
    context: RequestContext, exercises: Sequence[Exercise]
) -> tuple[list[Target], list[str], list[str]]:
    """The targets of the next session, a line for each, and their aims."""
    language = context.person.language
    found, lines, aims = list[Target](), list[str](), list[str]()
    for exercise in exercises:
        target = known_target(context, exercise)
        if target is None:
            continue
        found.append(target)
        what = words_of_target(language, target, exercise)
        chance = words_of_chance(language, target.expected, "chance.set")
        facts = {"exercise": exercise.name, "what": what, "chance": chance}
        with_chance = "done.target_chance" if chance else "done.target"
        plain = context.words("done.target", **facts)
        lines.append(shortest(context.words(with_chance, **facts), plain))
        aims += aims_of(context, exercise, target)
    return found, lines, aims


def _facts(context: RequestContext, sets: Sequence[LoggedSet]) -> list[dict[str, object]]:
    return [set_facts(each, context.exercise(each.exercise_id)) for each in sets]


def ids_of(sets: Sequence[LoggedSet]) -> str:
    """The short ids of sets, runs shortened: "s1-s3, s7"."""
    runs: list[list[int]] = []
    for number in sorted(int(each.id[1:]) for each in sets):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"s{run[0]}" if len(run) == 1 else f"s{run[0]}-s{run[-1]}" for run in runs)


def session_record(
    context: RequestContext, exercise: Exercise, group: Sequence[LoggedSet]
) -> str | None:
    """The heaviest set ever, if it was done in this session and there was one before to beat."""
    heaviest = context.uow.bests.heaviest(context.person.id, exercise.id)
    top = max(heaviest, key=lambda each: each.load.kg, default=None)
    earlier = [each for each in read_past(context, exercise.id).exposures if each.lifted][:-1]
    if top is None or not earlier or top.id not in {each.id for each in group}:
        return None
    beaten = max(each.load.kg for every in earlier for each in every.lifted)
    if top.load.kg <= beaten:
        return None
    load = words_of_load(context.person.language, top.load, exercise)
    return context.words("done.record", exercise=exercise.name, load=load)
