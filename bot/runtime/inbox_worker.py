"""Received messages to the coach: oldest first within a chat, many chats at once."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import math
import secrets
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

from bot.backoff import STORE_SECONDS, pause
from bot.platforms.base import CannotRead, Platform
from bot.redaction import log_fault
from bot.runtime.admins import Admins
from bot.runtime.bell import Bell
from bot.runtime.dropped import tell_dropped
from bot.runtime.file_queue import FileLane
from bot.runtime.file_rows import Beside, holds_up_others
from bot.runtime.message_handler import Door, Trouble
from bot.runtime.quarantine import set_aside
from core.errors import AdminUnknown
from core.handlers.conclude import set_aside_by
from core.messages import Message
from core.store.engine import Store
from core.store.faults import Overtaken, StoreTrouble
from core.store.rows import Claimed, InboxRow

CHATS_AT_ONCE = 32
ROOM = CHATS_AT_ONCE // 2  # with fewer chats in hand, more are claimed
ROWS_AT_ONCE = 200
ROWS_GATHERED = 5000  # after an outage: whole chats, so that each is answered once
LEASE = timedelta(seconds=60)
POLL_SECONDS = 1.0  # for what another process left, or a bell that did not ring
LATE = timedelta(minutes=10)  # older messages are answered together
QUIET_SECONDS = 1.0  # this long without anything late: all that was missed has arrived
GATHERING_SECONDS = 15.0  # but nobody waits longer than that
AGAIN_SECONDS = 60.0  # between two such waits: a date that is made up holds up nobody for long
TRIES = 3
ADMIN_SECONDS = 5.0  # a chat waits no longer to hear who is an admin

log = logging.getLogger("spotter.lanes")


def utc_now() -> datetime:
    """Give the time."""
    return datetime.now(UTC)


class InboxWorker:
    """Takes rows from the inbox and walks each chat's in order; chats do not wait for each other.

    `posted` is called when an answer was committed, so that the sender looks at once. `owner` is
    the name that leases are held under: that of the process.
    """

    def __init__(
        self,
        store: Store,
        coach: Door,
        platforms: Mapping[str, Platform],
        posted: Callable[[], None],
        owner: str = "lanes",
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._store, self._coach = store, coach
        self._platforms = platforms
        self._posted = posted
        self._now = now
        self._owner = owner
        self.outage: Trouble | None = None  # hears of messages that wait for the database
        self.others = False  # other processes receive too
        self._bell = Bell()
        self._slots = asyncio.Semaphore(CHATS_AT_ONCE)
        self._admins = Admins(time.monotonic)
        self._files = FileLane(
            store, coach, platforms, self._room_again, posted, now, LEASE
        )  # a file is read by itself, and takes nobody's slot
        self._chats: dict[str, asyncio.Task[None]] = {}
        self._beside = Beside(self._look_again)  # those who wait for a file in a group
        self._away = 0  # chats that wait for a platform and keep nobody else waiting
        self._waiting: set[str] = set()  # chats that got something while they were being served
        self._gathering_since = time.monotonic()
        self._closed_until = self._gathering_since + QUIET_SECONDS
        self._gathered_at = -math.inf  # when late ones closed the door last
        self._received_nothing = True
        self._rows_at_once = ROWS_GATHERED
        self._starved = False  # there was more to do than room to do it
        self._stopping = False
        self.aside: Counter[str] = Counter()  # rows set aside since the start, by platform

    def received(self, rows: Sequence[InboxRow]) -> None:
        """Tell that rows were committed to the inbox.

        Late ones close the door for a moment, so that all of a chat's are answered together.
        """
        now, moment = self._now(), time.monotonic()
        self._waiting.update(f"{row.platform}:{row.chat}" for row in rows)
        if any(now - row.sent_at > LATE for row in rows):
            self._gather(moment)
            self._rows_at_once = ROWS_GATHERED
        elif self._received_nothing:
            self._closed_until = moment
        self._received_nothing = False
        self._bell.set()

    def _gather(self, moment: float) -> None:
        """Close the door, or keep it closed, unless it was closed within the last minute."""
        if moment > self._closed_until:
            if moment - self._gathered_at < AGAIN_SECONDS:
                return
            self._gathering_since = moment
        self._gathered_at = self._gathering_since
        quiet = moment + QUIET_SECONDS
        self._closed_until = min(quiet, self._gathering_since + GATHERING_SECONDS)

    async def run(self) -> None:
        """Serve the inbox until `stop`."""
        await self._until_due()
        failures = 0
        while not self._stopping:
            try:
                await self._claim()
                failures = 0
            except Exception:
                log_fault(log, "the inbox cannot be read")
                await self._pause(failures)
                failures += 1
            else:
                await self._until_due()

    async def _until_due(self) -> None:
        """Wait until there may be something to claim and room to serve it."""
        while not self._stopping:
            closed = self._closed_until - time.monotonic()
            await self._bell.wait(max(closed, 0) or POLL_SECONDS)
            self._bell.clear()
            if time.monotonic() >= self._closed_until:
                self._starved = self._in_hand() >= ROOM
                if not self._starved:
                    return

    async def stop(self, seconds: float) -> None:
        """Take nothing more and finish what is under way, for so many seconds."""
        self._stopping = True
        self._bell.set()
        if tasks := [*self._chats.values(), *self._beside.tasks]:
            _, unfinished = await asyncio.wait(tasks, timeout=seconds)
            for task in unfinished:  # what it holds is claimed again at the next start
                task.cancel()
            await asyncio.gather(*unfinished, return_exceptions=True)

    # --- claiming -------------------------------------------------------------------------------

    async def _claim(self) -> None:
        """Lease rows and start a task for each of their chats."""
        self._waiting &= self._chats.keys()
        limit = self._rows_at_once
        claimed = await self._store.claim_inbox(
            self._owner, self._now(), LEASE, limit, tuple(self._chats), self._beside.rows
        )
        self._starved = len(claimed) >= limit
        self._rows_at_once = ROWS_AT_ONCE
        runs: dict[str, list[Claimed]] = defaultdict(list)
        for each in claimed:
            runs[f"{each.row.platform}:{each.row.chat}"].append(each)
        for chat, rows in runs.items():
            task = asyncio.create_task(self._serve(rows))
            self._chats[chat] = task
            task.add_done_callback(partial(self._served, chat))

    def _served(self, chat: str, task: asyncio.Task[None]) -> None:
        """Free a chat; look again if something may have come for it meanwhile."""
        self._chats.pop(chat, None)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("a lane failed", exc_info=error)
        if chat in self._waiting or self._starved or self.others:
            self._look_again()  # others do not tell of what they received for this chat

    def _look_again(self) -> None:
        """Look for more where there is room for it."""
        if self._in_hand() < ROOM:
            self._bell.set()

    def _room_again(self) -> None:
        """Look for more if there was more than there was room for."""
        if self._starved:
            self._look_again()

    def _in_hand(self) -> int:
        """How many chats are being served; those that wait outside or for a file hold up nobody."""
        serving = len(self._chats) + len(self._beside)
        return serving - self._away - len(self._files)

    @contextlib.contextmanager
    def _waiting_outside(self) -> Iterator[None]:
        """Make room for others while a chat waits for its platform."""
        self._away += 1
        self._room_again()
        try:
            yield
        finally:
            self._away -= 1

    async def _pause(self, failures: int) -> None:
        """Wait before trying a database again that does not answer."""
        seconds = pause(STORE_SECONDS, failures)
        for _ in range(int(seconds * 10)):
            if self._stopping:
                return
            await asyncio.sleep(0.1)

    # --- serving --------------------------------------------------------------------------------

    async def _serve(self, rows: Sequence[Claimed], *, beside: bool = False) -> None:
        """Walk one chat's rows in order; those that came too late are answered together.

        In a group a file, and what its sender wrote behind it, goes on by itself (`beside`).
        """
        late: list[tuple[Claimed, Message]] = []
        apart: set[str] = set()
        for place, claimed in enumerate(rows):
            if claimed.row.sender in apart:
                continue
            if self._stopping:
                return
            message = await self._read(claimed)
            if message is None:
                continue
            if claimed.row.dropped:
                await self._catch_up(late)
                late = []
                await self._insist(
                    partial(tell_dropped, self._store, claimed.row, message, self._now())
                )
                self._posted()
                continue
            if self._is_late(claimed, message):
                late.append((claimed, message))
                continue
            await self._catch_up(late)
            late = []
            if not beside and await holds_up_others(self._coach, claimed, message, self._now()):
                sender = claimed.row.sender
                apart.add(sender)
                theirs = [each for each in rows[place:] if each.row.sender == sender]
                self._beside.begin(theirs, self._serve(theirs, beside=True))
                continue
            await self._handle(claimed, message)
        await self._catch_up(late)

    def _is_late(self, claimed: Claimed, message: Message) -> bool:
        """Tell whether a message is too old to be answered by itself.

        A pressed button never is, nor a file: both are answered whenever they come.
        """
        if message.owner is not None or message.files:
            return False
        return self._now() - claimed.row.sent_at > LATE

    async def _read(self, claimed: Claimed) -> Message | None:
        """Read a row; what cannot be read is set aside, what is not for us is done with."""
        row = claimed.row
        platform = self._platforms.get(row.platform)
        if platform is None:  # its token was taken out of the settings: it may come back
            later = self._now() + timedelta(minutes=10)
            await self._insist(lambda: self._store.release_inbox(row.key, self._now(), later))
            return None
        try:
            message = platform.read(row)
        except CannotRead as error:
            fault, presser = secrets.token_hex(4), error.presser
            log.warning("fault %s: an update of %s cannot be read: %s", fault, row.platform, error)
        except Exception:
            fault, presser = log_fault(log, f"an update of {row.platform} cannot be read"), None
        else:
            if message is None:
                await self._finish(row.key)
            return message
        await self._set_aside(claimed, fault, presser)
        return None

    async def _set_aside(
        self, claimed: Claimed, fault: str, presser: Message | None = None
    ) -> None:
        """Put a row where nobody waits behind it; who pressed a button is told."""
        await self._insist(lambda: set_aside(self._store, claimed.row, presser, self._now(), fault))
        if presser is not None:
            self._posted()
        self._count(claimed, 1)

    def _count(self, claimed: Claimed, times: int) -> None:
        """Count rows that were set aside, those with an apology among them."""
        if not times:
            return
        self.aside[claimed.row.platform] += times
        counts = ", ".join(f"{name} {count}" for name, count in sorted(self.aside.items()))
        log.warning("set aside since the start: %s", counts)

    async def _finish(self, key: str) -> None:
        """Mark a row as done that nobody has to answer."""
        now = self._now()
        await self._insist(lambda: self._store.run(lambda uow: uow.inbox.finish(key, now)))

    async def _handle(self, claimed: Claimed, message: Message) -> None:
        """Have a message answered; after three failures of its own it is set aside."""
        tries, troubles = claimed.tries, 0
        while not self._stopping:
            try:
                if await self._coach.reads_file(message, self._now()):
                    answer = await self._files.answer(claimed, message, last=tries + 1 >= TRIES)
                else:
                    async with self._slots:
                        answer = await self._coach.handle(message, self._now())
            except AdminUnknown:  # asked only where it matters
                message = replace(message, admin=await self._is_admin(message))
                continue
            except Overtaken:
                return
            except StoreTrouble as trouble:  # not the message's fault, however often it happens
                log.warning("the database cannot be used (%s)", trouble)
                if self.outage is not None:
                    self.outage.unanswered(message, trouble)
                troubles += 1
                await self._pause(troubles - 1)
            except Exception:
                fault = log_fault(log, "a message was not handled")
                tries += await self._note_failure(claimed)
                if tries >= TRIES:
                    await self._set_aside(claimed, fault)
                    return
                await self._pause(tries)
            else:
                if troubles and self.outage is not None:
                    await self.outage.stored()
                self._posted()
                self._count(claimed, set_aside_by(answer))
                return

    async def _is_admin(self, message: Message) -> bool:
        """Ask the platform; where it does not say, nobody is an admin."""
        try:
            with self._waiting_outside():
                async with asyncio.timeout(ADMIN_SECONDS):
                    platform = self._platforms[message.address.platform]
                    return await self._admins.ask(message, platform.is_admin)
        except Exception as fault:  # whatever went wrong: settings can wait
            log.warning("it is not known who is an admin (%s)", type(fault).__name__)
            return False

    async def _note_failure(self, claimed: Claimed) -> bool:
        """Count a failure against a message; False when the database failed, not the message."""
        now = self._now()
        try:
            await self._store.release_inbox(claimed.row.key, now, now + LEASE)
        except Exception:
            log.warning("the database does not answer")
            return False
        return True

    async def _catch_up(self, late: Sequence[tuple[Claimed, Message]]) -> None:
        """Have late messages answered together, or one by one where that fails."""
        if not late:
            return
        try:
            async with self._slots:
                messages = [message for _, message in late]
                answer = await self._coach.catch_up(messages, self._now())
        except (Overtaken, AdminUnknown):
            pass
        except Exception:
            log_fault(log, "late messages were not handled together")
        else:
            self._posted()
            self._count(late[-1][0], set_aside_by(answer))
            return
        for claimed, message in late:
            await self._handle(claimed, message)

    async def _insist(self, work: Callable[[], Coroutine[object, object, object]]) -> None:
        """Write a small thing, again while the database does not answer."""
        failures = 0
        while True:
            try:
                await work()
            except Overtaken:
                return
            except Exception:
                if self._stopping:
                    return
                log_fault(log, "the inbox cannot be written")
                await self._pause(failures)
                failures += 1
            else:
                return
