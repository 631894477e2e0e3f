"""What only one process may do at a time: it is done by one, and taken over when that one ends.

Processes that share a database share out such roles (`core/store/repositories/roles.py`). Each
looks once a second: whoever is killed is taken over from within five seconds, a machine that lost
its power within twenty.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from core.store.engine import Store

LOOK_SECONDS = 1.0
ASIDE_SECONDS = 30.0  # who stepped aside applies again after this
STUMBLES = 3  # failures in a row, after which another process may have more luck
ONLY = ("0",)

log = logging.getLogger("spotter")


class Roles:
    """The roles of one kind, as one process of a bot has them; all of them where it is alone."""

    def __init__(self, store: Store, kind: str, worker: str) -> None:
        self._store, self._kind, self._worker = store, kind, worker
        self._shared = bool(worker) and store.shared
        self._stepped_aside = False
        self._failing = False  # the database, when it was looked at last

    async def ours(self, members: Sequence[str] = ONLY) -> tuple[str, ...]:
        """Give the members that are ours now."""
        if not self._shared:
            return tuple(members)
        return await self._store.share_roles(self._kind, members, self._worker)

    async def stumbled(self, times: int) -> None:
        """Let another process try, where there is one, after so many failures in a row."""
        if not self._shared or times % STUMBLES:
            return
        if await self._store.step_aside(self._kind, self._worker):
            self._stepped_aside = True
            log.warning("another process is to receive: this one fails at it")

    async def while_ours(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Do something whenever the only member is ours, until cancelled; raises what it raises."""
        while True:
            await self._until_ours()
            working = asyncio.create_task(work())
            losing = asyncio.create_task(self._until_lost())
            try:
                await asyncio.wait({working, losing}, return_when=asyncio.FIRST_COMPLETED)
                if working.done():
                    working.result()
                    return
            finally:
                for task in (working, losing):
                    task.cancel()
                await asyncio.wait({working, losing})
            log.info("another process receives now")

    async def _until_ours(self) -> None:
        """Look once a second; said once that another process has it, and that it has no more."""
        if self._stepped_aside:
            await asyncio.sleep(ASIDE_SECONDS)
            self._stepped_aside = False
        waits = False
        while not await self._has(known=False):
            if not waits:
                log.info("another process receives; this one is ready to take over")
            waits = True
            await asyncio.sleep(LOOK_SECONDS)
        if waits:
            log.info("this process receives now")

    async def _until_lost(self) -> None:
        """Look once a second whether it is ours still."""
        has = True
        while has and not self._stepped_aside:
            await asyncio.sleep(LOOK_SECONDS)
            has = await self._has(known=True)

    async def _has(self, *, known: bool) -> bool:
        """Tell whether it is ours; while the database does not answer, as it was `known`."""
        try:
            has = bool(await self.ours())
        except Exception as fault:
            if not self._failing:
                log.warning("it cannot be told who receives (%s)", type(fault).__name__)
            self._failing = True
            return known
        self._failing = False
        return has
