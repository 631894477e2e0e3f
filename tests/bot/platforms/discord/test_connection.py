"""The connection to Discord: lost, resumed, caught up with, refused."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace

import pytest

from bot.platforms.base import Fatal
from bot.platforms.discord.adapter import DiscordChat
from bot.platforms.discord.client import mind_budget
from bot.platforms.discord.rest import find_gateway
from tests.bot.platforms.discord.echo_bot import MENTION, Bot, running, said
from tests.servers.discord import DiscordServer
from tests.servers.discord_shapes import ROOM


@pytest.fixture
def store(sqlite_store):
    return sqlite_store


# --- the connection -------------------------------------------------------------------------------


@pytest.mark.parametrize("code", [0, 4000, 1000])
async def test_a_lost_connection_is_resumed_and_nothing_is_heard_twice(server, store, code):
    async with running(server, store) as bot:
        await server.dm("5", "one")
        await said(server, "echo one")
        await server.drop(code)
        await server.dm("5", "two")
        await said(server, "echo two")
        assert [m.text for m in bot.echo.heard] == ["one", "two"]


async def test_a_replay_is_absorbed(server, store):
    async with running(server, store) as bot:
        first = await server.dm("5", "one")
        await said(server, "echo one")
        await server._emit("MESSAGE_CREATE", first)
        await server.dm("5", "two")
        await said(server, "echo two")
        assert [m.text for m in bot.echo.heard] == ["one", "two"]


async def test_what_was_missed_is_fetched(server, store):
    async with running(server, store):
        await server.dm("5", "one")
        edited = await server.dm("5", "before")
        await server.say(ROOM, "6", f"{MENTION} room")
        await said(server, "echo before")
        await said(server, "echo room")
    await server.dm("5", "two")
    await server.edit(edited["id"], "after")
    await server.say(ROOM, "6", "among others")
    for at in range(130):
        await server.say(ROOM, "6", f"{MENTION} missed {at}")
    async with running(server, store) as bot:
        await server.dm("5", "three")
        await said(server, "echo three")
        await said(server, "echo missed 129")
        direct = [m.text for m in bot.echo.heard if m.address.private]
        assert sorted(direct[:2]) == ["after", "two"]
        assert direct[2:] == ["three"]
        room = [m.text for m in bot.echo.heard if not m.address.private]
        assert room == [f"missed {at}" for at in range(130)]
    async with running(server, store) as bot:
        await server.dm("5", "four")
        await said(server, "echo four")
        assert [m.text for m in bot.echo.heard] == ["four"]


async def test_a_session_that_cannot_be_resumed_is_caught_up_with(server, store, monkeypatch):
    monkeypatch.setattr("bot.platforms.discord.client.IDENTIFY_PAUSE_S", 0.1)
    async with running(server, store) as bot:
        await server.dm("5", "one")
        await said(server, "echo one")
        server.refuse_resume = True
        server.sessions.clear()
        missed = server._message(server.direct_channel("5"), {"id": "5", "username": "a"}, "two")
        assert missed
        await server.cut_all()
        await said(server, "echo two")
        await server.dm("5", "three")
        await said(server, "echo three")
        assert [m.text for m in bot.echo.heard] == ["one", "two", "three"]


async def test_an_inbox_that_stumbles(server, store, monkeypatch):
    monkeypatch.setattr("bot.platforms.discord.patient_store.AGAIN_S", (0.01,))
    async with running(server, store) as bot:
        bot.stumbles = 20
        await server.dm("5", "one")
        await server.dm("6", "two")
        await server.until(lambda: bot.stumbles < 20)
        await server.dm("5", "three")
        await said(server, "echo two")
        await said(server, "echo three")
        heard = [m.text for m in bot.echo.heard]
        assert sorted(heard) == ["one", "three", "two"]
        assert heard.index("one") < heard.index("three")
        assert server.identifies == 1


async def test_an_inbox_that_stumbles_while_catching_up(server, store, monkeypatch):
    monkeypatch.setattr("bot.platforms.discord.patient_store.AGAIN_S", (0.01,))
    async with running(server, store):
        await server.dm("5", "one")
        await said(server, "echo one")
    await server.dm("5", "two")
    async with Bot(server, store) as bot:
        bot.stumbles = 20
        await said(server, "echo two")
        assert server.identifies == 2


@pytest.mark.parametrize("away", [True, False], ids=["database away", "database there"])
async def test_a_session_that_ends_while_something_waits(server, store, monkeypatch, away):
    """What came in one session is stored in the next, though it could not be fetched."""
    monkeypatch.setattr("bot.platforms.discord.patient_store.AGAIN_S", (0.01,))
    async with running(server, store) as bot:
        bot.stumbles = 10**9 if away else 0
        server.fault("GET /channels", 404, times=999)
        await server.dm("5", "one")
        await server.slash(ROOM, "6", "log", "squat")
        await server.until(lambda: len(bot.chat._arrivals._backlog) == 2 or bot.echo.heard)
        await server.drop(4004)
        with pytest.raises(Fatal):
            await bot.jobs[0]
        server.gateway_token = ""
        bot.stumbles = min(bot.stumbles, 1)
        again = asyncio.create_task(bot.receive())
        await said(server, "echo one")
        await said(server, "echo /log squat")
        again.cancel()
        await asyncio.gather(again, return_exceptions=True)


async def test_a_session_resumes_through_the_proxy_it_began_with(server, store):
    server.resume_url = "wss://gateway-somewhere.discord.gg"
    async with running(server, store) as bot:
        await server.dm("5", "one")
        await said(server, "echo one")
        await server.drop()
        await server.dm("5", "two")
        await said(server, "echo two")
        assert (server.identifies, server.resumes) == (1, 1)
        assert len(bot.echo.heard) == 2


async def test_a_channel_that_is_gone_is_let_go(server, store):
    async with running(server, store):
        await server.dm("5", "one")
        await said(server, "echo one")
    server.fault("GET /channels", 404, code=10003)
    async with running(server, store):
        await server.dm("6", "two")
        await said(server, "echo two")
        await server.until(lambda: not server.faults[0].times)
    calls = len(server.calls)
    async with running(server, store):
        await server.dm("5", "three")
        await said(server, "echo three")
    gone = f"/channels/{server.direct_channel('5')}/messages"
    assert ("GET", gone) not in [(c[0], c[1]) for c in server.calls[calls:]]


async def test_catching_up_survives_a_fault(server, store, monkeypatch):
    monkeypatch.setattr("bot.platforms.discord.arrivals.FETCH_RETRIES_S", (0.05, 0.05, 0.05))
    async with running(server, store):
        await server.dm("5", "one")
        await said(server, "echo one")
    await server.dm("5", "two")
    server.fault("GET /channels", 503, times=2)
    server.fault("GET /channels", 429, retry_after=1.2)
    async with running(server, store) as bot:
        await said(server, "echo two")
        await server.dm("5", "three")
        await said(server, "echo three")
        assert [m.text for m in bot.echo.heard] == ["two", "three"]


async def test_a_refused_token_is_final(server, store, caplog):
    bot = DiscordChat("not-the-token", server.url, store)
    with caplog.at_level(logging.DEBUG), pytest.raises(Fatal) as refused:
        await bot.receive(store.receive)
    await bot.close()
    assert "DISCORD_BOT_TOKEN" in refused.value.why
    assert "not-the-token" not in caplog.text + repr(bot) + refused.value.why
    assert server.identifies == 0


async def test_an_address_where_nobody_answers_is_tried_again(store):
    async with DiscordServer() as server:
        url = server.url
    bot = DiscordChat("token", url, store)
    with pytest.raises(OSError, match="Cannot connect"):
        await bot.receive(store.receive)
    await bot.close()


async def test_few_sessions_left_are_rationed(server, store, monkeypatch):
    waits = []

    async def note(seconds):
        waits.append(seconds)

    gateway = await find_gateway(server.token, server.url)
    monkeypatch.setattr("bot.platforms.discord.client.asyncio.sleep", note)
    await mind_budget(gateway)
    await mind_budget(replace(gateway, identifies_left=10, resets_in_s=3600.0))
    await mind_budget(replace(gateway, identifies_left=0, resets_in_s=60.0))
    assert waits == [360.0, 60.0]


async def test_a_token_refused_by_the_gateway_is_final(server, store):
    server.gateway_token = "another"
    bot = DiscordChat(server.token, server.url, store)
    with pytest.raises(Fatal):
        await bot.receive(store.receive)
    await bot.close()
    assert server.identifies == 1


async def test_a_refused_intent_names_the_setting(store):
    async with DiscordServer(allow_content=False) as server:
        bot = DiscordChat(server.token, server.url, store, message_content=True)
        with pytest.raises(Fatal) as refused:
            await bot.receive(store.receive)
        await bot.close()
    assert "DISCORD_MESSAGE_CONTENT" in refused.value.why


@pytest.mark.parametrize("ending", ["", "/", "/api", "/api/v10", "/api/v10/"])
async def test_the_address_may_be_written_in_several_ways(server, store, ending):
    async with running(server, store, api_url=server.url + ending):
        await server.dm("5", "hello")
        await said(server, "echo hello")


async def test_no_token_reaches_a_log(server, store, caplog):
    with caplog.at_level(logging.DEBUG):
        async with running(server, store):
            server.fault("PATCH /webhooks", 429, retry_after=0.2)
            made = await server.slash(ROOM, "5", "log", "squat")
            await said(server, "echo /log squat")
            await server.drop()
            await server.dm("5", "hello")
            await said(server, "echo hello")
    ours = [r.getMessage() for r in caplog.records if not r.name.startswith("aiosqlite")]
    assert ours
    assert not [line for line in ours if server.token in line or made.token in line]
