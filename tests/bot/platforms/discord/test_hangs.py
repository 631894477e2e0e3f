"""Calls to Discord that hang: one conversation never waits for another."""

from __future__ import annotations

import asyncio
from functools import partial

import pytest

from bot.platforms.discord import rest
from bot.platforms.discord.rest import call
from tests.bot.platforms.discord.echo_bot import running, said
from tests.servers.discord import DiscordServer
from tests.servers.discord_shapes import BOT, ROOM, Refusal

HOUR = 3600.0
OTHER_ROOM = "800000000000000002"


@pytest.fixture
def store(sqlite_store):
    return sqlite_store


async def test_sends_that_hang_hold_up_their_own_channels_only(server, store):
    async with running(server, store):
        hung = [server.direct_channel(str(100 + n)) for n in range(50)]
        for channel in hung:
            server.fault(f"POST /channels/{channel}/messages", 0, times=99, delay=HOUR)
        for n in range(50):
            await server.dm(str(100 + n), "hello")
        await server.until(lambda: sum(c[0] == "POST" for c in server.calls) >= 50)
        for n in range(30):
            await server.dm(str(n), f"other {n}")
        for n in range(30):
            await said(server, f"echo other {n}", server.direct_channel(str(n)))


async def test_interactions_that_hang_hold_up_their_own_answers_only(server, store):
    async with running(server, store):
        server.fault("POST /interactions/.*/callback", 0, times=4, delay=HOUR)
        for n in range(4):
            await server.slash(ROOM, str(100 + n), "log", "squat")
        server.fault("PATCH /webhooks", 0, times=4, delay=HOUR)
        for n in range(4):
            await server.slash(server.direct_channel(str(200 + n)), str(200 + n), "log", "squat")
        await server.until(lambda: sum(c[0] == "PATCH" for c in server.calls) >= 4)
        await server.dm("5", "hello")
        await said(server, "echo hello")


async def test_opening_a_conversation_waits_for_no_other(server, store):
    async with running(server, store):
        server.channels[OTHER_ROOM] = server.channels[ROOM] | {"id": OTHER_ROOM}
        server.fault("POST /users/@me/channels", 0, delay=HOUR)
        await server.say(ROOM, "6", f"<@{BOT}> secret one")
        await server.until(lambda: any(c[1] == "/users/@me/channels" for c in server.calls))
        await server.say(OTHER_ROOM, "8", f"<@{BOT}> secret two")
        await said(server, "echo secret two", server.direct_channel("8"))


async def test_a_history_that_hangs_holds_up_its_own_channel_only(server, store):
    async with running(server, store):
        for n in range(20):
            await server.dm(str(n), "before")
            await said(server, "echo before", server.direct_channel(str(n)))
    for n in range(20):
        await server.dm(str(n), f"meanwhile {n}")
    for n in range(4):
        channel = server.direct_channel(str(n))
        server.fault(f"GET /channels/{channel}/messages", 0, times=99, delay=HOUR)
    async with running(server, store):
        for n in range(4, 20):
            await said(server, f"echo meanwhile {n}", server.direct_channel(str(n)))


async def test_a_call_ended_during_a_global_limit_leaves_the_door_open(server, store, monkeypatch):
    monkeypatch.setattr(rest, "LONGEST_WAIT_S", 0.1)
    async with running(server, store) as bot:
        http = bot.chat._client.http
        http._global_over.clear()  # as the library does before it sleeps
        asked = partial(http.request, rest.Route("GET", "/users/@me"))
        with pytest.raises(TimeoutError):
            await call(http, asked(), seconds=0.05)
        await server.until(http._global_over.is_set)
        waiting = asyncio.create_task(call(http, asked()))
        assert (await waiting)["username"] == "Spotter"


class Stumbling(DiscordServer):
    """A Discord that refuses the second follow-up to an interaction once."""

    follow_ups = 0

    async def _follow_up(self, request):
        self.follow_ups += 1
        if self.follow_ups == 2:
            raise Refusal(503)
        return await super()._follow_up(request)


async def test_follow_ups_posted_before_a_failure_are_not_posted_again(store):
    async with Stumbling() as server, running(server, store):
        await server.slash(ROOM, "5", "log", "lengthy secret")
        await server.until(lambda: server.follow_ups >= 4 or len(server.answers()) >= 3)
        assert [len(m["content"]) for m in server.answers()] == [2000, 2000, 500]
