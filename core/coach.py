"""The one door: every message comes in here and every reply goes out, whatever the platform."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from core.aside import MOST_ASIDE, WorkAside
from core.changed import changed
from core.command_menus import listing, menu
from core.commands import SPECS
from core.context import RequestContext
from core.errors import AdminUnknown, NotYours, UserError
from core.exercises.names import names_for
from core.groups.audience import Audience, is_for_group
from core.groups.posts import post_named
from core.handlers import (
    calibrate,
    corrections,
    groups,
    link,
    pain,
    partner_rating,
    racks,
    rating,
    reactions,
    trainer,
    typed_sets,
)
from core.handlers.after_outage import Handled, summarise
from core.handlers.conclude import apologise, conclude, conclude_late, last_of, post
from core.handlers.file_messages import answer_exchange, keeps_file, may_read, place_in_line
from core.handlers.group_posts import follow, word_post
from core.handlers.group_switches import returned, switched_off, within_flood
from core.handlers.import_export import Desk
from core.handlers.ping import word_ping
from core.handlers.questions import answer_question
from core.handlers.refusals import refuse
from core.intents import (
    Exchange,
    Given,
    Guess,
    Intent,
    PainReport,
    Rate,
    Sets,
    read_call,
    read_exchange,
    read_intent,
    words_behind,
)
from core.interchange.reading import FileReader, ReadHere
from core.locale.strings import known_language
from core.messages import Address, Answer, Message, Reply
from core.parsing.questions import Inquiry
from core.parsing.ratings import PartnerCall
from core.records import Person
from core.store.engine import Store
from core.store.faults import StoreError
from core.store.unit_of_work import UnitOfWork

_log = logging.getLogger(__name__)


class Coach:
    """Answers messages; remembers nothing itself, so that a restart forgets nothing."""

    def __init__(
        self,
        store: Store,
        clock: Callable[[], float] = time.monotonic,
        reader: FileReader | None = None,
    ) -> None:
        """Answer from, and into, a store; `clock` only paces what is said of long work.

        `reader`: where files are read; without one, in this process.
        """
        self._store, self._clock = store, clock
        self._reader = reader or ReadHere(store.aside)

    async def handle(self, message: Message, now: datetime) -> Answer:
        """Answer one message in one unit of work: log, outbox and inbox are committed together.

        Raises StoreError when the database cannot be used, AdminUnknown when the message must say
        whether its sender is an admin; a bug of ours is logged under a short id and answered with
        an apology that names it.
        """
        try:
            exchange = read_exchange(message)
            if exchange is not None:
                return await self._exchange(message, exchange, now)
            return await self._with_aside(lambda uow: _deliver(uow, message, now))
        except (StoreError, AdminUnknown):
            raise
        except Exception:
            fault = secrets.token_hex(3)
            _log.exception("message could not be handled, fault %s", fault)
            return await self._store.run(lambda uow: apologise(uow, message, now, fault))

    async def catch_up(self, messages: Sequence[Message], now: datetime) -> Answer:
        """Handle the late messages of one chat, in order, and answer them in one summary."""
        if any(read_exchange(message) for message in messages):
            return await self._one_by_one(messages, now)
        try:
            return await self._store.run(lambda uow: _catch_up(uow, messages, now))
        except WorkAside:
            return await self._one_by_one(messages, now)
        except StoreError:
            raise
        except Exception:
            _log.exception("late messages could not be handled together")
            return await self._one_by_one(messages, now)

    async def _with_aside(self, unit: Callable[[UnitOfWork], Answer]) -> Answer:
        """Run a unit of work; what it wants worked out aside is, and it begins again with that."""
        done: dict[str, object] = {}

        def work(uow: UnitOfWork) -> Answer:
            uow.state.aside = dict(done)
            return unit(uow)

        while True:
            try:
                return await self._store.run(work)
            except WorkAside as wanted:
                if len(done) == MOST_ASIDE:  # the log changes faster than it can be worked out
                    raise
                done[wanted.key] = await self._store.aside(wanted.work)

    async def _one_by_one(self, messages: Sequence[Message], now: datetime) -> Answer:
        return last_of([await self.handle(message, now) for message in messages])

    async def _exchange(self, message: Message, exchange: Exchange, now: datetime) -> Answer:
        """A file, or what is to be done with one."""

        def enter(uow: UnitOfWork) -> RequestContext:
            context = _enter(uow, message, now)
            link.check_owner(uow, message, context.person)
            return context

        def end(uow: UnitOfWork, answer: Answer) -> None:
            conclude(uow, message, told(not message.address.private, "alone", answer), now)

        desk = Desk(self._store, message, now, enter, end, self._clock, self._reader)
        try:
            return await answer_exchange(desk, exchange)
        except NotYours as error:
            stranger = replace(desk, enter=lambda uow: _enter(uow, message, now))
            return await stranger.refused(error)

    async def reads_file(self, message: Message, now: datetime) -> bool:
        """Whether answering a message means reading a file: then it waits for its turn."""
        if not may_read(message):
            return False
        return bool(message.files) or await self._store.run(
            lambda uow: keeps_file(uow, message, now)
        )

    async def tell_place(self, message: Message, before: int, now: datetime) -> None:
        """Say how many files are read before somebody's; said once for a message."""

        def work(uow: UnitOfWork) -> None:
            reply = place_in_line(_enter(uow, message, now), before)
            key = f"place:{message.receipt}"
            uow.outbox.post(message.address, reply, message.delivery, key, now)

        if message.receipt:
            await self._store.run(work)

    async def ping(self, key: str, person_id: int, now: datetime) -> Reply | str:
        """The words of a ping that is sent now; or why it is not ("trained", "late", "off" ...).

        `key` names the occurrence: "ping:<reminder>:<local date>"; of what is posted in a group,
        which is nobody's, "post:<post>:<local date>".
        """
        if post_named(key) is not None:
            return await self._store.run(lambda uow: word_post(uow, key, now))
        return await self._store.run(lambda uow: word_ping(uow, key, person_id, now, context_of))

    def menu(self, language: str = "en") -> tuple[tuple[str, str], ...]:
        """The short command menu: (name, description) pairs."""
        return menu(language)

    def listing(self, language: str = "en") -> tuple[tuple[str, str], ...]:
        """All commands that a platform lists, in the same form."""
        return listing(language)


