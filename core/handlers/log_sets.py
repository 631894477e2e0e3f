"""Storing the sets of a message, and answering them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta

from core.context import RequestContext, say_lines, setting_of, speaking_of
from core.errors import NotASet, UserError
from core.handlers import advice_words as spoken
from core.handlers.advice import Advice, advise
from core.handlers.answer_style import styled
from core.handlers.effort_calibration import shown_after
from core.handlers.exercise_log import (
    Before,
    Past,
    before_of,
    bests_before,
    heaviest_before,
    most_reps_near,
    read_past,
    with_sets,
)
from core.handlers.forecasts import keep_forecasts
from core.handlers.group_disclosure import takes_from_elsewhere, told_here
from core.handlers.open_questions import brings_name, open_before, own_lift, pass_over, with_nearest
from core.handlers.pain_reports import is_stopped
from core.handlers.pairs import (
    Pair,
    as_typed_again,
    as_typed_in_turn,
    current_pair,
    turn_after,
    with_marks,
)
from core.handlers.session_steps import with_steps
from core.limits import SESSION_GAP
from core.locale.strings import say_reason
from core.messages import Answer, Button
from core.parsing.reading import Asked, Choice, Reading
from core.parsing.sets import read_message
from core.records import LoggedSet, SetDraft
from core.store.rows import Change, Option, Question, Shown
from core.training.plausibility import implausible
from core.training.prescribed import are_attempts
from core.training.verdict import Bests

ASK_AGAIN_AFTER = timedelta(days=7)  # once three questions went unanswered
_BLOCKING = frozenset({"exercise", "new_exercise", "reading", "implausible"})
_DRAFT_FIELDS = tuple(each.name for each in fields(SetDraft) if each.init)


@dataclass(frozen=True, slots=True)
class Entry:
    """A message that may hold sets: as typed, edited, or as settled by a question."""

    text: str
    sent_at: datetime
    source: str
    kind: str = "log"  # log, edit, swap
    accept: bool = False  # store although it looks implausible
    last: LoggedSet | None = None  # the set that "same" under a button means
    new: bool = False  # not an edit: what its number already stands for is another message


def log(context: RequestContext, entry: Entry) -> Answer:
    """Read a message, store its sets, answer them. Raises UserError when it cannot be read."""
    waiting, here = _waiting(context, entry), told_here(context)
    passed = open_before(context, entry.source, entry.sent_at) if entry.kind == "log" else None
    if waiting is not None and not here.asked(waiting):
        context = replace(context, alone=True)
    if waiting is not None and not _subject(waiting):
        return _remind(context, entry, waiting)
    if waiting is not None:
        entry = replace(entry, text=f"{_subject(waiting)}\n{entry.text}")
    pair = current_pair(context) if entry.kind == "log" else None
    entry = _in_turn(context, entry, pair if waiting is None else None)
    seen: dict[str, Past] = {}
    setting = setting_of(
        context, entry.sent_at, entry.last, lambda each: _last(context, seen, each)
    )
    try:
        reading = read_message(entry.text, setting)
    except Asked as asked:
        own = own_lift(context, asked, entry.sent_at, () if pair is None else pair.lifts)
        if own is not None and own[0] != entry.text:
            known_here = here.everything or here.last_set(own[1].id) is not None
            alone = context.alone or not known_here
            return log(replace(context, alone=alone), replace(entry, text=own[0]))
        elsewhere = takes_from_elsewhere(context, entry.text, setting, here, asked)
        asked = with_nearest(context, asked)
        return ask(replace(context, alone=context.alone or elsewhere), entry, asked)
    if takes_from_elsewhere(context, entry.text, setting, here, reading):
        context = replace(context, alone=True)
    stored = context.uow.sets.of_source(context.person.id, entry.source)
    reading = with_marks(pair, entry.text, reading, stored)
    if stored and entry.new and [each.at for each in stored] != [each.at for each in reading.sets]:
        entry = replace(entry, source=_number_used_again(entry))
        stored = context.uow.sets.of_source(context.person.id, entry.source)
    if stored and _unchanged(stored, reading.sets):
        return Answer(None, None)
    pasts = {
        each: seen.get(each) or read_past(context, each) for each in _exercise_ids(reading.sets)
    }
    before = {name: before_of(each, _ids(stored)) for name, each in pasts.items()}
    if not entry.accept:
        doubt = _doubt(context, entry, reading, before)
        if doubt is not None:
            return doubt
    bests = {
        name: bests_before(context, each, _of(reading.sets, name)) for name, each in before.items()
    }
    change = store(context, entry, reading.sets, stored)
    keep_forecasts(context, entry.sent_at, change.after, pasts, stored)
    newest = not stored and all(each.at == entry.sent_at for each in reading.sets)
    new = Told(change.after, change, pasts if newest else {}, bests)
    answer = answer_sets(context, new, swap=_swap(context, entry, reading))
    return pass_over(context, here, passed, new.sets, answer)


def _in_turn(context: RequestContext, entry: Entry, pair: Pair | None) -> Entry:
    """A message as the superset under way means it; an edited one as its sets were meant."""
    if entry.kind != "log" or entry.last is not None:
        return entry
    if not entry.new:
        stored = context.uow.sets.of_source(context.person.id, entry.source)
        if stored:
            return replace(entry, text=as_typed_again(context, stored, entry.text))
    if pair is None:
        return entry
    text, last = as_typed_in_turn(context, pair, entry.text)
    return replace(entry, text=text, last=last)


def _last(context: RequestContext, seen: dict[str, Past], exercise_id: str) -> LoggedSet | None:
    """The last set of an exercise, from the sessions that the answer needs anyway."""
    past = seen.get(exercise_id)
    if past is None:
        past = seen[exercise_id] = read_past(context, exercise_id)
    return past.window[-1].sets[-1] if past.window else None


def _number_used_again(entry: Entry) -> str:
    """A source of its own for a message whose number stood for an older one."""
    return f"{entry.source}#{entry.sent_at.timestamp():.0f}"


def _exercise_ids(sets: Sequence[SetDraft]) -> dict[str, None]:
    return dict.fromkeys(each.exercise_id for each in sets)


def _of(sets: Sequence[SetDraft], exercise_id: str) -> list[SetDraft]:
    return [each for each in sets if each.exercise_id == exercise_id]


def _ids(sets: Sequence[LoggedSet]) -> list[str]:
    return [each.id for each in sets]


def _waiting(context: RequestContext, entry: Entry) -> Question | None:
    """The open question that a message without an exercise is meant for.

    After "row 70x10" was asked about, "10 rir2" is meant for the row, not for the lift before it.
    """
    if entry.last is not None or entry.kind != "log" or _names_exercise(context, entry.text):
        return None
    question = context.uow.questions.open_last(context.person.id)
    if (
        question is None
        or question.about not in _BLOCKING
        or question.source == entry.source
        or not timedelta(0) <= entry.sent_at - question.sent_at < SESSION_GAP
    ):
        return None
    last = context.uow.sets.last(context.person.id)
    if last is not None and last.at > question.sent_at:
        return None
    return None if brings_name(context, entry.text, entry.sent_at) else question


def _subject(question: Question) -> str:
    """The exercise a question is about, where that is not what it asks."""
    return next((each.text for each in question.options if not each.label), "")


def _remind(context: RequestContext, entry: Entry, question: Question) -> Answer:
    """Nothing is stored while it is open which exercise is meant. Raises NotASet for talk."""
    try:
        read_message(entry.text, setting_of(context, entry.sent_at))
    except NotASet:
        raise
    except (Asked, UserError):
        pass
    buttons = _choices(question)
    sentence = context.words("question.pending", quote=entry.text)
    result = _question_result(question.about, entry.text, buttons)
    answer = say_lines(context, sentence, result=result, buttons=buttons)
    return speaking_of(context, answer, question.id)


def _names_exercise(context: RequestContext, text: str) -> bool:
    words = text.split()
    return any(context.names.find(words, start) for start in range(min(len(words), 12)))


def _unchanged(stored: Sequence[LoggedSet], drafts: Sequence[SetDraft]) -> bool:
    """Whether a repeated delivery or an edit says what is stored already."""
    return len(stored) == len(drafts) and all(
        all(getattr(old, name) == getattr(new, name) for name in _DRAFT_FIELDS if name != "at")
        for old, new in zip(stored, drafts, strict=True)
    )


def store(
    context: RequestContext, entry: Entry, drafts: Sequence[SetDraft], stored: Sequence[LoggedSet]
) -> Change:
    """Write the sets as one change; an edited message's sets keep their ids, in order."""
    person_id = context.person.id
    kept = [each.id for each in stored][: len(drafts)]
    begun = context.uow.journal.begin(person_id, len(drafts) - len(kept))
    ids = (*kept, *begun.ids)
    after = [
        logged(draft, set_id, entry.source, position)
        for position, (draft, set_id) in enumerate(zip(drafts, ids, strict=True))
    ]
    kind = "edit" if stored and entry.kind == "log" else entry.kind
    return context.uow.journal.write(
        person_id, kind, entry.source, stored, after, context.now, begun
    )


