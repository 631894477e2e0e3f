"""Who wrote while nothing could be stored: told that it is so, and afterwards what was kept.

What is not committed is not acknowledged, so a platform delivers it again; until then the people
who wrote would hear nothing. They are known here alone, in memory: nothing could be written down.
A database that is only locked or restarted is waited for without a word.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from bot.platforms.base import Platform
from bot.runtime.inbox_worker import utc_now
from core.locale.strings import known_language, say
from core.messages import Address, Message, Reply
from core.store.engine import Store
from core.store.faults import lasting
from core.store.rows import InboxRow, OutboxMessage
from core.store.unit_of_work import UnitOfWork

MOST_CHATS = 1000  # that are kept in mind
MOST_ROWS = 100_000
SETTLE = timedelta(seconds=90)  # after the end, for what is delivered again
LOOK_SECONDS = 5.0
SEND_SECONDS = 5.0
PAUSE_SECONDS = 0.1  # between two chats that are told

log = logging.getLogger("spotter.outage")


@dataclass(slots=True)
class Chat:
    """One chat in which somebody wrote meanwhile."""

    first: Message
    began: datetime
    kept: dict[str, bool] = field(default_factory=dict)  # inbox key -> whether it is stored


class Outage:
    """Keeps in mind who wrote while the disk was full or the database file gone."""

    def __init__(
        self,
        store: Store,
        platforms: Mapping[str, Platform],
        posted: Callable[[], None] = lambda: None,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        """Post to a store; `posted` is called after that."""
        self._store = store
        self._platforms = platforms
        self._posted = posted
        self._now = now
        self._why = ""  # "full", "lost"; "" while all is well
        self._ended: datetime | None = None
        self._chats: dict[tuple[str, str], Chat] = {}
        self._looked_at: set[str] = set()
        self._numbers = itertools.count(-1, -1)  # outbox messages that no outbox knows
        self._telling: asyncio.Queue[Message] = asyncio.Queue(MOST_CHATS)

    def refused(self, rows: Sequence[InboxRow], error: BaseException) -> None:
        """Note updates that could not be stored, and tell who wrote them."""
        why = lasting(error)
        if not why:
            return
        for row in rows:
            if row.key in self._looked_at:  # delivered again, and refused again
                continue
            if len(self._looked_at) < MOST_ROWS:
                self._looked_at.add(row.key)
            try:
                message = self._platforms[row.platform].read(row)
            except Exception:
                log.debug("an update that was refused cannot be read")
                continue
            if message is not None:
                self._note(message, row.key, why, kept=False)

    def unanswered(self, message: Message, error: BaseException) -> None:
        """Note a message that is stored but cannot be handled."""
        if (why := lasting(error)) and message.receipt:
            self._note(message, message.receipt, why, kept=True)

    async def stored(self, rows: Sequence[InboxRow] = ()) -> None:
        """Note that something was stored: the trouble is over. Tells who is complete again."""
        if not self._chats:
            self._why = ""
            return
        if self._ended is None:
            self._ended = self._now()
            log.warning("the database can store again")
        for row in rows:
            chat = self._chats.get((row.platform, row.chat))
            if chat is not None and row.key in chat.kept:
                chat.kept[row.key] = True
        await self._tell([each for each in self._chats.items() if all(each[1].kept.values())])

    async def run(self) -> None:
        """Tell people at once that nothing is stored, and later who lost something."""
        while True:
            try:
                async with asyncio.timeout(LOOK_SECONDS):
                    message = await self._telling.get()
            except TimeoutError:
                await self._look()
            else:
                await self._tell_now(message)
                await asyncio.sleep(PAUSE_SECONDS)

    async def _look(self) -> None:
        if self._ended is not None and self._now() - self._ended > SETTLE:
            await self._tell(list(self._chats.items()))

    def _note(self, message: Message, key: str, why: str, *, kept: bool) -> None:
        """Keep a message in mind; talk in a group that was not meant for us is none."""
        if not message.addressed:
            return
        if self._ended is not None or not self._why:
            log.error("nothing can be stored (%s); people who write are told", why)
        self._why, self._ended = why, None
        place = (message.address.platform, message.address.chat)
        if place not in self._chats:
            if len(self._chats) >= MOST_CHATS:
                return
            self._chats[place] = Chat(message, self._now())
            with contextlib.suppress(asyncio.QueueFull):  # of an outage before; told afterwards
                self._telling.put_nowait(message)
        self._chats[place].kept.setdefault(key, kept)

    async def _tell_now(self, message: Message) -> None:
        """Say that nothing is stored just now, past the outbox: that cannot be written either."""
        platform = self._platforms.get(message.address.platform)
        if platform is None or self._ended is not None or not self._why:
            return
        words = say(known_language(message.sender.language), f"chat.outage.{self._why}")
        number, now = next(self._numbers), self._now()
        outgoing = OutboxMessage(
            number, f"outage:{now.timestamp()}:{number}", message.address, Reply(lines=(words,)),
            message.delivery, now, tries=0, uncertain=False,
        )  # fmt: skip
        try:
            async with asyncio.timeout(SEND_SECONDS):
                await platform.send(outgoing)
        except Exception as error:  # they are told once it is over
            log.info("somebody was not told (%s)", type(error).__name__)

    async def _tell(self, chats: Sequence[tuple[tuple[str, str], Chat]]) -> None:
        """Post what was kept, in each chat once."""
        for place, chat in chats:
            reply = Reply(lines=(self._afterwards(chat),))
            key = f"outage:{chat.began.timestamp()}:{':'.join(place)}"
            try:
                await self._store.run(partial(_post, chat.first.address, reply, key, self._now()))
            except Exception as error:  # again after the next thing that is stored
                log.warning("somebody is not told yet (%s)", type(error).__name__)
                return
            del self._chats[place]
        if chats:
            self._posted()
        if not self._chats:
            self._why, self._ended = "", None
            self._looked_at.clear()

    def _afterwards(self, chat: Chat) -> str:
        """Say what became of what was written meanwhile."""
        n, kept = len(chat.kept), sum(chat.kept.values())
        minutes = max(1, round(((self._ended or self._now()) - chat.began).total_seconds() / 60))
        which = "all" if kept == n else "none" if kept == 0 else "some"
        language = known_language(chat.first.sender.language)
        return say(language, f"chat.outage.{which}", n=n, kept=kept, lost=n - kept, minutes=minutes)


def _post(address: Address, reply: Reply, key: str, now: datetime, uow: UnitOfWork) -> None:
    uow.outbox.post(address, reply, "", key, now)
