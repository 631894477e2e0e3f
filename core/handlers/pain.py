"""Reports of pain: kept with the lift that loads the part, never diagnosed (R46).

"Knee hurts" goes to the lift of the session, else of the last two weeks, that loads the knee. Where
several do, it is kept as a general report, under which they hold, until a tap says which it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from core.context import RequestContext, find_exercise, say_lines
from core.errors import BadSetting, NotASet
from core.exercises.parts import loaded_of
from core.handlers.advice import known_target
from core.handlers.advice_words import target_line
from core.handlers.pain_reports import standing
from core.limits import SESSION_GAP
from core.messages import Answer, Button, Message
from core.parsing.commands import Command
from core.parsing.pain import PainReading, is_no_lift, read_pain
from core.records import Exercise, Pain
from core.render.facts import target_facts
from core.render.wording import shortest, words_of_parts
from core.store.repositories.pains import REPORTED
from core.store.rows import Change, Option, Question

LOOKED_BACK = timedelta(days=14)  # without a session, lifts since then may be meant
MOST_ASKED = 5  # lifts that a question offers


def pain_line(context: RequestContext, command: Command, message: Message) -> Answer:
    """`/pain squat`: a report of pain. Raises NotASet for words that are none, and BadSetting."""
    text = f"pain {command.rest}".strip()
    found = read_pain(text, context.names)
    if found is None:
        raise NotASet(command.rest)
    return answer_pain(context, message, found, text, command.rest)


def hear_pain_in_set(context: RequestContext, message: Message, text: str) -> Answer | None:
    """Answer what a message that could not be read as sets says about pain; None for nothing."""
    found = read_pain(text, context.names, in_set=True) if message.addressed else None
    if found is None or (found.kind != "urgent" and not found.parts):
        return None
    return answer_pain(context, message, found, text)


def answer_pain(
    context: RequestContext, message: Message, found: PainReading, text: str, named: str = ""
) -> Answer:
    """Answer words about pain; `named` are those behind the command's name, where it was typed.

    An edited message replaces the report it made. Raises BadSetting when nothing says where.
    """
    source = message.source
    if message.edited:
        _take_out(context, source)
    if found.kind == "urgent":
        return _stop(context, found, text, source)
    if found.kind == "none":
        return say_lines(context, context.words("pain.none"), result={"kind": "no_pain"})
    if found.kind == "end":
        return _end(context, found, text, source)
    return _report(context, found, text, source, named)


def is_urgent(context: RequestContext, text: str) -> bool:
    """Whether words name an urgent sign, those of a set as well."""
    found = read_pain(text, context.names, in_set=True)
    return found is not None and found.kind == "urgent"


def settle_pain(context: RequestContext, question: Question, option: Option) -> Answer:
    """Give a report, or its end, to the lift that was tapped."""
    change_id, text = option.text.split(" ", 1)
    if change_id != "-":
        context.uow.journal.undo(context.person.id, change_id)
    found = read_pain(text, context.names, in_set=True)
    keep = _keep_end if found is not None and found.kind == "end" else _keep
    return keep(context, [option.learn_exercise], text, question.source, found)


def turned(context: RequestContext, change: Change, key: str) -> Answer:
    """What undoing or redoing a report did; `key` is that of a change of sets."""
    undone = key == "changed.undone"
    reports = context.uow.pains.at(context.person.id, change.at)
    exercise_id = next((each.exercise_id for each in reports if each.exercise_id), "")
    exercise = context.exercise(exercise_id) if exercise_id else None
    quote = reports[0].words if reports else ""
    target = known_target(context, exercise) if exercise else None
    lines = [shortest(context.words("pain.undone" if undone else "pain.redone", quote=quote))]
    if exercise is not None:
        lines += _target_lines(context, exercise)
    result: dict[str, object] = {
        "kind": "changed",
        "removed": [],
        "sets": [],
        "target": target_facts(target, exercise, context.person.language) if exercise else None,
    }
    label = context.words("button.redo" if undone else "button.undo")
    buttons = (Button(label, "redo" if undone else "undo"),)
    return say_lines(context, *lines, result=result, buttons=buttons)


# --- what was said ------------------------------------------------------------------------------


def _stop(context: RequestContext, found: PainReading, text: str, source: str) -> Answer:
    """An urgent sign stops everything for the day: no next set, no target, one sentence."""
    ids = found.exercises or ("",)
    reports = [Pain(each, context.now, text, urgent=True) for each in ids]
    change = context.uow.pains.report(context.person.id, source, reports, context.now)
    result = {"kind": "pain", "urgent": True, "target": None}
    buttons = (_undo_button(context, change),)
    return say_lines(context, context.words("pain.urgent"), result=result, buttons=buttons)


def _report(
    context: RequestContext, found: PainReading, text: str, source: str, named: str
) -> Answer:
    ids = list(found.exercises) or _named(context, named, found)
    if ids:
        return _keep(context, ids, text, source, found)
    candidates = _meant(context, text) or _candidates(context, found.parts)
    if len(candidates) == 1 and found.kind != "sore":
        return _keep(context, [candidates[0].id], text, source, found)
    if not candidates and not found.parts:
        raise BadSetting(text, setting="pain", example="pain squat")
    if not candidates:
        return _keep(context, [""], text, source, found)
    kept = None
    if found.parts:
        general = [Pain("", context.now, text)]
        kept = context.uow.pains.report(context.person.id, source, general, context.now)
    return _ask(context, candidates, text, source, kept)


def _named(context: RequestContext, words: str, found: PainReading) -> list[str]:
    """The exercise behind the command's name, typed nearly right."""
    if found.parts or not words:
        return []
    exercise = find_exercise(context, words)
    return [exercise.id] if exercise else []


