"""Whether a platform knows our token: what is refused once in passing is no reason to give up.

A token that never worked is given up at once. One that worked, in this process or before it, is
asked about again for minutes; a refused send holds up everybody only while the platform says that
it does not know us, and its own chat else.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import time
from collections.abc import Awaitable, Callable
from typing import NoReturn

from bot.backoff import PLATFORM_SECONDS, pause
from bot.platforms.base import Fatal, Later, Never, Refused
from core.store.engine import Store
from core.store.faults import is_away

PATIENCE_SECONDS = 600.0  # a token that worked is refused for this long before it is given up
CHECK_SECONDS = 5.0
SEND_TRIES = 10  # of one outbox message, about five minutes, while the platform knows us well
REMEMBERED = 1000  # outbox messages that were refused
WORKED = "worked"

log = logging.getLogger("spotter")


class Standing:
    """What is known of our token on one platform.

    `ask` asks the platform who we are: False where it does not know us, raises where it does not
    say. `sentence` says, for the operator, that the token is not accepted.
    """

    def __init__(
        self,
        platform: str,
        token: str,
        sentence: str,
        ask: Callable[[], Awaitable[bool]],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._key = (f"{platform}.token", fingerprint(token))
        self._sentence = sentence
        self._ask = ask
        self._clock = clock
        self._worked = False
        self._refused_since: float | None = None
        self._checks = 0  # in a row that found the token refused
        self._checking: asyncio.Task[bool | None] | None = None
        self._refusals: dict[int, int] = {}  # outbox message -> how often

    async def recall(self, store: Store) -> None:
        """Learn whether the token worked in a process before this one."""
        self._worked = self._worked or await store.cursor(*self._key) == WORKED

    async def accepted(self, store: Store | None = None) -> None:
        """Note that the platform knows us; kept in a store for the next process, if it can be."""
        self._refused_since, self._checks = None, 0
        self._worked = True
        try:
            if store is not None and await store.cursor(*self._key) != WORKED:
                await store.save_cursor(*self._key, WORKED)
        except Exception as fault:
            if not is_away(fault):
                raise
            log.warning("it is not kept that the token works (%s)", fault)

    def refused(self) -> NoReturn:
        """Note that the platform does not know us. Raises Refused, or Fatal to give up."""
        now = self._clock()
        self._refused_since = now if self._refused_since is None else self._refused_since
        if not self._worked or now - self._refused_since > PATIENCE_SECONDS:
            raise Fatal(self._sentence)
        raise Refused(self._sentence)

    async def doubt(self) -> None:
        """After a refusal, ask who we are. Raises Refused or Fatal where we are not known."""
        if not self._worked or await self._check() is False:
            self.refused()

    async def fault(self, outgoing_id: int) -> Exception:
        """Say what a refused send means: a wait for everybody, for its chat, or none any more."""
        known = await self._check()
        if known is False:
            return Later(pause(PLATFORM_SECONDS, self._checks - 1), everyone=True)
        tries = self._refusals.pop(outgoing_id, 0)
        if tries + 1 >= SEND_TRIES:
            return Never("refused again and again")
        if len(self._refusals) >= REMEMBERED:
            self._refusals.clear()
        self._refusals[outgoing_id] = tries + 1
        return Later(pause(PLATFORM_SECONDS, tries))

    async def _check(self) -> bool | None:
        """Ask who we are, once for all who want to know; None where there is no answer."""
        if self._checking is None or self._checking.done():
            self._checking = asyncio.get_running_loop().create_task(self._known())
        return await asyncio.shield(self._checking)

    async def _known(self) -> bool | None:
        try:
            async with asyncio.timeout(CHECK_SECONDS):
                known = await self._ask()
        except Exception as fault:
            log.info("it is not known whether the token is accepted (%s)", type(fault).__name__)
            return None
        if known:
            await self.accepted()
        else:
            self._checks += 1
            if self._refused_since is None:
                self._refused_since = self._clock()
        return known


def fingerprint(token: str) -> str:
    """Name a token in the database without giving it away: it is as long as it is random."""
    return hashlib.sha256(f"spotter {token}".encode()).hexdigest()[:16]
