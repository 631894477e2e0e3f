"""`gym thu 18:00`, "who is in at 18?": one message that asks, and changes as partners answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from core.context import RequestContext, say_lines
from core.errors import NotJoined
from core.groups.company import (
    ATTENDS,
    KEPT,
    MOST_GATHERINGS,
    PING_BEFORE,
    Attends,
    Gathering,
)
from core.groups.rules import Member, plain_name
from core.groups.usual import LOOKED_BACK, Usual, company_of, usual_times
from core.handlers import groups
from core.handlers.board import member_context
from core.handlers.due_workout import workout_due
from core.handlers.groups import in_group
from core.locale.strings import say
from core.messages import Address, Answer, Button, Message, Reply
from core.parsing.commands import Command
from core.parsing.gatherings import ANSWERED, LISTED, OVER, is_day_alone, read_gathering
from core.parsing.reminders import clock_words
from core.records import Person
from core.reminders.schedule import Reminder
from core.render.wording import shortest, words_of_day

MOST_NAMES = 12  # on one line
MOST_LIFTS = 2  # that go together
KIND: Literal["gym"] = "gym"  # of the pings


def gym(context: RequestContext, command: Command, message: Message) -> Answer:
    """`gym` tells that one trains; with a time it asks who is in. Raises UserError."""
    words = command.rest.lower().strip(" .!?")
    if words in ANSWERED or words in OVER:
        found = _named(context, command.set_id)
        if found is None and context.group and not command.set_id:
            return _show(context)
        if found is None:
            return _alone(context, context.words("gym.gone"), "gone")
        if words in OVER:
            return _call_off(context, found, message)
        return _answer(context, found, ANSWERED[words], message)
    if words in ("", "now"):
        return groups.gym(context, command)
    if context.group and is_day_alone(words):
        return _open(context, command.rest, message)  # asks for the time
    return who_is_in(context, command, message)


def who_is_in(context: RequestContext, command: Command, message: Message) -> Answer:
    """`who is in at 18?` asks; alone it says what is open. Raises UserError."""
    in_group(context, "gym")
    words = command.rest.lower().strip(" .!?")
    if words in LISTED or words in ("", "now") or is_day_alone(words):
        return _show(context)
    return _open(context, command.rest, message)


def _named(context: RequestContext, gathering_id: str) -> Gathering | None:
    """The gathering a button names, of this group or of one the person joined; or the only one."""
    company = context.uow.company
    if not gathering_id:
        coming = company.gatherings(context.address, context.now) if context.group else ()
        return coming[0] if len(coming) == 1 else None
    number = gathering_id[1:]
    if gathering_id[:1] != "g" or len(number) > 18:
        return None
    found = company.gathering(int(number))
    elsewhere = found is not None and context.group and not _same(found.where, context.address)
    return None if elsewhere else found


def _same(one: Address, other: Address) -> bool:
    return (one.platform, one.chat) == (other.platform, other.chat)


def _alone(context: RequestContext, line: str, why: str) -> Answer:
    """A refusal, for the person alone."""
    result = {"kind": "gathering", "state": "refused", "why": why}
    return say_lines(context, line, result=result, private=context.group)


# --- opening, answering, calling off ------------------------------------------------------------


def _open(context: RequestContext, words: str, message: Message) -> Answer:
    """Ask who is in at a time; one that is open already is answered. Raises BadSetting."""
    groups.membership(context)
    at = read_gathering(words, context.now, context.zone)
    company, me = context.uow.company, context.person.id
    coming = company.gatherings(context.address, context.now)
    known = next((each for each in coming if each.at == at), None)
    if known is not None:
        return _told_apart(context, known, "in", message)
    if len(coming) >= MOST_GATHERINGS:
        return _alone(context, context.words("gym.full", n=MOST_GATHERINGS), "full")
    made = Gathering(0, context.address, at, context.person.zone, me)
    made = company.arrange(made, context.now - KEPT)
    _keep(context, made, "in")
    return _shown(context, made)


def _answer(context: RequestContext, gathering: Gathering, answer: str, message: Message) -> Answer:
    """Keep an answer; the group's message changes. Raises NotJoined."""
    if context.uow.groups.member(gathering.where, context.person.id) is None:
        raise NotJoined
    if gathering.at <= context.now:
        when = moment(context, gathering.at, context.zone)
        return _alone(context, context.words("gym.over", when=when), "over")
    known: Attends = next(each for each in ATTENDS if each == answer)
    if not (context.group and _by_button(message)):
        return _told_apart(context, gathering, known, message)
    _keep(context, gathering, known)
    return _shown(context, gathering)


