"""Two `spotter run` on one PostgreSQL: nothing is lost or done twice when one of them is killed."""

from __future__ import annotations

import random
from collections import Counter
from contextlib import ExitStack

import pytest
from sqlalchemy import text

from core.store.engine import open_store
from tests.full_answers import answer_in_full
from tests.pinging import open_outgoing, remind, states
from tests.running import Running
from tests.servers.discord import DiscordServer
from tests.servers.discord_shapes import ROOM
from tests.servers.telegram import TOKEN, TelegramServer
from tests.waiting import some_moment, until

CHATS = 5
ROUNDS = 8
CHANCE = random.Random(1)
PEOPLE = 24
READY = "ready to take over"
UNDER_WAY = 8  # at most, on a slow machine; one or two where the server answers at once


@pytest.fixture
async def store(postgres_url):
    opened = await open_store(postgres_url)
    yield opened
    await opened.close()


@pytest.fixture
def pair(tmp_path, postgres_url):
    """Two processes, to be started with settings."""
    with ExitStack() as running:

        def start(**settings):
            made = [
                Running(tmp_path, name, DATABASE_URL=postgres_url, **settings)
                for name in ("one", "two")
            ]
            for bot in made:
                running.enter_context(bot)
            return made

        yield start


async def rows(store, query):
    return await store.run(lambda uow: [tuple(r) for r in uow._connection.execute(text(query))])


async def all_done(store, pings):
    """Wait until every message is handled, every ping known and every outbox message settled."""

    async def done():
        return (
            await rows(store, "SELECT count(*) FROM inbox WHERE done_at IS NULL") == [(0,)]
            and (await states(store)).total() >= pings
            and not await open_outgoing(store)
        )

    settled = "SELECT count(*) FROM outbox WHERE settled_at IS NOT NULL"
    await until(done, progress=lambda: rows(store, settled))


async def test_one_of_two_is_killed_on_telegram(pair, store):
    async with TelegramServer() as server:
        settings = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": server.url}
        one, two = pair(**settings)
        await server.until(lambda: all("receiving as" in bot.log for bot in (one, two)))
        await answer_in_full(store, "telegram", [-1000 - chat for chat in range(CHATS)])
        people = range(1000, 1000 + PEOPLE)
        server.started.update(people)
        server.fault(status=429, parameters={"retry_after": 0.3}, times=20, share=0.5)
        asked = set()
        for place in range(ROUNDS):
            for chat in range(CHATS):
                said = server.say(f"/s squat {60 + place}x5 rir2", 1 + chat, -1000 - chat)
                asked.add((-1000 - chat, said["message"]["message_id"]))
            if place == 2:
                await remind(store, *map(str, people))
            if place == 4:
                one.kill()
            await some_moment(CHANCE, 0.2)
        await server.until(lambda: not server.queue)
        await all_done(store, PEOPLE)
        stored = await rows(store, "SELECT source, position FROM sets")
        assert len(stored) == len(set(stored)) == len(asked)
        replies = [s for s in server.shown() if s.chat < 0]
        answered = Counter((s.chat, s.data["reply_parameters"]["message_id"]) for s in replies)
        assert set(answered) <= asked
        assert max(answered.values()) == 1
        # what was under way when it was killed; the slower the machine, the more that is
        assert len(asked - answered.keys()) <= UNDER_WAY
        in_order = [[m for c, m in answered if c == -1000 - chat] for chat in range(CHATS)]
        assert all(each == sorted(each) for each in in_order)
        pinged = Counter(s.chat for s in server.shown() if s.chat > 0)
        assert set(pinged) == set(people)
        assert sum(pinged.values()) <= PEOPLE + UNDER_WAY
        assert await states(store) == {("sent", ""): PEOPLE}
        assert "Conflict" not in one.log + two.log  # nobody asked while another did
        ready = one.log.count(READY)
        one.start()
        await server.until(lambda: one.log.count(READY) > ready)  # the other receives
        server.say("squat 100x5 rir2", 77)
        await server.until(lambda: server.texts(77))


async def test_one_of_two_is_killed_on_discord(pair, store):
    async with DiscordServer() as server:
        settings = {"DISCORD_BOT_TOKEN": server.token, "DISCORD_API_URL": server.url}
        one, _ = pair(**settings)
        await server.until(lambda: server.identifies >= 2)
        asked = await server.slash(ROOM, "9", "next", "squat")  # both acknowledge it
        await server.until(lambda: server.answers(ROOM))
        assert asked.acknowledged
        channels = [server.direct_channel(str(n)) for n in range(1000, 1000 + PEOPLE)]
        server.fault("POST /channels", 429, times=10, retry_after=0.2)
        await remind(store, *channels, platform="discord")
        talking = [str(n) for n in range(50, 50 + CHATS)]
        for place in range(ROUNDS):
            for person in talking:
                await server.dm(person, f"squat {60 + place}x5 rir2")
            if place == 4:
                one.kill()
            await some_moment(CHANCE, 0.2)
        await server.until(lambda: len(server.sessions) == 2)
        await all_done(store, PEOPLE)
        assert await rows(store, "SELECT count(*) FROM sets") == [(ROUNDS * CHATS,)]
        for person in talking:
            assert len(server.answers(server.direct_channel(person))) == ROUNDS
        assert [len(server.answers(channel)) for channel in channels] == [1] * PEOPLE
        assert await states(store) == {("sent", ""): PEOPLE}
        assert len(server.answers(ROOM)) == 1
