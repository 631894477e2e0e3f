"""Shards of Discord: one connection each, over one process or many.

Discord sends a server's events to one shard, and direct messages to the first. With
`DISCORD_SHARDS=auto` there are as many as Discord recommends, shared out among the processes of one
database; whoever ends is taken over from (`bot/runtime/roles.py`). A range, `0-3/16`, is this
process's alone.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from bot.backoff import HEALTHY_SECONDS, PLATFORM_SECONDS, pause
from bot.platforms.base import Fatal
from bot.platforms.discord.library import Gateway
from bot.platforms.discord.shard_plan import ShardPlan
from bot.redaction import log_fault
from bot.runtime.roles import LOOK_SECONDS, Roles
from bot.runtime.token_standing import fingerprint
from core.bounds import decimal
from core.store.engine import Store

Sees = Callable[[str], bool]  # whether what happens in a server ("": in private) comes this way

log = logging.getLogger("spotter.discord")


def everything(_: str) -> bool:
    """A session that is not sharded sees every server."""
    return True


def seen_by(shard: int, count: int) -> Sees:
    """Tell what one of so many shards is sent: its servers; the first, private chats too."""
    return lambda server: ((decimal(server) or 0) >> 22) % count == shard


@dataclass(frozen=True, slots=True)
class NewSession:
    """In the queue of arrivals: what comes now belongs to a new session, which sees so much."""

    sees: Sees = everything


class Shards:
    """Keeps the shards of this process connected, until cancelled.

    `connect` connects one of so many, and returns or raises when its connection ends.
    """

    def __init__(
        self,
        members: tuple[str, ...],
        count: int,
        roles: Roles | None,
        connect: Callable[[int, int], Awaitable[None]],
    ) -> None:
        self._members, self._count = members, count
        self._roles, self._connect = roles, connect
        self._ours: tuple[str, ...] = ()
        self._running: dict[str, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Connect what is ours, let go of what is not any more. Raises Fatal."""
        try:
            while True:
                await self._look()
                await self._change()
                tasks = [*self._running.values(), asyncio.create_task(asyncio.sleep(LOOK_SECONDS))]
                done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
                tasks[-1].cancel()
                for task in done:
                    task.result()  # a shard ends by Fatal alone
        finally:
            await _end(self._running)

    async def _look(self) -> None:
        """Learn what is ours; while the database does not answer, it stays as it is."""
        if self._roles is None:
            self._ours = self._members
            return
        try:
            self._ours = await self._roles.ours(self._members)
        except Exception as fault:
            log.warning("it cannot be told whose the shards are (%s)", type(fault).__name__)

    async def _change(self) -> None:
        begun = [each for each in self._ours if each not in self._running]
        ended = {k: task for k, task in self._running.items() if k not in self._ours}
        for each in begun:
            self._running[each] = asyncio.create_task(self._keep(int(each)))
        for each in ended:
            del self._running[each]
        await _end(ended)
        if begun or ended:
            told = ", ".join(self._ours) or "none"
            log.info("shards of this process: %s of %d", told, self._count)

    async def _keep(self, shard: int) -> None:
        """Connect one, again and again. Raises Fatal."""
        failures = 0
        while True:
            began = time.monotonic()
            try:
                await self._connect(shard, self._count)
            except Fatal:
                raise
            except ConnectionError as fault:
                log.warning("shard %d is not connected (%s)", shard, fault)
            except Exception:
                log_fault(log, f"shard {shard} stopped")
            if time.monotonic() - began > HEALTHY_SECONDS:
                failures = 0
            await asyncio.sleep(pause(PLATFORM_SECONDS, failures))
            failures += 1


def shards_of(
    plan: ShardPlan,
    gateway: Gateway,
    store: Store,
    token: str,
    worker: str,
    connect: Callable[[int, int], Awaitable[None]],
) -> Shards:
    """Make the shards of one process, by its plan and what Discord recommends."""
    count = plan.count or gateway.shards
    kind = f"discord {fingerprint(token)} {count}"
    roles = Roles(store, kind, worker) if plan.shared else None
    return Shards(plan.members(count), count, roles, connect)


async def _end(tasks: Mapping[str, asyncio.Task[None]]) -> None:
    """Cancel and wait until all have ended."""
    for task in tasks.values():
        task.cancel()
    if tasks:
        await asyncio.wait(tasks.values())