def _by_button(message: Message) -> bool:
    """Whether an answer came by the message it changes; what is typed gets a line of its own."""
    return bool(message.reply_to) or not message.receipt


def _told_apart(
    context: RequestContext, gathering: Gathering, answer: Attends, message: Message
) -> Answer:
    """A line for the person alone, in their own time; the group's message changes as well."""
    _keep(context, gathering, answer)
    repost(context, gathering, message)
    when = moment(context, gathering.at, context.zone)
    lines = [context.words(f"gym.answered.{answer}", when=when)]
    if answer != "out" and _private(context, gathering) is None:
        lines.append(context.words("gym.no_private"))
    result = _facts(context, gathering)
    return say_lines(context, *lines, result=result, private=context.group)


def _keep(context: RequestContext, gathering: Gathering, answer: Attends) -> None:
    """Keep an answer with the ping that goes with it."""
    company, me = context.uow.company, context.person.id
    company.answer(gathering, me, answer, context.now)
    company.drop_pings(me, gathering.key)
    where, at = _private(context, gathering), gathering.at - PING_BEFORE
    if answer == "out" or where is None or at <= context.now:
        return
    context.uow.reminders.add(
        Reminder(
            KIND, (), None, where, context.person.zone, context.now, person_id=me, next_at=at,
            note=gathering.key,
        )
    )  # fmt: skip


def _private(context: RequestContext, gathering: Gathering) -> Address | None:
    platform = gathering.where.platform
    chat, gone = context.uow.reminders.private_chat(context.person.id, platform)
    return Address(platform, chat) if chat and not gone else None


def _call_off(context: RequestContext, gathering: Gathering, message: Message) -> Answer:
    """Call it off, by whoever asked or an admin; nobody is pinged. Raises NotJoined.

    Who has not joined is told no name: numbers of other groups' times can be guessed.
    """
    if context.uow.groups.member(gathering.where, context.person.id) is None:
        raise NotJoined
    maker = gathering.made_by
    if maker not in (None, context.person.id) and not context.admin:
        named = {each.person_id: each.name for each, _ in _members(context, gathering)}
        if maker is not None and maker in named:
            line = context.words("gym.not_yours", name=plain_name(named[maker]))
            return _alone(context, line, "not_yours")
    zone = ZoneInfo(gathering.zone)
    line = _say(context, gathering, "gym.off", when=moment(context, gathering.at, zone))
    context.uow.company.call_off(gathering)
    reply = Reply(lines=(line,), owner=context.person.id, edits=gathering.key)
    if not context.group:
        post(context, gathering.where, reply, message)
        reply = replace(reply, edits="")
    return Answer(reply, {"kind": "gathering", "state": "off"})


# --- the message --------------------------------------------------------------------------------


def repost(context: RequestContext, gathering: Gathering, message: Message) -> None:
    """Change the group's message of a gathering to how it stands."""
    reply = _shown(context, gathering).reply
    if reply is not None:
        post(context, gathering.where, reply, message)


def post(context: RequestContext, where: Address, reply: Reply, message: Message) -> None:
    """Post beside the answer; a chat that sends for itself is sent nothing."""
    if message.receipt:
        key = f"{reply.edits}:{message.receipt}"
        context.uow.outbox.post(where, reply, "", key, context.now)


