"""How far each channel is stored: a cursor of its newest message, behind the inbox, never ahead.

After a crash messages are fetched once more from there and absorbed by their keys.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator, Sequence

from bot.platforms.discord.backlog import Arrival
from bot.platforms.discord.patient_store import PatientStore
from bot.platforms.discord.read import PLATFORM
from bot.redaction import log_fault
from core.bounds import decimal
from core.store.engine import Store
from core.store.faults import lies_in_a_row

SERVERS = "discord.server"  # cursors that say which server a channel is in; none for direct ones
PEOPLE = "discord.direct"  # cursors that say where a person is written to directly
GONE = "gone"  # cursor of a channel that can no longer be read
FLUSH_S = 5.0

log = logging.getLogger("spotter.discord")


class Cursors:
    """The cursors of one bot, as this process knows them."""

    def __init__(self, store: Store, patient: PatientStore) -> None:
        self._store, self._patient = store, patient
        self._known: dict[str, int] = {}
        self._unsaved: set[str] = set()
        self._servers: dict[str, str] = {}
        self._pinned: set[str] = set()  # channels in which something is still to be fetched

    def __contains__(self, channel: str) -> bool:
        """Whether a channel is known, and not gone."""
        return channel in self._known

    def __iter__(self) -> Iterator[str]:
        """Give the channels that are known."""
        return iter([*self._known])

    def __len__(self) -> int:
        """How many channels are known."""
        return len(self._known)

    @property
    def pinned(self) -> Sequence[str]:
        """Where something is still to be fetched."""
        return tuple(self._pinned)

    def server(self, channel: str) -> str:
        """Give the server of a channel; "" for a direct one."""
        return self._servers.get(channel, "")

    def move(self, arrival: Arrival, *, fetched: bool = False) -> None:
        """Remember the newest message of a channel that is known, unless some before are missing.

        What was `fetched` from the cursor on has nothing missing before it.
        """
        channel = arrival.channel
        if channel in self._pinned and not fetched:
            return
        if arrival.id > self._known.get(channel, arrival.id):
            self._known[channel] = arrival.id
            self._unsaved.add(channel)

    def pin(self, channel: str, first: int | None = None) -> None:
        """Leave a cursor where it is, and before the `first` message that is not stored."""
        self._pinned.add(channel)
        if first is not None and self._known.get(channel, 0) >= first:
            self._known[channel] = max(first - 1, 0)
            self._unsaved.add(channel)

    def unpin(self, channel: str) -> None:
        """Let a cursor move again: what is missing is being fetched."""
        self._pinned.discard(channel)

    async def introduce(self, arrival: Arrival, before: int) -> None:
        """Store a new channel before its first message: an unknown one cannot be caught up with."""
        before = max(before, 0)
        try:
            await self._save_place(arrival, before)
        except Exception as fault:
            if not lies_in_a_row(fault):
                raise
            log_fault(log, "a channel cannot be stored")  # it is not caught up with, that is all
        self._known[arrival.channel] = before

    async def _save_place(self, arrival: Arrival, before: int) -> None:
        save = self._patient.save_cursor
        if arrival.server:
            await save(SERVERS, arrival.channel, arrival.server)
            self._servers[arrival.channel] = arrival.server
        elif arrival.person:
            await save(PEOPLE, arrival.person, arrival.channel)
        await save(PLATFORM, arrival.channel, str(before))

    async def last_seen(self, channel: str) -> int | None:
        """Give a channel's cursor, from the store the first time; None when it is gone."""
        if channel not in self._known:
            saved = decimal(await self._patient.cursor(PLATFORM, channel))
            if saved is None:
                return None
            self._known[channel] = saved
            self._servers[channel] = await self._patient.cursor(SERVERS, channel) or ""
        return self._known[channel]

    async def let_go(self, channel: str) -> None:
        """Note that a channel can no longer be read."""
        self._known.pop(channel, None)
        self._unsaved.discard(channel)
        await self._patient.save_cursor(PLATFORM, channel, GONE)

    async def save(self) -> None:
        """Store the cursors that have moved; a unit each, which the store commits together."""
        moved, self._unsaved = self._unsaved & self._known.keys(), set()
        save = self._store.save_cursor
        try:
            await asyncio.gather(*(save(PLATFORM, c, str(self._known[c])) for c in moved))
        except BaseException:
            self._unsaved |= moved
            raise

    async def save_now_and_then(self) -> None:
        """Store them every few seconds, until cancelled."""
        failing = False
        while True:
            await asyncio.sleep(FLUSH_S)
            try:
                await self.save()
            except Exception as fault:  # a cursor that lags costs a repeated look, nothing else
                if not failing:
                    log.warning("cursors not saved (%s)", type(fault).__name__)
                failing = True
            else:
                failing = False
