"""Somebody else holds the database for ten seconds: nothing is lost, and the process says so."""

from __future__ import annotations

import asyncio
import sqlite3
import time

import asyncpg

from tests.drills.places import on_each_platform, running
from tests.end_to_end.test_health import free_port, get

HELD = 10.0
PEOPLE = 20


class Held:
    """Locks everything as another program might."""

    def __init__(self, url: str, bot) -> None:
        self.url, self.bot = url, bot

    async def __aenter__(self):
        if self.url.startswith("sqlite"):
            self.other = sqlite3.connect(self.bot.database, isolation_level=None)
            self.other.execute("BEGIN EXCLUSIVE")
        else:
            self.other = await asyncpg.connect(self.url)
            self.lock = self.other.transaction()
            await self.lock.start()
            await self.other.execute(
                "LOCK TABLE inbox, outbox, sets, people IN ACCESS EXCLUSIVE MODE"
            )

    async def __aexit__(self, *_):
        if self.url.startswith("sqlite"):
            self.other.close()
        else:
            await self.lock.rollback()
            await self.other.close()


@on_each_platform
async def test_a_database_that_is_held_loses_nothing(tmp_path, figure, database_url, platform):
    port = free_port()
    async with running(platform, database_url, tmp_path, HTTP_PORT=str(port)) as here:
        for person in range(1, PEOPLE + 1):
            await here.on.say(person, "squat 100x5 rir2")
        await here.finished()
        assert (await get(port, "/readyz"))[0] == 200
        states = set()
        async with Held(database_url, here.bot):
            began = time.monotonic()
            for person in range(1, PEOPLE + 1):
                await here.on.say(person, "squat 101x5 rir2")
            while time.monotonic() - began < HELD:
                states.add((await get(port, "/readyz"))[0])
                await asyncio.sleep(0.25)
        freed = time.monotonic()
        people = range(1, PEOPLE + 1)
        await here.on.server.until(lambda: all(len(here.on.answers(p)) == 2 for p in people), 60)
        figure("all answered after it was free, s", time.monotonic() - freed)
        figure("readyz meanwhile", sorted(states))
        count = (await here.rows("SELECT count(*) FROM sets"))[0][0]
        assert count == 2 * PEOPLE
        assert 503 in states
        assert (await get(port, "/readyz"))[0] == 200
