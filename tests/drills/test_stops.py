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
from tests.running import Running
from tests.servers.telegram import TOKEN, TelegramServer

SECONDS = 10.0
WHEN = ["while nothing is done", "while messages wait", "while it starts"]


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


@pytest.mark.parametrize("when", WHEN)
async def test_another_process_locks_the_file(tmp_path, figure, when):
    async with TelegramServer() as server:
        settings = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": server.url}
        bot = Running(tmp_path, **settings)
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
                await server.until(lambda: "receiving as" in bot.log)
                server.say("squat 100x5 rir2", 1)
                await server.until(lambda: server.texts(1))
                other = hold(bot.database)
            if when == WHEN[1]:
                for person in range(20):
                    server.say("squat 100x5 rir2", 2 + person)
                await asyncio.sleep(2)
            took = await ended(bot)
            other.close()
            figure("seconds", took)
            assert took < SECONDS
            assert bot.process.returncode == 0
            assert "Traceback" not in bot.log
        with bot:  # what was left is there
            if when == WHEN[1]:
                await server.until(lambda: all(server.texts(2 + person) for person in range(20)))


async def test_postgresql_does_not_answer(tmp_path, figure, postgres_server):  # noqa: F811
    """The server is stopped in its tracks: no connection breaks, nothing answers."""
    name = postgres_server.create()
    url = postgres_server.url(name)
    async with TelegramServer() as server:
        settings = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": server.url}
        with Running(tmp_path, DATABASE_URL=url, **settings) as bot:
            await server.until(lambda: "receiving as" in bot.log)
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
                server.say("squat 100x5 rir2", 1)
                await asyncio.sleep(2)
                took = await ended(bot)
            finally:
                for pid in pids:
                    os.kill(pid, signal.SIGCONT)
            figure("seconds", took)
            figure("exit code", bot.process.returncode)
            assert took < SECONDS
    postgres_server.drop(name)
