"""Discord end to end: the real process against a small Discord on loopback."""

from __future__ import annotations

import asyncio
import random
import re

import pytest

from tests.running import Running
from tests.servers.discord import DiscordServer
from tests.servers.discord_shapes import BOT, HIDDEN, ROOM
from tests.waiting import WAIT_SECONDS, some_moment

MENTION = f"<@{BOT}>"
KILLS = 4  # in 100 messages
BURST = 25
STORED = "select reps from sets order by reps"


@pytest.fixture
async def server():
    async with DiscordServer() as made:
        yield made


@pytest.fixture
def bot(server, tmp_path):
    settings = {
        "DISCORD_BOT_TOKEN": server.token,
        "DISCORD_API_URL": server.url,
        "LOG_LEVEL": "DEBUG",
    }
    with Running(tmp_path, **settings) as made:
        yield made


async def connected(server, bot, sessions=1):
    await server.until(lambda: server.identifies >= sessions or bot.process.poll() is not None)
    assert bot.process.poll() is None, bot.log


async def next_answer(server, channel, seen):
    """Wait for one more answer in a channel and give it."""
    return (await server.until(lambda: server.answers(channel)[seen:]))[0]


def label(message, pattern):
    labels = [b["label"] for row in message["components"] for b in row["components"]]
    return next(found for found in labels if re.search(pattern, found, re.IGNORECASE))


async def test_a_session_in_private_with_a_restart(server, bot):
    await connected(server, bot)
    channel = server.direct_channel("5")
    typed = await server.dm("5", "squat 100x8 rir2")
    first = await next_answer(server, channel, 0)
    assert "100" in first["content"]
    await server.edit(typed["id"], "squat 100x9 rir2")
    await next_answer(server, channel, 1)
    assert bot.rows(STORED) == [(9,)]
    await server.slash(channel, "5", "log", "squat 100x7 rir1")
    second = await next_answer(server, channel, 2)
    assert bot.rows(STORED) == [(7,), (9,)]

    bot.stop()
    await server.dm("5", "squat 100x6 rir0")
    bot.start()
    await connected(server, bot, 2)
    await next_answer(server, channel, 3)
    assert bot.rows(STORED) == [(6,), (7,), (9,)]
    await server.press(second["id"], label(second, "undo"), "5")
    await next_answer(server, channel, 4)
    assert bot.rows(STORED) == [(6,), (9,)]
    assert not [token for token in (server.token, *server.interactions) if token in bot.log]


async def test_a_server(server, bot):
    await connected(server, bot)
    await server.say(ROOM, "5", "squat 60x5")
    await server.say(ROOM, "5", f"{MENTION} squat 100x8 rir2")
    first = await next_answer(server, ROOM, 0)
    assert len(first["content"].splitlines()) <= 2
    await server.say(ROOM, "6", "bench 80x5 rir1", reply_to=first["id"])
    await next_answer(server, ROOM, 1)
    assert bot.rows(STORED) == [(5,), (8,)]
    await server.press(first["id"], label(first, "undo"), "6")
    refusal = await next_answer(server, ROOM, 2)
    assert refusal["flags"] & HIDDEN
    assert refusal["for"] == "6"
    assert bot.rows(STORED) == [(5,), (8,)]
    await server.slash(ROOM, "6", "history", "bench")
    shown = await next_answer(server, ROOM, 3)
    assert shown["flags"] & HIDDEN


async def test_a_file_by_slash_command(server, bot):
    await connected(server, bot)
    channel = server.direct_channel("5")
    content = b"date,exercise,weight,reps\n2026-11-01,Squat,100,5\n"
    await server.slash_with_file(channel, "5", "import", content, "lb")
    planned = await next_answer(server, channel, 0)
    assert "1 set" in planned["content"]
    await server.press(planned["id"], "import", "5")
    await next_answer(server, channel, 1)
    assert bot.rows("select load_milli, load_unit from sets") == [(100_000, "lb")]
    # in a server nobody else sees what a file holds
    await server.slash_with_file(ROOM, "6", "import", content, "kg")
    hidden = await next_answer(server, ROOM, 0)
    assert hidden["flags"] & HIDDEN
    assert hidden["for"] == "6"


async def test_a_dropped_connection_and_a_replay(server, bot):
    await connected(server, bot)
    channel = server.direct_channel("5")
    first = await server.dm("5", "squat 100x8 rir2")
    await next_answer(server, channel, 0)
    await server.drop()
    await server._emit("MESSAGE_CREATE", first)
    await server.dm("5", "squat 100x7 rir1")
    await next_answer(server, channel, 1)
    assert bot.rows(STORED) == [(7,), (8,)]
    assert len(server.answers(channel)) == 2


async def test_a_wrong_token_is_said_once_and_ends(server, tmp_path):
    settings = {"DISCORD_BOT_TOKEN": "wrong-token-of-somebody", "DISCORD_API_URL": server.url}
    with Running(tmp_path, fresh=True, **settings) as bot:
        code = await asyncio.to_thread(bot.process.wait, WAIT_SECONDS)
    assert code == 1
    assert "DISCORD_BOT_TOKEN" in bot.log
    assert "wrong-token-of-somebody" not in bot.log


async def test_kills_lose_nothing_and_store_nothing_twice(server, bot):
    chance = random.Random(7)
    people = [str(n) for n in range(50, 55)]
    await connected(server, bot)
    for person in people:
        await server.dm(person, "squat 100x1 rir2")
    for person in people:
        await next_answer(server, server.direct_channel(person), 0)
    sent = dict.fromkeys(people, 1)
    for kill in range(KILLS):
        for _ in range(BURST):
            person = chance.choice(people)
            sent[person] += 1
            await server.dm(person, f"squat 100x{sent[person]} rir2")
            await some_moment(chance, 0.01)
        await some_moment(chance, 0.3)
        bot.kill()
        bot.start()
        await connected(server, bot, kill + 2)
    total = sum(sent.values())
    await server.until(lambda: bot.rows("select count(*) from sets") == [(total,)])
    await server.until(
        lambda: bot.rows("select count(*) from outbox where settled_at is null") == [(0,)]
    )
    stored = bot.rows("select log_id, reps, count(*) from sets group by 1, 2")
    assert len(stored) == total
    assert abs(len(server.answers()) - total) <= KILLS


async def test_first_words_of_all_to_a_process_that_is_killed_at_once(server, bot):
    """Nobody's channel is stored yet: what was said in it is fetched when they write again."""
    await connected(server, bot)
    for reps in range(1, 4):
        for person in range(10, 18):
            await server.dm(str(person), f"squat 100x{reps} rir2")
    bot.kill()
    bot.start()
    await connected(server, bot, 2)
    for person in range(10, 18):
        await server.dm(str(person), "squat 100x4 rir2")
    for person in range(10, 18):
        channel = server.direct_channel(str(person))
        answers = await server.until(
            lambda channel=channel: server.answers(channel)[3:] and server.answers(channel)
        )
        said = [re.search(r"100 kg x (\d)", answer["content"])[1] for answer in answers]
        assert said == ["1", "2", "3", "4"]
    assert bot.rows(STORED) == [(reps,) for reps in range(1, 5) for _ in range(8)]