def logged(draft: SetDraft, set_id: str, source: str, position: int) -> LoggedSet:
    """A draft with its id and place."""
    values = {name: getattr(draft, name) for name in _DRAFT_FIELDS}
    return LoggedSet(**values, id=set_id, source=source, position=position)


def _doubt(
    context: RequestContext, entry: Entry, reading: Reading, before: Mapping[str, Before]
) -> Answer | None:
    """A question when a set is far from anything this person has done; None when it is not."""
    for draft in reading.sets:
        exercise, known = context.exercise(draft.exercise_id), before[draft.exercise_id]
        top = heaviest_before(context, known, draft)
        count = len(known.past.exposures)
        near = most_reps_near(context, known, draft) if top is not None else 0
        reason = implausible(draft, exercise, top, count, near)
        if reason is not None:
            asked = Asked(
                about="implausible",
                quote=draft.line,
                choices=(Choice(label=context.words("button.store_it"), text=entry.text),),
                facts={
                    "reason": say_reason(context.person.language, reason),
                    "exercise": exercise.id,
                },
            )
            return ask(replace(context, alone=True), entry, asked, accept=True)
    return None


def ask(context: RequestContext, entry: Entry, asked: Asked, *, accept: bool = False) -> Answer:
    """Put a question with one button per choice; nothing is stored until a tap."""
    options = tuple(
        Option(each.label, each.text, each.learn_words, each.learn_exercise, accept or entry.accept)
        for each in asked.choices
    )
    if asked.about in _BLOCKING and asked.facts.get("exercise"):
        # no button: what a line without an exercise is meant for from here
        subject = context.exercise(str(asked.facts["exercise"])).name
        options = (*options, Option("", subject))
    question = keep_question(context, entry, asked.about, options)
    buttons = _choices(question)
    lacks = asked.facts.get("lacks")
    key = f"question.{asked.about}.{lacks}" if lacks else f"question.{asked.about}"
    sentence = context.words(key, quote=asked.quote, **asked.facts)
    result = _question_result(asked.about, asked.quote, buttons)
    answer = say_lines(context, sentence, result=result, buttons=buttons)
    return speaking_of(context, answer, question.id)


