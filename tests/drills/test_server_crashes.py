"""PostgreSQL crashes or is restarted under load, again and again: what was acknowledged is there.

Its own promise is needed for that: the same drill loses sets where the server does not write each
commit to its log before it says so.
"""

from __future__ import annotations

import asyncio
import random
import re
import time

import asyncpg
import pytest

from tests.databases import make_schema
from tests.drills.places import on_each_platform, running
from tests.postgres import running_server

CRASHES, PEOPLE, EACH = 8, 8, 24
COMMITS = 300
AWAY = 1.5  # seconds without a server, at most
SET = re.compile(r"(\d+) kg x 5")


@pytest.fixture
def server():
    with running_server(synchronous_commit="on") as found:
        yield found


@on_each_platform
async def test_nothing_is_lost(tmp_path, figure, server, platform):
    chance = random.Random(5)
    url = server.url(server.create())
    make_schema(url)
    async with running(platform, url, tmp_path) as here:
        said, waits, lost = 0, [], 0
        for crash in range(CRASHES):
            for place in range(EACH):
                await here.on.say(1 + said % PEOPLE, f"squat {60 + said // PEOPLE}x5 rir2")
                said += 1
                if place == EACH // 2:
                    await asyncio.sleep(chance.random() * 0.3)
                    await asyncio.to_thread(server.end, in_order=crash % 2 == 1)
                    shown = answered(here.on)
                    await asyncio.sleep(chance.random() * AWAY)
                    await asyncio.to_thread(server.start)
                    lost += len(shown - await stored(here))
            began = time.monotonic()
            await here.on.server.until(lambda: len(answered(here.on)) >= said - 2 * (crash + 1), 60)  # noqa: B023
            waits.append(time.monotonic() - began)
        await here.finished()
        there = await here.rows("SELECT source, position FROM sets")
        shown = answered(here.on)
        figure("said, answered", (said, len(shown)))
        figure("answered sets that were not there after a crash", lost)
        figure("most seconds until all were answered", max(waits))
        assert lost == 0
        assert len(there) == len(set(there)) == said
        assert len(shown) == said
        for person in range(1, PEOPLE + 1):
            loads = [int(m[1]) for text in here.on.answers(person) if (m := SET.search(text))]
            assert loads == sorted(set(loads))
        assert here.bot.process.poll() is None


@on_each_platform
async def test_people_write_first_while_the_server_is_away(tmp_path, figure, server, platform):
    """On Discord nobody can fetch what a new direct channel brings; the connection drops too."""
    url = server.url(server.create())
    make_schema(url)
    async with running(platform, url, tmp_path) as here:
        on = here.on
        await on.say(1, "squat 60x5 rir2")
        await on.server.until(lambda: on.answers(1))
        await asyncio.to_thread(server.end)
        for person in range(2, PEOPLE + 1):
            await on.say(person, "squat 60x5 rir2")
        if platform == "discord":
            on.server.refuse_resume, begun = True, on.starts()
            await on.server.drop()
            await on.server.until(lambda: on.starts() > begun and on.server.sessions)
            on.server.refuse_resume = False
            await on.server.until(lambda: any(s.socket for s in on.server.sessions.values()))
        for person in range(1, PEOPLE + 1):
            await on.say(person, "squat 61x5 rir2")
        await asyncio.sleep(AWAY)
        await asyncio.to_thread(server.start)
        began = time.monotonic()
        await on.server.until(lambda: len(answered(on)) == 2 * PEOPLE, 60)
        figure("seconds until all were answered", time.monotonic() - began)
        for person in range(1, PEOPLE + 1):
            loads = [int(m[1]) for text in on.answers(person) if (m := SET.search(text))]
            assert loads == [60, 61]
        assert len(await stored(here)) == 2 * PEOPLE


@on_each_platform
async def test_the_process_is_ended_while_the_server_is_away(tmp_path, figure, server, platform):
    url = server.url(server.create())
    make_schema(url)
    async with running(platform, url, tmp_path) as here:
        on = here.on
        for person in range(1, PEOPLE + 1):
            await on.say(person, "squat 60x5 rir2")
        await on.server.until(lambda: len(answered(on)) == PEOPLE)
        await asyncio.to_thread(server.end)
        for person in range(1, PEOPLE + 1):
            await on.say(person, "squat 61x5 rir2")
        await asyncio.sleep(AWAY)
        began = time.monotonic()
        assert await asyncio.to_thread(here.bot.stop) == 0
        figure("seconds until it had ended", time.monotonic() - began)
        assert time.monotonic() - began < 10
        await asyncio.to_thread(server.start)
        here.bot.start()
        await on.server.until(lambda: len(answered(on)) == 2 * PEOPLE, 60)


def answered(on) -> set[tuple[int, int]]:
    """Person and load of every set whose answer was shown."""
    return {
        (person, int(match[1]))
        for person in range(1, PEOPLE + 1)
        for text in on.answers(person)
        if (match := SET.search(text))
    }


async def stored(here) -> set[tuple[int, int]]:
    """The same of what is in the database."""
    rows = await here.rows("SELECT source, load_milli / 1000 FROM sets")
    return {
        (person, load)
        for source, load in rows
        for person in range(1, PEOPLE + 1)
        if here.on.is_of(person, source)
    }


@pytest.mark.parametrize(("mode", "loses"), [("on", False), ("off", True)])
async def test_a_server_that_does_not_write_each_commit_loses_some(figure, mode, loses):
    """The drill above can fail: the same end takes commits from a server with less care."""
    with running_server(synchronous_commit=mode, wal_writer_delay="10s") as server:
        url = server.url(server.create())
        connection = await asyncpg.connect(url)
        await connection.execute("CREATE TABLE said (number INTEGER)")
        for number in range(COMMITS):
            await connection.execute("INSERT INTO said VALUES ($1)", number)
        connection.terminate()
        await asyncio.to_thread(server.end)
        await asyncio.to_thread(server.start)
        connection = await asyncpg.connect(url)
        try:
            kept = await connection.fetchval("SELECT count(*) FROM said")
        except asyncpg.UndefinedTableError:  # not even the table
            kept = 0
        await connection.close()
    figure("commits told of, lost", (COMMITS, COMMITS - kept))
    assert (kept < COMMITS) == loses
