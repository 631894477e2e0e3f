"""What people wrote directly before the bot had stored their channel is fetched and answered."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from discord.utils import time_snowflake, utcnow

from bot.platforms.discord.arrivals import CLOCKS_DIFFER, FIRST_WORDS_AGE, Arrivals
from bot.platforms.discord.backlog import Arrival
from bot.platforms.discord.read import MessageFilter, message_row
from tests.bot.platforms.discord.echo_bot import running, said
from tests.servers.discord_shapes import BOT, ROOM, user
from tests.waiting import until

MENTION = f"<@{BOT}>"
MARGIN = timedelta(minutes=5)


def fetched(server, channel):
    return sum((c[0], c[1]) == ("GET", f"/channels/{channel}/messages") for c in server.calls)


def heard(bot, person):
    return [m.text for m in bot.echo.heard if m.sender.id == person]


async def keys(store):
    """Give the keys of all that was received."""
    return await store.run(
        lambda uow: [k for (k,) in uow._connection.exec_driver_sql("SELECT key FROM inbox")]
    )


async def test_first_words_that_met_nobody_come_before_the_next(server, store):
    for person in ("5", "6"):
        for text in ("one", "two"):
            await server.dm(person, text)
    async with running(server, store) as bot:
        for person in ("5", "6"):
            await server.dm(person, "three")
            await server.dm(person, "four")
        for person in ("5", "6"):
            await said(server, "echo four", server.direct_channel(person))
            assert heard(bot, person) == ["one", "two", "three", "four"]
            assert fetched(server, server.direct_channel(person)) == 1


async def test_first_words_that_come_again_late_are_in_order(server, store):
    await server.dm("5", "one")
    again = await server.dm("5", "two")
    await server.dm("5", "three")
    async with running(server, store) as bot:
        await server._emit("MESSAGE_CREATE", again)
        await server.dm("5", "four")
        await said(server, "echo four")
        assert heard(bot, "5") == ["one", "two", "three", "four"]


async def test_first_words_before_a_slash_command(server, store):
    await server.dm("5", "one")
    async with running(server, store) as bot:
        await server.slash(server.direct_channel("5"), "5", "log", "squat")
        await said(server, "echo /log squat")
        assert heard(bot, "5") == ["one", "/log squat"]


async def test_a_process_that_ends_while_it_fetches_loses_nothing(server, store):
    await server.dm("5", "one")
    channel = server.direct_channel("5")
    server.fault(f"GET /channels/{channel}/messages", 0, delay=3600.0)
    async with running(server, store):
        await server.dm("5", "two")
        await server.until(lambda: fetched(server, channel))
    async with running(server, store) as bot:  # nobody has to write again
        await said(server, "echo two")
        assert heard(bot, "5") == ["one", "two"]


@pytest.mark.parametrize(
    ("before", "known"), [(FIRST_WORDS_AGE - MARGIN, True), (FIRST_WORDS_AGE + MARGIN, False)]
)
async def test_first_words_are_fetched_for_a_day(server, store, before, known):
    channel = server.direct_channel("5")
    old = server._message(channel, user("5", "user 5"), "old")
    del server.messages[old["id"]]
    moment = utcnow() - before
    old |= {"id": str(time_snowflake(moment)), "timestamp": moment.isoformat()}
    server.messages[old["id"]] = old
    async with running(server, store) as bot:
        await server.dm("5", "new")
        await said(server, "echo new", channel)
        assert (heard(bot, "5") == ["new"]) is not known
        assert await store.cursor("discord", channel) is not None


@pytest.mark.parametrize(("later", "fetches"), [(-1, 1), (1, 0)])
async def test_a_channel_made_in_this_session_has_nothing_to_fetch(server, store, later, fetches):
    async with running(server, store):
        moment = utcnow() + CLOCKS_DIFFER + later * timedelta(seconds=30)
        channel = server.direct["5"] = str(time_snowflake(moment))
        server.channels[channel] = {"id": channel, "type": 1, "person": "5"}
        await server.dm("5", "one")
        await said(server, "echo one", channel)
        assert fetched(server, channel) == fetches


async def test_what_was_said_among_others_before_the_bot_came_is_left(server, store):
    await server.say(ROOM, "5", f"{MENTION} before")
    async with running(server, store) as bot:
        await server.say(ROOM, "5", f"{MENTION} now")
        await said(server, "echo now")
        assert heard(bot, "5") == ["now"]
        assert fetched(server, ROOM) == 0


@pytest.mark.parametrize(("status", "times"), [(503, 2), (404, 1), (403, 1)])
async def test_a_history_that_cannot_be_read_holds_nobody_up(
    server, store, monkeypatch, status, times
):
    monkeypatch.setattr("bot.platforms.discord.arrivals.FETCH_RETRIES_S", (0.05,))
    async with running(server, store) as bot:
        server.fault("GET /channels", status, times=times)
        await server.dm("5", "one")
        await server.dm("5", "two")
        await said(server, "echo two")
        assert heard(bot, "5") == ["one", "two"]
    await server.dm("5", "three")
    async with running(server, store):
        await said(server, "echo three")


@pytest.mark.parametrize("known", [False, True])
async def test_a_slash_command_held_back_when_the_process_ends_is_kept(server, store, known):
    channel = server.direct_channel("5")
    if known:
        async with running(server, store):
            await server.dm("5", "zero")
            await said(server, "echo zero")
    await server.dm("5", "one")
    server.fault(f"GET /channels/{channel}/messages", 0, delay=3600.0)
    async with running(server, store) as bot:
        made = await server.slash(channel, "5", "log", "squat")
        await server.until(lambda: not server.faults[0].times)
        await server.until(lambda: any(bot.chat._arrivals._held.values()))
    assert f"discord:i:{made.id}" in await keys(store)


class Slow:
    """A store that takes its time to store a place, as PostgreSQL does on a busy machine."""

    def __init__(self, store, seconds=0.2):
        self.store, self.seconds = store, seconds

    def __getattr__(self, name):
        return getattr(self.store, name)

    async def save_cursor(self, *values):
        await asyncio.sleep(self.seconds)
        await self.store.save_cursor(*values)


@pytest.mark.parametrize("people", [1, 3])
async def test_words_that_come_together_with_the_session_do_not_hide_those_before(
    store, server, people
):
    """A busy process takes the session's beginning and what was said after it in one batch."""
    persons = [str(5 + n) for n in range(people)]
    missed = [await server.dm(person, text) for person in persons for text in ("one", "two")]
    later = [await server.dm(person, "three") for person in persons]

    async def history(channel, query):
        after = int(query.get("after", 1 << 62))
        found = [m for m in (*missed, *later) if m["channel_id"] == channel]
        return [m for m in found if int(m["id"]) > after]

    message_filter = MessageFilter(BOT, overhear=False)
    arrivals = Arrivals(Slow(store), store.receive, message_filter, history, None)
    arrivals.connected()
    for message in later:
        row = message_row(message, message_filter, utcnow(), private=True)
        author = message["author"]["id"]
        arrivals.put(Arrival(message["channel_id"], int(message["id"]), row, "", author))
    task = asyncio.create_task(arrivals.run())
    await until(lambda: arrivals._cursors and not arrivals._held)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    kept = {key.split(":")[1] for key in await keys(store)}
    assert kept == {message["id"] for message in (*missed, *later)}