def _meant(context: RequestContext, text: str) -> list[Exercise]:
    """The lifts that an everyday word may stand for ("row"): those done lately, else all."""
    words = [word.strip(".,!?;:()") for word in text.split()]
    named = [context.names.candidates(word) for word in words if word and not is_no_lift([word])]
    meant = [each for one in named for each in one]
    done = [each for each in meant if each.id in {*_session(context), *_lately(context)}]
    return done or meant


def _candidates(context: RequestContext, parts: Sequence[str]) -> list[Exercise]:
    """The lifts that may be meant, newest first: of the session, else of the last two weeks.

    Those that load one of the parts; without a part, any.
    """
    for ids in (_session(context), _lately(context)):
        found = [context.exercise(each) for each in ids]
        found = [each for each in found if not parts or loaded_of(parts, each)]
        if found:
            return found
    return []


def _session(context: RequestContext) -> list[str]:
    last = context.uow.sets.last(context.person.id)
    if last is None or last.session_at is None or context.now - last.at >= SESSION_GAP:
        return []
    done = context.uow.sets.of_session(context.person.id, last.session_at)
    return list(dict.fromkeys(each.exercise_id for each in reversed(done)))


def _lately(context: RequestContext) -> list[str]:
    until = context.now + timedelta(seconds=1)
    done = context.uow.weeks.done(context.person.id, context.now - LOOKED_BACK, until)
    newest_first = sorted(done, key=lambda each: each[0], reverse=True)
    return list(dict.fromkeys(exercise_id for _, exercise_id in newest_first))


def _ask(
    context: RequestContext,
    candidates: Sequence[Exercise],
    text: str,
    source: str,
    kept: Change | None,
) -> Answer:
    """Ask which lift is meant; what is kept meanwhile is replaced by the answer."""
    change = kept.id if kept else "-"
    options = tuple(
        Option(each.name, f"{change} {text}", learn_exercise=each.id)
        for each in candidates[:MOST_ASKED]
    )
    asked = Question("", "pain", source, context.now, options)
    question = context.uow.questions.ask(context.person.id, asked, context.now)
    buttons = tuple(
        Button(each.label, f"answer @{question.id} {number}")
        for number, each in enumerate(options, start=1)
    )
    result = {
        "kind": "question",
        "about": "pain",
        "quote": text,
        "options": [{"label": each.label, "send": each.send} for each in buttons],
    }
    key = "pain.which_meanwhile" if kept else "pain.which"
    return say_lines(context, *context.words(key).split("\n"), result=result, buttons=buttons)


# --- keeping it ---------------------------------------------------------------------------------


