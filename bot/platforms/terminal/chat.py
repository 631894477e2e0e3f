"""The terminal: a typed line becomes a Message, an Answer becomes text or one JSON object.

It walks the same path as the other platforms, in one process and with no token. The conversation
(who speaks, where, at what time, what was typed and printed) lives in `Conversation`, which knows
nothing of files; `chat_from_pipe` and `console_terminal.chat_on_terminal` feed it.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import re
import secrets
import sys
import threading
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Protocol

from bot.platforms.terminal.pings import Pings, answer_of
from bot.platforms.terminal.render import PLATFORM, as_json, as_text
from core.messages import Address, Answer, Button, Message, Reply, Sender, owner_of

log = logging.getLogger(__name__)

STEP = timedelta(seconds=180)
MENTION = re.compile(r"@spotter(?:\s+|$)", re.IGNORECASE)
CONTROL = re.compile(r":([A-Za-z]+)(?:\s+(.*))?$", re.DOTALL)
CHUNK = 65536


class Door(Protocol):
    """What answers a message: `core.coach.Coach`."""

    async def handle(self, message: Message, now: datetime) -> Answer:
        """Answer one message."""


class BadControl(Exception):
    """A control line that cannot be followed; `code` is the error of the JSON object."""

    def __init__(self, code: str, text: str) -> None:
        """Keep the code for machines and the sentence for stderr."""
        super().__init__(text)
        self.code = code


@dataclass
class Clock:
    """The conversation's time: the real one, or one that was set and moves on by steps."""

    at: datetime | None = None
    step: timedelta = STEP

    def now(self) -> datetime:
        """Give the present moment, aware UTC."""
        return self.at or datetime.now(UTC)

    def tick(self) -> None:
        """Move a set clock on by one step; the real one moves by itself."""
        if self.at is not None:
            try:
                self.at += self.step
            except OverflowError:
                self.at = datetime.max.replace(tzinfo=UTC)


