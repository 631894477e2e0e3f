"""Work that takes longer than people wait: how far it is, in the chat, every few seconds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from core.context import RequestContext
from core.messages import Message, Reply
from core.store.engine import Store
from core.store.unit_of_work import UnitOfWork

EVERY = 5.0  # seconds between two lines: a chat is told, not flooded


@dataclass(slots=True)
class Progress:
    """How far the work for one message is, told in chats that have an outbox."""

    store: Store
    message: Message
    now: datetime
    enter: Callable[[UnitOfWork], RequestContext]
    clock: Callable[[], float]  # seconds, only ever forwards
    _last: float = field(init=False)
    _lines: int = 0

    def __post_init__(self) -> None:
        """Count from now on."""
        self._last = self.clock()

    async def say(self, key: str, **counts: int) -> None:
        """Say how far it is, unless something was said just now."""
        moment = self.clock()
        if not self.message.receipt or moment - self._last < EVERY:
            return
        self._last = moment
        self._lines += 1
        outbox_key = f"progress:{self.message.receipt}:{self._lines}"

        def work(uow: UnitOfWork) -> None:
            context = self.enter(uow)
            line = context.words(key, **{name: f"{count:,}" for name, count in counts.items()})
            reply = Reply(lines=(line,), private=context.group, owner=context.person.id)
            message = self.message
            uow.outbox.post(message.address, reply, message.delivery, outbox_key, self.now)

        await self.store.run(work)
