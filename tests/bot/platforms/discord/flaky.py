"""A store that refuses, a gateway that brings what a test wants, and arrivals between them."""

from __future__ import annotations

import asyncio
import contextlib

from discord.utils import utcnow

from bot.platforms.discord.arrivals import Arrivals
from bot.platforms.discord.backlog import Arrival
from bot.platforms.discord.read import (
    INTERACTION,
    MessageFilter,
    interaction_row,
    message_row,
)
from core.store.faults import StoreTrouble
from tests.servers.discord import DiscordServer
from tests.servers.discord_shapes import BOT, GUILD, ROOM
from tests.waiting import until

FILTER = MessageFilter(BOT, overhear=False)
MENTION = f"<@{BOT}>"
WAYS = ("receive", "cursor", "save_cursor", "cursors", "channels", "find")
TRIES = 12


class Flaky:
    """A store that refuses so many times, by the ways that are named; and who hears of it."""

    def __init__(self, store, times=0, ways=WAYS, error=StoreTrouble):
        self.store, self.times, self.ways, self.error = store, times, ways, error
        self.refused = 0
        self.told = []

    def may_refuse(self, way):
        if way in self.ways and self.times > 0:
            self.times -= 1
            self.refused += 1
            raise self.error("away")

    def __getattr__(self, name):
        real = getattr(self.store, name)
        if name not in WAYS:
            return real

        async def work(*values):
            self.may_refuse(name)
            return await real(*values)

        return work

    async def find(self, owner, key):
        self.may_refuse("find")
        return f"undo {key}"

    def delayed(self, rows, _):
        self.told += [row.key for row in rows]


class Gateway:
    """What Discord would bring, and the history it would show."""

    def __init__(self):
        self.server = DiscordServer()
        self.server.url = "http://127.0.0.1:9"
        self.fetched = []
        self.silent = 0  # fetches that fail

    async def history(self, channel, query):
        self.fetched.append(channel)
        if self.silent:
            self.silent -= 1
            raise ConnectionError("no history")
        found = [m for m in self.server.messages.values() if m["channel_id"] == channel]
        after, before = int(query.get("after", 0)), int(query.get("before", 1 << 62))
        found = [m for m in found if after < int(m["id"]) < before]
        found.sort(key=lambda m: int(m["id"]))
        return found[: query["limit"]] if "after" in query else found[-query["limit"] :]

    def place(self, person):
        return self.server.direct_channel(person)

    async def dm(self, person, text="squat 100x5"):
        message = await self.server.dm(person, text)
        row = message_row(message, FILTER, utcnow(), private=True)
        return Arrival(message["channel_id"], int(message["id"]), row, "", person)

    async def say(self, person, text=f"{MENTION} squat 100x5"):
        message = await self.server.say(ROOM, person, text)
        row = message_row(message, FILTER, utcnow(), private=False)
        return Arrival(ROOM, int(message["id"]), row, GUILD, person)

    async def slash(self, person, *, stored=False):
        seen = []

        async def emit(_, data):
            seen.append(data)

        self.server._emit = emit
        try:
            await self.server.slash(self.place(person), person, "log", "squat 100x5")
        finally:
            del self.server._emit
        (data,) = seen
        row = interaction_row(data, utcnow(), "squat 100x5", None)
        if stored:
            return Arrival(row.chat, int(data["id"]), None, "", person, data, None, "q1")
        return Arrival(row.chat, int(data["id"]), row, "", person)


def made(flaky, gateway):
    return Arrivals(flaky, flaky.receive, FILTER, gateway.history, flaky.find, flaky.delayed)


@contextlib.asynccontextmanager
async def at_work(flaky, gateway):
    """Arrivals that are committed; at the end they leave as at the end of a process."""
    arrivals = made(flaky, gateway)
    task = asyncio.create_task(arrivals.run())
    try:
        yield arrivals
    finally:
        failed = task.done()
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        assert not failed


async def stored(store):
    """Give the ids of what is in the inbox, in its order."""
    query = "SELECT key FROM inbox ORDER BY number"
    keys = await store.run(lambda u: [k for (k,) in u._connection.exec_driver_sql(query)])
    return [int(k.removeprefix(INTERACTION).split(":")[-1 if k.startswith(INTERACTION) else 1])
            for k in keys]  # fmt: skip


def in_channel(found, arrivals):
    """Give the ids among these that are of one channel, in the order found."""
    return [number for number in found if number in {a.id for a in arrivals}]


async def all_stored(store, *arrivals):
    wanted = {a.id for a in arrivals}

    async def are():
        return wanted <= set(await stored(store))

    await until(are)
    found = await stored(store)
    assert len(found) == len(set(found))
    return found
