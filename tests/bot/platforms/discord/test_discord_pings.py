"""Pings on Discord: shown once whatever happens on the way, and chats that are gone."""

from __future__ import annotations

import asyncio

import pytest

from bot.platforms.discord.adapter import DiscordChat
from bot.runtime.pace import Pace
from bot.runtime.sender import Sender
from tests.pinging import Writer, open_outgoing, queue, remind, states
from tests.servers.discord_shapes import ROOM
from tests.waiting import until


@pytest.fixture
async def store(sqlite_store):
    return sqlite_store


@pytest.fixture
async def chat(server, store):
    """A bot that is connected, without anything that answers."""
    made = DiscordChat(server.token, server.url, store)
    receiving = asyncio.create_task(made.receive(store.receive))
    await server.until(lambda: any(s.socket for s in server.sessions.values()))
    yield made
    receiving.cancel()
    await asyncio.gather(receiving, return_exceptions=True)
    await made.close()


async def send_all(store, chat):
    """Send until nothing is left."""
    sender = Sender(store, chat, Pace(0, 0, 0), Writer(store))
    task = asyncio.create_task(sender.run())

    async def nothing_left():
        return not await open_outgoing(store)

    await until(nothing_left)
    await sender.stop(2)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def contents(server, channel):
    return [message["content"] for message in server.answers(channel)]


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 0, "after": True},  # it arrived, the connection broke
        {"status": 504, "after": True},
        {"status": 503},
        {"status": 429, "retry_after": 0.2, "headers": {"Retry-After": "0.2"}},
    ],
)
async def test_a_ping_is_shown_once_whatever_happens_on_the_way(server, store, chat, fault):
    channel = server.direct_channel("5")
    server.fault("POST /channels", **fault)
    await remind(store, channel, platform="discord")
    await queue(store, "discord")
    await send_all(store, chat)
    assert contents(server, channel) == [f"ping {channel}"]
    assert await states(store) == {("sent", ""): 1}


async def test_a_ping_goes_to_a_channel_and_opens_none(server, store, chat):
    channel = server.direct_channel("5")
    await remind(store, channel, platform="discord")
    await remind(store, ROOM, platform="discord", private=False)
    await queue(store, "discord")
    await send_all(store, chat)
    assert contents(server, channel) == [f"ping {channel}"]
    assert contents(server, ROOM) == [f"ping {ROOM}"]
    assert ("POST", "/users/@me/channels") not in {call[:2] for call in server.calls}


@pytest.mark.parametrize(("status", "code", "why", "left"), [
    (403, 50007, "closed", 0), (403, 50278, "no_server", 0), (404, 10003, "deleted", 0),
    (403, 50001, "kicked", 0), (403, 50013, "no_rights", 0),
    (400, 40003, "refused", 1), (400, 50035, "refused", 1),
])  # fmt: skip
async def test_a_chat_that_is_gone_is_told_from_a_ping_that_is_refused(
    server, store, chat, status, code, why, left
):
    channel = server.direct_channel("5")
    server.fault("POST /channels", status, code=code)
    await remind(store, channel, platform="discord")
    await queue(store, "discord")
    await remind(store, channel, words="the next", platform="discord")
    await send_all(store, chat)
    assert await states(store) == {("skipped", why): 1}
    assert await queue(store, "discord") == left
