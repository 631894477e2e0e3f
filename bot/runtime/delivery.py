"""What came of parcels, written down: one commit takes all that came while the last one ran."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from datetime import datetime

from bot.redaction import log_fault
from core.handlers.lost_replies import gist, tellable
from core.store.engine import Store
from core.store.rows import Lost, Parcel, PingState

BACKOFF_SECONDS = (0.5, 2.0, 5.0, 15.0, 30.0)

log = logging.getLogger("spotter.sender")


def told_with(parcel: Parcel) -> tuple[Lost, ...]:
    """Give what may not have arrived before and is told with this parcel, every time it is sent."""
    return tellable(parcel.lost, parcel.reply, parcel.address)


class Outcomes:
    """Settles parcels in the outbox; `written` is called after each commit."""

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

    def sent(self, parcel: Parcel, message_id: str) -> None:
        """Note a parcel as sent."""
        self._sent.append((parcel.id, message_id))
        self._told.extend(each.id for each in told_with(parcel))
        self._note(parcel, "sent", "")

    def dropped(self, parcel: Parcel, why: str, key: str = "") -> None:
        """Note a parcel as dropped; of a ping `key` says why in a word."""
        log.warning("a parcel was dropped: %s", why)
        self._dropped.append((parcel.id, why))
        self._note(parcel, "skipped", key or "fault")

    def unknown(self, parcel: Parcel, why: str) -> None:
        """Note a parcel that may have arrived and is not sent again."""
        log.warning("a parcel was dropped: %s", why)
        self._dropped.append((parcel.id, why))
        self._told.extend(each.id for each in told_with(parcel))  # perhaps: never twice
        hidden = parcel.reply.private and not parcel.address.private
        if not parcel.ping and (text := gist(parcel.reply)):
            self._lost.append(Lost(parcel.id, text, hidden))
        self._note(parcel, "sent", "unknown")

    def skipped(self, parcel: Parcel, why: str) -> None:
        """Note a ping that is not wanted any more."""
        self._dropped.append((parcel.id, why))
        self._note(parcel, "skipped", why)

    async def settled(self) -> None:
        """Wait until all that was noted is written."""
        while self._writing is not None and not self._writing.done():
            await asyncio.wait([self._writing])

    async def close(self, seconds: float) -> None:
        """Write what is left, for so many seconds."""
        if self._writing is not None:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._writing, seconds)

    def _note(self, parcel: Parcel, state: PingState, why: str) -> None:
        if parcel.ping:
            self._became.append((parcel.key, state, why))
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
                await asyncio.sleep(BACKOFF_SECONDS[min(failures, len(BACKOFF_SECONDS) - 1)])
                failures += 1
