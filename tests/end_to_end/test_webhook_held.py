"""Telegram calls while the database is held or away: 503 soon, 200 only for what is stored."""

from __future__ import annotations

import sqlite3
import time
from contextlib import asynccontextmanager

import asyncpg

from bot.platforms.telegram.webhook import COMMIT_SECONDS
from core.store.engine import open_store
from tests.databases import make_schema
from tests.end_to_end.test_health import free_port
from tests.postgres import running_server
from tests.running import Running
from tests.servers.telegram import TOKEN
from tests.servers.webhook import CallingServer
from tests.waiting import until

SOON = COMMIT_SECONDS + 2.0  # on a busy machine; nobody waits for what holds the database
PATH, SECRET = "path-of-the-webhook-0", "secret-of-the-webhook-0"


@asynccontextmanager
async def held(url):
    """Lock everything as another program might."""
    if url.startswith("sqlite"):
        other = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.close()
        return
    there = await asyncpg.connect(url)
    async with there.transaction():
        await there.execute("LOCK TABLE inbox IN ACCESS EXCLUSIVE MODE")
        yield
    await there.close()


@asynccontextmanager
async def called(folder, url):
    """A bot that Telegram calls, and a function that calls it with all that waits."""
    port = free_port()
    async with CallingServer() as server:
        settings = {"WEBHOOK_PORT": str(port), "WEBHOOK_URL": "https://bot.example.org",
                    "WEBHOOK_PATH": PATH, "WEBHOOK_SECRET": SECRET, "DATABASE_URL": url,
                    "TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": server.url}  # fmt: skip
        with Running(folder, **settings) as bot:
            await until(lambda: server.webhook)

            async def deliver():
                began = time.monotonic()
                return await server.deliver(f"http://127.0.0.1:{port}"), time.monotonic() - began

            yield server, bot, deliver
            assert bot.stop() == 0


async def sets_in(url):
    store = await open_store(url)
    try:
        query = "SELECT count(*) FROM sets"
        return await store.run(lambda uow: uow._connection.exec_driver_sql(query).scalar())
    finally:
        await store.close()


async def test_a_call_is_answered_while_the_database_is_held(tmp_path, database_url) -> None:
    async with called(tmp_path, database_url) as (server, bot, deliver):
        server.say("squat 140x8 rir1", user=7)
        async with held(database_url):
            for _ in range(3):
                statuses, seconds = await deliver()
                assert statuses == [503]
                assert seconds < SOON
        assert bot.log.count("updates are not stored") == 1
        assert "Traceback" not in bot.log
        await until(deliver_all(server, deliver))
        await server.replies(1)
    assert await sets_in(database_url) == 1


async def test_a_call_is_answered_while_postgresql_is_away(tmp_path) -> None:
    with running_server() as there:
        url = there.url(there.create())
        make_schema(url)
        async with called(tmp_path, url) as (server, _, deliver):
            server.say("squat 140x8 rir1", user=7)
            there.end()
            statuses, seconds = await deliver()
            assert statuses == [503]
            assert seconds < SOON
            there.start()
            await until(deliver_all(server, deliver))
            await server.replies(1)
        assert await sets_in(url) == 1


def deliver_all(server, deliver):
    """Call as Telegram does, until it was told that all is stored."""

    async def none_left():
        await deliver()
        return not server.queue

    return none_left
