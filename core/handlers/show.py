"""Looking: what is next, why, what if, this session, today, this week, history and bests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from core.context import Scene, find_exercise, say_lines
from core.errors import UnknownExercise
from core.handlers.advice import (
    exposures_of,
    known_target,
    lifter_of,
    next_set_now,
    plain_targets,
    target_for,
)
from core.handlers.due_workout import DueWorkout, last_session, title_of, workout_due
from core.handlers.effort_calibration import why_line
from core.handlers.log_sets import Entry, log
from core.handlers.pain_reports import is_stopped
from core.handlers.partner_rating import seen_facts, why_lines
from core.locale.strings import say_reason
from core.messages import Answer, Reply
from core.parsing.commands import Command
from core.records import Exercise, LoggedSet, Target
from core.render.expected import chance_line, why_expected
from core.render.facts import expected_facts, set_facts, source_of, target_facts
from core.render.wording import (
    LINE_LIMIT,
    shortest,
    words_of_chance,
    words_of_day,
    words_of_load,
    words_of_sets,
    words_of_target,
)
from core.store.unit_of_work import SESSION_GAP
from core.training.evidence import evidence
from core.training.exercise_sessions import is_endurance
from core.training.history import by_exercise, day_of, session_count, sets_per_muscle, week_of

SHOWN_TARGETS = 8
SHOWN_EXPOSURES = 8
SHOWN_BESTS = 10


def named_exercise(scene: Scene, command: Command) -> Exercise | None:
    """The exercise a command names by name or by a set's id. Raises UnknownExercise."""
    if command.set_id:
        found = scene.ledger.set_by_id(scene.person.id, command.set_id)
        if found is not None:
            return scene.exercise(found.exercise_id)
    if not command.rest:
        return None
    exercise = find_exercise(scene, command.rest)
    if exercise is None:
        near = ", ".join(each.name for each, _ in scene.names.near(command.rest, 3))
        raise UnknownExercise(command.rest, near=near)
    return exercise


def show_next(scene: Scene, command: Command) -> Answer:
    """The target for the next session, of one exercise or of those of the workout that is due."""
    exercise = named_exercise(scene, command)
    if is_stopped(scene):
        return say_lines(
            scene, scene.words("pain.urgent"), result={"kind": "targets", "targets": []}
        )
    due = DueWorkout((exercise,)) if exercise is not None else workout_due(scene)
    exercises, language = due.exercises, scene.person.language
    lines, facts = [], []
    for each in exercises[:SHOWN_TARGETS]:
        target = target_for(scene, each)
        lines += next_lines(scene, each, target)
        facts.append(target_facts(target, each, language))
    result = {"kind": "targets", "targets": facts}
    if not lines:
        return say_lines(scene, scene.words("next.none"), result=result)
    return say_lines(scene, *_why_these(scene, due), *lines, result=result)


def _why_these(scene: Scene, due: DueWorkout) -> list[str]:
    """Why a workout is due, where it is another than the last session's."""
    if due.workout is None:
        return []
    last = {each.exercise_id for each in last_session(scene)}
    if last & {each.id for each in due.exercises}:
        return []
    return [shortest(title_of(scene, due, scene.words("next.title")))]


def next_lines(scene: Scene, exercise: Exercise, target: Target) -> list[str]:
    """One target with its kind and reason; the reason goes below where one line is too short."""
    if target.reason.key == "target.endurance":
        return [scene.words("next.endurance", exercise=exercise.name)]
    if target.reason.key == "target.first" and exercise.measure in ("load", "bodyweight"):
        return [scene.words(f"next.first.{_first_load(exercise)}", exercise=exercise.name)]
    language = scene.person.language
    what = words_of_target(language, target, exercise)
    facts = {
        "exercise": exercise.name,
        "what": what,
        "kind": scene.words(f"kind.{target.kind}"),
        "reason": say_reason(language, target.reason),
    }
    whole, target_only = scene.words("next.line", **facts), scene.words("next.line_short", **facts)
    chance = chance_line(scene, target.expected)
    lines = [chance] if chance else []
    if shortest(whole, target_only) == whole:
        return [whole, *lines]
    return [shortest(target_only), shortest(scene.words("next.reason", **facts)), *lines]


def _first_load(exercise: Exercise) -> str:
    """What a lift is begun with the first time: the empty bar, a light weight, or the body."""
    if exercise.measure == "bodyweight":
        return "body"
    return "bar" if exercise.equipment == "barbell" else "light"