def _choices(question: Question) -> tuple[Button, ...]:
    return tuple(
        Button(each.label, f"answer @{question.id} {number}")
        for number, each in enumerate(question.options, start=1)
        if each.label
    )


def _question_result(about: str, quote: str, buttons: Sequence[Button]) -> dict[str, object]:
    return {
        "kind": "question",
        "about": about,
        "quote": quote,
        "options": [{"label": each.label, "send": each.send} for each in buttons],
    }


def keep_question(
    context: RequestContext, entry: Entry, about: str, options: tuple[Option, ...]
) -> Question:
    """Store a question about a message."""
    question = Question("", about, entry.source, entry.sent_at, options)
    return context.uow.questions.ask(context.person.id, question, context.now)


def _swap(context: RequestContext, entry: Entry, reading: Reading) -> Button | None:
    """The button that stores the other likely reading instead."""
    if reading.swap is None:
        return None
    options = (Option(label=reading.swap.label, text=reading.swap.text, accept=entry.accept),)
    question = keep_question(context, entry, "swap", options)
    return Button(context.words("button.swap"), f"answer @{question.id} 1")


@dataclass(frozen=True, slots=True)
class Told:
    """Sets that are answered, the change that stored them, and what was known before it."""

    sets: Sequence[LoggedSet]
    change: Change
    pasts: Mapping[str, Past]  # only where the sets are the newest; read again elsewhere
    bests: Mapping[str, Sequence[Bests]]


