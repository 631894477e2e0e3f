"""The outbox to one platform: paced, leased; faults told apart: later, never, moved, unknown.

Replies go before pings: a ping is taken only while no reply can be sent, so a queue of a hundred
thousand holds up nobody who is talking. A ping has no words in the outbox; the coach finds them, or
why it is not wanted any more, right before it is sent.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import math
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.backoff import STORE_SECONDS, pause
from bot.platforms.base import Later, Moved, Never, Platform, Unknown
from bot.redaction import log_fault
from bot.runtime.bell import Bell
from bot.runtime.delivery import Delivery, told_with
from bot.runtime.inbox_worker import utc_now
from bot.runtime.pace import Pace
from bot.runtime.send_window import AT_ONCE, Window
from core.handlers.lost_replies import with_lost
from core.messages import Reply
from core.store.engine import Store
from core.store.faults import StoreTrouble
from core.store.rows import OutboxMessage

CLAIMED_AT_ONCE = 1
USUAL_PER_SECOND = 30.0  # the pace pings are kept up with where there is no limit
LEASE = timedelta(seconds=90)  # longer than any send may take ...
SEND_SECONDS = 80.0  # ... which is this long: after that its outcome is not known
STALLED = timedelta(seconds=10)  # since the claim: the process may have been taken for dead
POLL_SECONDS = 1.0
REPEAT_WITHIN = timedelta(
    minutes=3
)  # a platform that shows a repeated outbox message once does so as long
GIVE_UP_AFTER = timedelta(hours=24)
BUG_TRIES = 3  # a fault of ours, on a platform that shows a repeated outbox message once
PING_TRIES = 2  # of unknown outcome, after which it is taken for sent
SAFE_PING_TRIES = 6  # the same where a repeat is not shown
RETRY_SECONDS = 2.0

log = logging.getLogger("spotter.sender")


class PingWriter(Protocol):
    """What the sender asks of `core.coach.Coach`."""

    async def ping(self, key: str, person_id: int, now: datetime) -> Reply | str:
        """Find the words of a ping, or why it is not to be sent."""


class Painter(Protocol):
    """What draws pictures: `bot.runtime.picture_process.PictureProcess`."""

    async def drawn(self, reply: Reply) -> Reply:
        """A reply with its pictures drawn, or without them."""


class Sender:
    """Sends one platform's outbox; chats do not wait for each other, a chat keeps its order.

    `coach` finds the words of pings; without one they are left in the outbox. `owner` is the name
    that leases are held under: that of the process.
    """

    def __init__(
        self,
        store: Store,
        platform: Platform,
        pace: Pace,
        coach: PingWriter | None = None,
        owner: str = "sender",
        now: Callable[[], datetime] = utc_now,
        painter: Painter | None = None,
    ) -> None:
        self._painter = painter
        self._store = store
        self._platform = platform
        self._pace = pace
        self._coach = coach
        self._owner = owner
        self._now = now
        self._bell = Bell()
        self._claiming = asyncio.Lock()
        self._underway: dict[asyncio.Task[None], OutboxMessage] = {}
        self._outcomes = Delivery(store, now, self._bell.set)
        self._window = Window()
        self._full = False  # there may be more to claim than there was room for
        self._look_at = 0.0  # when to look for pings again
        self._met_at = 0.0  # when the wait ends that was met while claiming
        self._claims: set[asyncio.Task[None]] = set()  # beside the loop's own
        self._stopping = False

    def ring(self) -> None:
        """Tell that something was put in the outbox."""
        self._bell.set()

    def ring_for_pings(self) -> None:
        """Tell that pings were put in the outbox."""
        self._look_at = 0.0
        self._bell.set()

    def share_pace(self, processes: int) -> None:
        """Keep to one part of so many of the platform's pace."""
        self._pace.share(processes, time.monotonic())

    async def run(self) -> None:
        """Send what is in the outbox until `stop`."""
        failures = 0
        while not self._stopping:
            self._bell.clear()
            try:
                async with self._claiming:
                    if not self._stopping:
                        await self._claim()
                failures = 0
            except Exception:
                log_fault(log, "the outbox cannot be read")
                await asyncio.sleep(pause(STORE_SECONDS, failures))
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
        for task in (*self._underway, *self._claims):
            task.cancel()
        await self._outcomes.close(max(end - time.monotonic(), 1.0))

    # --- claiming -------------------------------------------------------------------------------

    async def _claim(self) -> None:
        """Lease what may be sent now and start sending it."""
        moment = time.monotonic()
        self._met_at = self._next_at(moment)
        room = self._window.room(moment)
        allowed = self._pace.allowed(moment)
        most = room if allowed is None else min(room, allowed)
        # what is marked and not yet written to the network is what a kill makes missing
        limit = min(most, CLAIMED_AT_ONCE)
        self._full = limit <= 0
        if self._full:
            return
        parked = (*self._pace.parked(moment), *(p.address.chat for p in self._underway.values()))
        looking = self._ping_at(moment) <= moment
        pinged = self._pace.pinged(moment) if looking else None
        leased = await self._lease(limit, parked, pinged)
        self._full = len(leased) >= limit and leased[-1].more
        if self._full and limit < most:
            self._bell.set()  # the next one, once this one is on its way
        if looking and not leased:
            self._look_at = moment + POLL_SECONDS
        for outgoing in leased:
            if not outgoing.ping:
                self._count(outgoing)
            self._window.begin(
                outgoing.id, outgoing.address.chat, time.monotonic(), ping=outgoing.ping
            )
            task = asyncio.create_task(self._deliver(outgoing))
            self._underway[task] = outgoing
            task.add_done_callback(self._delivered)

    async def _lease(
        self, limit: int, parked: tuple[str, ...], pinged: tuple[str, ...] | None
    ) -> tuple[OutboxMessage, ...]:
        """Lease messages; where nothing is answered any more, of other chats before the silent."""
        silent = self._window.avoid()
        for closed in ((*parked, *silent), parked) if silent else (parked,):
            found = await self._store.claim_outbox(
                self._platform.name, self._owner, self._now(), LEASE, limit, closed, pinged
            )
            if found:
                return found
        return ()

    def _count(self, outgoing: OutboxMessage) -> None:
        """Take an outbox message out of the pace."""
        group = not outgoing.address.private
        moment = time.monotonic()
        self._pace.count(outgoing.address.chat, moment, group=group, ping=outgoing.ping)

    def _ping_at(self, moment: float) -> float:
        """Say when a ping may be taken, should no reply wait; never, while enough are under way."""
        if self._coach is None or self._window.pings(moment) >= self._ping_window():
            return math.inf
        return max(self._look_at, self._pace.ping_at(moment))

    def _next_at(self, moment: float) -> float:
        """Say when the next wait ends of those that hold something up at a moment."""
        ends = (self._pace.next_at(moment), self._ping_at(moment))
        return min((end for end in ends if end is not None and end > moment), default=math.inf)

    def _ping_window(self) -> int:
        """How many pings to have under way: one, where a repeat would show and the pace allows.

        So a kill repeats one at most; a platform that takes longer than the pace needs more.
        """
        if self._platform.repeat_safe:
            return self._window.size(time.monotonic())
        pace = self._pace.per_second or USUAL_PER_SECOND
        return min(max(1, round(self._window.seconds * pace)), AT_ONCE)

    async def _wait(self) -> None:
        """Wait for the bell, the end of a wait, be it one met while claiming, or the next look."""
        moment = time.monotonic()
        end = min(self._met_at, self._next_at(moment), self._window.next_at(moment))
        seconds = min(max(end - moment, 0.001), POLL_SECONDS)
        await self._bell.wait(seconds)

    def _delivered(self, task: asyncio.Task[None]) -> None:
        """Make room for the next."""
        self._window.end(self._underway.pop(task).id)
        if self._full and self._window.half_empty(time.monotonic()):
            self._bell.set()

    # --- delivering -----------------------------------------------------------------------------

    async def _deliver(self, outgoing: OutboxMessage) -> None:
        """Send one outbox message and note what came of it; nothing it raises stops the others."""
        try:
            if not self._may_send(outgoing):
                why = "a send was begun before and its outcome is not known"
                self._outcomes.unknown(outgoing, why)
            elif outgoing.ping:
                await self._ping(outgoing)
            else:
                words = with_lost(outgoing.reply, told_with(outgoing))
                await self._send(outgoing, words)
        except Exception as error:
            try:
                await self._failed(outgoing, error)
            except Exception:
                log_fault(log, "the outbox cannot be written")
        if outgoing.ping:
            self._window.end(outgoing.id)
            if self._ping_at(moment := time.monotonic()) <= moment:
                self._claim_beside()  # the next one, in one commit with what came of this one
            await self._outcomes.settled()

    def _claim_beside(self) -> None:
        """Claim without waiting for the loop to come round."""

        async def claim() -> None:
            try:
                async with self._claiming:
                    if not self._stopping:
                        await self._claim()
            except Exception:
                log_fault(log, "the outbox cannot be read")

        task = asyncio.create_task(claim())
        self._claims.add(task)
        task.add_done_callback(self._claims.discard)

    async def _send(self, outgoing: OutboxMessage, words: Reply) -> None:
        if words.pictures and self._painter is not None:
            words = await self._painter.drawn(words)
        if await self._is_anothers(outgoing):
            log.warning("an outbox message was left to the process that took it over")
            return
        began = time.monotonic()
        try:
            async with asyncio.timeout(SEND_SECONDS):
                sent = await self._platform.send(replace(outgoing, reply=words))
        except TimeoutError:
            raise Unknown("no end in time") from None
        finally:  # a minute of the platform's begins when a message is there
            moment = time.monotonic()
            self._pace.arrived(outgoing.address.chat, moment)
        self._window.answered(moment, moment - began)
        self._outcomes.sent(outgoing, sent)

    async def _is_anothers(self, outgoing: OutboxMessage) -> bool:
        """Ask, where this process seems to have stood still, whether others went on without it."""
        if outgoing.claimed_at is None or self._now() - outgoing.claimed_at < STALLED:
            return False
        return not await self._store.holds_outbox(outgoing.id, self._owner)

    async def _ping(self, outgoing: OutboxMessage) -> None:
        """Find the words of a ping and send them; one that is not wanted costs no pace."""
        if self._coach is None:
            self._outcomes.skipped(outgoing, "nobody")
            return
        person = outgoing.person_id or 0  # nobody's: what is posted in a group
        try:
            words = await self._coach.ping(outgoing.key, person, self._now())
        except StoreTrouble:
            await self._again(outgoing, RETRY_SECONDS, certain=True)
            return
        except Exception:
            fault = log_fault(log, "a ping was not worded")
            self._outcomes.dropped(outgoing, f"fault {fault}")
            return
        if isinstance(words, str):
            self._outcomes.skipped(outgoing, words)
            return
        if not self._platform.repeat_safe:  # what was sent before is written down first, so that
            await self._outcomes.settled()  # a kill leaves no two in doubt
        self._count(outgoing)
        await self._send(outgoing, words)

    def _may_send(self, outgoing: OutboxMessage) -> bool:
        """Tell whether sending cannot show a reply twice; a ping may be repeated once."""
        if not outgoing.uncertain:
            return True
        return outgoing.tries < self._ping_tries() if outgoing.ping else self._shows_once(outgoing)

    def _shows_once(self, outgoing: OutboxMessage) -> bool:
        """Tell whether the platform shows an outbox message once that it gets again."""
        if outgoing.changes or outgoing.reply.reaction:
            return True  # the same change again changes nothing
        return self._platform.repeat_safe and self._now() - outgoing.created_at < REPEAT_WITHIN

    def _ping_tries(self) -> int:
        """How often a ping may be sent whose outcome was not known each time."""
        return SAFE_PING_TRIES if self._platform.repeat_safe else PING_TRIES

    async def _failed(self, outgoing: OutboxMessage, error: Exception) -> None:
        """Give an outbox message back, drop it, or follow its chat, by what went wrong."""
        match error:
            case Never() | Moved():
                self._window.answered(time.monotonic())
            case Unknown():
                self._window.unanswered(outgoing.address.chat)
        match error:
            case Later() if error.certain:
                chat = None if error.everyone else outgoing.address.chat
                self._pace.close(chat, time.monotonic() + error.seconds)
                await self._again(outgoing, error.seconds, certain=True)
            case Moved():
                await self._store.move_chat(self._platform.name, outgoing.address.chat, error.chat)
                await self._again(outgoing, 0, certain=True)
            case Never():
                await self._never(outgoing, error)
            case Later():
                await self._unknown(outgoing)
            case Unknown():
                await self._unknown(outgoing, once=error.once)
            case _:
                fault = log_fault(log, "an outbox message was not sent")
                if self._platform.repeat_safe and outgoing.tries + 1 < BUG_TRIES:
                    await self._again(outgoing, RETRY_SECONDS, certain=False)
                else:
                    self._outcomes.dropped(outgoing, f"fault {fault}")

    async def _never(self, outgoing: OutboxMessage, error: Never) -> None:
        """Drop an outbox message; where the whole chat is gone, stop its reminders."""
        elsewhere = (
            outgoing.reply.private and not outgoing.address.private
        )  # told to one of a group
        if error.gone and not elsewhere:
            log.info("a chat is gone: %s", error.gone)
            left_at = None if outgoing.address.private else self._now()
            chat = outgoing.address.chat
            await self._store.lose_chat(self._platform.name, chat, error.gone, left_at)
        self._outcomes.dropped(outgoing, error.why, error.gone or "refused")

    async def _unknown(self, outgoing: OutboxMessage, *, once: bool = False) -> None:
        """Repeat what may be repeated; a ping once, a reply never."""
        if once and not outgoing.ping:
            self._outcomes.unknown(outgoing, "the outcome is not known")
        elif (
            outgoing.tries + 1 < self._ping_tries() if outgoing.ping else self._shows_once(outgoing)
        ):
            await self._again(outgoing, RETRY_SECONDS, certain=False)
        else:
            self._outcomes.unknown(outgoing, "the outcome is not known")

    async def _again(self, outgoing: OutboxMessage, seconds: float, *, certain: bool) -> None:
        """Give an outbox message back for later, unless it is too old to be worth it."""
        now = self._now()
        if now - outgoing.created_at > GIVE_UP_AFTER:
            self._outcomes.dropped(outgoing, "given up after a day", "late")
            return
        later = now + timedelta(seconds=seconds)
        await self._store.retry_outbox(outgoing.id, later, certain=certain)
        if outgoing.ping:
            self._bell.set()
            asyncio.get_running_loop().call_later(seconds, self.ring_for_pings)
