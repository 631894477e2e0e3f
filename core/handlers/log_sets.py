"""Storing the sets of a message, and answering them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import timedelta

from core.context import RequestContext, setting_of
from core.handlers import advice_words as spoken
from core.handlers.advice import Advice, advise
from core.handlers.answer_style import styled
from core.handlers.effort_calibration import shown_after
from core.handlers.exercise_log import (
    Before,
    Past,
    before_of,
    bests_before,
    read_past,
    with_sets,
)
from core.handlers.forecasts import keep_forecasts
from core.handlers.group_disclosure import Here, takes_from_elsewhere, told_here
from core.handlers.log_request import LogRequest
from core.handlers.open_questions import open_before, own_lift, pass_over, with_nearest
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
from core.handlers.set_questions import (
    ask,
    doubt,
    remind,
    subject_of,
    swap_button,
    waiting_for,
)
from core.limits import SESSION_GAP
from core.messages import Answer, Button
from core.parsing.reading import Asked, Setting
from core.parsing.sets import read_message
from core.records import LoggedSet, SetDraft
from core.store.rows import Change, Shown
from core.training.prescribed import are_attempts
from core.training.verdict import Bests

ASK_AGAIN_AFTER = timedelta(days=7)  # once three questions went unanswered
_DRAFT_FIELDS = tuple(each.name for each in fields(SetDraft) if each.init)


def log(context: RequestContext, request: LogRequest) -> Answer:
    """Read a message, store its sets, answer them. Raises UserError when it cannot be read."""
    waiting, here = waiting_for(context, request), told_here(context)
    typed = request.kind == "log"
    passed = open_before(context, request.source, request.sent_at) if typed else None
    if waiting is not None and not here.asked(waiting):
        context = replace(context, alone=True)
    if waiting is not None and not subject_of(waiting):
        return remind(context, request, waiting)
    if waiting is not None:
        request = replace(request, text=f"{subject_of(waiting)}\n{request.text}")
    pair = current_pair(context) if typed else None
    request = _in_turn(context, request, pair if waiting is None else None)
    seen: dict[str, Past] = {}
    setting = setting_of(
        context, request.sent_at, request.last, lambda each: _last(context, seen, each)
    )
    try:
        reading = read_message(request.text, setting)
    except Asked as asked:
        return _unclear(context, request, asked, setting, here, pair)
    if takes_from_elsewhere(context, request.text, setting, here, reading):
        context = replace(context, alone=True)
    stored = context.uow.sets.of_source(context.person.id, request.source)
    reading = with_marks(pair, request.text, reading, stored)
    times = [each.at for each in reading.sets]
    if stored and request.new and [each.at for each in stored] != times:
        request = replace(request, source=_number_used_again(request))
        stored = context.uow.sets.of_source(context.person.id, request.source)
    if stored and _unchanged(stored, reading.sets):
        return Answer(None, None)
    pasts = {
        each: seen.get(each) or read_past(context, each) for each in _exercise_ids(reading.sets)
    }
    before = {name: before_of(each, _ids(stored)) for name, each in pasts.items()}
    if not request.accept:
        question = doubt(context, request, reading, before)
        if question is not None:
            return question
    new = _stored(context, request, reading.sets, stored, before)
    answer = answer_sets(context, new, swap=swap_button(context, request, reading))
    return pass_over(context, here, passed, new.sets, answer)


def _unclear(
    context: RequestContext,
    request: LogRequest,
    asked: Asked,
    setting: Setting,
    here: Here,
    pair: Pair | None,
) -> Answer:
    """Log the one lift of the person's own that is meant, else ask which."""
    own = own_lift(context, asked, request.sent_at, () if pair is None else pair.lifts)
    if own is not None and own[0] != request.text:
        known_here = here.everything or here.last_set(own[1].id) is not None
        alone = context.alone or not known_here
        return log(replace(context, alone=alone), replace(request, text=own[0]))
    elsewhere = takes_from_elsewhere(context, request.text, setting, here, asked)
    asked = with_nearest(context, asked)
    return ask(replace(context, alone=context.alone or elsewhere), request, asked)


def _stored(
    context: RequestContext,
    request: LogRequest,
    drafts: Sequence[SetDraft],
    stored: Sequence[LoggedSet],
    before: Mapping[str, Before],
) -> Told:
    """Store sets beside what was known before them, and what was foretold of them."""
    pasts = {name: each.past for name, each in before.items()}
    bests = {name: bests_before(context, each, _of(drafts, name)) for name, each in before.items()}
    change = store(context, request, drafts, stored)
    keep_forecasts(context, request.sent_at, change.after, pasts, stored)
    newest = not stored and all(each.at == request.sent_at for each in drafts)
    return Told(change.after, change, pasts if newest else {}, bests)


def _in_turn(context: RequestContext, request: LogRequest, pair: Pair | None) -> LogRequest:
    """A message as the superset under way means it; an edited one as its sets were meant."""
    if request.kind != "log" or request.last is not None:
        return request
    if not request.new:
        stored = context.uow.sets.of_source(context.person.id, request.source)
        if stored:
            return replace(request, text=as_typed_again(context, stored, request.text))
    if pair is None:
        return request
    text, last = as_typed_in_turn(context, pair, request.text)
    return replace(request, text=text, last=last)


def _last(context: RequestContext, seen: dict[str, Past], exercise_id: str) -> LoggedSet | None:
    """The last set of an exercise, from the sessions that the answer needs anyway."""
    past = seen.get(exercise_id)
    if past is None:
        past = seen[exercise_id] = read_past(context, exercise_id)
    return past.window[-1].sets[-1] if past.window else None


def _number_used_again(request: LogRequest) -> str:
    """A source of its own for a message whose number stood for an older one."""
    return f"{request.source}#{request.sent_at.timestamp():.0f}"


def _exercise_ids(sets: Sequence[SetDraft]) -> dict[str, None]:
    return dict.fromkeys(each.exercise_id for each in sets)


def _of(sets: Sequence[SetDraft], exercise_id: str) -> list[SetDraft]:
    return [each for each in sets if each.exercise_id == exercise_id]


def _ids(sets: Sequence[LoggedSet]) -> list[str]:
    return [each.id for each in sets]


def _unchanged(stored: Sequence[LoggedSet], drafts: Sequence[SetDraft]) -> bool:
    """Whether a repeated delivery or an edit says what is stored already."""
    return len(stored) == len(drafts) and all(
        all(getattr(old, name) == getattr(new, name) for name in _DRAFT_FIELDS if name != "at")
        for old, new in zip(stored, drafts, strict=True)
    )


def store(
    context: RequestContext,
    request: LogRequest,
    drafts: Sequence[SetDraft],
    stored: Sequence[LoggedSet],
) -> Change:
    """Write the sets as one change; an edited message's sets keep their ids, in order."""
    person_id = context.person.id
    kept = [each.id for each in stored][: len(drafts)]
    begun = context.uow.journal.begin(person_id, len(drafts) - len(kept))
    ids = (*kept, *begun.ids)
    after = [
        logged(draft, set_id, request.source, position)
        for position, (draft, set_id) in enumerate(zip(drafts, ids, strict=True))
    ]
    kind = "edit" if stored and request.kind == "log" else request.kind
    return context.uow.journal.write(
        person_id, kind, request.source, stored, after, context.now, begun
    )


def logged(draft: SetDraft, set_id: str, source: str, position: int) -> LoggedSet:
    """A draft with its id and place."""
    values = {name: getattr(draft, name) for name in _DRAFT_FIELDS}
    return LoggedSet(**values, id=set_id, source=source, position=position)


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
