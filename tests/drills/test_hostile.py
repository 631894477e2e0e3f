"""Hostile updates at the real process: everybody else is answered within two seconds, in order.

Then once more after a restart: what was hostile before it holds nobody up after it either.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from functools import partial

import pytest

from core.bounds import in_base36
from tests.hostile import MOST, nested
from tests.running import Running
from tests.servers.discord import DiscordServer
from tests.servers.discord_shapes import BOT
from tests.servers.telegram import TOKEN, TelegramServer

pytestmark = pytest.mark.waits

MOST_SECONDS = 2.0
PEOPLE = 8
EVE = 66
EVES = in_base36(EVE)  # before what a button of hers holds
DEEP = "[" * 100_000 + "]" * 100_000
ABSURD = "9" * 5000
DATA = [
    "~zzzzzzzzzzzzz|q1", "zzzzzzzzzzzzz|why", "~1|q99999999999999999999", "1y2p0ij32e8e8|undo",
    "~1|q1", "nonsense", "\x00", "\ud800|x", "x" * 65, None, 5, [], f"~{EVES}|q{MOST + 1}",
    nested(300),  # set aside as a whole: nobody is answered
]  # fmt: skip
CUSTOM_IDS = [
    "zzzzzzzzzzzzz~q1", "zzzzzzzzzzzzz|why", "1~q99999999999999999999", "1y2p0ij32e8e8|undo",
    "1~q1", "nonsense", "\x00", "\ud800|x", "1|" + "x" * 99, None, 5, [], nested(300),
    f"{EVES}~q{MOST + 1}",
]  # fmt: skip
DATA_AGAIN = [{"callback_query": {"data": "~zzzzzzzzzzzzz|q1"}}] * 10
NOT_FOUND = "what a button stands for was not found"  # a fault of the database, for such a key
VALUES = [None, "", "\x00", "\ud800", MOST + 1, 10**400, -1, 0.5, True, [], {}, nested(300), ABSURD]


@pytest.fixture
def database(request, database_url, tmp_path):
    """Settings for a database of each kind."""
    return {"DATABASE_URL": database_url}


def worst(moments):
    return max(end - begun for begun, end in moments)


# --- Telegram -----------------------------------------------------------------------------------


def telegram_updates(server, numbers):
    """What Eve's client and a broken server send, one after another."""
    eve = server.person(EVE)
    chat = {"id": EVE, "type": "private"}
    under = {"message_id": 4, "date": int(time.time()), "chat": chat}
    said = {"message_id": 5, "date": int(time.time()), "from": eve, "chat": chat, "text": "hi"}
    for data in DATA:
        press = f"hostile{next(numbers)}"
        server._open_presses.add(press)
        yield {"callback_query": {"id": press, "from": eve, "message": under, "data": data}}
    for value in VALUES:
        yield {"callback_query": {"id": value, "from": eve, "message": under, "data": "|why"}}
        yield {"callback_query": {"id": "x", "from": {"id": value}, "message": under, "data": "|x"}}
        for name in ("message_id", "date", "chat", "from", "text", "document", "reply_to_message"):
            yield {"message": said | {name: value}}
        yield {"message": said | {"chat": {"id": value}}, "update_id": 5}
        yield {"message": value}
        yield {"edited_message": said | {"edit_date": value}}
    yield '"message": {"message_id": 1, "text": %s}' % DEEP  # noqa: UP031
    yield '"message": %s' % ABSURD  # noqa: UP031
    yield '"callback_query": {"id": "x", "data": %s}' % DEEP  # noqa: UP031


async def telegram_round(server, hostile, load):
    """Everybody says a set amid hostile updates; give when each was said and answered."""
    moments, people = [], itertools.cycle(range(1, PEOPLE + 1))
    for some in _tens(hostile):
        for update in some[:5]:
            _put(server, update)
        person, begun = next(people), time.monotonic()
        before = len(server.texts(person))
        server.say(f"squat {load}x5 rir2", person)
        for update in some[5:]:
            _put(server, update)
        await _more(server, partial(server.texts, person), before)
        moments.append((begun, time.monotonic()))
        assert str(load) in server.texts(person)[-1]
        load += 1
    return moments


async def _more(server, shown, before):
    await server.until(lambda: len(shown()) > before, 30)


def _tens(found):
    found = list(found)
    return [found[at : at + 10] for at in range(0, len(found), 10)]


def _put(server, update):
    if isinstance(update, str):
        server.raw_text(update)
    else:
        server.raw(update)


async def test_telegram(database, tmp_path, figure):
    numbers = itertools.count(1)
    async with TelegramServer() as server:
        settings = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": server.url, **database}
        with Running(tmp_path, **settings) as bot:
            server.started.add(EVE)
            server.say("squat 50x5 rir2", 1)
            await server.until(lambda: server.texts(1), 60)
            hostile = list(telegram_updates(server, numbers))
            first = await telegram_round(server, hostile, 60)
            await server.until(lambda: not server.queue, 30)
            await server.until(lambda: len(_refusals(server)) >= len(DATA) - 1, 30)
            bot.kill()
            bot.start()
            await telegram_round(server, DATA_AGAIN * PEOPLE, 70)  # until the process is up
            later = await telegram_round(server, telegram_updates(server, numbers), 80)
            await server.until(lambda: not server.queue, 30)
            assert bot.stop() == 0
            log = bot.log
    assert NOT_FOUND not in log
    figure("hostile updates", 2 * len(hostile))
    figure("longest wait of somebody else, s", worst(first))
    figure("after a restart, s", worst(later))
    assert worst(first) < MOST_SECONDS
    assert worst(later) < MOST_SECONDS
    assert "telegram stopped receiving" not in log
    assert "set aside since the start: telegram" in log