def answer_sets(
    context: RequestContext, told: Told, *, swap: Button | None = None, kind: str = "logged"
) -> Answer:
    """Verdict, next set and next session for the last exercise; a line each for the others."""
    advices = []
    for exercise_id in dict.fromkeys(each.exercise_id for each in reversed(told.sets)):
        sets = tuple(each for each in told.sets if each.exercise_id == exercise_id)
        before = told.pasts.get(exercise_id)
        past = with_sets(context, before, sets) if before else read_past(context, exercise_id)
        advices.append(advise(context, past, sets, told.bests[exercise_id]))
    change, stopped = told.change, is_stopped(context)
    if stopped:
        advices = [replace(each, next_set=None, target=None, stopped=True) for each in advices]
    line, proved = shown_after(
        context, advices[0].exercise, advices[0].exposures, advices[0].sets[-1]
    )
    if line or any(spoken.speaks_of_pain(each) for each in advices):
        # A call that was proved, and pain: nobody else's matter.
        context = replace(context, alone=True)
    main, others = advices[0], tuple(reversed(advices[1:]))
    asks = not stopped and wants_effort(context, main)
    if asks:
        count = context.person.asks_unanswered + 1
        context.uow.people.save(
            replace(context.person, asks_unanswered=count, asked_at=context.now)
        )
    for each in advices:
        _remember(context, each)
    turn = turn_after(context, told.sets) if main.current and not stopped else None
    beside = spoken.Beside(asks, swap, turn)
    answer = spoken.answer_logged(context, main, others, change, beside, kind)
    answer = spoken.with_proof(answer, line, proved)
    answer = with_steps(context, answer, main, in_turn=turn is not None)
    session = main.exposures[-1].sets if main.current and main.exposures else ()
    return styled(context, answer, main.exercise, session, change.after)


def wants_effort(context: RequestContext, advice: Advice) -> bool:
    """Whether to ask how many were left: the first unrated set of an exercise in a session.

    After three unanswered questions at most once a week; `quiet` stops it (docs/decisions/026).
    """
    person, last = context.person, advice.sets[-1]
    if (
        person.quiet
        or not advice.current
        or not rateable(last)
        or advice.verdict.kind == "warmup"
        or are_attempts(advice.planned)
        or context.now - last.at > SESSION_GAP
    ):
        return False
    here = {each.id for each in advice.sets}
    session = advice.exposures[-1].sets if advice.exposures else ()
    if any(rateable(each) for each in session if each.id not in here):
        return False
    recently = person.asked_at is not None and context.now - person.asked_at < ASK_AGAIN_AFTER
    return not (person.asks_unanswered >= 3 and recently)


def rateable(each: LoggedSet) -> bool:
    """A working set with repetitions whose effort is not known and can be asked."""
    return each.working and each.reps is not None and each.rir_tenths is None and not each.partials


def _remember(context: RequestContext, advice: Advice) -> None:
    """Keep what is shown as an event: for hits and accuracy, never read back as input."""
    last = advice.sets[-1]
    body = spoken.event_body(context, advice)
    shown = Shown(advice.exercise.id, "set", last.id, last.session_at, body)
    context.uow.events.show(context.person.id, shown, context.now)