def _deliver(uow: UnitOfWork, message: Message, now: datetime) -> Answer:
    """Answer a message and put what came of it into the outbox."""
    message = reactions.in_topic(uow, message)
    answer = answer_message(uow, message, now)
    conclude(uow, message, answer, now)
    return answer


def _catch_up(uow: UnitOfWork, messages: Sequence[Message], now: datetime) -> Answer:
    handled: list[Handled] = []
    for message in messages:
        answer = answer_message(uow, message, message.sent_at, late=True)
        handled.append(Handled(message, answer))
        conclude_late(uow, message, answer, now)
    summary = summarise(handled)
    if summary.reply is not None and messages and messages[-1].receipt:
        post(uow, messages[-1], summary.reply, now)
    return summary


def answer_message(
    uow: UnitOfWork, message: Message, now: datetime, *, late: bool = False
) -> Answer:
    """Work out the answer to a message, inside a unit of work."""
    if message.reaction:
        return _reacted(uow, message, now)
    if message.edited and uow.inbox.is_overtaken(message.receipt, now):
        return Answer(None, None)
    call = read_call(message)
    if not message.addressed:
        code = words_behind("link", message.text)
        theirs = words_behind("trainer", message.text)
        if (code and link.is_code_overheard(uow, code)) or (
            theirs and trainer.is_code_overheard(uow, theirs)
        ):
            message = replace(message, addressed=True)
    if not message.addressed and not partner_rating.is_meant(uow, message, call):
        return Answer(None, None)
    if not message.addressed and not groups.is_heard(uow, message, now):
        return Answer(None, None)
    context = _enter(uow, message, now)
    person = context.person
    if late:
        context = replace(context, person=replace(person, quiet=True), admin=bool(message.admin))
    audience = SPECS["log"].audience
    try:
        link.check_owner(uow, message, person)
        intent = read_intent(message, call, context.names, _LogFacts(context, message))
        audience = _audience(intent)
        answer = told(context.group, audience, _act(context, message, intent))
        answer = partner_rating.with_row(context, message, answer)
        return within_flood(context, follow(context, racks.follow(context, message, answer)))
    except UserError as error:
        if not message.addressed:
            return Answer(None, None)
        answer = told(context.group, audience, refuse(context, error))
        return corrections.with_kept(context, answer, message.source) if message.edited else answer