def answered(context: RequestContext, where: Address) -> tuple[Gathering, ...]:
    """The times to come in a group whose message names the person."""
    company, me = context.uow.company, context.person.id
    coming = company.gatherings(where, context.now)
    return tuple(each for each in coming if me in company.answers(each))


def take_back(context: RequestContext, named_in: Iterable[Gathering]) -> None:
    """Change the messages of times that named somebody who has left."""
    for each in named_in:
        reply = _shown(context, each).reply
        if reply is not None:
            key = f"{each.key}:left:{context.person.id}:{context.now.timestamp():.0f}"
            context.uow.outbox.post(each.where, reply, "", key, context.now)


def _shown(context: RequestContext, gathering: Gathering) -> Answer:
    """The group's one message: the time, who is in, lifts that go together."""
    people = _members(context, gathering)
    names = {member.person_id: plain_name(member.name) for member, _ in people}
    answers = context.uow.company.answers(gathering)
    zone = ZoneInfo(gathering.zone)
    named = _zones_differ(gathering, people)
    key = "gym.when.zone" if named else "gym.when"
    when = moment(context, gathering.at, zone)
    lines = [_say(context, gathering, key, when=when, zone=gathering.zone)]
    for each in ATTENDS:
        said = [names[who] for who, answer in answers.items() if answer == each and who in names]
        if said:
            lines.append(_say(context, gathering, f"gym.{each}", names=_names(said)))
    if len(lines) == 1:
        lines.append(_say(context, gathering, "gym.nobody"))
    lines += _together(context, gathering, people, answers)
    lines.append(_say(context, gathering, "gym.ping_told"))
    reply = Reply(
        lines=tuple(map(shortest, lines)),
        buttons=_buttons(context, gathering),
        owner=gathering.made_by,
        edits=gathering.key,
    )
    return Answer(reply, _facts(context, gathering))


def _buttons(context: RequestContext, gathering: Gathering) -> tuple[Button, ...]:
    named = f"@g{gathering.id}"
    found = [
        Button(_say(context, gathering, f"button.gym.{each}"), f"gym {each} {named}", open=True)
        for each in ATTENDS
    ]
    if gathering.made_by is not None:
        found.append(Button(_say(context, gathering, "button.gym.off"), f"gym off {named}"))
    return tuple(found)


def _say(context: RequestContext, gathering: Gathering, key: str, **facts: object) -> str:
    """A sentence in the language of whoever asked, so that a tap by another changes no words."""
    return say(_language(context, gathering), key, **facts)


def _language(context: RequestContext, gathering: Gathering) -> str:
    rules = context.uow.groups.group_settings(gathering.where)
    if rules is not None and rules.language:
        return rules.language
    maker = context.uow.ratings.lifter(gathering.made_by) if gathering.made_by else None
    return context.person.language if maker is None else maker.language


def _members(context: RequestContext, gathering: Gathering) -> Sequence[tuple[Member, Person]]:
    return context.uow.groups.members(gathering.where)


def _zones_differ(gathering: Gathering, people: Iterable[tuple[Member, Person]]) -> bool:
    """Whether a clock of somebody who joined shows another time then, as far as zones were told.

    Also where whoever asked never told theirs: nobody could know what the time is of.
    """
    told = {person.id for _, person in people if person.zone_told}
    if told and gathering.made_by not in told:
        return True
    return _differ(gathering.at, gathering.zone, people)


def _differ(at: datetime, zone: str, people: Iterable[tuple[Member, Person]]) -> bool:
    """Whether the clock of anybody who told their zone shows another time than one's does."""
    own = at.astimezone(ZoneInfo(zone)).utcoffset()
    told = {person.zone for _, person in people if person.zone_told}
    return any(at.astimezone(ZoneInfo(each)).utcoffset() != own for each in told)


def moment(context: RequestContext, at: datetime, zone: ZoneInfo) -> str:
    """A time to come on the clock of a zone: "today 18:00", "Thu 26 Nov 18:00"."""
    local = at.astimezone(zone)
    clock = clock_words(local.hour * 60 + local.minute)
    if local.date() == context.now.astimezone(zone).date():
        return context.words("gym.today", time=clock)
    return f"{words_of_day(context.person.language, at, zone)} {clock}"


