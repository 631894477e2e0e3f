"""kill -9 and SIGTERM again and again on Telegram: nothing lost, nothing stored twice."""

from __future__ import annotations

import pytest

from tests.killing import kill_again_and_again
from tests.running import Running
from tests.servers.telegram import TOKEN, TelegramServer


@pytest.mark.parametrize("delay", [0.0, 0.05])
async def test_killed_sixteen_times(tmp_path, figure, delay):
    async with TelegramServer(delay=delay) as server:
        settings = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": server.url}
        with Running(tmp_path, **settings) as bot:
            outcome = await kill_again_and_again(server, bot, kills=16, messages=400, seed=1)
    figure("outcome", outcome)
    assert (outcome.lost, outcome.stored_twice) == (0, 0)
    assert outcome.repeated <= outcome.kills