def show_why(scene: Scene, command: Command) -> Answer:
    """The sets, the rule and the source behind the last advice."""
    exercise = named_exercise(scene, command)
    if exercise is None:
        shown = scene.ledger.last_shown(scene.person.id)
        if shown is None:
            return say_lines(scene, scene.words("why.none"), result={"kind": "why", "rules": []})
        exercise = scene.exercise(shown.exercise_id)
    target = known_target(scene, exercise)
    if target is None and is_stopped(scene):
        urgent = scene.words("pain.urgent")
        return say_lines(scene, urgent, result={"kind": "why", "rules": ["R46"]})
    if is_endurance(exercise):
        line = scene.words("next.endurance", exercise=exercise.name)
        return say_lines(scene, line, result={"kind": "why", "rules": []})
    if target is None:
        none = scene.words("history.none", exercise=exercise.name)
        return say_lines(scene, none, result={"kind": "why", "rules": []})
    language = scene.person.language
    past = exposures_of(scene, exercise.id)
    exposures, lifter = past[-3:], lifter_of(scene, exercise, past)
    rules = list(target.reason.rules)
    lines = [
        scene.words(
            "why.sets",
            day=words_of_day(language, each.session_at, scene.zone),
            sets=words_of_sets(language, each.working, exercise),
        )
        for each in exposures
        if each.working
    ]
    lines += why_lines(scene, exercise, exposures)
    what = words_of_target(language, target, exercise)
    reason = say_reason(language, target.reason)
    lines.append(scene.words("why.target", what=what, reason=reason))
    calls = why_line(scene, lifter, target)
    lines += [calls] if calls else []
    following = next_set_now(scene, lifter, past)
    predicted, expected = why_expected(scene, lifter, past, target, following)
    lines += predicted
    lines += [line for rule in dict.fromkeys(rules) for line in _rule_lines(scene, rule)]
    result = {
        "kind": "why",
        "exercise": exercise.name,
        "sets": [set_facts(each, exercise) for every in exposures for each in every.working],
        "target": target_facts(target, exercise, language),
        "expected": expected_facts(expected),
        "partners": seen_facts(scene, exposures),
        "rules": [
            {"id": rule, "reason": scene.words(f"rule.{rule}"), "source": evidence(rule).source}
            for rule in dict.fromkeys(rules)
        ],
        "source": source_of(tuple(rules)),
    }
    title = scene.words("why.title", exercise=exercise.name)
    reply = Reply(title=title, lines=tuple(lines), owner=scene.person.id, private=scene.group)
    return Answer(reply, result)


def _rule_lines(scene: Scene, rule: str) -> list[str]:
    """A rule and its source in one line where they fit, else in two."""
    reason, source = scene.words(f"rule.{rule}"), evidence(rule).source
    whole = scene.words("why.rule", reason=reason, source=source)
    return (
        [whole] if len(whole) <= LINE_LIMIT else [reason, scene.words("why.source", source=source)]
    )


def what_if(scene: Scene, text: str, sent_at: datetime, source: str) -> Answer:
    """The answer to a set without storing it."""
    with scene.ledger.trial():
        answer = log(scene, Entry(text.rstrip("? "), sent_at, f"{source}#what-if", accept=True))
    if answer.reply is None or answer.result is None or answer.result.get("kind") != "logged":
        return answer
    result = {**answer.result, "kind": "what_if"}
    result.pop("asks", None)
    reply = Reply(lines=answer.reply.lines, owner=scene.person.id)
    return Answer(reply, result)


def show_done(scene: Scene) -> Answer:
    """The session in a few lines: sets and targets for next time."""
    sets = last_session(scene)
    if not sets or scene.now - sets[-1].at > 3 * SESSION_GAP:
        return say_lines(scene, scene.words("done.none"), result={"kind": "session", "sets": []})
    return _summary(scene, sets, "done", "session")


def show_today(scene: Scene) -> Answer:
    """What was done today, local date; before that the workout that is due."""
    since, until = day_of(scene.now, scene.zone)
    sets = scene.ledger.sets_between(scene.person.id, since, until)
    if not sets:
        lines, due = _due_today(scene)
        result = {"kind": "today", "sets": [], "due": due}
        return say_lines(scene, scene.words("today.none"), *lines, result=result)
    return _summary(scene, sets, "today", "today")


def _due_today(scene: Scene) -> tuple[list[str], list[str]]:
    """The workout that is due, a line for each lift, and the names of its exercises."""
    due = workout_due(scene)
    if due.trained or is_stopped(scene) or not due.exercises:
        return [], []
    exercises = due.exercises[:SHOWN_TARGETS]
    lines = [title_of(scene, due, scene.words("next.title"))]
    for exercise, target in zip(exercises, plain_targets(scene, exercises), strict=True):
        what = words_of_target(scene.person.language, target, exercise)
        lines.append(scene.words("ping.lift", exercise=exercise.name, what=what))
    return [shortest(line) for line in lines], [each.name for each in exercises]