def _keep(
    context: RequestContext, ids: Sequence[str], text: str, source: str, found: PainReading | None
) -> Answer:
    """Keep a report with its lifts ("" for a general one), and say what holds."""
    reports = [Pain(each, context.now, text) for each in ids]
    change = context.uow.pains.report(context.person.id, source, reports, context.now)
    parts = found.parts if found else ()
    exercises = [context.exercise(each) for each in ids if each]
    lines = []
    for exercise in exercises:
        lines += [
            context.words("pain.kept", exercise=exercise.name),
            *_target_lines(context, exercise),
        ]
    if not exercises:
        lines.append(
            context.words("pain.general", part=words_of_parts(context.person.language, parts))
        )
    near = [each.name for each in _others(context, parts, ids)]
    if near and exercises:
        lines.append(shortest(context.words("pain.near", n=len(near), names=", ".join(near))))
    lines.append(context.words("pain.see"))
    target = known_target(context, exercises[0]) if exercises else None
    result = {
        "kind": "pain",
        "urgent": False,
        "exercise": exercises[0].name if exercises else None,
        "parts": list(parts),
        "target": (exercises and target_facts(target, exercises[0], context.person.language))
        or None,
    }
    return say_lines(context, *lines, result=result, buttons=(_undo_button(context, change),))


def _others(context: RequestContext, parts: Sequence[str], ids: Sequence[str]) -> list[Exercise]:
    """Further lifts of the last two weeks that load one of the parts: they hold too."""
    done = [context.exercise(each) for each in _lately(context) if each not in ids]
    return [each for each in done if loaded_of(parts, each)]


def _end(context: RequestContext, found: PainReading, text: str, source: str) -> Answer:
    """Pain is said to be over: of the reports that stand, those that are meant."""
    open_reports = [each for each in standing(context) if each.ended_at is None]
    meant = [each for each in open_reports if _is_meant(context, each, found)]
    ids = list(dict.fromkeys(each.exercise_id for each in meant))
    if not ids:
        return say_lines(context, context.words("pain.none_stands"), result={"kind": "no_pain"})
    if len(ids) > 1 and not found.exercises and not found.parts and all(ids):
        return _ask(context, [context.exercise(each) for each in ids], text, source, None)
    return _keep_end(context, ids, text, source, found)


def _is_meant(context: RequestContext, report: Pain, found: PainReading) -> bool:
    if found.exercises:
        return report.exercise_id in found.exercises
    if not found.parts or set(found.parts) & set(report.parts):
        return True
    exercise = context.exercise(report.exercise_id) if report.exercise_id else None
    return exercise is not None and not report.parts and bool(loaded_of(found.parts, exercise))


def _keep_end(
    context: RequestContext, ids: Sequence[str], text: str, source: str, found: PainReading | None
) -> Answer:
    """Keep that the pain is over: it counts as one of the two sessions without."""
    reports = [Pain(each, context.now, text) for each in ids]
    change = context.uow.pains.report(context.person.id, source, reports, context.now)
    exercises = [context.exercise(each) for each in ids if each]
    lines = []
    for exercise in exercises:
        lines += [
            context.words("pain.over", exercise=exercise.name),
            *_target_lines(context, exercise),
        ]
    if not exercises:
        lines.append(context.words("pain.over_general"))
    target = known_target(context, exercises[0]) if exercises else None
    result = {
        "kind": "pain_over",
        "exercise": exercises[0].name if exercises else None,
        "target": (exercises and target_facts(target, exercises[0], context.person.language))
        or None,
    }
    return say_lines(context, *lines, result=result, buttons=(_undo_button(context, change),))


def _take_out(context: RequestContext, source: str) -> None:
    """Take back the report that an edited message made, where it is the newest change."""
    last = context.uow.journal.last(context.person.id)
    if last is not None and last.kind == REPORTED and last.source == source:
        context.uow.journal.undo(context.person.id, last.id)


def _target_lines(context: RequestContext, exercise: Exercise) -> list[str]:
    target = known_target(context, exercise)
    return [] if target is None else [target_line(context, exercise, target)]


def _undo_button(context: RequestContext, change: Change) -> Button:
    return Button(context.words("button.undo"), f"undo @{change.id}")
