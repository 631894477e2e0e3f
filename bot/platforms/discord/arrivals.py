"""What arrives from Discord, committed to the inbox in order; what was missed is fetched first.

Everything goes through one queue, because the order of arrival is the order of a channel. A cursor
per channel (the newest message seen) is stored behind the inbox, never ahead of it: after a crash
messages are fetched once more and absorbed by their keys. A direct channel that is new to us, but
older than the session, is fetched from as well: what was said there first may have met nobody.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import chain

import discord
from discord.utils import snowflake_time, time_snowflake, utcnow

from bot.platforms.base import Receive
from bot.platforms.discord.read import (
    EDIT_AGE,
    INTERACTION,
    PLATFORM,
    Json,
    MessageFilter,
    edit_row,
    interaction_row,
    message_row,
)
from bot.platforms.discord.rest import FAULTS
from bot.platforms.discord.shards import NewSession, Sees, everything
from bot.platforms.discord.unreadable import is_odd, safe_row, seen_id
from bot.redaction import log_fault
from bot.runtime.quarantine import receive_rows
from core.bounds import decimal
from core.messages import NOBODY
from core.store.engine import Store
from core.store.faults import lies_in_a_row
from core.store.rows import InboxRow

SERVERS = "discord.server"  # cursors that say which server a channel is in; none for direct ones
PEOPLE = "discord.direct"  # cursors that say where a person is written to directly
GONE = "gone"  # cursor of a channel that can no longer be read
PAGE = 100
MISSED_LIMIT = 1000  # messages fetched per channel after an outage
FIRST_WORDS_AGE = timedelta(days=1)  # of what is fetched from a channel that is new to us
CLOCKS_DIFFER = timedelta(minutes=1)  # ours and Discord's, at most
EDITS_LOOKED_AT = 50
FETCHERS = 16  # so that channels whose history hangs keep a few of them, not all
FETCH_PAUSE_S = 0.025  # between two of them: below 40 requests a second
FETCH_RETRIES_S = (1.0, 5.0, 20.0, 30.0)  # all other channels come before the next try
COMMIT_RETRIES_S = (0.2, 1.0, 5.0)
FLUSH_S = 5.0

Fetch = Callable[[str, Mapping[str, int]], Awaitable[Sequence[Json]]]
Find = Callable[[int | None, str], Awaitable[str | None]]
log = logging.getLogger("spotter.discord")


@dataclass(frozen=True, slots=True)
class Arrival:
    """Something seen in a channel; only those with a row or a key are for us."""

    channel: str
    id: int  # of the message or interaction, a snowflake
    row: InboxRow | None
    server: str = ""
    person: str = ""
    press: Json | None = None  # a button whose sentence is in the store ...
    owner: int | None = None  # ... of this person ...
    key: str = ""  # ... under this key

    @property
    def wanted(self) -> bool:
        """Whether it goes into the inbox."""
        return self.row is not None or bool(self.key)


class Arrivals:
    """The way from the gateway into the store, for one connection after another."""

    def __init__(
        self, store: Store, commit: Receive, heard: MessageFilter, fetch: Fetch, find: Find
    ) -> None:
        self._store, self._commit_rows = store, commit
        self._heard, self._fetch, self._find = heard, fetch, find
        self._queue: asyncio.Queue[Arrival | NewSession | Exception] = asyncio.Queue()
        self._in_hand: list[Arrival | NewSession | Exception] = []  # taken out, not committed yet
        self._cursors: dict[str, int] = {}
        self._unsaved: set[str] = set()
        self._servers: dict[str, str] = {}
        self._held: dict[str, list[Arrival]] = {}  # channels being caught up with, what waits there
        self._catching_up: asyncio.Task[None] | None = None
        self._meeting: set[asyncio.Task[None]] = set()  # one for each channel that is new to us
        self._connected_at = utcnow()
        self._pacing = asyncio.Lock()

    def put(self, arrival: Arrival) -> None:
        """Take something in, in the order called."""
        self._queue.put_nowait(arrival)

    def connected(self, sees: Sees = everything) -> None:
        """Note that a new session has begun: what it should have seen before has to be fetched."""
        self._connected_at = utcnow()
        self._queue.put_nowait(NewSession(sees))

    async def run(self) -> None:
        """Commit arrivals until cancelled. Raises what the store raises when it stays broken."""
        saving = asyncio.create_task(self._save_now_and_then())
        try:
            while True:
                self._in_hand = [await self._queue.get(), *self._drain()]
                await self._take(self._in_hand)
                self._in_hand = []
        except asyncio.CancelledError:
            await self._end_fetching()
            await self._leave_nothing()
            raise
        finally:
            await self._end_fetching()
            await _end(saving)

    async def _end_fetching(self) -> None:
        await _end(self._catching_up, *self._meeting)

    async def _take(self, batch: Sequence[Arrival | NewSession | Exception]) -> None:
        """Commit a batch in order; a new session splits it, a fault of catching up ends it."""
        ready: list[Arrival] = []
        new: list[Arrival] = []
        for place, arrival in enumerate(batch, 1):
            if isinstance(arrival, Exception):
                raise arrival
            if isinstance(arrival, NewSession):
                await self._meet(new)
                await self._commit(ready)
                ready, new = [], []
                await self._begin_catching_up(arrival.sees)
                self._in_hand = [*batch[place:]]
            elif arrival.channel in self._held:
                self._held[arrival.channel].append(arrival)
            elif self._may_have_missed(arrival):
                self._held[arrival.channel] = [arrival]
                new.append(arrival)
            else:
                ready.append(arrival)
        await self._meet(new)
        await self._commit(ready)

    async def _leave_nothing(self) -> None:
        """On the way out: commit what has arrived, so that slash commands are not lost.

        Messages held back, and those of a session with which nothing was caught up yet, are fetched
        at the next start: they would move cursors past what was missed.
        """
        items = [*self._in_hand, *self._drain()]
        begun = next((n for n, it in enumerate(items) if isinstance(it, NewSession)), len(items))
        left = [it for it in items[:begun] if isinstance(it, Arrival)]
        early = [it for it in items[begun:] if isinstance(it, Arrival)]
        every = (*chain(*self._held.values()), *left, *early)
        try:
            rows = [row for arrival in every if (row := await self._row(arrival)) is not None]
            await self._receive([row for row in rows if row.key.startswith(INTERACTION)])
            await self._commit([arrival for arrival in left if arrival.channel not in self._held])
            for it in early:
                if it.wanted and it.id and await self._last_seen(it.channel) is None:
                    await self._introduce(it, it.id - 1)
            await self._save_cursors()
        except Exception as fault:  # shutting down: the next start fetches messages again
            log.warning("what arrived last was not stored (%s)", type(fault).__name__)

    def _drain(self) -> list[Arrival | NewSession | Exception]:
        return [self._queue.get_nowait() for _ in range(self._queue.qsize())]

    # --- committing -------------------------------------------------------------------------------

    async def _commit(self, arrivals: Sequence[Arrival]) -> None:
        """Put arrivals into the inbox, then move the cursors of their channels on."""
        unknown = [a for a in arrivals if a.wanted and a.id and a.channel not in self._cursors]
        first = {arrival.channel: arrival for arrival in reversed(unknown)}
        await asyncio.gather(*(self._introduce(it, it.id - 1) for it in first.values()))
        rows = [row for arrival in arrivals if (row := await self._row(arrival)) is not None]
        if rows:
            await self._receive(rows)
        for arrival in arrivals:
            self._move_cursor(arrival)

    async def _row(self, arrival: Arrival) -> InboxRow | None:
        """Give the inbox row of an arrival, the sentence behind a stored button looked up.

        One that was forgotten or forged is nobody's: who pressed it is told so.
        """
        press = arrival.press
        if press is None:
            return arrival.row
        text = await self._find(arrival.owner, arrival.key)
        owner = arrival.owner if text else NOBODY
        return safe_row(lambda: interaction_row(press, utcnow(), text or "", owner), press)

    async def _receive(self, rows: Sequence[InboxRow]) -> None:
        for pause in COMMIT_RETRIES_S:
            try:
                await receive_rows(self._commit_rows, rows)
            except Exception as fault:  # whatever the database says, a moment later it may work
                log.warning("the inbox refused (%s), trying again", type(fault).__name__)
                await asyncio.sleep(pause)
            else:
                return
        await receive_rows(self._commit_rows, rows)

    def _move_cursor(self, arrival: Arrival) -> None:
        """Remember the newest message of a channel that is known."""
        if arrival.id > self._cursors.get(arrival.channel, arrival.id):
            self._cursors[arrival.channel] = arrival.id
            self._unsaved.add(arrival.channel)

    async def _introduce(self, arrival: Arrival, before: int) -> None:
        """Store a new channel before its first message: an unknown one cannot be caught up with."""
        before = max(before, 0)
        try:
            await self._save_place(arrival, before)
        except Exception as fault:
            if not lies_in_a_row(fault):
                raise
            log_fault(log, "a channel cannot be stored")  # it is not caught up with, that is all
        self._cursors[arrival.channel] = before

    async def _save_place(self, arrival: Arrival, before: int) -> None:
        if arrival.server:
            await self._store.save_cursor(SERVERS, arrival.channel, arrival.server)
            self._servers[arrival.channel] = arrival.server
        elif arrival.person:
            await self._store.save_cursor(PEOPLE, arrival.person, arrival.channel)
        await self._store.save_cursor(PLATFORM, arrival.channel, str(before))

    async def _save_cursors(self) -> None:
        """Store the cursors that have moved; a unit each, which the store commits together."""
        moved, self._unsaved = self._unsaved & self._cursors.keys(), set()
        save = self._store.save_cursor
        try:
            await asyncio.gather(*(save(PLATFORM, c, str(self._cursors[c])) for c in moved))
        except BaseException:
            self._unsaved |= moved
            raise

    async def _save_now_and_then(self) -> None:
        while True:
            await asyncio.sleep(FLUSH_S)
            try:
                await self._save_cursors()
            except Exception as fault:  # a cursor that lags costs a repeated look, nothing else
                log.warning("cursors not saved (%s)", type(fault).__name__)

    # --- catching up ------------------------------------------------------------------------------

    async def _begin_catching_up(self, sees: Sees) -> None:
        """Hold back every known channel until what was missed there is in the inbox."""
        await self._end_fetching()
        servers = await self._store.cursors(SERVERS)
        for channel in (*await self._store.channels(PLATFORM), *self._cursors):
            if sees(servers.get(channel, "")):
                self._held.setdefault(channel, [])
        # as it is now: channels met from here on have no place yet, and are fetched when they have
        self._catching_up = asyncio.create_task(self._catch_up(set(self._held)))

    async def _catch_up(self, todo: set[str]) -> None:
        """Fetch what was missed in channels; a fault of the store ends `run`."""
        try:
            for pause in (*FETCH_RETRIES_S, None):
                later: set[str] = set()
                async with asyncio.TaskGroup() as group:
                    for _ in range(FETCHERS):
                        group.create_task(self._fetch_channels(todo, later, final=pause is None))
                if not later or pause is None:
                    return
                todo = later
                await asyncio.sleep(pause)
        except* Exception as faults:
            self._queue.put_nowait(faults.exceptions[0])

    def _may_have_missed(self, arrival: Arrival) -> bool:
        """Whether a channel is new to us, direct, and older than the session."""
        if not (arrival.wanted and arrival.id and arrival.person) or arrival.server:
            return False
        made = decimal(arrival.channel)
        if arrival.channel in self._cursors or made is None:
            return False
        return made < time_snowflake(self._connected_at + CLOCKS_DIFFER)

    async def _meet(self, arrivals: Sequence[Arrival]) -> None:
        """Store new channels, and catch up with each from a day before."""
        since = time_snowflake(utcnow() - FIRST_WORDS_AGE)
        await asyncio.gather(*(self._introduce(it, min(it.id - 1, since)) for it in arrivals))
        for arrival in arrivals:
            task = asyncio.create_task(self._catch_up_with(arrival.channel))
            self._meeting.add(task)
            task.add_done_callback(self._meeting.discard)

    async def _catch_up_with(self, channel: str) -> None:
        """Fetch what was missed in one channel, tried twice; a fault of the store ends `run`."""
        try:
            async with self._pacing:
                await asyncio.sleep(FETCH_PAUSE_S)
            if not await self._is_fetched(channel, final=False):
                await asyncio.sleep(FETCH_RETRIES_S[0])
                await self._is_fetched(channel, final=True)
            await self._release(channel)
        except Exception as fault:
            self._queue.put_nowait(fault)

    async def _fetch_channels(self, todo: set[str], later: set[str], *, final: bool) -> None:
        """Catch up with channels until none is left; those that fail are for `later`."""
        while todo:
            async with self._pacing:
                await asyncio.sleep(FETCH_PAUSE_S)
            waiting = (channel for channel in todo if self._held.get(channel))
            channel = next(waiting, None) or next(iter(todo), None)  # where somebody waits first
            if channel is None:
                return
            todo.discard(channel)
            if await self._is_fetched(channel, final=final):
                await self._release(channel)
            else:
                later.add(channel)

    async def _release(self, channel: str) -> None:
        """Commit what was held back in a channel, and hold back no more."""
        while held := self._held.get(channel):
            batch = held[:]
            await self._commit(batch)
            del held[: len(batch)]
        self._held.pop(channel, None)

    async def _is_fetched(self, channel: str, *, final: bool) -> bool:
        """Fetch what was missed; False where it is worth another try. A refusal is final."""
        try:
            await self._fetch_missed(channel)
        except (discord.Forbidden, discord.NotFound):
            self._cursors.pop(channel, None)
            self._unsaved.discard(channel)
            await self._store.save_cursor(PLATFORM, channel, GONE)
        except FAULTS as fault:
            if not final:
                return False
            log.warning("a channel was not caught up with (%s)", type(fault).__name__)
        except Exception as fault:
            if not is_odd(fault):
                raise
            log_fault(log, "a channel's history could not be read")
        return True

    async def _last_seen(self, channel: str) -> int | None:
        """Give a channel's cursor, from the store the first time; None when it is gone."""
        if channel not in self._cursors:
            saved = decimal(await self._store.cursor(PLATFORM, channel))
            if saved is None:
                return None
            self._cursors[channel] = saved
            self._servers[channel] = await self._store.cursor(SERVERS, channel) or ""
        return self._cursors[channel]

    async def _fetch_missed(self, channel: str) -> None:
        if (after := await self._last_seen(channel)) is None:
            return
        if snowflake_time(after) > utcnow() - EDIT_AGE:
            await self._fetch_edits(channel, after)
        for _ in range(MISSED_LIMIT // PAGE):
            page = await self._fetch(channel, {"after": after, "limit": PAGE})
            missed = sorted((self._missed(channel, data) for data in page), key=lambda it: it.id)
            await self._commit(missed)
            newest = missed[-1].id if missed else 0
            if len(page) < PAGE or newest <= after:
                return
            after = newest
        log.warning("more than %d messages were missed in a channel", MISSED_LIMIT)

    async def _fetch_edits(self, channel: str, newest: int) -> None:
        """Look for edits of messages seen before; those known already are absorbed."""
        page = await self._fetch(channel, {"before": newest + 1, "limit": EDITS_LOOKED_AT})
        private, now = not self._servers.get(channel), utcnow()
        read = partial(edit_row, message_filter=self._heard, now=now, private=private)
        rows = (safe_row(partial(read, data), data) for data in page)
        if found := [row for row in rows if row is not None]:
            await self._receive(sorted(found, key=lambda row: row.sent_at))

    def _missed(self, channel: str, data: Json) -> Arrival:
        server = self._servers.get(channel, "")
        row = safe_row(lambda: message_row(data, self._heard, utcnow(), private=not server), data)
        return Arrival(channel, seen_id(data), row, server)


async def _end(*tasks: asyncio.Task[None] | None) -> None:
    """Cancel tasks and wait until they have ended."""
    running = {task for task in tasks if task is not None}
    for task in running:
        task.cancel()
    if running:
        await asyncio.wait(running)
