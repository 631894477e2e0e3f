"""`DISCORD_SHARDS`: shards shared out among processes, taken over, and each event heard once."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack

import pytest
from sqlalchemy import text

from core.store.engine import open_store
from tests.pinging import open_outgoing
from tests.running import Running
from tests.servers.discord import DiscordServer
from tests.servers.discord_shapes import ROOM
from tests.waiting import until

PEOPLE = [str(n) for n in range(50, 56)]
ROUNDS = 6
KILLED_AFTER = 2
TAKEN_OVER_S = 20.0
QUICK = {"bot.platforms.discord.session_budget": {"BETWEEN_SECONDS": 0.2}}


@pytest.fixture
async def store(postgres_url):
    opened = await open_store(postgres_url)
    yield opened
    await opened.close()


@pytest.fixture
def processes(tmp_path, postgres_url):
    """Start processes on one database."""
    with ExitStack() as running:

        def start(server, *shards):
            made = [
                Running(
                    tmp_path, f"log{place}", numbers=QUICK, DATABASE_URL=postgres_url,
                    DISCORD_BOT_TOKEN=server.token, DISCORD_API_URL=server.url,
                    DISCORD_SHARDS=each,
                )
                for place, each in enumerate(shards)
            ]  # fmt: skip
            for bot in made:
                running.enter_context(bot)
            return made

        yield start


def connected(server):
    """The shards that are connected now, each as often as it is."""
    sessions = [each for each in server.sessions.values() if each.socket is not None]
    return sorted(each.shard for each in sessions if not each.socket.closed)


def all_of(count):
    return [(shard, count) for shard in range(count)]


async def all_done(store):
    async def done():
        query = text("SELECT count(*) FROM inbox WHERE done_at IS NULL")
        waiting = await store.run(lambda uow: uow._connection.execute(query).scalar())
        return not waiting and not await open_outgoing(store)

    await until(done)


async def test_who_is_killed_is_taken_over_and_nothing_is_lost(processes, store):
    async with DiscordServer() as server:
        server.shards = 4
        bots = processes(server, "auto", "auto")
        await server.until(lambda: connected(server) == all_of(4), TAKEN_OVER_S)
        await server.until(lambda: all(bot.log.count("connected") >= 2 for bot in bots))
        for place in range(ROUNDS):
            for person in PEOPLE:
                await server.dm(person, f"squat {60 + place}x5 rir2")
            if place == 0:  # first words that met nobody wait for the next ones
                await server.until(lambda: all(answers(server, each) for each in PEOPLE))
            if place == KILLED_AFTER:
                bots[0].kill()
        asked = await server.slash(ROOM, "9", "next", "squat")
        await server.until(lambda: len(server.sessions) and holds_all(server), TAKEN_OVER_S)
        again = await heard_again(server)
        wanted = ROUNDS * len(PEOPLE)
        count = text("SELECT count(*) FROM sets")

        async def stored():
            return await store.run(lambda uow: uow._connection.execute(count).scalar()) == wanted

        await until(stored, TAKEN_OVER_S)
        await all_done(store)
        assert await stored()
        for person in PEOPLE:
            assert len(answers(server, person)) == ROUNDS
        assert asked.acknowledged or again


async def heard_again(server):
    """Ask once a second, as somebody would whom nobody answers, until it is heard."""
    asked, clock = [], asyncio.get_running_loop().time
    since = 0.0

    async def heard():
        nonlocal since
        if clock() - since > 1:
            since = clock()
            asked.append(await server.slash(ROOM, "9", "next", "squat"))
        return any(each.acknowledged for each in asked)

    return await server.until(heard, TAKEN_OVER_S)


def answers(server, person):
    return server.answers(server.direct_channel(person))


def holds_all(server):
    return connected(server) == all_of(4)


async def test_each_event_is_heard_by_one_process(processes, store):
    async with DiscordServer() as server:
        server.shards = 2
        processes(server, "auto", "auto", "auto")
        await server.until(lambda: connected(server) == all_of(2), TAKEN_OVER_S)
        asked = await server.slash(ROOM, "9", "next", "squat")
        await server.dm("50", "squat 100x5 rir2")
        await server.until(lambda: asked.acknowledged and server.answers(ROOM))
        await server.until(lambda: answers(server, "50"))
        acknowledged = [path for _, path, _ in server.calls if path.endswith("/callback")]
        assert len(acknowledged) == 1


async def test_a_range_is_what_one_process_connects(processes, store):
    async with DiscordServer() as server:
        bots = processes(server, "0/3", "1-2/3")
        await server.until(lambda: connected(server) == all_of(3), TAKEN_OVER_S)
        await server.until(lambda: sum(bot.log.count("connected") for bot in bots) >= 3)
        await server.dm("50", "squat 100x5 rir2")
        await server.until(lambda: answers(server, "50"))
