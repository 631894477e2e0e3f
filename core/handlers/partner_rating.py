"""The spotter's eye: what a partner saw of somebody's set, kept beside the lifter's own call.

A partner answers the message of a set, or the bot's answer to it, with an effort, or taps one under
that answer. Both must have joined the group. Only the lifter is shown it, in private.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from core.context import RequestContext, say_lines
from core.exercises.names import catalogue_names, names_for
from core.handlers.rating import rate
from core.locale.strings import say
from core.messages import Address, Answer, Button, Message, Reply
from core.parsing.ratings import PartnerCall, Rating
from core.parsing.sets import looks_like_set
from core.records import Exercise, Exposure, LoggedSet
from core.render.wording import number, shortest, words_of_day, words_of_effort, words_of_set
from core.store.repositories import ratings as stored
from core.store.unit_of_work import UnitOfWork
from core.training.effort.partner_ratings import Pair, mean_off

KEYS = ("0", "1", "2", "3", "4+")  # R3
LATEST = timedelta(days=1)  # a call made later is made from memory
MOST_LINES = 6
MOST_OWN = 60  # characters of an overheard line in a member's own words


# --- what is meant for us -----------------------------------------------------------------------


def is_meant(uow: UnitOfWork, message: Message, call: PartnerCall | None) -> bool:
    """Whether words said to nobody are for us: a set, or a member's call of a member's set.

    Nothing is written: people who only talk leave no trace.
    """
    text = message.text.strip()
    if call is not None:
        return (
            uow.ratings.member(message.address, message.sender) is not None
            and answered_set(uow, message) is not None
        )
    if looks_like_set(text, catalogue_names()):
        return True
    if len(text) > MOST_OWN or "?" in text or not any(map(str.isdigit, text)):
        return False
    member = uow.ratings.member(message.address, message.sender)
    if member is None:
        return False
    aliases, own = uow.aliases.of(member), uow.own_exercises.of(member)
    return bool(aliases or own) and looks_like_set(text, names_for(aliases, own))


# --- a partner's call ---------------------------------------------------------------------------


def is_about_set(context: RequestContext, message: Message, call: PartnerCall) -> bool:
    """Whether an effort is a call of the set that is answered, and not one's own as ever."""
    if call.tapped or not message.addressed:
        return True
    spot = answered_set(context.uow, message)
    if spot is None or spot[0] == context.person.id:
        return spot is not None and spot[1] is not None and not message.edited
    return True


def take(context: RequestContext, message: Message, call: PartnerCall) -> Answer:
    """Keep a call of somebody else's set; one's own set that was answered is rated."""
    spot = answered_set(context.uow, message)
    if spot is None or spot[0] == context.person.id:
        if call.tapped:
            return alone(context, "eye.own" if spot else "eye.gone")
        if spot and spot[1] and message.addressed and not message.edited:
            return rate(context, replace(call.rating, set_id=spot[1].id), message.text)
        return Answer(None, None)
    lifter, seen = spot
    key = refusal(context, message.address, lifter, seen)
    if key or seen is None:
        return alone(context, key)
    keep(context, message, message.address, lifter, seen, call.rating)
    if not call.tapped:
        return Answer(None, _facts(call.rating))
    return noted(context, call.rating)


def noted(context: RequestContext, rating: Rating) -> Answer:
    """Tell a partner who tapped, alone, what is kept."""
    left = _left(context.person.language, rating.rir_tenths, rating.rir_at_least)
    said = context.words("eye.noted", left=left)
    return say_lines(context, said, result=_facts(rating), private=True)


def refusal(context: RequestContext, where: Address, lifter: int, seen: LoggedSet | None) -> str:
    """The sentence why a partner cannot call a set; "" where they can."""
    both = {lifter, context.person.id}
    if context.uow.ratings.joined(where, both) != both:
        return "eye.join"
    if seen is None:
        return "eye.gone"
    return "eye.late" if context.now - seen.at > LATEST else ""


def keep(
    context: RequestContext,
    message: Message,
    where: Address,
    lifter: int,
    seen: LoggedSet,
    rating: Rating,
) -> None:
    """Keep a call of a set told in a group, and tell the lifter."""
    tenths, least = rating.rir_tenths, rating.rir_at_least
    context.uow.ratings.rate(
        lifter, seen, context.person.id, tenths, where, context.now, at_least=least
    )
    _tell(context, message, lifter, seen, rating)


def _facts(rating: Rating) -> dict[str, object]:
    return {"kind": "eye", "rir": rating.rir_tenths / 10, "rir_at_least": rating.rir_at_least}


def show_usage(context: RequestContext) -> Answer:
    """`eye` by itself: how to."""
    return say_lines(context, context.words("eye.usage"), result={"kind": "help", "topic": "eye"})


def alone(context: RequestContext, key: str) -> Answer:
    """A refusal that nobody else sees."""
    result = {"kind": "error", "error": key.replace(".", "_")}
    return say_lines(context, context.words(key), result=result, private=True)


def answered_set(uow: UnitOfWork, message: Message) -> tuple[int, LoggedSet | None] | None:
    """Whose set a message answers: the last working set of what was said there."""
    about = uow.ratings.about(message.address, message.reply_to)
    if "/m" in about:
        person, _, change_id = about.partition("/")
        change = uow.journal.read(int(person), change_id)
        ids = [each.id for each in change.after] if change else []
        return int(person), last_seen(uow, int(person), ids)
    found = uow.ratings.set_of_message(message.address, message.reply_to)
    if found is None:
        return None
    return found[0], last_seen(uow, found[0], [found[1]])