def _refusals(server):
    return [text for text in server.texts(EVE) if text.startswith("That button")]


# --- Discord ------------------------------------------------------------------------------------


def discord_events(server):
    """What Eve's client and a broken gateway send, one after another."""
    channel = server.direct_channel(str(EVE))
    eve = {"id": str(EVE), "username": "eve"}

    def press(**more):
        return "INTERACTION_CREATE", {
            "id": server.snowflake(), "application_id": BOT, "type": 3, "token": "t",
            "channel_id": channel, "channel": {"id": channel}, "user": eve, "context": 1,
            "data": {"custom_id": "|why", "component_type": 2},
        } | more  # fmt: skip

    def said(**more):
        return "MESSAGE_CREATE", {
            "id": server.snowflake(), "channel_id": channel, "author": eve, "content": "hi",
            "timestamp": "2026-11-22T14:00:00+00:00", "edited_timestamp": None, "type": 0,
            "mentions": [],
        } | more  # fmt: skip

    for key in CUSTOM_IDS:
        yield press(data={"custom_id": key})
    for value in VALUES:
        for name in ("id", "token", "channel_id", "user", "data", "type", "guild_id"):
            yield press(**{name: value})
        yield press(type=2, data={"name": "log", "options": [{"value": value}]})
        yield press(type=4, data={"name": "log", "options": [{"value": value, "focused": True}]})
        for name in ("id", "channel_id", "author", "timestamp", "attachments", "edited_timestamp"):
            yield said(**{name: value})
        yield "MESSAGE_UPDATE", said(edited_timestamp=value)[1]
        yield "MESSAGE_CREATE", value
    yield "MESSAGE_CREATE", '{"id": "1", "content": %s}' % DEEP  # noqa: UP031
    yield "INTERACTION_CREATE", '{"id": %s, "type": 3}' % ABSURD  # noqa: UP031
    yield "INTERACTION_CREATE", f"{DEEP}"


async def emit(server, name, data):
    """Send an event as it stands; it is not replayed."""
    text = data if isinstance(data, str) and len(data) > len(ABSURD) else json.dumps(data)
    for session in server.sessions.values():
        session.events.append({"op": 0, "t": "NOTHING", "s": len(session.events) + 1, "d": {}})
        if session.socket is not None and not session.socket.closed:
            frame = f'{{"op": 0, "t": "{name}", "s": {len(session.events)}, "d": {text}}}'
            await session.socket.send_str(frame)


async def discord_round(server, hostile, load):
    moments, people = [], itertools.cycle(str(1000 + each) for each in range(PEOPLE))
    for some in _tens(hostile):
        for name, data in some[:5]:
            await emit(server, name, data)
        person, begun = next(people), time.monotonic()
        channel = server.direct_channel(person)
        before = len(server.answers(channel))
        await server.dm(person, f"squat {load}x5 rir2")
        for name, data in some[5:]:
            await emit(server, name, data)
        await _more(server, partial(server.answers, channel), before)
        moments.append((begun, time.monotonic()))
        assert str(load) in server.answers(channel)[-1]["content"]
        load += 1
    return moments


async def connected(server, sessions):
    await server.until(lambda: server.identifies >= sessions, 60)
    await server.until(lambda: any(s.socket for s in server.sessions.values()), 60)
    await asyncio.sleep(0.5)


async def test_discord(database, tmp_path, figure):
    async with DiscordServer() as server:
        settings = {
            "DISCORD_BOT_TOKEN": server.token, "DISCORD_API_URL": server.url, **database,
        }  # fmt: skip
        with Running(tmp_path, **settings) as bot:
            await connected(server, 1)
            hostile = list(discord_events(server))
            first = await discord_round(server, hostile, 60)
            for key in CUSTOM_IDS[:5]:
                await server._interact(
                    3, server.direct_channel("77"), "77", {"custom_id": key, "component_type": 2}
                )
            channel = server.direct_channel("77")
            await server.until(lambda: len(server.answers(channel)) >= 5, 30)
            refused = [each["content"] for each in server.answers(channel)]
            assert server.identifies == 1
            bot.kill()
            bot.start()
            await connected(server, 2)
            later = await discord_round(server, discord_events(server), 120)
            assert server.identifies == 2
            assert bot.stop() == 0
            log = bot.log
    assert NOT_FOUND not in log
    figure("hostile events", 2 * len(hostile))
    figure("longest wait of somebody else, s", worst(first))
    figure("after a restart, s", worst(later))
    assert all(text.startswith("That button") for text in refused)
    assert worst(first) < MOST_SECONDS
    assert worst(later) < MOST_SECONDS
    assert "discord stopped receiving" not in log
    assert "set aside since the start: discord" in log
