"""The outbox to one platform: paced, leased; faults told apart: later, never, moved, unknown."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.lanes import utc_now
from bot.pace import Pace
from bot.platform import Later, Moved, Never, Platform, Unknown
from bot.redaction import log_fault
from core.store.engine import Store
from core.store.rows import Parcel

AT_ONCE = 24
CLAIMED_AT_ONCE = 1
FEWEST_AT_ONCE = 2
SLOW_SECONDS = 0.1  # a platform that takes this long needs every send at once that there may be
LEASE = timedelta(seconds=90)  # longer than any send may take
POLL_SECONDS = 1.0
REPEAT_WITHIN = timedelta(minutes=3)  # a platform that shows a repeated parcel once does so as long
GIVE_UP_AFTER = timedelta(hours=24)
BUG_TRIES = 3  # a fault of ours, on a platform that shows a repeated parcel once
RETRY_SECONDS = 2.0
BACKOFF_SECONDS = (0.5, 2.0, 5.0, 15.0, 30.0)
REPLY = "reply:"  # keys of answers; anything else is a ping, which matters more than a repeat

log = logging.getLogger("spotter.sender")


class Sender:
    """Sends one platform's parcels; chats do not wait for each other, a chat keeps its order."""

    def __init__(
        self,
        store: Store,
        platform: Platform,
        pace: Pace,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._store = store
        self._platform = platform
        self._pace = pace
        self._now = now
        # a name that outlives the process: what one of before held is freed at the start
        self._owner = f"sender {platform.name}"
        self._bell = asyncio.Event()
        self._claiming = asyncio.Lock()
        self._underway: dict[asyncio.Task[None], str] = {}
        self._sent: list[tuple[int, str]] = []
        self._dropped: list[tuple[int, str]] = []
        self._settling: asyncio.Task[None] | None = None
        self._seconds = 0.0  # what a send took of late
        self._full = False  # there may be more to claim than there was room for
        self._stopping = False

    def ring(self) -> None:
        """Tell that something was put in the outbox."""
        self._bell.set()

    async def run(self) -> None:
        """Send what is in the outbox until `stop`."""
        started = False
        failures = 0
        while not self._stopping:
            self._bell.clear()
            try:
                if not started:
                    await self._store.end_leases(self._owner)
                    started = True
                async with self._claiming:
                    if not self._stopping:
                        await self._claim()
                failures = 0
            except Exception:
                log_fault(log, "the outbox cannot be read")
                await asyncio.sleep(BACKOFF_SECONDS[min(failures, len(BACKOFF_SECONDS) - 1)])
                failures += 1
            else:
                await self._wait()

    async def stop(self, seconds: float) -> None:
        """Take nothing more and finish what is under way, for so many seconds."""
        self._stopping = True
        self._bell.set()
        end = time.monotonic() + seconds
        with contextlib.suppress(TimeoutError):  # what is being claimed counts as under way
            await asyncio.wait_for(self._claiming.acquire(), seconds)
        if self._underway:
            left = max(end - time.monotonic(), 0.0)
            await asyncio.wait(list(self._underway), timeout=left)
        for task in list(self._underway):
            task.cancel()
        if self._settling is not None:
            left = max(end - time.monotonic(), 1.0)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._settling, left)

    # --- claiming -------------------------------------------------------------------------------

    async def _claim(self) -> None:
        """Lease as many parcels as may be sent now and start sending them."""
        moment = time.monotonic()
        room = self._window() - len(self._underway)
        allowed = self._pace.allowed(moment)
        most = room if allowed is None else min(room, allowed)
        # what is marked and not yet written to the network is what a kill makes missing
        limit = min(most, CLAIMED_AT_ONCE)
        self._full = limit <= 0
        if self._full:
            return
        parked = (*self._pace.parked(moment), *self._underway.values())
        parcels = await self._store.claim_outbox(
            self._platform.name, self._owner, self._now(), LEASE, limit, parked
        )
        self._full = len(parcels) >= limit
        if self._full and limit < most:
            self._bell.set()  # the next one, once this one is on its way
        moment = time.monotonic()
        for parcel in parcels:
            chat = parcel.address.chat
            self._pace.count(chat, moment, group=not parcel.address.private)
            task = asyncio.create_task(self._deliver(parcel))
            self._underway[task] = chat
            task.add_done_callback(self._delivered)

    def _window(self) -> int:
        """How many sends to have under way: as few as keep the platform busy.

        What is under way when the process is killed is what may be missing or repeated.
        """
        share = min(self._seconds / SLOW_SECONDS, 1.0)
        return FEWEST_AT_ONCE + round((AT_ONCE - FEWEST_AT_ONCE) * share)

    async def _wait(self) -> None:
        """Wait for the bell, the end of a chat's wait, or the next look."""
        moment = time.monotonic()
        end = self._pace.next_at(moment)
        seconds = POLL_SECONDS if end is None else min(max(end - moment, 0.001), POLL_SECONDS)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._bell.wait(), seconds)

    def _delivered(self, task: asyncio.Task[None]) -> None:
        """Make room for the next."""
        self._underway.pop(task, None)
        if self._full and len(self._underway) <= self._window() // 2:
            self._bell.set()

    # --- delivering -----------------------------------------------------------------------------

    async def _deliver(self, parcel: Parcel) -> None:
        """Send one parcel and note what came of it; nothing it raises stops the others."""
        try:
            if self._may_send(parcel):
                began = time.monotonic()
                sent = await self._platform.send(parcel)
                self._seconds += (time.monotonic() - began - self._seconds) * 0.2
                self._settle(parcel, sent)
            else:
                self._drop(parcel, "a send was begun before and its outcome is not known")
        except Exception as error:
            try:
                await self._failed(parcel, error)
            except Exception:
                log_fault(log, "the outbox cannot be written")

    def _may_send(self, parcel: Parcel) -> bool:
        """Tell whether sending cannot show a reply twice; a ping may be repeated."""
        if not parcel.uncertain or not parcel.key.startswith(REPLY):
            return True
        return self._platform.repeat_safe and self._now() - parcel.created_at < REPEAT_WITHIN

    async def _failed(self, parcel: Parcel, error: Exception) -> None:
        """Give a parcel back, drop it, or follow its chat, by what went wrong."""
        match error:
            case Later() if error.certain:
                chat = None if error.everyone else parcel.address.chat
                self._pace.close(chat, time.monotonic() + error.seconds)
                await self._again(parcel, error.seconds, certain=True)
            case Moved():
                await self._store.move_chat(self._platform.name, parcel.address.chat, error.chat)
                await self._again(parcel, 0, certain=True)
            case Never():
                self._drop(parcel, error.why)
            case Later() | Unknown():
                await self._unknown(parcel)
            case _:
                fault = log_fault(log, "a parcel was not sent")
                if self._platform.repeat_safe and parcel.tries + 1 < BUG_TRIES:
                    await self._again(parcel, RETRY_SECONDS, certain=False)
                else:
                    self._drop(parcel, f"fault {fault}")

    async def _unknown(self, parcel: Parcel) -> None:
        """Repeat what may be repeated; a ping once, a reply never."""
        repeatable = self._platform.repeat_safe and (
            self._now() - parcel.created_at < REPEAT_WITHIN
        )
        if repeatable or (not parcel.key.startswith(REPLY) and parcel.tries == 0):
            await self._again(parcel, RETRY_SECONDS, certain=False)
        else:
            self._drop(parcel, "the outcome is not known")

    async def _again(self, parcel: Parcel, seconds: float, *, certain: bool) -> None:
        """Give a parcel back for later, unless it is too old to be worth it."""
        now = self._now()
        if now - parcel.created_at > GIVE_UP_AFTER:
            self._drop(parcel, "given up after a day")
            return
        later = now + timedelta(seconds=seconds)
        await self._store.retry_outbox(parcel.id, later, certain=certain)

    # --- settling -------------------------------------------------------------------------------

    def _settle(self, parcel: Parcel, sent: str) -> None:
        """Note a parcel as sent; one commit takes all that were noted while the last one ran."""
        self._sent.append((parcel.id, sent))
        self._write_down()

    def _drop(self, parcel: Parcel, why: str) -> None:
        """Note a parcel as dropped."""
        log.warning("a parcel was dropped: %s", why)
        self._dropped.append((parcel.id, why))
        self._write_down()

    def _write_down(self) -> None:
        """See that what was noted is written."""
        if self._settling is None or self._settling.done():
            self._settling = asyncio.create_task(self._write_all())

    async def _write_all(self) -> None:
        """Write what was noted until nothing is left; again while the database does not answer."""
        failures = 0
        while self._sent or self._dropped:
            sent, dropped = self._sent, self._dropped
            self._sent, self._dropped = [], []
            try:
                await self._store.settle_outbox(sent, dropped, self._now())
                failures = 0
                self._bell.set()
            except Exception:
                log_fault(log, "the outbox cannot be written")
                self._sent, self._dropped = sent + self._sent, dropped + self._dropped
                await asyncio.sleep(BACKOFF_SECONDS[min(failures, len(BACKOFF_SECONDS) - 1)])
                failures += 1