def last_seen(uow: UnitOfWork, lifter: int, ids: Sequence[str]) -> LoggedSet | None:
    """The last of some sets that can be called, as it stands now."""
    for set_id in reversed(ids):
        seen = uow.sets.by_id(lifter, set_id)
        if seen is not None and seen.working and seen.reps:
            return seen
    return None


def words_left(context: RequestContext, key: str) -> str:
    """A choice in words: "1 left", "4+ left"."""
    return _left(context.person.language, int(key.strip("+")) * 10, key.endswith("+"))


def _left(language: str, rir_tenths: int, at_least: bool) -> str:
    key = "effort.at_least" if at_least else "effort.left"
    return say(language, key, rir=number(rir_tenths))


def _tell(
    context: RequestContext, message: Message, lifter_id: int, seen: LoggedSet, call: Rating
) -> None:
    """Tell the lifter in private, the first time in a session; `why` shows the rest."""
    uow = context.uow
    place = uow.ratings.private_place(lifter_id, message.address.platform)
    lifter = uow.ratings.lifter(lifter_id)
    if place is None or lifter is None or not message.receipt:  # without one nothing is sent
        return
    aliases, own = uow.aliases.of(lifter_id), uow.own_exercises.of(lifter_id)
    names = names_for(aliases, own, lifter.language)
    exercise, language = names.exercise(seen.exercise_id), lifter.language
    left = _left(language, call.rir_tenths, call.rir_at_least)
    line = _both(language, "eye.told", seen, exercise, context.person.name, left)
    why = Button(say(language, "button.why"), f"why @{seen.id}")
    reply = Reply(lines=(line,), buttons=(why,), owner=lifter_id)
    session = seen.session_at or seen.at
    uow.outbox.post(place, reply, "", f"eye:{lifter_id}:{session.timestamp():.0f}", context.now)


def _both(
    language: str,
    key: str,
    each: LoggedSet,
    exercise: Exercise,
    name: str,
    left: str,
    day: str = "",
) -> str:
    """A set with the lifter's call, where there is one, and a partner's."""
    own = words_of_effort(language, each)
    done = replace(each, rir_tenths=None, failed=False)
    facts = {
        "day": day, "exercise": exercise.name, "name": name, "left": left, "own": own,
        "set": words_of_set(language, done, exercise),
    }  # fmt: skip
    keys = (key if own else f"{key}_unknown", f"{key}_short", f"{key}_least")
    return shortest(*(say(language, each, **facts) for each in keys))


# --- what is shown ------------------------------------------------------------------------------


def with_row(context: RequestContext, message: Message, answer: Answer) -> Answer:
    """An answer to a set in a group with one button for partners, where there are any."""
    reply, result = answer.reply, answer.result or {}
    if reply is None or not reply.about or reply.private or message.address.private:
        return answer
    if not _to_be_seen(result, context.now):
        return answer
    if not context.uow.ratings.has_company(message.address, context.person.id):
        return answer
    row = Button(context.words("button.eye_open"), "eye", open=True)
    return replace(answer, reply=replace(reply, buttons=(*reply.buttons, row)))


def _to_be_seen(result: Mapping[str, object], now: datetime) -> bool:
    """Whether the last set of an answer was done just now and has a reserve."""
    sets = result.get("sets") if result.get("kind") == "logged" else None
    last = sets[-1] if isinstance(sets, list) and sets else None
    if last is None or not last["reps"] or last["warmup"] or last["drop"] or last["failed"]:
        return False
    return now - datetime.fromisoformat(str(last["at"])) < LATEST


def why_lines(
    context: RequestContext, exercise: Exercise, exposures: Sequence[Exposure]
) -> list[str]:
    """What partners saw of the sets behind an advice, newest last."""
    language = context.person.language
    lines = []
    for each, rating in _seen(context, exposures):
        left = _left(language, rating.rir_tenths, rating.at_least)
        day = words_of_day(language, each.at, context.zone)
        lines.append(_both(language, "eye.why", each, exercise, rating.rater, left, day))
    return lines[-MOST_LINES:]


def seen_facts(context: RequestContext, exposures: Sequence[Exposure]) -> list[dict[str, object]]:
    """The same as facts."""
    return [
        {
            "set": each.id,
            "by": rating.rater,
            "rir": rating.rir_tenths / 10,
            "rir_at_least": rating.at_least,
        }
        for each, rating in _seen(context, exposures)
    ]


def _seen(
    context: RequestContext, exposures: Sequence[Exposure]
) -> list[tuple[LoggedSet, stored.Rating]]:
    sets = [each for every in exposures for each in every.sets]
    found = context.uow.ratings.of_sets(context.person.id, [each.id for each in sets])
    return [(each, rating) for each in sets for rating in found.get(each.id, ())]


def gap_line(context: RequestContext, found: Sequence[Pair]) -> str:
    """How partners' calls differ from the lifter's own; "" where nobody called."""
    off = mean_off(found)
    if off is None:
        return ""
    by = f"{abs(off):.1f}".removesuffix(".0")
    key = "same" if by == "0" else "more" if off > 0 else "fewer"
    return context.words(f"eye.{key}", n=len(found), off=by)


def gap_facts(found: Sequence[Pair]) -> dict[str, object]:
    """The same as facts."""
    off = mean_off(found)
    return {"calls": len(found), "off": None if off is None else round(off, 2)}
