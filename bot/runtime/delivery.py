"""What came of outbox messages: one commit takes all that came while the last one ran."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from datetime import datetime

from bot.backoff import STORE_SECONDS, pause
from bot.redaction import log_fault
from core.handlers.lost_replies import gist, tellable
from core.store.engine import Store
from core.store.rows import Lost, OutboxMessage, PingState

log = logging.getLogger("spotter.sender")


def told_with(outgoing: OutboxMessage) -> tuple[Lost, ...]:
    """Give what may not have arrived before and is told with this message, whenever it is sent."""
    return tellable(outgoing.lost, outgoing.reply, outgoing.address)


class Delivery:
    """Settles outbox messages in the outbox; `written` is called after each commit."""

    def __init__(
        self, store: Store, now: Callable[[], datetime], written: Callable[[], None]
    ) -> None:
        self._store = store
        self._now = now
        self._written = written
        self._sent: list[tuple[int, str]] = []
        self._dropped: list[tuple[int, str]] = []
        self._became: list[tuple[str, PingState, str]] = []
        self._lost: list[Lost] = []
        self._told: list[int] = []
        self._writing: asyncio.Task[None] | None = None

    def sent(self, outgoing: OutboxMessage, message_id: str) -> None:
        """Note an outbox message as sent."""
        self._sent.append((outgoing.id, message_id))
        self._told.extend(each.id for each in told_with(outgoing))
        self._note(outgoing, "sent", "")

    def dropped(self, outgoing: OutboxMessage, why: str, key: str = "") -> None:
        """Note an outbox message as dropped; of a ping `key` says why in a word."""
        log.warning("an outbox message was dropped: %s", why)
        self._dropped.append((outgoing.id, why))
        self._note(outgoing, "skipped", key or "fault")

    def unknown(self, outgoing: OutboxMessage, why: str) -> None:
        """Note an outbox message that may have arrived and is not sent again."""
        log.warning("an outbox message was dropped: %s", why)
        self._dropped.append((outgoing.id, why))
        self._told.extend(each.id for each in told_with(outgoing))  # perhaps: never twice
        hidden = outgoing.reply.private and not outgoing.address.private
        if not outgoing.ping and (text := gist(outgoing.reply)):
            self._lost.append(Lost(outgoing.id, text, hidden))
        self._note(outgoing, "sent", "unknown")

    def skipped(self, outgoing: OutboxMessage, why: str) -> None:
        """Note a ping that is not wanted any more."""
        self._dropped.append((outgoing.id, why))
        self._note(outgoing, "skipped", why)

    async def settled(self) -> None:
        """Wait until all that was noted is written."""
        while self._writing is not None and not self._writing.done():
            await asyncio.wait([self._writing])

    async def close(self, seconds: float) -> None:
        """Write what is left, for so many seconds."""
        if self._writing is not None:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._writing, seconds)

    def _note(self, outgoing: OutboxMessage, state: PingState, why: str) -> None:
        if outgoing.ping:
            self._became.append((outgoing.key, state, why))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())

    async def _write(self) -> None:
        """Write what was noted until nothing is left; again while the database does not answer."""
        failures = 0
        while self._sent or self._dropped:
            noted = self._sent, self._dropped, self._became, self._lost, self._told
            self._sent, self._dropped, self._became, self._lost, self._told = [], [], [], [], []
            sent, dropped, became, lost, told = noted
            try:
                now = self._now()
                await self._store.settle_outbox(sent, dropped, now, became, (lost, told))
                failures = 0
                self._written()
            except Exception:
                log_fault(log, "the outbox cannot be written")
                self._sent = sent + self._sent
                self._dropped = dropped + self._dropped
                self._became = became + self._became
                self._lost, self._told = lost + self._lost, told + self._told
                await asyncio.sleep(pause(STORE_SECONDS, failures))
                failures += 1
