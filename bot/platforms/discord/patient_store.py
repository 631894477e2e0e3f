"""The store as what arrives from Discord meets it: while it is away, it is waited for.

Discord does not deliver again what was not stored. So nobody is told of a fault that passes: the
work is tried again, with a pause that grows, until it is done or the process ends.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import TypeVar

from bot.backoff import pause
from bot.platforms.base import Receive
from bot.redaction import log_fault
from bot.runtime.quarantine import receive_rows
from core.store.engine import Store
from core.store.faults import StoreClosed, is_away, lies_in_a_row
from core.store.rows import InboxRow

AGAIN_S = (0.2, 0.5, 1.0, 2.0, 5.0)  # between two tries; the last of them from then on
MOST_AT_ONCE = 500  # rows in one commit: others wait behind it

T = TypeVar("T")
Find = Callable[[int | None, str], Awaitable[str | None]]

log = logging.getLogger("spotter.discord")


class PatientStore:
    """Raises what lies in a row, and anything once `leaving` is set; else it waits.

    `began` is called when the store begins to refuse, with the fault.
    """

    def __init__(
        self, store: Store, commit: Receive, find: Find, began: Callable[[Exception], None]
    ) -> None:
        self._store, self.commit, self._find = store, commit, find
        self._began = began
        self.fault: Exception | None = None  # that it refuses with just now
        self.leaving = False

    async def receive(self, rows: Sequence[InboxRow]) -> None:
        """Commit rows to the inbox, in order."""
        for at in range(0, len(rows), MOST_AT_ONCE):
            some = rows[at : at + MOST_AT_ONCE]
            await self.until_done(partial(receive_rows, self.commit, some))
            self._works()

    async def find(self, owner: int | None, key: str) -> str | None:
        """Give the sentence of a button that is kept in the store."""
        try:
            return await self.until_done(lambda: self._find(owner, key))
        except Exception as fault:
            if not lies_in_a_row(fault):
                raise
            log_fault(log, "a button cannot be looked up")  # it is nobody's then
            return None

    async def cursor(self, kind: str, channel: str) -> str | None:
        """Read a cursor."""
        return await self.until_done(lambda: self._store.cursor(kind, channel))

    async def save_cursor(self, kind: str, channel: str, value: str) -> None:
        """Store a cursor."""
        await self.until_done(lambda: self._store.save_cursor(kind, channel, value))

    async def cursors(self, kind: str) -> dict[str, str]:
        """Read all cursors of a kind."""
        return await self.until_done(lambda: self._store.cursors(kind))

    async def channels(self, kind: str) -> tuple[str, ...]:
        """Read which channels have a cursor of a kind."""
        return await self.until_done(lambda: self._store.channels(kind))

    async def until_done(self, work: Callable[[], Awaitable[T]]) -> T:
        """Do something with the store, again and again while the store is away."""
        tries = 0
        while True:
            try:
                done = await work()
            except Exception as fault:
                if self.leaving or isinstance(fault, StoreClosed) or lies_in_a_row(fault):
                    raise
                self._refuses(fault)
            else:
                if tries:
                    self._works()
                return done
            await asyncio.sleep(pause(AGAIN_S, tries))
            tries += 1

    def _refuses(self, fault: Exception) -> None:
        """Note that the store is away, said once."""
        if self.fault is None:
            if is_away(fault):
                why = str(fault).partition("\n")[0] or type(fault).__name__
                log.warning("the database refuses (%s); what arrives waits", why)
            else:
                log_fault(log, "the database refuses; what arrives waits")
            self.fault = fault
            self._began(fault)
        self.fault = fault

    def _works(self) -> None:
        if self.fault is not None:
            self.fault = None
            log.warning("what arrives can be stored again")
