"""Rating sets: how many repetitions were left, said after the set."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

from core.context import RequestContext
from core.errors import AlreadyRated, NothingToRepeat
from core.handlers.chosen_sets import set_named
from core.handlers.group_disclosure import told_here
from core.handlers.log_request import LogRequest
from core.handlers.log_sets import Told, answer_sets, log, rateable
from core.limits import SESSION_GAP
from core.messages import Answer
from core.parsing.sets import Rating
from core.records import LoggedSet
from core.store.rows import Change
from core.training.verdict import NO_BESTS

ONE_LEFT = Rating(10)
EDITED_WITHIN = timedelta(minutes=1)  # between a message's own time and its handling


def rate(context: RequestContext, rating: Rating, quote: str) -> Answer:
    """Rate the sets of the message asked about: the last one, or the one a button names."""
    if rating.set_id:
        named = set_named(context, rating.set_id)
    elif (request := _asked_effort(context, rating)) is not None:
        return log(context, request)
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
    return _answer_rated(replace(context, person=person), change, after)


def is_open(context: RequestContext) -> bool:
    """Whether the last set of these hours waits for its effort."""
    last = context.uow.sets.last(context.person.id)
    if last is None or context.person.quiet:
        return False
    return rateable(last) and context.now - last.at < SESSION_GAP


def _asked_effort(context: RequestContext, rating: Rating) -> LogRequest | None:
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
    return LogRequest(text, question.sent_at, question.source)


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
    return _answer_rated(context, change, after)


def _answer_rated(context: RequestContext, change: Change, after: tuple[LoggedSet, ...]) -> Answer:
    """Answer rated sets; a rating makes no record."""
    counts = Counter(each.exercise_id for each in after)
    bests = {exercise_id: (NO_BESTS,) * count for exercise_id, count in counts.items()}
    return answer_sets(context, Told(after, change, {}, bests))


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
