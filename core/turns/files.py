"""Which messages are about files, and who waits: one file is read at a time.

What is read when a process dies or is stopped is begun again by the next one, and after some times
it is not: the sender hears so either way.
"""

from __future__ import annotations

from datetime import datetime

from core.chat import Answer, Message, Reply
from core.exchange.rows import MOST_BYTES, FileRefused
from core.exercises.names import catalogue_names
from core.language.commands import Command, read_command
from core.language.sets import looks_like_set
from core.store.ledger import Ledger
from core.turns.exchange import GIVEN_UP, Desk, decide, receive, send_log
from core.turns.scene import Scene

MOST_BEGUN = 2  # times a file is begun; what ended the process twice would end it again


def is_exchange(message: Message) -> bool:
    """Whether a message carries a file, or decides about one: more than one unit of work."""
    if not message.addressed:
        return False
    return _carries_file(message) or _command(message) is not None


def _carries_file(message: Message) -> bool:
    return bool(message.files) and not looks_like_set(message.text, catalogue_names())


def _command(message: Message) -> Command | None:
    words = message.text.removeprefix("/").split(None, 1)
    if not words or words[0].lower().rstrip(".!") not in ("import", "export"):
        return None
    command = read_command(message.text, catalogue_names())
    return command if command is not None and command.name in ("import", "export") else None


def may_read(message: Message) -> bool:
    """Whether answering may mean reading a file, as far as the message alone tells."""
    if message.edited or not is_exchange(message):
        return False
    command = _command(message)
    if command is not None and command.name == "export":
        return False
    if _carries_file(message):
        file = message.files[0]
        return not (file.ref and file.size > MOST_BYTES)  # that one is refused as it is
    return command is not None and command.rest.strip().lower() not in GIVEN_UP


def keeps_file(ledger: Ledger, message: Message, now: datetime) -> bool:
    """Whether somebody has a file here that a message without one may decide about."""
    with ledger.trial():  # nobody is met by this
        person, _ = ledger.person(message.sender, now)
        return ledger.uploads.newest(person.id) is not None


async def answer_exchange(desk: Desk) -> Answer:
    """A file, or what is to be done with one. Raises NotYours."""
    message = desk.message
    if message.edited:
        return await desk.answer(lambda _: Answer(None, None))
    command = _command(message)
    if command is not None and command.name == "export":
        return await send_log(desk, command)
    if message.begun >= MOST_BEGUN:
        return await desk.refused(FileRefused("interrupted", n=message.begun))
    if message.begun and may_read(message):
        await desk.tell(f"again:{message.begun}", lambda scene: scene.words("import.again"))
    if message.files:
        return await receive(desk, message.files[0])
    return await decide(desk, command or Command("import", ""))


def place_in_line(scene: Scene, before: int) -> Reply:
    """How many files are read before somebody's."""
    line = scene.words("import.place", n=before)
    return Reply(lines=(line,), private=scene.group, owner=scene.person.id)
