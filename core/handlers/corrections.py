"""Correcting the log: undo, redo, delete, fix, rating a set, settling a question.

Everything after a correction is worked out again, because targets are a function of the log.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from core.bounds import decimal
from core.context import RequestContext, speaking_of
from core.errors import (
    AlreadyRated,
    BadSetting,
    ExerciseUnasked,
    Expired,
    NoSuchSet,
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
)
from core.handlers.current_lift import meant_lift
from core.handlers.fix import corrected
from core.handlers.group_disclosure import aloud_advice, told_here
from core.handlers.log_sets import Entry, Told, answer_sets, ask, log, rateable
from core.handlers.own_names import learn
from core.handlers.pain import settle_pain, turned
from core.limits import SESSION_GAP
from core.messages import Answer, Button, Reply
from core.parsing.commands import Command
from core.parsing.reading import Asked
from core.parsing.set_choice import SetChoice
from core.parsing.sets import Rating
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
from core.training.verdict import NO_BESTS

EDITED_WITHIN = timedelta(minutes=1)  # between a message's own time and its handling
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
        old = tuple(_set_named(context, each) for each in dict.fromkeys(ids))
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
    here = told_here(context)
    context = replace(context, alone=context.alone or not here.has(old))
    try:
        new = corrected(context, old, command.rest)
    except Asked as asked:
        choices = tuple(replace(each, text=f"fix @{old.id} {each.text}") for each in asked.choices)
        entry = Entry(typed, context.now, source, kind="fix")
        return ask(context, entry, Asked(asked.about, asked.quote, choices, asked.facts))
    made = context.uow.journal.write(
        context.person.id, "fix", old.source, (old,), (new,), context.now
    )
    return _changed(context, made.id, (old,), (new,), "changed.fixed", said=made.after)


def _meant_by_fix(context: RequestContext, command: Command) -> tuple[LoggedSet, str] | Answer:
    """The set that a fix is about, and what it shall be; a question where it may be several."""
    last = context.uow.sets.last(context.person.id)
    if last is None:
        raise NothingToRepeat(command.rest)
    words = command.rest
    first, _, behind = words.partition(" ")
    if first.lower() == "exercise" and behind:
        old = _set_named(context, command.set_id) if command.set_id else last
        return old, f"exercise {behind}"
    choice = read_choice(context, words)
    if command.set_id:
        old = _set_named(context, command.set_id)
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


def rate(context: RequestContext, rating: Rating, quote: str) -> Answer:
    """Rate the sets of the message asked about: the last one, or the one a button names."""
    if rating.set_id:
        named = _set_named(context, rating.set_id)
    elif (entry := _asked_effort(context, rating)) is not None:
        return log(context, entry)
    else:
        found = context.uow.sets.last(context.person.id)
        if found is None:
            raise NothingToRepeat(quote)
        named = found
    message = context.uow.sets.of_source(context.person.id, named.source) or (named,)
    if rating.set_id:
        message = tuple(each for each in message if each.exercise_id == named.exercise_id)
    context = replace(context, alone=context.alone or not told_here(context).has_all(message))
    open_sets = tuple(each for each in message if rateable(each))
    if not open_sets or (not rating.set_id and context.now - named.at >= SESSION_GAP):
        raise AlreadyRated(quote, example=f"fix {_example(rating)}", set_id=named.id)
    shared = len(open_sets) > 1
    after = tuple(_rated(each, rating, shared=shared, last=open_sets[-1]) for each in open_sets)
    change = context.uow.journal.write(
        context.person.id, "rate", named.source, open_sets, after, context.now
    )
    person = replace(context.person, asks_unanswered=0)
    if person != context.person:
        context.uow.people.save(person)
    bests = {
        exercise_id: (NO_BESTS,) * sum(each.exercise_id == exercise_id for each in after)
        for exercise_id in {each.exercise_id for each in after}
    }
    return answer_sets(replace(context, person=person), Told(after, change, {}, bests))


def _asked_effort(context: RequestContext, rating: Rating) -> Entry | None:
    """The message asked about, "squat 140x8 2", with the effort typed instead of tapped."""
    question = context.uow.questions.last(context.person.id)
    if question is None or question.about != "effort" or question.answered_at is not None:
        return None
    last = context.uow.sets.last(context.person.id)
    if not told_here(context).asked(question):
        return None
    late = context.now - question.sent_at >= SESSION_GAP
    if late or (last is not None and last.at > question.sent_at):
        return None
    option = question.options[0]
    if option.label not in option.text:
        return None
    context.uow.questions.close(context.person.id, question.id, context.now)
    text = option.text.replace(option.label, _example(rating), 1)
    return Entry(text, question.sent_at, question.source)


def rated_by(context: RequestContext, sent_at: datetime) -> Change | None:
    """The change with which an edited message had rated sets; None when it had rated none."""
    change = context.uow.journal.last(context.person.id)
    if change is None or change.kind != "rate" or abs(change.at - sent_at) > EDITED_WITHIN:
        return None
    return change


def rate_again(context: RequestContext, rating: Rating, sent_at: datetime) -> Answer:
    """Rate anew the sets an edited message had rated; silent when it had rated none."""
    change = rated_by(context, sent_at)
    if change is None:
        return Answer(None, None)
    context = replace(context, alone=context.alone or not told_here(context).has_all(change.after))
    again = tuple(
        replace(each, rir_tenths=None, rir_at_least=False, failed=False, shared_effort=False)
        for each in change.after
    )
    shared, last = len(again) > 1, again[-1]
    after = tuple(_rated(each, rating, shared=shared, last=last) for each in again)
    write = context.uow.journal.write
    change = write(context.person.id, "rate", change.source, change.after, after, context.now)
    ids = {each.exercise_id for each in after}
    bests = {
        exercise_id: (NO_BESTS,) * sum(each.exercise_id == exercise_id for each in after)
        for exercise_id in ids
    }
    return answer_sets(context, Told(after, change, {}, bests))


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


def _example(rating: Rating) -> str:
    if rating.failed:
        return "f"
    plus = "+" if rating.rir_at_least else ""
    return f"rir{rating.rir_tenths / 10:g}{plus}"


def _rated(each: LoggedSet, rating: Rating, *, shared: bool, last: LoggedSet) -> LoggedSet:
    """One rated set; a failure named once for several sets belongs to the last."""
    if rating.failed:
        if each.id != last.id:
            return each
        return replace(each, rir_tenths=0, rir_at_least=False, failed=True)
    return replace(
        each,
        rir_tenths=rating.rir_tenths,
        rir_at_least=rating.rir_at_least,
        shared_effort=shared,
    )


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
        context = _learn(context, option.learn_words, option.learn_exercise)
    context.uow.questions.close(context.person.id, question.id, context.now)
    if question.about == REPORTED:
        return settle_pain(context, question, option)
    if option.text.startswith("fix @"):
        rest, set_id = option.text.removeprefix("fix @").split(" ", 1)[::-1]
        return fix(context, Command("fix", rest, set_id), question.source)
    kind = "swap" if question.about == "swap" else "log"
    entry = Entry(option.text, question.sent_at, question.source, kind=kind, accept=option.accept)
    return log(context, entry)


def _learn(context: RequestContext, words: str, exercise_id: str) -> RequestContext:
    """Remember a name for this person; without an exercise it becomes one of their own."""
    return learn(context, words, exercise_id)


def _set_named(context: RequestContext, set_id: str) -> LoggedSet:
    found = context.uow.sets.by_id(context.person.id, set_id)
    if found is None:
        raise NoSuchSet(set_id, set_id=set_id)
    return found


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
    about = [*present, *removed][-1] if present or removed else None
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
