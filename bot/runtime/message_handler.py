"""What the inbox worker ask of the product, and of who keeps an outage in mind."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.runtime.file_queue import Reader
from core.messages import Answer, Message


class Door(Reader, Protocol):
    """What the inbox worker ask of `core.coach.Coach`."""

    async def catch_up(self, messages: Sequence[Message], now: datetime) -> Answer:
        """Answer late messages of one chat together."""

    async def reads_file(self, message: Message, now: datetime) -> bool:
        """Whether answering a message means reading a file."""


class Trouble(Protocol):
    """What the inbox worker ask of `bot.runtime.outage.Outage`."""

    def unanswered(self, message: Message, error: BaseException) -> None:
        """Note a message that cannot be handled."""

    async def stored(self) -> None:
        """Note that something was stored."""