def _summary(scene: Scene, sets: Sequence[LoggedSet], key: str, kind: str) -> Answer:
    language = scene.person.language
    lines, targets, records = [], [], []
    for exercise_id, group in by_exercise(sets).items():
        exercise = scene.exercise(exercise_id)
        done = words_of_sets(language, group, exercise)
        if key == "today":
            ids = ids_of(group)
            lines.append(scene.words("today.line", exercise=exercise.name, sets=done, ids=ids))
            continue
        lines.append(shortest(scene.words("done.line", exercise=exercise.name, sets=done)))
        record = session_record(scene, exercise, group)
        if record is not None:
            records.append(record)
        target = known_target(scene, exercise)
        if target is not None:
            what = words_of_target(language, target, exercise)
            chance = words_of_chance(language, target.expected, "chance.set")
            facts = {"exercise": exercise.name, "what": what, "chance": chance}
            with_chance = "done.target_chance" if chance else "done.target"
            plain = scene.words("done.target", **facts)
            targets.append(shortest(scene.words(with_chance, **facts), plain))
    day = words_of_day(language, sets[0].at, scene.zone)
    result = {
        "kind": kind,
        "sets": [set_facts(each, scene.exercise(each.exercise_id)) for each in sets],
        **({"records": records} if key == "done" else {}),
    }
    title = scene.words(f"{key}.title", day=day, n=len(sets))
    if key == "done" and is_stopped(scene):
        targets = [scene.words("pain.urgent")]
    return Answer(
        Reply(title=title, lines=(*lines, *records, *targets), owner=scene.person.id), result
    )


def ids_of(sets: Sequence[LoggedSet]) -> str:
    """The short ids of sets, runs shortened: "s1-s3, s7"."""
    runs: list[list[int]] = []
    for number in sorted(int(each.id[1:]) for each in sets):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"s{run[0]}" if len(run) == 1 else f"s{run[0]}-s{run[-1]}" for run in runs)


def session_record(scene: Scene, exercise: Exercise, group: Sequence[LoggedSet]) -> str | None:
    """The heaviest set ever, if it was done in this session and there was one before to beat."""
    heaviest = scene.ledger.heaviest(scene.person.id, exercise.id)
    top = max(heaviest, key=lambda each: each.load.kg, default=None)
    earlier = [each for each in exposures_of(scene, exercise.id) if each.lifted][:-1]
    if top is None or not earlier or top.id not in {each.id for each in group}:
        return None
    beaten = max(each.load.kg for every in earlier for each in every.lifted)
    if top.load.kg <= beaten:
        return None
    load = words_of_load(scene.person.language, top.load, exercise)
    return scene.words("done.record", exercise=exercise.name, load=load)


def show_week(scene: Scene) -> Answer:
    """This week: sessions and sets per muscle."""
    since, until = week_of(scene.now, scene.zone)
    sets = scene.ledger.sets_between(scene.person.id, since, until)
    counted = [each for each in sets if not (each.warmup or each.missed)]
    if not counted:
        return say_lines(scene, scene.words("week.none"), result={"kind": "week", "sessions": 0})
    muscles = sets_per_muscle(counted, scene.exercise)
    sessions = session_count(sets)
    title = scene.words(
        "week.title",
        sessions=scene.words("week.sessions", n=sessions),
        sets=scene.words("week.sets", n=len(counted)),
    )
    rows = tuple((muscle, f"{float(total):g}") for muscle, total in muscles.items())
    result = {
        "kind": "week",
        "sessions": sessions,
        "working_sets": len(counted),
        "muscles": {muscle: float(total) for muscle, total in muscles.items()},
    }
    heading = ((scene.words("week.muscle_head"), scene.words("week.sets_head")),)
    reply = Reply(
        title=title,
        lines=(scene.words("week.note"),),
        table=(*heading, *rows),
        owner=scene.person.id,
    )
    return Answer(reply, result)


def show_history(scene: Scene, command: Command) -> Answer:
    """The last sessions of an exercise."""
    exercise = named_exercise(scene, command) or _last_exercise(scene)
    exposures = exposures_of(scene, exercise.id)[-SHOWN_EXPOSURES:] if exercise else ()
    if exercise is None or not exposures:
        name = exercise.name if exercise else scene.words("history.anything")
        none = scene.words("history.none", exercise=name)
        return say_lines(scene, none, result={"kind": "history", "sets": []})
    language = scene.person.language
    lines = [
        scene.words(
            "why.sets",
            day=words_of_day(language, each.session_at, scene.zone),
            sets=words_of_sets(language, each.sets, exercise),
        )
        for each in reversed(exposures)
    ]
    result = {
        "kind": "history",
        "exercise": exercise.name,
        "sets": [set_facts(each, exercise) for every in exposures for each in every.sets],
    }
    title = scene.words("history.title", exercise=exercise.name)
    return Answer(Reply(title=title, lines=tuple(lines), owner=scene.person.id), result)


def _last_exercise(scene: Scene) -> Exercise | None:
    last = scene.ledger.last_set(scene.person.id)
    return scene.exercise(last.exercise_id) if last else None
