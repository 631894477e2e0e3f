"""Messages that mean reading a file: one at a time, and in nobody else's way."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.platforms.base import Platform
from bot.runtime.waiting_line import Line
from core.messages import Answer, Message
from core.store.engine import Store
from core.store.faults import StoreTrouble
from core.store.rows import Claimed

FETCHES_AT_ONCE = 16  # files being downloaded, or held in memory until they are handled
FETCH_SECONDS = 45.0  # below the lease

log = logging.getLogger("spotter.lanes")


class Reader(Protocol):
    """What is asked of `core.coach.Coach` about files."""

    async def handle(self, message: Message, now: datetime) -> Answer:
        """Answer one message."""

    async def tell_place(self, message: Message, before: int, now: datetime) -> None:
        """Say how many files are read before somebody's."""


class FileLane:
    """The chats that wait for a file: for its turn, and for the platform to hand it over.

    `moved` is called when somebody has joined the line, so that there is room for another chat,
    `posted` when an answer was committed.
    """

    def __init__(
        self,
        store: Store,
        coach: Reader,
        platforms: Mapping[str, Platform],
        moved: Callable[[], None],
        posted: Callable[[], None],
        now: Callable[[], datetime],
        lease: timedelta,
    ) -> None:
        self._store, self._coach, self._platforms = store, coach, platforms
        self._moved, self._posted, self._now, self._lease = moved, posted, now, lease
        self._line = Line()
        self._fetches = asyncio.Semaphore(FETCHES_AT_ONCE)

    def __len__(self) -> int:
        """How many chats wait."""
        return len(self._line)

    async def answer(self, claimed: Claimed, message: Message, *, last: bool) -> Answer:
        """Have a message answered that means reading a file, when it is its turn.

        That it is begun is written down first: what ends the process is not begun for ever. Raises
        where trying again may help.
        """
        key = claimed.row.key

        async def told(before: int) -> None:
            await self._coach.tell_place(message, before, self._now())
            self._posted()

        async with (
            self._kept(key),
            self._download(message, last=last) as download,
            self._line.turn(told),
        ):
            message = await download
            await self._store.begin_inbox(key, self._now() + self._lease)
            return await self._coach.handle(replace(message, begun=claimed.tries), self._now())

    @contextlib.asynccontextmanager
    async def _download(
        self, message: Message, *, last: bool
    ) -> AsyncIterator[asyncio.Task[Message]]:
        """Download while others have their turn, so that those that hang do so at once.

        Downloads begin in the order of the line: whoever is first in it has the first right.
        """
        held = False

        async def download() -> Message:
            nonlocal held
            self._moved()
            await self._fetches.acquire()
            held = True
            return await self._fetched(message, last=last)

        task = asyncio.create_task(download())
        try:
            yield task
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            if held:
                self._fetches.release()

    async def _fetched(self, message: Message, *, last: bool) -> Message:
        """Have the files of a message downloaded; raises where trying again may help.

        After the last try the message is answered without them, which says so.
        """
        if not any(file.ref for file in message.files):
            return message
        try:
            async with asyncio.timeout(FETCH_SECONDS):
                return await self._platforms[message.address.platform].fetch(message)
        except Exception as fault:
            if not last:
                raise
            log.warning("a file was not downloaded (%s)", type(fault).__name__)
            return message

    @contextlib.asynccontextmanager
    async def _kept(self, key: str) -> AsyncIterator[None]:
        """Keep a row from the other processes of the database for as long as it takes."""

        async def keep() -> None:
            while True:
                await asyncio.sleep(self._lease.total_seconds() / 3)
                with contextlib.suppress(StoreTrouble):
                    await self._store.extend_inbox(key, self._now() + self._lease)

        task = asyncio.create_task(keep())
        try:
            yield
        finally:
            task.cancel()
