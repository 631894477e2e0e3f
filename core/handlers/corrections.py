"""Correcting the log: undo, redo, delete, fix, settling a question.

Everything after a correction is worked out again, because targets are a function of the log.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from core.bounds import decimal
from core.context import RequestContext, speaking_of
from core.errors import (
    BadSetting,
    ExerciseUnasked,
    Expired,
    NothingToRepeat,
    NothingToUndo,
)
from core.handlers import deload, feedback, meet, plans, skip, superset, time_off
from core.handlers.advice import exposures_of, known_target
from core.handlers.chosen_sets import (
    ask_which_set,
    chosen_sets,
    read_choice,
    said_of,
    said_shortly,
    said_wrong,
    set_named,
)
from core.handlers.current_lift import meant_lift
from core.handlers.fix import SHARED, corrected
from core.handlers.group_disclosure import aloud_advice, told_here
from core.handlers.log_request import LogRequest
from core.handlers.log_sets import log
from core.handlers.own_names import learn
from core.handlers.pain import settle_pain, turned
from core.handlers.set_questions import ask
from core.messages import Answer, Button, Reply
from core.parsing.commands import Command
from core.parsing.reading import Asked
from core.parsing.set_choice import SetChoice
from core.records import LoggedSet
from core.render.facts import set_facts, target_facts
from core.render.wording import shortest, words_of_target
from core.store.repositories.marks import AWAY, EASY, FEEDBACK, subject_of
from core.store.repositories.pains import REPORTED
from core.store.repositories.peaks import is_peak
from core.store.repositories.plans import PLANNED
from core.store.repositories.skips import is_skip
from core.store.repositories.supersets import is_superset
from core.store.rows import Change

MOST_LISTED = 50  # sets of a change; an import has thousands
_MARKED: Mapping[str, Callable[[RequestContext], Answer]] = {
    EASY: deload.turned,
    FEEDBACK: feedback.turned,
    AWAY: time_off.turned,
}


def undo(context: RequestContext, command: Command) -> Answer:
    """Take back the whole last message that changed the log, or the one a button names."""
    if command.rest and not command.set_id:
        return delete(context, command)
    change_id = command.set_id if command.set_id.startswith("m") else None
    change = context.uow.journal.undo(context.person.id, change_id)
    if change is None and change_id is not None:
        return _take_back(context, change_id)
    if change is None:
        raise NothingToUndo(command.name, direction="undo")
    if change.kind == REPORTED:
        return turned(context, change, "changed.undone")
    told = _of_no_sets(context, change)
    return told or _changed(context, change.id, change.after, change.before, "changed.undone")


def _take_back(context: RequestContext, change_id: str) -> Answer:
    """Take out the sets a message put in although they were rated or corrected since."""
    change = context.uow.journal.read(context.person.id, change_id)
    found = []
    if change is not None and not change.undone and not change.before:
        found = [context.uow.sets.by_id(context.person.id, each.id) for each in change.after]
    sets = tuple(each for each in found if each is not None)
    if change is None or not sets:
        raise NothingToUndo("undo", direction="undo")
    made = context.uow.journal.write(
        context.person.id, "delete", change.source, sets, (), context.now
    )
    return _changed(context, made.id, sets, (), "changed.deleted")


def redo(context: RequestContext) -> Answer:
    """Bring back what `undo` took."""
    change = context.uow.journal.redo(context.person.id)
    if change is None:
        raise NothingToUndo("redo", direction="redo")
    if change.kind == REPORTED:
        return turned(context, change, "changed.redone")
    told = _of_no_sets(context, change)
    return told or _changed(context, change.id, change.before, change.after, "changed.redone")


def _of_no_sets(context: RequestContext, change: Change) -> Answer | None:
    """What turning a change of no sets did; None for one of sets."""
    if is_skip(change):
        return skip.turned(context, change)
    if change.kind == PLANNED:
        return plans.turned(context)
    if is_superset(change):
        return superset.turned(context, change)
    if is_peak(change):
        return meet.turned(context, change)
    marked = _MARKED.get(subject_of(change))
    return None if marked is None else marked(context)


def delete(context: RequestContext, command: Command) -> Answer:
    """Delete sets by id, or by lift, day and order: "delete bench mon", "delete last set".

    Several sets of a day are asked about. Raises NoSuchSet, NoSetsThere, BadSetting.
    """
    if command.set_id:
        ids = [command.set_id, *(each.removeprefix("@").lower() for each in command.rest.split())]
        old = tuple(set_named(context, each) for each in dict.fromkeys(ids))
    else:
        choice = read_choice(context, command.rest)
        if not choice.says_which or choice.rest:
            raise BadSetting(command.rest, setting="delete", example="delete last set")
        old = chosen_sets(context, choice, command.rest)
        if len(old) > 1:
            context = replace(context, alone=True)
            return ask_which_set(context, old, "delete", "", all_too=True)
    write = context.uow.journal.write
    made = write(context.person.id, "delete", old[-1].source, old, (), context.now)
    return _changed(context, made.id, old, (), "changed.deleted")


def fix(context: RequestContext, command: Command, source: str) -> Answer:
    """Correct the last set, or the one named by id, lift or day: its effort, numbers or exercise.

    The exercise changes only where "fix exercise bench" says so. Raises UserError.
    """
    if not command.rest:
        raise BadSetting("fix", setting="fix", example="fix 140x7")
    typed = command.rest
    found = _meant_by_fix(context, command)
    if isinstance(found, Answer):
        return found
    old, rest = found
    command = replace(command, rest=rest)
    olds = _as_typed_with(context, command, old)
    here = told_here(context)
    context = replace(context, alone=context.alone or not here.has(old))
    try:
        news = tuple(corrected(context, each, command.rest) for each in olds)
    except Asked as asked:
        choices = tuple(replace(each, text=f"fix @{old.id} {each.text}") for each in asked.choices)
        request = LogRequest(typed, context.now, source, kind="fix")
        return ask(context, request, Asked(asked.about, asked.quote, choices, asked.facts))
    made = context.uow.journal.write(context.person.id, "fix", old.source, olds, news, context.now)
    return _changed(context, made.id, olds, news, "changed.fixed", said=made.after)


def _as_typed_with(
    context: RequestContext, command: Command, old: LoggedSet
) -> tuple[LoggedSet, ...]:
    """The sets that were typed in one line with a set where what they share is corrected.

    Their lift and their unit were typed once for all of them.
    """
    shared = command.rest.lower() in SHARED or command.rest.lower().startswith("exercise ")
    if command.set_id or not shared:
        return (old,)
    typed = context.uow.sets.of_source(context.person.id, old.source)
    with_it = tuple(each for each in typed if each.exercise_id == old.exercise_id)
    return with_it if old in with_it else (old,)


def _meant_by_fix(context: RequestContext, command: Command) -> tuple[LoggedSet, str] | Answer:
    """The set that a fix is about, and what it shall be; a question where it may be several."""
    last = context.uow.sets.last(context.person.id)
    if last is None:
        raise NothingToRepeat(command.rest)
    words = command.rest
    first, _, behind = words.partition(" ")
    if first.lower() == "exercise" and behind:
        old = set_named(context, command.set_id) if command.set_id else last
        return old, f"exercise {behind}"
    choice = read_choice(context, words)
    if command.set_id:
        old = set_named(context, command.set_id)
        return old, _rest_of(context, choice, words, old)
    if not choice.says_which:
        return said_wrong(context, words) or last, words
    rest = _rest_of(context, choice, words, last)
    found = chosen_sets(context, choice, words)
    if len(found) > 1:
        return ask_which_set(replace(context, alone=True), found, "fix", rest, all_too=False)
    return found[0], rest


def _rest_of(context: RequestContext, choice: SetChoice, words: str, old: LoggedSet) -> str:
    """What a fix says beside which set it means. Raises ExerciseUnasked for a name alone."""
    exercise = meant_lift(context, [choice.exercise] if choice.exercise else [], choice.maybe)
    if choice.rest or exercise is None:
        return choice.rest or words
    facts = {"exercise": exercise.name, "name": exercise.name.lower(), "set_id": old.id}
    raise ExerciseUnasked(words, **facts, set=said_of(context, old))


def with_kept(context: RequestContext, answer: Answer, source: str) -> Answer:
    """An edit that could not be read, saying that what was stored before it stays."""
    kept = context.uow.sets.of_source(context.person.id, source)
    if answer.reply is None or not kept:
        return answer
    alone = answer.reply.private or not told_here(context).has_all(kept)
    line = shortest(
        context.words("edit.kept", sets=said_shortly(context, kept)),
        context.words("edit.kept", sets=context.words("changed.count", n=len(kept))),
    )
    lines = (*answer.reply.lines, line)
    return replace(answer, reply=replace(answer.reply, lines=lines, private=alone))


def settle(context: RequestContext, command: Command) -> Answer:
    """Carry out the tapped answer to a question; a second tap finds it settled."""
    question = context.uow.questions.read(context.person.id, command.set_id)
    number = decimal(command.rest) or 0
    if question is None or question.answered_at is not None:
        raise Expired(command.rest)
    if not 1 <= number <= len(question.options):
        raise Expired(command.rest)
    option = question.options[number - 1]
    context = replace(context, alone=context.alone or not told_here(context).asked(question))
    if option.learn_words:
        context = learn(context, option.learn_words, option.learn_exercise)
    context.uow.questions.close(context.person.id, question.id, context.now)
    if question.about == REPORTED:
        return settle_pain(context, question, option)
    if option.text.startswith("fix @"):
        rest, set_id = option.text.removeprefix("fix @").split(" ", 1)[::-1]
        return fix(context, Command("fix", rest, set_id), question.source)
    kind = "swap" if question.about == "swap" else "log"
    request = LogRequest(
        option.text, question.sent_at, question.source, kind=kind, accept=option.accept
    )
    return log(context, request)


def _changed(
    context: RequestContext,
    change_id: str,
    removed: Sequence[LoggedSet],
    present: Sequence[LoggedSet],
    key: str,
    said: Sequence[LoggedSet] = (),
) -> Answer:
    """What a correction did, with the target it leads to; `said`: sets that were just typed."""
    here = told_here(context)
    told = here.has_all(each for each in (*removed, *present) if each not in said)
    context = replace(context, alone=context.alone or not told)
    kept = {each.id for each in present}
    gone = [each for each in removed if each.id not in kept]
    about = [*removed, *present][-1] if present or removed else None
    exercise = context.exercise(about.exercise_id) if about else None
    target = known_target(context, exercise) if exercise else None
    if context.aloud and target is not None and exercise is not None:
        exposures = exposures_of(context, exercise.id)
        target = aloud_advice(target, exposures, lambda each: each in said or here.has(each))
    language = context.person.language
    shown = [*(present or gone)]
    count = context.words(key, sets=context.words("changed.count", n=len(shown)))
    many = len(shown) > MOST_LISTED
    lines = [
        count if many else shortest(context.words(key, sets=said_shortly(context, shown)), count)
    ]
    if target is not None and exercise is not None:
        what = words_of_target(language, target, exercise)
        lines.append(
            shortest(
                context.words("changed.target", exercise=exercise.name, what=what),
                context.words("line.target_no_reason", what=what),
            )
        )
    result = {
        "kind": "changed",
        "removed": [each.id for each in gone],
        "sets": [set_facts(each, context.exercise(each.exercise_id)) for each in present],
        "target": target_facts(target, exercise, language) if exercise else None,
    }
    undoes = key == "changed.undone"
    label = context.words("button.redo" if undoes else "button.undo")
    buttons = (Button(label, "redo" if undoes else "undo"),)
    answer = Answer(Reply(lines=tuple(lines), buttons=buttons, owner=context.person.id), result)
    return speaking_of(context, answer, change_id)