def read_moment(text: str) -> datetime:
    """Read an ISO time, UTC where no zone is given; raises ValueError."""
    moment = datetime.fromisoformat(text.strip())
    try:
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except OverflowError as error:
        raise ValueError(text) from error


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a line: an answer to print (None: print nothing) and a complaint for stderr."""

    answer: Answer | None
    complaint: str = ""
    in_group: bool = False


@dataclass(frozen=True, slots=True)
class Printed:
    """An answer that was printed, with the chat its buttons hang in and the message it is to."""

    reply: Reply | None
    address: Address
    source: str = ""


@dataclass
class Conversation:
    """A terminal's side of the talk: who types, where, when, and what `:edit N` counts."""

    door: Door
    clock: Clock = field(default_factory=Clock)
    user: str = "you"
    group: str = ""
    language: str = ""  # as a platform would tell it of who types
    shortcuts: bool = False  # ":undo" presses the button "undo" of the last reply
    pings: Pings | None = None  # where those come from that are due
    typed: list[Message] = field(default_factory=list)
    printed: list[Printed] = field(default_factory=list)
    run: str = field(default_factory=lambda: secrets.token_hex(6))
    spoken: int = 0

    async def take(self, line: str) -> Outcome:
        """Take one line: a message, or a control line that begins with a colon."""
        line = clean(line)
        control = CONTROL.match(line)
        if control is None and not (self.shortcuts and line.startswith(":")):
            return await self._send(self._typed(line))
        name, rest = control.groups(default="") if control else ("", "")
        if name == "edit":
            return await self._attempt(lambda: self._edited(rest))
        if name == "press":
            return await self._attempt(lambda: self._pressed(rest))
        if name == "reply":
            return await self._attempt(lambda: self._replied(rest))
        if name == "due":
            return await self.due()
        try:
            self._turn(name, rest.strip())
        except BadControl as bad:
            if self.shortcuts:
                return await self._attempt(lambda: self._pressed(line[1:]))
            return Outcome(None, str(bad))
        return Outcome(None)

    async def due(self) -> Outcome:
        """Give the pings that are due at the present time, as one answer; the clock stays."""
        came = await self.pings.due(self.clock.now()) if self.pings else []
        there = next((each.address for each in came if each.reply), self._here())
        answer = answer_of(came)
        self.printed.append(Printed(answer.reply, there))
        return Outcome(answer, in_group=not there.private)

    def _turn(self, name: str, rest: str) -> None:
        """Follow a control line that changes who speaks, where or when."""
        if name == "user" and rest:
            self.user = rest
        elif name == "group":
            self.group = rest
        elif name == "now" and rest:
            try:
                self.clock.at = read_moment(rest)
            except ValueError:
                raise BadControl("bad_time", f"not an ISO time: {rest}") from None
        elif name in ("user", "now"):
            raise BadControl("bad_control", f":{name} needs something after it")
        else:
            raise BadControl("bad_control", f"unknown control line: :{name}")

    async def _attempt(self, make: Callable[[], Message]) -> Outcome:
        """Send what an :edit or a :press makes; a bad one still counts and prints an object."""
        try:
            message = make()
        except BadControl as bad:
            answer = Answer(None, {"kind": "error", "error": bad.code})
            self.printed.append(Printed(None, self._here()))
            self.clock.tick()
            return Outcome(answer, str(bad))
        return await self._send(message)

    async def _send(self, message: Message) -> Outcome:
        """Hand a message to the core, keep what is printed, and move the clock on."""
        try:
            answer, complaint = await self.door.handle(message, self.clock.now()), ""
        except Exception:
            log.exception("a message could not be answered")
            answer = Answer(None, {"kind": "error", "error": "internal"})
            complaint = "this went wrong inside; nothing was answered"
        self.printed.append(Printed(answer.reply, message.address, message.source))
        self.clock.tick()
        return Outcome(answer, complaint, in_group=not message.address.private)

    def _typed(self, line: str) -> Message:
        message = Message(
            address=self._here(),
            sender=Sender(PLATFORM, self.user, self.user, self.language),
            text="",
            sent_at=self.clock.now(),
            source=self._source(),
            addressed=not self.group,
            admin=True,
        )
        message = with_text(message, line)
        self.typed.append(message)
        return message

    def _replied(self, rest: str) -> Message:
        """Answer a printed object, or the message on which the bot was silent, in its chat."""
        number, _, text = rest.lstrip().partition(" ")
        if not text.strip():
            raise BadControl("bad_control", "an answer looks like this: :reply 2 1 left")
        there = self.printed[position(number, len(self.printed), "no_such_object", "answer")]
        message = self._typed(text)
        to_us = there.reply is not None or there.address.private
        message = replace(message, address=there.address, reply_to=there.source, addressed=to_us)
        self.typed[-1] = with_text(message, text)
        return self.typed[-1]

    def _edited(self, rest: str) -> Message:
        """Type an earlier line anew: the same message, author, chat and date as then."""
        number, _, text = rest.lstrip().partition(" ")
        if not text.strip():
            raise BadControl("bad_control", "an edit looks like this: :edit 2 squat 140x8")
        original = self.typed[position(number, len(self.typed), "no_such_line", "line typed")]
        return replace(with_text(original, text), edited=True)

    def _pressed(self, rest: str) -> Message:
        """Press a button as the current user: its sentence, in the chat it hangs in."""
        number, _, label = rest.strip().partition(" ")
        if label and number.isdecimal():
            at = position(number, len(self.printed), "no_such_object", "printed answer")
        else:
            at, label = self._last_with_buttons(), rest
        there = self.printed[at]
        button = find_button(there.reply, label.strip())
        if button is None or there.reply is None:
            raise BadControl("no_such_button", f"answer {at + 1} has no button {label.strip()!r}")
        return Message(
            address=there.address,
            sender=Sender(PLATFORM, self.user, self.user, self.language),
            text=button.send,
            sent_at=self.clock.now(),
            source=self._source(),
            owner=owner_of(there.reply, button),
            reply_to=there.source,
            admin=True,
        )

    def _last_with_buttons(self) -> int:
        for at in range(len(self.printed) - 1, -1, -1):
            reply = self.printed[at].reply
            if reply is not None and reply.buttons:
                return at
        raise BadControl("no_such_button", "no answer so far has a button")

    def _here(self) -> Address:
        if self.group:
            return Address(PLATFORM, self.group, private=False)
        return Address(PLATFORM, self.user)

    def _source(self) -> str:
        self.spoken += 1
        return f"{PLATFORM}:{self.run}:{self.spoken}"


