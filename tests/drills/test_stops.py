"""SIGTERM ends the process within ten seconds, whatever holds the database."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import time

import asyncpg
import pytest

from core.store.engine import open_store
from tests.conftest import postgres_server  # noqa: F401 - a fixture
from tests.drills.places import on_each_platform
from tests.hanging import PLATFORMS
from tests.running import Running

SECONDS = 10.0
PEOPLE = range(1, 21)
WHEN = ["while nothing is done", "while messages wait", "while it starts"]


async def all_known(on) -> None:
    """Everybody has written before: what Discord's first words are is another drill's."""
    for person in PEOPLE:
        await on.say(person, "squat 100x5 rir2")
    await on.server.until(lambda: all(on.answers(person) for person in PEOPLE))


def all_answered(on) -> bool:
    """Whether everybody's later set has its answer."""
    return all(any("101 kg" in text for text in on.answers(person)) for person in PEOPLE)


async def ended(bot: Running) -> float:
    """Send SIGTERM and give the seconds until it has ended."""
    began = time.monotonic()
    bot.process.terminate()
    while bot.process.poll() is None and time.monotonic() - began < 90:
        await asyncio.sleep(0.02)
    return time.monotonic() - began


def hold(path) -> sqlite3.Connection:
    """Lock the file as another program does."""
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    return other


@on_each_platform
@pytest.mark.parametrize("when", WHEN)
async def test_another_process_locks_the_file(tmp_path, figure, platform, when):
    on = PLATFORMS[platform]()
    async with on.server as server:
        bot = Running(tmp_path, **on.settings())
        if when == WHEN[2]:
            await (await open_store(f"sqlite:///{bot.database}")).close()
            turn = tmp_path / "spotter.db.turn"
            turn.unlink()
            other = hold(bot.database)
        with bot:
            if when == WHEN[2]:
                await server.until(turn.exists)  # it is opening the file
                await asyncio.sleep(1)
            else:
                await on.ready()
                await all_known(on)
                other = hold(bot.database)
            if when == WHEN[1]:
                for person in PEOPLE:
                    await on.say(person, "squat 101x5 rir2")
                await asyncio.sleep(2)
            took = await ended(bot)
            other.close()
            figure("seconds", took)
            assert took < SECONDS
            assert bot.process.returncode == 0
            assert "Traceback" not in bot.log
        with bot:  # what was left is there
            if when == WHEN[1]:
                await server.until(lambda: all_answered(on))


@on_each_platform
async def test_told_twice(tmp_path, figure, database_url, platform):
    """By somebody impatient, in the middle of a burst: in order all the same, and nothing lost."""
    on = PLATFORMS[platform]()
    async with on.server as server:
        with Running(tmp_path, DATABASE_URL=database_url, **on.settings()) as bot:
            await on.ready()
            await all_known(on)
            for person in PEOPLE:
                await on.say(person, "squat 101x5 rir2")
            bot.process.terminate()
            took = await ended(bot)
            figure("seconds", took)
            assert took < SECONDS
            assert bot.process.returncode == 0
            assert "Traceback" not in bot.log
        with bot:
            await server.until(lambda: all_answered(on))


@on_each_platform
async def test_postgresql_does_not_answer(tmp_path, figure, postgres_server, platform):  # noqa: F811
    """The server is stopped in its tracks: no connection breaks, nothing answers."""
    name = postgres_server.create()
    url = postgres_server.url(name)
    on = PLATFORMS[platform]()
    async with on.server:
        with Running(tmp_path, DATABASE_URL=url, **on.settings()) as bot:
            await on.ready()
            await on.say(1, "squat 100x5 rir2")
            await on.server.until(lambda: on.answers(1))
            looker = await asyncpg.connect(url)
            found = await looker.fetch(
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database() "
                "AND pid <> pg_backend_pid()"
            )
            await looker.close()
            pids = [row["pid"] for row in found]
            assert pids
            for pid in pids:
                os.kill(pid, signal.SIGSTOP)
            try:
                await on.say(1, "squat 100x5 rir2")
                await asyncio.sleep(2)
                took = await ended(bot)
            finally:
                for pid in pids:
                    os.kill(pid, signal.SIGCONT)
            figure("seconds", took)
            figure("exit code", bot.process.returncode)
            assert took < SECONDS
    postgres_server.drop(name)
