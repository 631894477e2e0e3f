"""What the process asks of a chat platform: receive updates, read a row, deliver a message."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from core.messages import Message
from core.store.rows import InboxRow, OutboxMessage

# Commits raw updates to the inbox, gives how many were new. Raises what the store raises: then none
# of them may be acknowledged.
Receive = Callable[[Sequence[InboxRow]], Awaitable[int]]


class CannotRead(Exception):
    """A raw update that cannot be turned into a message: it is set aside, nobody waits.

    `presser`: the message of somebody who pressed a button, who is told so.
    """

    def __init__(self, why: str, presser: Message | None = None) -> None:
        super().__init__(why)
        self.presser = presser


@dataclass
class Later(Exception):
    """The platform asks to wait. `everyone`: the wait holds for all chats, not this one only."""

    seconds: float
    everyone: bool = False
    certain: bool = True  # it surely did not arrive, so sending again is safe


# Why nothing arrives in a chat any more; keys of the words that say so.
Gone = Literal[
    "",  # it does: this outbox message alone is at fault
    "blocked",  # by the person
    "deactivated",  # their account
    "write_first",  # they never wrote to the bot
    "kicked",  # out of the group, or not allowed to see it
    "no_rights",  # to write there
    "deleted",  # the chat
    "closed",  # they take no direct messages
    "no_server",  # in common with them
]


@dataclass
class Never(Exception):
    """This outbox message can never arrive; `gone`: nor can any other in its chat."""

    why: str
    gone: Gone = ""


@dataclass
class Moved(Exception):
    """The chat has another id now."""

    chat: str


@dataclass
class Unknown(Exception):
    """The outcome of a send is not known (read timeout, connection lost after the request).

    `once`: a repeat would show, though the platform hides those of other sends.
    """

    why: str
    once: bool = False


@dataclass
class Refused(Exception):
    """The platform does not know us or our request (401, 404), perhaps only in passing."""

    why: str


@dataclass
class Fatal(Exception):
    """The platform will never take us as configured (bad token, intents): said once, no retry."""

    why: str


class Platform(Protocol):
    """One chat platform, as the process sees it."""

    name: str  # "telegram", "discord"
    repeat_safe: (
        bool  # sending the same outbox message again within minutes shows it once (Discord nonce)
    )

    async def receive(self, commit: Receive) -> None:
        """Connect and commit raw updates until cancelled; raises to be restarted."""

    def read(self, row: InboxRow) -> Message | None:
        """Turn a raw update into a message; None when it is not for the core. Raises CannotRead."""

    async def fetch(self, message: Message) -> Message:
        """Download the files a message carries; one that cannot be had keeps its `ref`.

        Files above `MOST_BYTES` are left where they are. Raises Later to be asked again.
        """

    async def is_admin(self, message: Message) -> bool:
        """Whether the sender may settle things for the chat; raises where it is not known."""

    async def send(self, outgoing: OutboxMessage) -> str:
        """Deliver a message, give the platform's id of it. Raises Later, Never, Moved, Unknown."""

    async def close(self) -> None:
        """Let connections go."""
