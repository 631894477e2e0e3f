"""What arrives from Discord, committed to the inbox in order; what was missed is fetched first.

Everything goes through one queue, because the order of arrival is the order of a channel. Sessions
come and go beside it. While the store is away it waits, within bounds, and what is beyond them is
fetched later. A direct channel that is new to us, but older than the session, is fetched from as
well: what was said there first may have met nobody.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import timedelta
from itertools import chain

import discord
from discord.utils import time_snowflake, utcnow

from bot.platforms.base import Receive
from bot.platforms.discord.backlog import Arrival, Backlog, Item, PassedOver
from bot.platforms.discord.cursors import SERVERS, Cursors
from bot.platforms.discord.history import Fetch, History
from bot.platforms.discord.patient_store import Find, PatientStore
from bot.platforms.discord.read import PLATFORM, MessageFilter, interaction_row
from bot.platforms.discord.rest import FAULTS
from bot.platforms.discord.shards import NewSession, Sees, everything
from bot.platforms.discord.unreadable import is_odd, safe_row
from bot.redaction import log_fault
from core.bounds import decimal
from core.messages import NOBODY
from core.store.engine import Store
from core.store.rows import InboxRow

FIRST_WORDS_AGE = timedelta(days=1)  # of what is fetched from a channel that is new to us
CLOCKS_DIFFER = timedelta(minutes=1)  # ours and Discord's, at most
FETCHERS = 16  # so that channels whose history hangs keep a few of them, not all
FETCH_PAUSE_S = 0.025  # between two of them: below 40 requests a second
FETCH_RETRIES_S = (1.0, 5.0, 20.0, 30.0)  # all other channels come before the next try
FETCH_AGAIN_S = 300.0  # before a channel is fetched again whose history could not be read
INTRODUCED_AT_ONCE = 100  # channels

Delayed = Callable[[Sequence[InboxRow], BaseException], None]
log = logging.getLogger("spotter.discord")


def nobody_is_told(_: Sequence[InboxRow], __: BaseException) -> None:
    """Tell nobody that what they wrote cannot be stored just now."""


class Arrivals:
    """The way from the gateway into the store, for one connection after another.

    `delayed` hears of what waits because the store is away. Nothing of it is lost while the process
    lives; cursors never move past what is not stored.
    """

    def __init__(
        self,
        store: Store,
        commit: Receive,
        heard: MessageFilter,
        fetch: Fetch,
        find: Find,
        delayed: Delayed = nobody_is_told,
    ) -> None:
        self._store = PatientStore(store, commit, find, self._tell_all)
        self._cursors = Cursors(store, self._store)
        self._history = History(fetch, heard)
        self._delayed = delayed
        self._backlog = Backlog()
        self._in_hand: list[Item] = []  # taken out, not committed yet
        self._held: dict[str, list[Arrival]] = {}  # channels being caught up with, what waits there
        self._catching_up: asyncio.Task[None] | None = None
        self._meeting: set[asyncio.Task[None]] = set()  # one for each channel that is new to us
        self._connected_at = utcnow()
        self._pacing = asyncio.Lock()

    def serve(self, commit: Receive, heard: MessageFilter) -> None:
        """Commit, and read what is fetched, by these from now on."""
        self._store.commit, self._history.heard = commit, heard

    def put(self, arrival: Arrival) -> None:
        """Take something in, in the order called; beyond the bounds it is fetched later."""
        if self._store.fault is not None:
            if not arrival.wanted:
                return  # a cursor that lags costs a repeated look, nothing else
            if (row := arrival.shown()) is not None:
                self._delayed([row], self._store.fault)
        if not self._backlog.keep(arrival):
            self._cursors.pin(arrival.channel, None if arrival.edit else arrival.id)
            self._backlog.pass_over(arrival)

    def connected(self, sees: Sees = everything) -> None:
        """Note that a new session has begun: what it should have seen before has to be fetched."""
        self._connected_at = utcnow()
        self._backlog.put(NewSession(sees))

    async def see_to(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do something else with the store, when it is there."""
        await self._store.until_done(work)

    @property
    def is_idle(self) -> bool:
        """Whether all that has arrived is stored."""
        return self._backlog.is_empty and not (self._in_hand or self._meeting)

    async def run(self) -> None:
        """Commit arrivals until cancelled; while the store is away they wait."""
        beside = [self._cursors.save_now_and_then(), self._fetch_again_now_and_then()]
        tasks = [asyncio.create_task(work) for work in beside]
        try:
            while True:
                self._in_hand = await self._backlog.take()
                await self._take(self._in_hand)
                self._in_hand = []
        except asyncio.CancelledError:
            self._store.leaving = True
            await self._end_fetching()
            await self._leave_nothing()
            raise
        finally:
            await self._end_fetching()
            await _end(*tasks)

    def leave(self, running: asyncio.Task[None]) -> None:
        """End `run`, once: what has arrived is committed if the store takes it at once."""
        if not self._store.leaving:
            self._store.leaving = True
            running.cancel()

    def _tell_all(self, fault: Exception) -> None:
        """Tell of all that waits that it cannot be stored just now."""
        self._delayed([row for it in self._backlog if (row := it.shown()) is not None], fault)

    async def _end_fetching(self) -> None:
        await _end(self._catching_up, *self._meeting)

    async def _take(self, batch: Sequence[Item]) -> None:
        """Commit a batch in order; what begins a fetch splits it, a fault in fetching ends it."""
        ready: list[Arrival] = []
        new: list[Arrival] = []
        for place, item in enumerate(batch, 1):
            if isinstance(item, Exception):
                raise item
            if isinstance(item, NewSession | PassedOver):
                await self._meet(new)
                await self._commit(ready)
                ready, new = [], []
                await self._begin(item)
                self._in_hand = [*batch[place:]]
            elif item.channel in self._held:
                self._held[item.channel].append(item)
            elif self._may_have_missed(item):
                self._held[item.channel] = [item]
                new.append(item)
            else:
                ready.append(item)
        await self._meet(new)
        await self._commit(ready)

    async def _begin(self, item: NewSession | PassedOver) -> None:
        """Begin to catch up: with all a session sees, or with a channel that was passed over."""
        if isinstance(item, NewSession):
            await self._begin_catching_up(item.sees)
            return
        first = self._backlog.passed.get(item.channel)
        if first is None and item.channel in self._cursors.pinned:
            first = Arrival(item.channel, 0, None)
        if first is not None and item.channel not in self._held:
            self._held[item.channel] = []
            await self._meet([first])

    async def _leave_nothing(self) -> None:
        """On the way out: commit what has arrived, first of all what cannot be fetched.

        Messages held back, and those of a session with which nothing was caught up yet, are fetched
        at the next start: they would move cursors past what was missed. So are those that were
        passed over. Their channels are stored where they were not.
        """
        items = [*self._in_hand, *self._backlog.rest()]
        begun = next((n for n, it in enumerate(items) if isinstance(it, NewSession)), len(items))
        left = [it for it in items[:begun] if isinstance(it, Arrival)]
        early = [it for it in items[begun:] if isinstance(it, Arrival)]
        every = (*chain(*self._held.values()), *left, *early)
        passed = [*self._backlog.passed.values()]
        try:
            wanted = (it for it in every if it.wanted and it.id)
            for it in first_of_each(chain(wanted, passed)):
                if await self._cursors.last_seen(it.channel) is None:
                    await self._introduce([(it, before_first(it))])
            never_again = [await self._row(it) for it in every if it.wanted and not it.fetchable]
            await self._store.receive([row for row in never_again if row is not None])
            await self._commit([arrival for arrival in left if arrival.channel not in self._held])
            await self._cursors.save()
        except Exception as fault:  # shutting down: the next start fetches messages again
            lost = sum(it.wanted for it in self._backlog)
            log.warning("%d that arrived last were not stored (%s)", lost, type(fault).__name__)

    # --- committing -------------------------------------------------------------------------------

    async def _commit(self, arrivals: Sequence[Arrival], *, fetched: bool = False) -> None:
        """Put arrivals into the inbox, then move the cursors of their channels on."""
        unknown = (a for a in arrivals if a.wanted and a.id and a.channel not in self._cursors)
        await self._introduce([(it, it.id - 1) for it in first_of_each(unknown)])
        rows = [row for arrival in arrivals if (row := await self._row(arrival)) is not None]
        await self._store.receive(rows)
        for arrival in arrivals:
            self._cursors.move(arrival, fetched=fetched)
        self._backlog.done(arrivals)

    async def _introduce(self, new: Sequence[tuple[Arrival, int]]) -> None:
        """Store new channels, each with what is before its first message; some at a time."""
        passed, store = self._backlog.passed, self._cursors.introduce
        for at in range(0, len(new), INTRODUCED_AT_ONCE):
            some = new[at : at + INTRODUCED_AT_ONCE]
            firsts = ((it, passed.get(it.channel, it).id, before) for it, before in some)
            await asyncio.gather(
                *(store(it, min(before, first - 1)) for it, first, before in firsts)
            )

    async def _row(self, arrival: Arrival) -> InboxRow | None:
        """Give the inbox row of an arrival, the sentence behind a stored button looked up.

        One that was forgotten or forged is nobody's: who pressed it is told so.
        """
        press = arrival.press
        if press is None:
            return arrival.row
        text = await self._store.find(arrival.owner, arrival.key)
        owner = arrival.owner if text else NOBODY
        return safe_row(lambda: interaction_row(press, utcnow(), text or "", owner), press)

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
        """Fetch what was missed in channels; a fault that is nobody's but ours ends `run`."""
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
            self._backlog.put(faults.exceptions[0])

    def _may_have_missed(self, arrival: Arrival) -> bool:
        """Whether a channel is new to us, direct, and older than the session."""
        if not (arrival.wanted and arrival.id and arrival.person) or arrival.server:
            return False
        made = decimal(arrival.channel)
        if arrival.channel in self._cursors or made is None:
            return False
        return made < time_snowflake(self._connected_at + CLOCKS_DIFFER)

    async def _meet(self, arrivals: Sequence[Arrival]) -> None:
        """Store new channels, and catch up with each; with direct ones from a day before."""
        unknown = [it for it in arrivals if it.channel not in self._cursors]
        await self._introduce([(it, before_first(it)) for it in unknown])
        for arrival in arrivals:
            task = asyncio.create_task(self._catch_up_with(arrival.channel))
            self._meeting.add(task)
            task.add_done_callback(self._meeting.discard)

    async def _catch_up_with(self, channel: str) -> None:
        """Fetch what was missed in one channel; first words are tried twice."""
        retries = FETCH_RETRIES_S if channel in self._backlog.passed else FETCH_RETRIES_S[:1]
        try:
            for pause in (*retries, None):
                async with self._pacing:
                    await asyncio.sleep(FETCH_PAUSE_S)
                if await self._is_fetched(channel, final=pause is None):
                    break
                await asyncio.sleep(pause or 0)
            await self._release(channel)
        except Exception as fault:
            self._backlog.put(fault)

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

    async def _fetch_again_now_and_then(self) -> None:
        while True:
            await asyncio.sleep(FETCH_AGAIN_S)
            for channel in self._cursors.pinned:
                self._backlog.put(PassedOver(channel))

    async def _release(self, channel: str) -> None:
        """Commit what was held back in a channel, and hold back no more."""
        while True:
            if channel in self._backlog.passed:  # meanwhile: there was no room
                await self._is_fetched(channel, final=True)
            elif held := self._held.get(channel):
                batch = held[:]
                await self._commit(batch)
                del held[: len(batch)]
            else:
                break
        self._held.pop(channel, None)

    async def _is_fetched(self, channel: str, *, final: bool) -> bool:
        """Fetch what was missed; False where it is worth another try. A refusal is final.

        Where the last try fails the cursor stays, and is fetched from again later.
        """
        self._backlog.keep_again(channel)
        self._cursors.unpin(channel)
        try:
            await self._fetch_missed(channel)
        except (discord.Forbidden, discord.NotFound):
            await self._cursors.let_go(channel)
        except FAULTS as fault:
            if not final:
                return False
            self._cursors.pin(channel)
            log.warning("a channel was not caught up with (%s)", type(fault).__name__)
        except Exception as fault:
            if not is_odd(fault):
                raise
            log_fault(log, "a channel's history could not be read")
        return True

    async def _fetch_missed(self, channel: str) -> None:
        if (after := await self._cursors.last_seen(channel)) is None:
            return
        server = self._cursors.server(channel)
        await self._store.receive(await self._history.edits(channel, server, after))
        async for missed in self._history.missed(channel, server, after):
            await self._commit(missed, fetched=True)


def first_of_each(arrivals: Iterable[Arrival]) -> list[Arrival]:
    """Give the first arrival of each channel."""
    first: dict[str, Arrival] = {}
    for arrival in arrivals:
        first.setdefault(arrival.channel, arrival)
    return [*first.values()]


def before_first(arrival: Arrival) -> int:
    """Say where a channel that is new to us is read from: a direct one from a day before on."""
    since = time_snowflake(utcnow() - FIRST_WORDS_AGE)
    return arrival.id - 1 if arrival.server else min(arrival.id - 1, since)


async def _end(*tasks: asyncio.Task[None] | None) -> None:
    """Cancel tasks and wait until they have ended."""
    running = {task for task in tasks if task is not None}
    for task in running:
        task.cancel()
    if running:
        await asyncio.wait(running)