def _names(names: Sequence[str]) -> str:
    shown = list(names[:MOST_NAMES])
    more = len(names) - len(shown)
    return ", ".join([*shown, f"+{more}"] if more else shown)


def _and(context: RequestContext, names: Sequence[str]) -> str:
    """Names in a sentence: "Ann, Ben and Cara"."""
    if len(names) < 2 or len(names) > MOST_NAMES:
        return _names(names)
    return context.words("and", first=", ".join(names[:-1]), last=names[-1])


def _facts(context: RequestContext, gathering: Gathering) -> dict[str, object]:
    answers = context.uow.company.answers(gathering)
    counts: dict[str, object] = {
        each: sum(said == each for said in answers.values()) for each in ATTENDS
    }
    return {
        "kind": "gathering", "state": "open", "at": gathering.at.isoformat(), **counts,
    }  # fmt: skip


# --- lifts that go together, usual times --------------------------------------------------------


def _together(
    context: RequestContext,
    gathering: Gathering,
    people: Sequence[tuple[Member, Person]],
    answers: Mapping[int, Attends],
) -> list[str]:
    """Lifts that the plans of two and more who are in have that day; of those who share theirs."""
    found: dict[str, list[str]] = {}
    for member, person in people:
        if answers.get(member.person_id) != "in" or "plan" not in member.share:
            continue
        theirs = replace(member_context(context, person), now=gathering.at)
        due = workout_due(theirs)
        if due.plan is None or due.skipped:
            continue
        for exercise in due.exercises:
            if not exercise.id.startswith("own-"):
                found.setdefault(exercise.id, []).append(plain_name(member.name))
    pairs = [(each, names) for each, names in found.items() if len(names) > 1]
    return [
        _say(
            context, gathering, "gym.both_do", names=_and(context, names),
            exercise=context.exercise(each).name,
        )
        for each, names in pairs[:MOST_LIFTS]
    ]  # fmt: skip


def _show(context: RequestContext) -> Answer:
    """What is open in this group, and when those who share it usually train together."""
    coming = context.uow.company.gatherings(context.address, context.now)
    people = context.uow.groups.members(context.address)
    names = {member.person_id: plain_name(member.name) for member, _ in people}
    lines, buttons = [], []
    for each in coming:
        answers = context.uow.company.answers(each)
        said = [names[who] for who, answer in answers.items() if answer == "in" and who in names]
        when = moment(context, each.at, context.zone)
        told = _names(said) or context.words("gym.nobody")
        lines.append(context.words("gym.line", when=when, names=told))
        label = f"{context.words('button.gym.in')} {when}"
        buttons.append(Button(label, f"gym in @g{each.id}", open=True))
    usual = usual_lines(context, people)
    lines = [*(lines or [context.words("gym.none")]), *usual]
    if (coming or usual) and _differ(context.now, context.person.zone, people):
        lines.append(context.words("gym.zone", zone=context.person.zone))
    result = {"kind": "gatherings", "open": len(coming), "usual": len(usual)}
    return say_lines(context, *map(shortest, lines), result=result, buttons=tuple(buttons))


def usual_lines(context: RequestContext, people: Sequence[tuple[Member, Person]]) -> list[str]:
    """Who usually trains together and when, on the reader's clock, of those who share times."""
    times: dict[str, Sequence[Usual]] = {}
    for member, person in people:
        if "times" in member.share:
            since = context.now - LOOKED_BACK
            starts = context.uow.weeks.session_starts(person.id, since, context.now)
            local = [each.astimezone(context.zone) for each in starts]
            times[plain_name(member.name)] = usual_times(local)
    return [
        context.words(
            "gym.usual",
            names=_and(context, each.names),
            day=context.words(f"day.{each.usual.weekday}"),
            time=clock_words(each.usual.minute),
        )
        for each in company_of(times)
    ]  # fmt: skip
