"""One person floods while others train: nobody waits for it, and the inbox stays small."""

from __future__ import annotations

import asyncio
import time

import pytest

from tests.killing import listening, unfinished
from tests.running import Running
from tests.servers.telegram import TOKEN, TelegramServer

FLOOD, OTHERS, SETS = 2_000, 20, 10
SECONDS = 2.0  # between the sets of one of the others


@pytest.mark.parametrize("place", ["private", "group"])
async def test_others_are_answered_while_one_floods(tmp_path, figure, place):
    """p95 of the others under 2 s; what waits is bounded; what was dropped is said."""
    async with TelegramServer() as server:
        settings = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": server.url}
        with Running(tmp_path, **settings) as bot:
            await listening(server, 0)
            chat = 999 if place == "private" else -999
            for n in range(FLOOD):
                server.say(f"/s squat 100x{1 + n % 9} rir2", user=999, chat=chat)
            most = 0
            asked: list[tuple[int, int, float]] = []
            for turn in range(SETS):
                for user in range(1, OTHERS + 1):
                    server.say(f"squat {60 + turn}x5 rir2", user=user, chat=user)
                    asked.append((user, turn + 1, time.monotonic()))
                    await asyncio.sleep(SECONDS / OTHERS)
                waits = bot.rows("SELECT count(*) FROM inbox WHERE done_at IS NULL")[0][0]
                most = max(most, waits)
            counts = dict.fromkeys(range(1, OTHERS + 1), 0)
            await server.until(lambda: all(len(server.texts(user)) >= SETS for user in counts), 120)
            waited = sorted(server.shown(user)[number - 1].at - at for user, number, at in asked)
            await server.until(lambda: not server.queue and unfinished(bot) == (0, 0), 300)
            told = [text for text in server.texts() if "were kept" in text]
            stored = bot.rows("SELECT count(*) FROM sets")[0][0]
    p95 = waited[int(len(waited) * 0.95)]
    figure("others p50 (s)", waited[len(waited) // 2])
    figure("others p95 (s)", p95)
    figure("most rows waiting", most)
    figure("sets stored", stored)
    figure("told of what was dropped", len(told))
    assert p95 < 2.0
    assert most < 400