def clean(line: str) -> str:
    """Drop what no platform would deliver: line ends, NUL, halves of surrogate pairs."""
    line = line.rstrip("\r\n").replace("\0", "")
    return line.encode("utf-8", "replace").decode("utf-8")


def with_text(message: Message, line: str) -> Message:
    r"""Let the message say this line: `\n` breaks it, a mention or a slash addresses the bot."""
    text = line.replace("\\n", "\n")
    mention = MENTION.match(text)
    if mention:
        text = text[mention.end() :]
    addressed = message.addressed or bool(mention) or text.startswith("/")
    return replace(message, text=text, addressed=addressed)


def position(number: str, count: int, code: str, what: str) -> int:
    """Turn a count from 1, as typed, into an index; raises BadControl."""
    if number.isdecimal() and len(number) < 10 and 1 <= int(number) <= count:
        return int(number) - 1
    raise BadControl(code, f"there is no {what} with number {number!r}, only {count} so far")


def find_button(reply: Reply | None, label: str) -> Button | None:
    """Find a button by its label: exactly, in any case, then by the only one it begins."""
    buttons = reply.buttons if reply else ()
    wanted = label.casefold()
    for button in buttons:
        if button.label == label:
            return button
    for button in buttons:
        if button.label.casefold() == wanted:
            return button
    begun = [each for each in buttons if wanted and each.label.casefold().startswith(wanted)]
    return begun[0] if len(begun) == 1 else None


# --- where lines come from --------------------------------------------------------------------


async def chat_from_pipe(talk: Conversation, *, as_objects: bool, descriptor: int = 0) -> None:
    """One line, one message, until the input ends; every answer is flushed at once."""
    async for line in piped_lines(descriptor):
        if line.strip():
            show(await talk.take(line), as_objects=as_objects)


def show(outcome: Outcome, *, as_objects: bool) -> None:
    """Print what came of a line: complaints on stderr, the answer on stdout."""
    if outcome.complaint:
        sys.stderr.write(f"spotter: {outcome.complaint}\n")
        sys.stderr.flush()
    if outcome.answer is None:
        return
    if as_objects:
        text = as_json(outcome.answer)
    else:
        text = as_text(outcome.answer, in_group=outcome.in_group)
    if text:
        sys.stdout.write(text + ("\n" if as_objects else "\n\n"))
        sys.stdout.flush()


async def piped_lines(descriptor: int) -> AsyncIterator[str]:
    """Read the lines of a pipe or file, split at line feeds; never blocks the event loop."""
    parts: list[bytes] = []
    first = True
    while chunk := await read_chunk(descriptor):
        if first:
            chunk = chunk.removeprefix(b"\xef\xbb\xbf")
            first = False
        head, *others = chunk.split(b"\n")
        parts.append(head)
        for other in others:
            yield b"".join(parts).decode("utf-8", "replace")
            parts = [other]
    yield b"".join(parts).decode("utf-8", "replace")


async def read_chunk(descriptor: int) -> bytes:
    """Read what is there, in a thread that Ctrl-C and the end of the process need not wait for."""
    loop = asyncio.get_running_loop()
    arrived: asyncio.Future[bytes] = loop.create_future()

    def settle(chunk: bytes) -> None:
        if not arrived.done():
            arrived.set_result(chunk)

    def read() -> None:
        try:
            chunk = os.read(descriptor, CHUNK)
        except OSError:  # closed under our hands: the same as its end
            chunk = b""
        with contextlib.suppress(RuntimeError):  # the loop is gone
            loop.call_soon_threadsafe(settle, chunk)

    threading.Thread(target=read, name="stdin", daemon=True).start()
    return await arrived
