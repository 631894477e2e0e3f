"""A bot on each platform over each database, as the drills of this folder start it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from core.store.engine import open_store
from tests.hanging import PLATFORMS, OnDiscord, OnTelegram
from tests.running import Running

on_each_platform = pytest.mark.parametrize("platform", sorted(PLATFORMS))
# For drills that take long, and in which a platform and a database have little to do with each
# other: each of both once.
crossed = pytest.mark.parametrize(
    ("platform", "database_url"),
    [("telegram", "sqlite"), ("discord", "postgresql")],
    indirect=["database_url"],
)
LAST = 9000  # whoever asks after all others
UNFINISHED = (
    "SELECT (SELECT count(*) FROM inbox WHERE done_at IS NULL) + "
    "(SELECT count(*) FROM outbox WHERE settled_at IS NULL)"
)


@dataclass
class Place:
    """A platform with its people, the process, and a look into its database."""

    on: OnTelegram | OnDiscord
    bot: Running
    rows: Callable[[str], Awaitable[list[tuple[Any, ...]]]]

    async def finished(self) -> None:
        """Wait until all that was sent before now is handled and answered.

        What came before is shown by what comes after it: somebody else asks, and is answered.
        """
        before = len(self.on.answers(LAST))
        await self.on.say(LAST, "help")
        await self.on.server.until(lambda: len(self.on.answers(LAST)) > before, 60)

        async def none_left() -> bool:
            return await self.rows(UNFINISHED) == [(0,)]

        await self.on.server.until(none_left, 60)


@asynccontextmanager
async def running(platform: str, url: str, folder: Path, **settings: str) -> AsyncIterator[Place]:
    """Start the bot; at the end it is stopped, if it still runs."""
    on = PLATFORMS[platform]()
    looking = await open_store(url) if url.startswith("postgresql") else None
    async with on.server:
        with Running(folder, DATABASE_URL=url, **on.settings(), **settings) as bot:

            async def rows(query: str) -> list[tuple[Any, ...]]:
                if looking is None:
                    return bot.rows(query)
                return await looking.run(
                    lambda it: [tuple(r) for r in it._connection.exec_driver_sql(query)]
                )

            await on.ready()
            yield Place(on, bot, rows)
    if looking is not None:
        await looking.close()
