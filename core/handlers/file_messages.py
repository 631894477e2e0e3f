"""Which messages are about files, and who waits: one file is read at a time.

What is read when a process dies or is stopped is begun again by the next one, and after some times
it is not: the sender hears so either way.
"""

from __future__ import annotations

from datetime import datetime

from core.context import RequestContext
from core.handlers.import_export import GIVEN_UP, Desk, receive
from core.intents import Exchange, Given, read_exchange
from core.interchange.rows import MOST_BYTES, FileRefused
from core.messages import Answer, Message, Reply
from core.store.unit_of_work import UnitOfWork

MOST_BEGUN = 2  # times a file is begun; what ended the process twice would end it again


def may_read(message: Message) -> bool:
    """Whether answering may mean reading a file, as far as the message alone tells."""
    exchange = None if message.edited else read_exchange(message)
    return exchange is not None and _may_read(message, exchange)


def _may_read(message: Message, exchange: Exchange) -> bool:
    if not _takes_file(exchange):
        return False
    if exchange.carries_file:
        file = message.files[0]
        return not (file.ref and file.size > MOST_BYTES)  # that one is refused as it is
    return exchange.given is not None and not _gives_up(exchange.given)


def _gives_up(given: Given) -> bool:
    return given.command.rest.strip().lower() in GIVEN_UP


def _takes_file(exchange: Exchange) -> bool:
    """Whether it is about a file that comes in; a file alone always is."""
    given = exchange.given
    return given is None or any(each.kind == "file" for each in given.spec.options)


def keeps_file(uow: UnitOfWork, message: Message, now: datetime) -> bool:
    """Whether somebody has a file here that a message without one may decide about."""
    with uow.trial():  # nobody is met by this
        person, _ = uow.people.find(message.sender, now)
        return uow.uploads.newest(person.id) is not None


async def answer_exchange(desk: Desk, exchange: Exchange) -> Answer:
    """A file, or what is to be done with one. Raises NotYours."""
    message, given = desk.message, exchange.given
    if message.edited:
        return await desk.answer(lambda _: Answer(None, None))
    if _takes_file(exchange):
        if message.begun >= MOST_BEGUN:
            return await desk.refused(FileRefused("interrupted", n=message.begun))
        if message.begun and _may_read(message, exchange):
            await desk.tell(f"again:{message.begun}", lambda context: context.words("import.again"))
        if message.files:
            return await receive(desk, message.files[0])
    if given is None or given.spec.desk is None:  # a file alone was received above
        raise ValueError("nothing to be done with a file")
    return await given.spec.desk(desk, given.command)


def place_in_line(context: RequestContext, before: int) -> Reply:
    """How many files are read before somebody's."""
    line = context.words("import.place", n=before)
    return Reply(lines=(line,), private=context.group, owner=context.person.id)
