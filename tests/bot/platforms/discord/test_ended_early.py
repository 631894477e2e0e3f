"""A process that is ended while a session begins leaves what was missed to the next one."""

from __future__ import annotations

import asyncio

import pytest
from discord.utils import utcnow

from bot.platforms.discord.arrivals import Arrivals
from bot.platforms.discord.backlog import Arrival
from bot.platforms.discord.read import PLATFORM, MessageFilter, message_row
from tests.bot.platforms.discord.test_first_words import keys
from tests.servers.discord_shapes import BOT
from tests.waiting import until

FILTER = MessageFilter(BOT, overhear=False)


class Stuck:
    """A store that does not say which channels there are, as a busy one does not in time."""

    def __init__(self, store):
        self.store, self.asked = store, False

    def __getattr__(self, name):
        return getattr(self.store, name)

    async def cursors(self, _):
        self.asked = True
        await asyncio.Event().wait()


async def begun_with(store, server, messages, done):
    """A session that brings messages; it is ended once something is so."""

    async def history(channel, query):
        found = (m for m in server.messages.values() if m["channel_id"] == channel)
        return [m for m in found if int(m["id"]) > int(query.get("after", 1 << 62))]

    arrivals = Arrivals(store, store.receive, FILTER, history, None)
    arrivals.connected()
    for message in messages:
        row = message_row(message, FILTER, utcnow(), private=True)
        author = message["author"]["id"]
        arrivals.put(Arrival(message["channel_id"], int(message["id"]), row, "", author))
    task = asyncio.create_task(arrivals.run())
    await until(lambda: done(arrivals))
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def heard(store):
    return {key.split(":")[1] for key in await keys(store)}


@pytest.mark.parametrize("known", [True, False], ids=["known", "new to us"])
async def test_nothing_that_was_missed_is_passed_over(store, server, known):
    one, two, three = [await server.dm("5", text) for text in ("one", "two", "three")]
    place = one["channel_id"]
    if known:
        await store.save_cursor(PLATFORM, place, one["id"])
    stuck = Stuck(store)
    await begun_with(stuck, server, [three], lambda _: stuck.asked)
    if known:
        assert await store.cursor(PLATFORM, place) == one["id"]
    assert await heard(store) == set()
    await begun_with(store, server, [], lambda it: it._catching_up and it._catching_up.done())
    expected = (two, three) if known else (one, two, three)
    assert await heard(store) == {message["id"] for message in expected}


async def test_what_came_before_the_session_is_stored_at_once(store, server):
    message = await server.dm("5", "one")
    stuck = Stuck(store)
    arrivals = Arrivals(stuck, store.receive, FILTER, None, None)
    row = message_row(message, FILTER, utcnow(), private=True)
    arrivals.put(Arrival(message["channel_id"], int(message["id"]), row, "server", "5"))
    arrivals.connected()
    task = asyncio.create_task(arrivals.run())
    await until(lambda: stuck.asked)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert await heard(store) == {message["id"]}