def _reacted(uow: UnitOfWork, message: Message, now: datetime) -> Answer:
    """What a reaction does; nothing, and nobody is made of it, where it is not the lifter's own."""
    if not reactions.is_by_lifter(uow, message):
        return Answer(None, None)
    context = _enter(uow, message, now)
    try:
        answer = reactions.react(context, message)
    except UserError as error:
        answer = refuse(context, error)
    return told(context.group, SPECS["log"].audience, answer)


@dataclass(frozen=True, slots=True)
class _LogFacts:
    """What the log tells of a message that reads two ways."""

    context: RequestContext
    message: Message

    def is_guess_awaited(self) -> bool:
        return calibrate.is_guess_awaited(self.context)

    def is_rated_by_message(self) -> bool:
        return rating.rated_by(self.context, self.message.sent_at) is not None

    def is_about_set(self, call: PartnerCall) -> bool:
        return partner_rating.is_about_set(self.context, self.message, call)


def _audience(intent: Intent) -> Audience:
    """Who is answered in a group: by the row of the command that an intent is, or stands for."""
    match intent:
        case Given():
            return intent.spec.audience
        case Guess():
            return SPECS["calibrate"].audience
        case PainReport():
            return SPECS["pain"].audience
        case Inquiry():
            return "alone"
        case Sets() | Rate() | PartnerCall():
            return SPECS["log"].audience


def _act(context: RequestContext, message: Message, intent: Intent) -> Answer:
    """Do what a message asks for. Raises UserError."""
    match intent:
        case Sets(more=True) if rating.is_open(context):
            return rating.rate(context, rating.ONE_LEFT, message.text.strip())
        case Sets():
            return typed_sets.log_sets(context, message, intent.text)
        case Rate(again=True):
            return rating.rate_again(context, intent.rating, message.sent_at)
        case Rate():
            return rating.rate(context, intent.rating, message.text.strip())
        case PartnerCall():
            return partner_rating.take(context, message, intent)
        case Guess():
            return calibrate.answer_guess(context, intent.tenths)
        case PainReport():
            return pain.answer_pain(context, message, intent.found, intent.text, intent.named)
        case Inquiry():
            return answer_question(context, intent, message)
        case Given():
            return _run(context, message, intent)


def _run(context: RequestContext, message: Message, given: Given) -> Answer:
    """Run a command; an edited message does not do again what it did."""
    if message.edited and (given.spec.changes_log or given.spec.once):
        return Answer(None, None)
    refused = switched_off(context, given.spec.feature)
    if refused is not None:
        return refused
    if given.spec.handler is None:  # about files: `Coach.handle` takes it before this
        raise ValueError(f"{given.spec.name} is not answered in one unit of work")
    return given.spec.handler(context, given.command, message)


def told(group: bool, audience: Audience, answer: Answer) -> Answer:
    """An answer as it may be told where the person speaks (core/groups/audience.py)."""
    if not group or answer.reply is None or answer.reply.private:
        return answer
    if answer.reply.agreed:
        return Answer(replace(answer.reply, agreed=False), answer.result)
    facts = answer.result or {}
    error = str(facts.get("error", "")) if facts.get("kind") == "error" else ""
    if is_for_group(audience, error, said_there=bool(answer.reply.about)):
        return answer
    return Answer(replace(answer.reply, private=True, about=""), answer.result)


def _enter(uow: UnitOfWork, message: Message, now: datetime) -> RequestContext:
    """The context of a message; a new person is made, and greeted in their language."""
    person, new = uow.people.find(message.sender, now)
    if new:
        person = _greet(uow, person, message.sender.language)
    uow.people.heard(message.sender, message.address, now)
    returned(uow, message.address)
    context = context_of(uow, person, message.address, now)
    return changed(context, new=new, hint=message.sender.language, admin=message.admin)


def _greet(uow: UnitOfWork, person: Person, hint: str) -> Person:
    """A new person is spoken to in their own language where the bot knows it."""
    language = known_language(hint)
    if language == person.language:
        return person
    uow.people.speak(person.id, language)
    return replace(person, language=language)


def context_of(uow: UnitOfWork, person: Person, address: Address, now: datetime) -> RequestContext:
    """What a turn knows of a person, in a chat, at a time; in a group in the group's language."""
    rules = None if address.private else uow.groups.group_settings(address)
    if rules is not None and rules.language:
        person = replace(person, language=rules.language)
    names = names_for(uow.aliases.of(person.id), uow.own_exercises.of(person.id), person.language)
    preferences = uow.preferences.of(person.id)
    return RequestContext(uow, person, names, preferences, now, address, group=not address.private)
