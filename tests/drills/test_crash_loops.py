"""Crash loops: processes that die again and again, seconds after their start, still get through."""

from __future__ import annotations

import asyncio
import time

import pytest
from sqlalchemy import text

from core.store.engine import open_store
from tests.conftest import postgres_server  # noqa: F401 - a fixture
from tests.full_answers import answer_in_full
from tests.running import Running
from tests.servers.telegram import TOKEN, TelegramServer

MESSAGES = 40
LIFE_SECONDS = 1.0  # after a process is at work, on a machine on which it starts in ...
START_SECONDS = 2.0
MOST_LIVES = 15
# Without a sign of life for so long others are dead: no life lasts for it, on the slowest machine.
PATIENCE = {"bot.runtime.processes": {"SILENT_SECONDS": 300.0, "LOST_SECONDS": 300.0}}


@pytest.fixture
def url(request, tmp_path, kind):
    if kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'spotter.db'}"
        return
    server = request.getfixturevalue("postgres_server")
    name = server.create()
    yield server.url(name)
    server.drop(name)


async def waiting(url: str) -> tuple[int, int]:
    """Rows of the inbox and the outbox that nobody has finished."""
    store = await open_store(url)
    try:
        return await store.run(
            lambda uow: tuple(
                uow._connection.execute(text(query)).scalar()
                for query in (
                    "SELECT count(*) FROM inbox WHERE done_at IS NULL",
                    "SELECT count(*) FROM outbox WHERE settled_at IS NULL",
                )
            )
        )
    finally:
        await store.close()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_lives_shorter_than_the_patience_with_the_dead(tmp_path, figure, url, kind):
    """One process alone, killed seconds after its start; sends are slow, so that all hold some."""
    async with TelegramServer(delay=0.3) as server:
        settings = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": server.url}
        # fresh: a start takes its time
        bot = Running(tmp_path, DATABASE_URL=url, numbers=PATIENCE, fresh=True, **settings)
        store = await open_store(url)
        await answer_in_full(store, "telegram", range(-4, 0))
        await store.close()
        asked = set()
        for number in range(MESSAGES):
            said = server.say(f"/s squat {60 + number}x5 rir2", 1 + number % 4, -1 - number % 4)
            asked.add((said["message"]["chat"]["id"], said["message"]["message_id"]))
        began, lives = time.monotonic(), 0
        while lives < MOST_LIVES:
            lives += 1
            heard = bot.log.count("receiving as") if bot.log_file.exists() else 0
            started = time.monotonic()
            bot.start()
            try:
                await server.until(lambda: bot.log.count("receiving as") > heard)  # noqa: B023
                slow = (time.monotonic() - started) / START_SECONDS  # as busy as the machine is
                await asyncio.sleep(LIFE_SECONDS * max(1.0, slow))
            finally:
                bot.kill()
            if lives > 1 and not server.queue and await waiting(url) == (0, 0):
                break
        figure("lives", lives)
        figure("seconds", time.monotonic() - began)
        shown = {
            (s.chat, s.data["reply_parameters"]["message_id"])
            for s in server.shown()
            if "reply_parameters" in s.data
        }
        figure("answered", f"{len(shown & asked)} of {MESSAGES}")
        assert await waiting(url) == (0, 0)
        store = await open_store(url)
        sets = await store.run(
            lambda it: it._connection.execute(text("SELECT source, position FROM sets")).all()
        )
        await store.close()
        assert len(sets) == len(set(sets)) == MESSAGES
        assert MESSAGES - len(shown & asked) <= 2 * lives  # what was under way at a kill
